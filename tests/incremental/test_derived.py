"""Tables made of other tables, brought up to date after random changes, are those made anew; and say what changed."""

from __future__ import annotations

import random
import sqlite3

import pytest

from sitegen.catalog.derived import derive_again, derive_all
from sitegen.catalog.store import schema
from sitegen.catalog.traces import Read

DERIVED = ("co_occurrence", "connection", "neighbour")
COLUMNS = {"co_occurrence": "entity", "neighbour": "article"}
"""Those that pages look up by their first column."""
Rows = dict[str, list[tuple[object, ...]]]


def contents(database: sqlite3.Connection) -> Rows:
    return {table: sorted(database.execute(f"SELECT * FROM {table}")) for table in DERIVED}


def change(database: sqlite3.Connection, chance: random.Random, articles: int, entities: int) -> list[tuple[str, str]]:
    """Some articles begin or cease to name some entities; the rare ones seldom."""
    changed = []
    for _ in range(chance.choice([1, 1, 2, 9])):
        article = f"a{chance.randrange(articles):03}"
        entity = f"e{int(entities * chance.random() ** 3)}"
        row = (article, entity, chance.choice(["mention", "mention", "about"]))
        found = "FROM article_entity WHERE article = ? AND entity = ? AND role = ?"
        if database.execute(f"SELECT 1 {found}", row).fetchone():
            database.execute(f"DELETE {found}", row)
        else:
            database.execute("INSERT INTO article_entity VALUES (1, ?, ?, ?, 1)", row)
        changed.append((article, entity))
    return changed


@pytest.mark.parametrize(("articles", "entities"), [(12, 6), (90, 12), (200, 90)])
@pytest.mark.parametrize("seed", range(4))
def test_brought_up_to_date_is_made_anew(articles: int, entities: int, seed: int) -> None:
    chance = random.Random(seed)
    database = sqlite3.connect(":memory:")
    database.executescript(schema())
    for _ in range(articles * 2):
        change(database, chance, articles, entities)
    derive_all(database)
    for _ in range(60):
        before = contents(database)
        told = set(derive_again(database, change(database, chance, articles, entities)))
        after = contents(database)
        derive_all(database)
        assert contents(database) == after
        other = {table: set(before[table]) ^ set(after[table]) for table in DERIVED}
        expected: set[Read] = {(table, None, None) for table in COLUMNS if other[table]}
        expected |= {(table, column, row[0]) for table, column in COLUMNS.items() for row in other[table]}
        expected |= {("connection", "top", 1) for row in other["connection"] if row[-1]}
        assert told == expected
