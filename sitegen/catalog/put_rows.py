"""Puts many rows into a table."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

AT_ONCE = 64
"""Rows of one statement: of the widest table's, the values are fewer than the 999 that any SQLite takes."""


def put_rows(database: sqlite3.Connection, table: str, width: int, values: Sequence[Any], otherwise: str = "") -> None:
    """Insert rows that are so many values wide: the values of one after the other. `otherwise`: what becomes of one
    that is there already (`ON CONFLICT …`).

    Many rows to a statement: with one for each, a quarter of the time goes into starting it, and into letting other
    threads run meanwhile.
    """
    row = f"({','.join('?' * width)})"
    at_once = AT_ONCE * width
    whole = len(values) - len(values) % at_once
    many = f"INSERT INTO {table} VALUES {','.join([row] * AT_ONCE)} {otherwise}"
    for start in range(0, whole, at_once):
        database.execute(many, values[start : start + at_once])
    rest = iter(values[whole:])
    database.executemany(f"INSERT INTO {table} VALUES {row} {otherwise}", zip(*[rest] * width, strict=True))
