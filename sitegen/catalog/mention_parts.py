"""Which articles each page of an entity's mentions holds: a derived table. Only of an entity that is named more often
than one page shows.

Parts are filled from the oldest article on and numbered so: what is new goes into the last one, and the others stay
what they are, under the addresses they have. An article isn't divided; an edit that makes it longer moves others only
where its part has no room for that.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache

from sitegen.catalog.traces import Read

LISTED = frozenset({"mention", "about", "author"})
"""Roles in articles that an entity's page lists; what it published has a list of its own."""

ROOM = 300
"""Lines of a part: an article takes as many as it has mentions, and HEAD for its title."""
HEAD = 2

Part = tuple[str, str, int, str]
"""A row: (entity, "ENTITY NUMBER", number, JSON: [[article id, its roles that are LISTED, joined by spaces], …], the
newest first)."""

_LISTED = "role IN ('mention', 'about', 'author')"
_ARTICLES = (
    "SELECT article, max(CASE role WHEN 'mention' THEN count ELSE 0 END), group_concat(role, ' ') "
    f"FROM article_entity WHERE entity = ? AND {_LISTED} GROUP BY article"
)
_DATE = "SELECT max(published) FROM article WHERE id = ?"


def parts(entity: str, articles: Iterable[tuple[str, int, str, str]]) -> list[Part]:
    """The parts of an entity that is listed with these articles: (id, mentions, date, roles). None if one has room for
    all."""
    ordered = sorted(sorted(articles, reverse=True), key=lambda article: article[2])
    found: list[list[tuple[str, str]]] = []
    room = 0
    for id, mentions, _, roles in ordered:
        if not found or mentions + HEAD > room:
            found.append([])
            room = ROOM
        room -= mentions + HEAD
        found[-1].append((id, " ".join(sorted(roles.split()))))
    if len(found) < 2:
        return []
    return [(entity, f"{entity} {n}", n, json.dumps(part[::-1])) for n, part in enumerate(found, start=1)]


def derive_parts_again(database: sqlite3.Connection, entities: Collection[str]) -> Iterator[Read]:
    """Bring the table up to date after articles that list these entities changed. Gives the lookups that this
    touches.
    """

    @cache
    def date_of(article: str) -> str:
        return str(database.execute(_DATE, (article,)).fetchone()[0])

    for entity in sorted(entities):
        query = "SELECT entity, part, number, data FROM mention_part WHERE entity = ? ORDER BY number"
        old, new = database.execute(query, (entity,)).fetchall(), _parts_of(database, entity, date_of)
        if old == new:
            continue
        database.execute("DELETE FROM mention_part WHERE entity = ?", (entity,))
        _insert(database, new)
        yield "mention_part", None, None
        yield "mention_part", "entity", entity
        for part in sorted(set(old) ^ set(new)):
            yield "mention_part", "part", part[1]


def entities_listing(database: sqlite3.Connection, articles: Collection[str]) -> set[str]:
    """The entities that list any of these articles."""
    query = f"SELECT entity FROM article_entity WHERE article = ? AND {_LISTED}"
    return {entity for article in articles for (entity,) in database.execute(query, (article,))}


def _parts_of(database: sqlite3.Connection, entity: str, date_of: Callable[[str], str]) -> list[Part]:
    found = database.execute(_ARTICLES, (entity,)).fetchall()
    return parts(entity, ((article, mentions, date_of(article), roles) for article, mentions, roles in found))


def _insert(database: sqlite3.Connection, rows: Sequence[Part]) -> None:
    database.executemany("INSERT INTO mention_part VALUES (?, ?, ?, ?)", rows)
