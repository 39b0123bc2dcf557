"""Rule 2: a lookup leaves a trace. Which pages a changed row can have changed, without anybody writing it down.

A page stores the numbers of the lookups its view made. A changed row (one that came, went, or was another) *touches*
the numbers of all lookups it answers or answered. Only pages that made a touched lookup can have another view now.

Touches are gathered until a publish has answered them: a build that fails in between loses none.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from zlib import crc32

from sitegen.catalog.store import columns, schema
from sitegen.core.options import FRAME, FRAME_READ

Read = tuple[str, str | None, str | int | None]
"""(table, column, value) of a lookup; the column is None for a whole table. Table "site": an option of site.yaml, or
all of them that the frame of a page shows. Table "subject": all lookups that a kind of page (the column) makes with
its subject (the value)."""

Subjects = Mapping[tuple[str, str | None], Collection[str]]
"""(table, column) of a lookup → the kinds of pages that make it with their own subject."""

EVERYTHING = 0
"""The number that stands for every lookup: so much changed that looking at every page costs less than the diary."""

_ROW = tuple[Any, ...]


def lookup_number(table: str, column: str | None, value: str | int | None) -> int:
    """A lookup as a number: the table's, and 32 bits for the rest.

    Two lookups of one number only mean that a view is computed once too often.
    """
    return _table_numbers()[table] << 32 | crc32(f"{column}={value}".encode("utf-8", "surrogatepass"))


@cache
def _table_numbers() -> Mapping[str, int]:
    return {table: number for number, table in enumerate(("site", "subject", *sorted(columns())), start=1)}


@cache
def keyed_columns() -> Mapping[str, Sequence[str]]:
    """Table → the columns that lookups may choose by: those that an index begins with, but for `file`."""
    with sqlite3.connect(":memory:") as database:
        database.executescript(schema())
        found: dict[str, list[str]] = {}
        query = (
            "SELECT m.name, i.name FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i "
            "WHERE m.type = 'table' AND i.seqno = 0 AND i.name <> 'file' ORDER BY m.name, i.name"
        )
        for table, column in database.execute(query):
            found.setdefault(table, []).append(column)
    return found


def describe_read(read: Read) -> str:
    """A lookup in words: "entity id=jane-doe", "article (all)", "site title"."""
    table, column, value = read
    if table == "site":
        return f"site {column}"
    return f"{table} (all)" if column is None else f"{table} {column}={value}"


def subject_read(kind: str, subject: str) -> Read:
    """What stands for all lookups that a page makes with its subject: one number instead of five to nine."""
    return "subject", kind, subject


def touched_by(table: str, row: _ROW) -> Iterator[Read]:
    """The lookups that a row of a table answers. The row comes without its `file`."""
    yield table, None, None
    names = [name for name in columns()[table] if name != "file"]
    for column in keyed_columns().get(table, ()):
        yield table, column, row[names.index(column)]


def changed_rows(old: Iterable[_ROW], new: Iterable[_ROW]) -> list[_ROW]:
    """Rows that are in one of the two and not in the other, each as often as it is there too often."""
    before, after = Counter(old), Counter(new)
    return [*(before - after).elements(), *(after - before).elements()]


def touch(database: sqlite3.Connection, reads: Iterable[Read], path: str, subjects: Subjects) -> None:
    """Note lookups whose answer changed, and the file it comes from. `subjects`: which of them stand for more."""
    rows = []
    for read in dict.fromkeys(reads):
        table, column, value = read
        words = describe_read(read)
        rows.append((lookup_number(*read), words, path))
        if table == "site" and column in FRAME:
            rows.append((lookup_number(*FRAME_READ), words, path))
        for kind in subjects.get((table, column), ()):
            rows.append((lookup_number(*subject_read(kind, str(value))), words, path))
    database.executemany("INSERT INTO touch VALUES (?, ?, ?)", rows)


def touch_everything(database: sqlite3.Connection) -> None:
    """Note that any lookup may have another answer."""
    database.execute("DELETE FROM touch")
    database.execute("INSERT INTO touch VALUES (?, '', '')", (EVERYTHING,))


def is_everything_touched(database: sqlite3.Connection) -> bool:
    return database.execute("SELECT 1 FROM touch WHERE lookup = ?", (EVERYTHING,)).fetchone() is not None


def has_touches(database: sqlite3.Connection) -> bool:
    """Whether anything changed since the last publish."""
    return database.execute("SELECT 1 FROM touch LIMIT 1").fetchone() is not None


def forget_touches(database: sqlite3.Connection) -> None:
    """A publish has answered all of them; they are kept to be asked about until the next."""
    database.execute("DELETE FROM last_touch")
    database.execute("INSERT INTO last_touch SELECT * FROM touch")
    database.execute("DELETE FROM touch")
