"""Tables computed from other tables: who is named together with whom, in how many articles, and who with most others;
which articles name the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator

from sitegen.catalog.neighbours import derive_neighbours, derive_neighbours_again
from sitegen.catalog.traces import Read

NAMES = frozenset({"mention", "about"})
"""Roles of entities in articles that the derived tables are made of."""

MOST_CONNECTED = 12
"""As many names as pages have room for, in an archive of any size."""

_COUNT = (
    "SELECT count(*) FROM article_entity a JOIN article_entity b ON b.article = a.article "
    "WHERE a.entity = ? AND a.role = 'mention' AND b.entity = ? AND b.role = 'mention'"
)

_CONNECTIONS = "SELECT entity, count(*), sum(articles), 0 FROM co_occurrence"


def derive_all(database: sqlite3.Connection) -> None:
    """Compute the derived tables anew."""
    database.execute("DELETE FROM co_occurrence")
    database.execute(
        "INSERT INTO co_occurrence SELECT a.entity, b.entity, count(*) FROM article_entity a "
        "JOIN article_entity b ON a.article = b.article AND a.role = b.role AND a.entity <> b.entity "
        "WHERE a.role = 'mention' GROUP BY a.entity, b.entity ORDER BY a.entity, b.entity"
    )
    database.execute("DELETE FROM connection")
    database.execute(f"INSERT INTO connection {_CONNECTIONS} GROUP BY entity")
    _choose_top(database)
    derive_neighbours(database)


def derive_again(database: sqlite3.Connection, changed: Collection[tuple[str, str]]) -> Iterator[Read]:
    """Bring the derived tables up to date after articles began or ceased to name entities: (article, entity) pairs.
    Gives the lookups that this touches.
    """
    entities = set()
    for entity in _count_again(database, changed):
        entities.add(entity)
        yield "co_occurrence", None, None
        yield "co_occurrence", "entity", entity
    yield from _connect_again(database, sorted(entities))
    yield from derive_neighbours_again(database, changed)


def _count_again(database: sqlite3.Connection, changed: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Count again who is named with whom. Gives the entities whose counts are others."""
    pairs: set[tuple[str, str]] = set()
    by_article: dict[str, set[str]] = {}
    for article, entity in changed:
        by_article.setdefault(article, set()).add(entity)
    for article, entities in by_article.items():
        query = "SELECT entity FROM article_entity WHERE article = ? AND role = 'mention'"
        together = entities.union(entity for (entity,) in database.execute(query, (article,)))
        pairs.update((min(one, other), max(one, other)) for one in entities for other in together if one != other)
    for pair in sorted(pairs):
        (count,) = database.execute(_COUNT, pair).fetchone()
        known = database.execute("SELECT articles FROM co_occurrence WHERE entity = ? AND other = ?", pair).fetchone()
        if (known[0] if known else 0) == count:
            continue
        for entity, other in (pair, pair[::-1]):
            database.execute("DELETE FROM co_occurrence WHERE entity = ? AND other = ?", (entity, other))
            if count:
                database.execute("INSERT INTO co_occurrence VALUES (?, ?, ?)", (entity, other, count))
            yield entity


def _connect_again(database: sqlite3.Connection, entities: Iterable[str]) -> Iterator[Read]:
    """Add up again with how many others these entities are named. Only who is, or was, among the top is ever looked
    up."""
    before = _top(database)
    for entity in entities:
        database.execute("DELETE FROM connection WHERE entity = ?", (entity,))
        database.execute(f"INSERT INTO connection {_CONNECTIONS} WHERE entity = ? GROUP BY entity", (entity,))
    _choose_top(database)
    if _top(database) != before:
        yield "connection", "top", 1


def _choose_top(database: sqlite3.Connection) -> None:
    database.execute("UPDATE connection SET top = 0 WHERE top = 1")
    best = "SELECT entity FROM connection ORDER BY others DESC, articles DESC, entity LIMIT ?"
    database.execute(f"UPDATE connection SET top = 1 WHERE entity IN ({best})", (MOST_CONNECTED,))


def _top(database: sqlite3.Connection) -> list[tuple[str, int, int]]:
    query = "SELECT entity, others, articles FROM connection WHERE top = 1 ORDER BY entity"
    return list(database.execute(query))
