"""Tables computed from other tables, after an edit: who is named together with whom, in how many articles, and who with
most others; which articles name the same. `derive_all.py` computes them anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import nsmallest

from sitegen.catalog.neighbours import derive_neighbours_again
from sitegen.catalog.traces import Read

NAMES = frozenset({"mention", "about"})
"""Roles of entities in articles that the derived tables are made of."""

MOST_TOGETHER = 12
"""Of those an entity is named with, as many as its page has room for."""

MOST_CONNECTED = 12
"""As many names as pages have room for, in an archive of any size."""

_WITH = (
    "SELECT b.entity, count(DISTINCT a.article) FROM article_entity a JOIN article_entity b ON b.article = a.article "
    "WHERE a.entity = ? AND a.role = 'mention' AND b.role = 'mention' AND b.entity <> a.entity GROUP BY b.entity"
)


def derive_again(database: sqlite3.Connection, changed: Collection[tuple[str, str]]) -> Iterator[Read]:
    """Bring the derived tables up to date after articles began or ceased to name entities: (article, entity) pairs.
    Gives the lookups that this touches.
    """
    top = _top(database)
    for entity in sorted(_affected(database, changed)):
        before = _together(database, entity)
        for table in ("co_occurrence", "connection"):
            database.execute(f"DELETE FROM {table} WHERE entity = ?", (entity,))
        _insert(database, entity, dict(database.execute(_WITH, (entity,))))
        if _together(database, entity) != before:
            yield "co_occurrence", None, None
            yield "co_occurrence", "entity", entity
    choose_top(database)
    if _top(database) != top:
        yield "connection", "top", 1
    yield from derive_neighbours_again(database, changed)


def _affected(database: sqlite3.Connection, changed: Iterable[tuple[str, str]]) -> set[str]:
    """The entities that an article began or ceased to name, and those that it names."""
    found = {entity for _, entity in changed}
    query = "SELECT entity FROM article_entity WHERE article = ? AND role = 'mention'"
    return found.union(entity for article, _ in changed for (entity,) in database.execute(query, (article,)))


def _insert(database: sqlite3.Connection, entity: str, counts: Mapping[str, int]) -> None:
    most, sums = together(entity, counts)
    database.executemany("INSERT INTO co_occurrence VALUES (?, ?, ?)", most)
    database.executemany("INSERT INTO connection VALUES (?, ?, ?, ?)", sums)


def together(
    entity: str, counts: Mapping[str, int]
) -> tuple[list[tuple[str, str, int]], list[tuple[str, int, int, int]]]:
    """Whom an entity is named with in how many articles: rows of `co_occurrence`, those with most; and that of
    `connection`, the sums of all of them."""
    most = nsmallest(MOST_TOGETHER, ((-count, other) for other, count in counts.items()))
    rows = [(entity, other, -count) for count, other in most]
    return rows, [(entity, len(counts), sum(counts.values()), 0)] if counts else []


def _together(database: sqlite3.Connection, entity: str) -> list[tuple[str, int]]:
    query = "SELECT other, articles FROM co_occurrence WHERE entity = ? ORDER BY other"
    return list(database.execute(query, (entity,)))


def choose_top(database: sqlite3.Connection) -> None:
    """Note which entities are the most connected of the archive."""
    database.execute("UPDATE connection SET top = 0 WHERE top = 1")
    best = "SELECT entity FROM connection ORDER BY others DESC, articles DESC, entity LIMIT ?"
    database.execute(f"UPDATE connection SET top = 1 WHERE entity IN ({best})", (MOST_CONNECTED,))


def _top(database: sqlite3.Connection) -> list[tuple[str, int, int]]:
    query = "SELECT entity, others, articles FROM connection WHERE top = 1 ORDER BY entity"
    return list(database.execute(query))
