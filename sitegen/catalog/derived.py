"""Tables computed from other tables: who is named together with whom, in how many articles, and who with most others;
which articles name the same."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import nsmallest
from itertools import chain

from sitegen.catalog.neighbours import derive_neighbours, derive_neighbours_again, read_named
from sitegen.catalog.traces import Read

NAMES = frozenset({"mention", "about"})
"""Roles of entities in articles that the derived tables are made of."""

MOST_TOGETHER = 12
"""Of those an entity is named with, as many as its page has room for."""

MOST_CONNECTED = 12
"""As many names as pages have room for, in an archive of any size."""

_WITH = (
    "SELECT b.entity, count(*) FROM article_entity a JOIN article_entity b ON b.article = a.article "
    "WHERE a.entity = ? AND a.role = 'mention' AND b.role = 'mention' AND b.entity <> a.entity GROUP BY b.entity"
)


def derive_all(database: sqlite3.Connection) -> None:
    """Compute the derived tables anew."""
    database.execute("DELETE FROM co_occurrence")
    database.execute("DELETE FROM connection")
    named, articles = read_named(database, ("mention",))
    # In SQL this is a join of millions of rows, to be sorted; counting takes a tenth of the time.
    for entity in sorted(articles):
        counts = Counter(chain.from_iterable(map(named.__getitem__, articles[entity])))
        del counts[entity]
        _insert(database, entity, counts)
    _choose_top(database)
    derive_neighbours(database)


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
    _choose_top(database)
    if _top(database) != top:
        yield "connection", "top", 1
    yield from derive_neighbours_again(database, changed)


def _affected(database: sqlite3.Connection, changed: Iterable[tuple[str, str]]) -> set[str]:
    """The entities that an article began or ceased to name, and those that it names."""
    found = {entity for _, entity in changed}
    query = "SELECT entity FROM article_entity WHERE article = ? AND role = 'mention'"
    return found.union(entity for article, _ in changed for (entity,) in database.execute(query, (article,)))


def _insert(database: sqlite3.Connection, entity: str, counts: Mapping[str, int]) -> None:
    """Note whom an entity is named with in how many articles: those with most, and of all of them the sums."""
    most = nsmallest(MOST_TOGETHER, ((-count, other) for other, count in counts.items()))
    database.executemany("INSERT INTO co_occurrence VALUES (?, ?, ?)", ((entity, other, -n) for n, other in most))
    if counts:
        row = (entity, len(counts), sum(counts.values()))
        database.execute("INSERT INTO connection VALUES (?, ?, ?, 0)", row)


def _together(database: sqlite3.Connection, entity: str) -> list[tuple[str, int]]:
    query = "SELECT other, articles FROM co_occurrence WHERE entity = ? ORDER BY other"
    return list(database.execute(query, (entity,)))


def _choose_top(database: sqlite3.Connection) -> None:
    database.execute("UPDATE connection SET top = 0 WHERE top = 1")
    best = "SELECT entity FROM connection ORDER BY others DESC, articles DESC, entity LIMIT ?"
    database.execute(f"UPDATE connection SET top = 1 WHERE entity IN ({best})", (MOST_CONNECTED,))


def _top(database: sqlite3.Connection) -> list[tuple[str, int, int]]:
    query = "SELECT entity, others, articles FROM connection WHERE top = 1 ORDER BY entity"
    return list(database.execute(query))
