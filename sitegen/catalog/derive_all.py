"""The derived tables of the whole archive, computed anew from what its articles name.

The computing is pure, and takes as long as making the catalog's indexes: another process can do it meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import orjson

from sitegen.catalog.derived import NAMES, choose_top, together
from sitegen.catalog.mention_parts import HEAD, LISTED, ROOM, Part, parts
from sitegen.catalog.neighbours import neighbours

DERIVED = ("co_occurrence", "connection", "neighbour", "mention_part")

Rows = Mapping[str, Sequence[tuple[Any, ...]]]
"""Table → its rows."""


class Naming(NamedTuple):
    """Whom articles name, as JSON: [[article, entity, role, count]] for each role that counts; and article → date.

    As one text it takes a quarter of the time to be read and sent to another process.
    """

    rows: str
    dates: Mapping[str, str]


def read_naming(database: sqlite3.Connection) -> Naming:
    """What the derived tables are made of."""
    roles = sorted(NAMES | LISTED)
    query = (
        "SELECT json_group_array(json_array(article, entity, role, count)) FROM article_entity "
        f"WHERE role IN ({','.join('?' * len(roles))})"
    )
    (rows,) = database.execute(query, roles).fetchone()
    return Naming(rows, dict(database.execute("SELECT id, max(published) FROM article GROUP BY id")))


def derive_rows(naming: Naming) -> Rows:
    """The rows of every derived table."""
    # Dicts for sets: they keep an order, which makes the work repeatable.
    named: defaultdict[str, dict[str, None]] = defaultdict(dict)
    mentioned: defaultdict[str, dict[str, None]] = defaultdict(dict)
    listed: defaultdict[str, list[tuple[str, str, int]]] = defaultdict(list)
    once: dict[str, str] = {}  # one text for each entity: finding it again among many takes no comparing then
    for article, named_entity, role, count in orjson.loads(naming.rows):
        entity = once.setdefault(named_entity, named_entity)
        if role in NAMES:
            named[article][entity] = None
        if role == "mention":
            mentioned[article][entity] = None
        if role in LISTED:
            listed[entity].append((article, role, count))
    naming_any, mentioning = _turned(named), _turned(mentioned)

    co_occurrence: list[tuple[str, str, int]] = []
    connection: list[tuple[str, int, int, int]] = []
    for entity in sorted(mentioning):
        # In SQL this is a join of millions of rows, to be sorted; counting takes a tenth of the time.
        counts = Counter(chain.from_iterable(map(mentioned.__getitem__, mentioning[entity])))
        del counts[entity]
        most, sums = together(entity, counts)
        co_occurrence += most
        connection += sums
    near = [
        (article, *row)
        for article in sorted(named)
        for row in neighbours(article, named[article], naming_any.__getitem__)
    ]
    parted = [part for entity in sorted(listed) for part in _divide(entity, listed[entity], naming.dates)]
    return {"co_occurrence": co_occurrence, "connection": connection, "neighbour": near, "mention_part": parted}


def _turned(named: Mapping[str, Iterable[str]]) -> Mapping[str, Sequence[str]]:
    """Entity → articles, of article → entities."""
    articles: defaultdict[str, list[str]] = defaultdict(list)
    for article, entities in named.items():
        for entity in entities:
            articles[entity].append(article)
    return articles


def put_derived(database: sqlite3.Connection, rows: Rows) -> None:
    """Make these the rows of the derived tables."""
    for table in DERIVED:
        database.execute(f"DELETE FROM {table}")
        if rows[table]:
            marks = ",".join("?" * len(rows[table][0]))
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[table])
    choose_top(database)


def _divide(entity: str, rows: Sequence[tuple[str, str, int]], dates: Mapping[str, str]) -> Sequence[Part]:
    lines = sum(count for _, role, count in rows if role == "mention")
    if lines + HEAD * len(rows) <= ROOM:
        return ()  # one part has room for them, even if each role were another article's
    articles: dict[str, tuple[int, list[str]]] = {}
    for article, role, count in rows:
        mentions, roles = articles.get(article, (0, []))
        articles[article] = max(mentions, count if role == "mention" else 0), [*roles, role]
    return parts(entity, _dated(articles, dates))


def _dated(
    articles: Mapping[str, tuple[int, Sequence[str]]], dates: Mapping[str, str]
) -> Iterator[tuple[str, int, str, str]]:
    for article, (mentions, roles) in articles.items():
        yield article, mentions, dates[article], " ".join(roles)
