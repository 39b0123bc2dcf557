"""Many rows put into a table by one statement are those that one statement for each would put there."""

from __future__ import annotations

import random
import sqlite3

import pytest

from sitegen.catalog.put_rows import AT_ONCE, put_rows
from sitegen.catalog.store import columns

TABLE = "CREATE TABLE t (a INTEGER PRIMARY KEY, b, c)"
OTHERWISE = "ON CONFLICT (a) DO UPDATE SET b = b || excluded.b"


@pytest.mark.parametrize("rows", [0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE + 7])
@pytest.mark.parametrize("otherwise", ["", OTHERWISE])
def test_many_at_once_are_as_one_by_one(rows: int, otherwise: str) -> None:
    chance = random.Random(rows)
    keys = [chance.randrange(rows) for _ in range(rows)] if otherwise else chance.sample(range(rows), rows)
    found = [(key, chance.choice([None, "text", "Ł"]), chance.choice([b"\0", 1.5, 2**40])) for key in keys]
    short, long = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    for database in (short, long):
        database.execute(TABLE)
    put_rows(short, "t", 3, [value for row in found for value in row], otherwise)
    for row in found:
        long.execute(f"INSERT INTO t VALUES (?, ?, ?) {otherwise}", row)
    assert list(short.execute("SELECT * FROM t")) == list(long.execute("SELECT * FROM t"))


def test_the_widest_table_has_room_in_a_statement() -> None:
    assert AT_ONCE * max(map(len, columns().values())) <= 999
