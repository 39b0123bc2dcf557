"""Which articles name the same rare entities: a derived table, each article's five nearest.

An entity that n articles name (mention, or are about) weighs 7 − the bits of n: 5 for two or three articles, 4 for up
to 7, 3 for up to 15, 2 for up to 31, 1 for up to 63. What more articles name weighs nothing.
Two articles are neighbours from a common weight of 3 on, the heaviest first; of equal ones, those that come next in
the ring of ids.

Both keep an edit's reach short. A weight changes only when n doubles; and of many articles that are equally near, each
has others next to it, so that a new one takes a place in about five lists, not in all.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from heapq import nsmallest
from itertools import chain

from sitegen.catalog.traces import Read

MOST_NAMING = 63
LEAST_WEIGHT = 3
NEIGHBOURS = 5

Neighbour = tuple[str, int, str]
"""A row without its article: the other one, its place (0: the nearest), JSON: the entities that both name, the
weightiest first."""

_NAMED = "FROM article_entity WHERE role IN ('mention', 'about')"


def weight(articles: int) -> int:
    """What an entity weighs that so many articles name."""
    return 7 - articles.bit_length() if 2 <= articles <= MOST_NAMING else 0


def neighbours(article: str, entities: Iterable[str], naming: Callable[[str], Sequence[str]]) -> list[Neighbour]:
    """The nearest articles, nearest first. `entities`: those the article names; `naming`: the articles that name one,
    itself among them (more than MOST_NAMING may be cut off anywhere).
    """
    weighed = sorted((-found, entity) for entity in entities if (found := weight(len(naming(entity)))))
    if -sum(negative for negative, _ in weighed) < LEAST_WEIGHT:
        return []  # no other can have so much in common with it
    common = Counter(chain.from_iterable(naming(entity) for negative, entity in weighed for _ in range(-negative)))
    del common[article]
    near = [(-score, other < article, other) for other, score in common.items() if score >= LEAST_WEIGHT]
    return [
        (other, place, json.dumps([entity for _, entity in weighed if other in naming(entity)]))
        for place, (_, _, other) in enumerate(nsmallest(NEIGHBOURS, near))
    ]


def derive_neighbours_again(database: sqlite3.Connection, changed: Iterable[tuple[str, str]]) -> Iterator[Read]:
    """Bring the table up to date after articles began or ceased to name entities: (article, entity) pairs. Gives the
    lookups that this touches.
    """
    changes = Counter(entity for _, entity in changed)
    query = f"SELECT DISTINCT article {_NAMED} AND entity = ? LIMIT ?"

    @cache
    def naming(entity: str) -> list[str]:
        # A change may have taken it across the limit, either way: then all that name it are looked at.
        limit = MOST_NAMING + 1 + changes[entity]
        return [article for (article,) in database.execute(query, (entity, limit))]

    affected = {article for article, _ in changed}
    for entity, count in changes.items():
        if len(naming(entity)) <= MOST_NAMING + count:
            affected.update(naming(entity))
    for article in sorted(affected):
        named = f"SELECT DISTINCT entity {_NAMED} AND article = ?"
        new = neighbours(article, [entity for (entity,) in database.execute(named, (article,))], naming)
        old = database.execute("SELECT other, place, data FROM neighbour WHERE article = ? ORDER BY place", (article,))
        if old.fetchall() != new:
            database.execute("DELETE FROM neighbour WHERE article = ?", (article,))
            _insert(database, article, new)
            yield "neighbour", None, None
            yield "neighbour", "article", article


def _insert(database: sqlite3.Connection, article: str, found: Sequence[Neighbour]) -> None:
    database.executemany("INSERT INTO neighbour VALUES (?, ?, ?, ?)", [(article, *row) for row in found])
