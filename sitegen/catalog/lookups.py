"""Traced lookups: the only way views read the catalog."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from sitegen.catalog.store import columns
from sitegen.catalog.traces import Read, keyed_columns
from sitegen.core.lookup import Row, Value

ORDER: Mapping[str, str] = {
    "annotation": "article, number",
    "article_entity": "article, entity, role",
    "claim_entity": "claim, entity, role",
    "co_occurrence": "entity, articles DESC, other",
    "connection": "entity",
    "correction": "date DESC, article, claim, id",
    "correction_entity": "entity, article, claim, correction",
    "edition_part": "part",
    "mention": "entity, article",
    "mention_part": "entity, number",
    "neighbour": "article, place",
    "alias": "words, entity",
    "entity_slug": "slug, entity",
    "asset": "path",
    "page_file": "path",
    "body": "article",
    "redirect": "kind, old, id",
    "search_text": "article",
}
"""The fixed order of a table's rows; by id where it isn't said."""

NEWEST: Mapping[str, str] = {
    "article": "published DESC, id",
    "claim": "said_on DESC, id",
    "correction": ORDER["correction"],
}
"""The order of tables whose rows fill pages; indexes of what they are chosen by have it (`schema.sql`)."""

KEPT = frozenset({"entity", "article", "claim", "plain_page", "source", "asset", "page_file", "correction"})
"""Small rows that many pages ask for: kept in memory once read, until there are MOST_KEPT; then it begins anew."""

MOST_KEPT = 30_000

TOGETHER = 512
"""Values whose rows one query reads."""

LARGE = 20_000
"""Rows of a table that is kept as a whole only until another such is asked for."""


class CatalogLookup:
    """Lookups in a catalog that doesn't change while it is read. `reads` gathers what was asked for."""

    def __init__(self, path: Path) -> None:
        # Nothing is written while pages are made. Saying so spares three system calls a query: SQLite would look for a
        # journal each time.
        address = f"file:{quote(str(path))}?mode=ro&immutable=1"
        self.database = sqlite3.connect(address, uri=True, cached_statements=256, check_same_thread=False)
        self.database.execute("PRAGMA cache_size = -32768")
        self.reads: set[Read] = set()
        self._kept: dict[Read, Sequence[Row]] = {}
        self._large: dict[Read, Sequence[Row]] = {}
        """The large table that was read last."""
        self._ahead: dict[tuple[str, str], dict[str, list[Row]]] = {}
        self._totals: dict[Read, int] = {}

    def begin_trace(self) -> set[Read]:
        """Forget what was asked for: from here on, `reads` (which is given back) is another reader's."""
        self.reads = set()
        return self.reads

    def rows(self, table: str, column: str | None = None, value: Value = None) -> Sequence[Row]:
        """Rows of `table` whose column equals the value, in the table's fixed order. No column: all rows."""
        read = (table, column, value)
        self.reads.add(read)
        found = self._kept.get(read)
        return self._find(read) if found is None else found

    def row(self, table: str, column: str, value: Value) -> Row | None:
        """The first of `rows`, or None."""
        # As `rows`, without calling it: pages ask for little else.
        read = (table, column, value)
        self.reads.add(read)
        found = self._kept.get(read)
        if found is None:
            found = self._find(read)
        return found[0] if found else None

    def _find(self, read: Read) -> Sequence[Row]:
        """Rows that aren't kept."""
        found = self._large.get(read)
        if found is None:
            table, column, value = read
            if column is not None and (table, column) in self._ahead:
                found = self._ahead[table, column].get(value)  # type: ignore[arg-type]
            if found is None:
                found = self._select(table, column, value)
                # What was fetched ahead is one page's own: hardly another asks for it.
                if column is None and len(found) > LARGE:
                    self._large = {read: found}
                else:
                    self._keep(read, found)
        return found

    def _keep(self, read: Read, found: Sequence[Row]) -> None:
        if read[0] in KEPT:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()  # what is asked for often comes back
            self._kept[read] = found

    def each(
        self, table: str, column: str, values: Iterable[str], only: tuple[str, str] | None = None
    ) -> Mapping[str, Sequence[Row]]:
        """`rows` for each of some values of a column, read together: value → rows. `only`: of these, the ones whose
        other column (the first) equals a value (the second)."""
        found: dict[str, Sequence[Row]] = {}
        missing: dict[str, list[Row]] = {}
        for value in values:
            read: Read = (table, column, value)
            self.reads.add(read)
            known = None if only else self._kept.get(read)
            if known is None:
                found[value] = missing[value] = []
            else:
                found[value] = known
        self._fetch_each(table, column, missing, only)
        for value, rows in missing.items() if not only else ():
            self._keep((table, column, value), rows)
        return found

    def page(
        self, table: str, number: int, size: int, column: str | None = None, value: Value = None
    ) -> tuple[Sequence[Row], int]:
        """Of `rows`, the newest first, those of the page with this number (from 1), and how many rows there are on all
        pages."""
        self.reads.add((table, column, value))
        total, cut = _page_statements(table, column)
        values = () if column is None else (value,)
        count = self._totals.get((table, column, value))
        if count is None:
            count = self._totals[table, column, value] = self.database.execute(total, values).fetchone()[0]
        return self._fetch(cut, table, (*values, size, (number - 1) * size)), count

    def values(self, table: str, *names: str, number: int = 1, size: int = -1) -> Iterator[tuple[Any, ...]]:
        """Some columns of all rows of `table`, in its fixed order; with a size, of those of one page of them."""
        self.reads.add((table, None, None))
        columns_of = ", ".join(f'"{name}"' for name in names)
        query = f"SELECT {columns_of} FROM {table} ORDER BY {ORDER.get(table, 'id')} LIMIT ? OFFSET ?"
        return self.database.execute(query, (size, max(0, (number - 1) * size)))

    def counts(self, table: str, name: str) -> Counter[Any]:
        """How many of all rows of `table` have each value of a column."""
        self.reads.add((table, None, None))
        return Counter(dict(self.database.execute(f'SELECT "{name}", COUNT(*) FROM {table} GROUP BY 1')))

    def prefetch(self, table: str, column: str, values: Sequence[str]) -> None:
        """Read the rows for many values by one query; each value's `rows` is answered from it until the next
        prefetch of the same table and column. Nothing is traced: only what is asked for counts as read.
        """
        grouped: dict[str, list[Row]] = {value: [] for value in values}
        self._fetch_each(table, column, grouped, None)
        self._ahead[table, column] = grouped

    def _fetch_each(self, table: str, column: str, rows: Mapping[str, list[Row]], only: tuple[str, str] | None) -> None:
        """Fill the list of each value with its rows."""
        values = list(rows)
        for start in range(0, len(values), TOGETHER):
            part = values[start : start + TOGETHER]
            # As many as the next power of two, the last one repeated: few statements to be prepared.
            many = 1 << (len(part) - 1).bit_length()
            chosen = [*part, *part[-1:] * (many - len(part)), *(only[1:] if only else ())]
            for row in self._fetch(_statement(table, column, many, only and only[0]), table, chosen):
                rows[row[column]].append(row)

    def _select(self, table: str, column: str | None, value: Value) -> Sequence[Row]:
        if column is None:
            return self._fetch(_statement(table, None, 0), table, ())
        if value is None:
            return self._fetch(_statement(table, column, 0), table, ())
        return self._fetch(_statement(table, column, 1), table, (value,))

    def _fetch(self, statement: str, table: str, values: Sequence[Value]) -> Sequence[Row]:
        return _row_maker(table)(self.database.execute(statement, values), orjson.loads)

    def close(self) -> None:
        self.database.close()


@cache
def _names(table: str) -> Sequence[str]:
    return [name for name in columns()[table] if name != "file"]


@cache
def _row_maker(table: str) -> Callable[[Iterable[tuple[Any, ...]], Callable[[str], Any]], list[Row]]:
    """What makes dicts of a table's rows: written out, it takes a third of what zipping names to values does."""
    names = _names(table)
    values = [f"decode(c{i})" if name == "data" else f"c{i}" for i, name in enumerate(names)]
    pairs = ", ".join(f"{name!r}: {value}" for name, value in zip(names, values, strict=True))
    columns_of = "".join(f"c{i}, " for i in range(len(names)))
    made: Any = eval(f"lambda rows, decode: [{{{pairs}}} for {columns_of} in rows]")
    return made  # type: ignore[no-any-return]


@cache
def _statement(table: str, column: str | None, values: int, other: str | None = None) -> str:
    """The query for rows of a table: all, or those whose column is one of so many values (0: is NULL). `other`: a
    column that equals a value, too."""
    names = _names(table)
    if column is not None and column not in keyed_columns().get(table, ()):
        raise ValueError(f"the table {table} has no index on {column}: no lookup chooses by it")
    chosen = ", ".join(f'"{name}"' for name in names)
    one_of = " = ?" if values == 1 else f" IN ({','.join('?' * values)})" if values else " IS NULL"
    where = f' WHERE "{column}"{one_of}' if column is not None else ""
    where += f' AND "{other}" = ?' if other is not None else ""
    return f"SELECT {chosen} FROM {table}{where} ORDER BY {ORDER.get(table, 'id')}"


@cache
def _page_statements(table: str, column: str | None) -> tuple[str, str]:
    """The queries for the number of rows whose column is a value (or NULL), and for some of them: LIMIT and OFFSET."""
    if column is not None and column not in keyed_columns().get(table, ()):
        raise ValueError(f"the table {table} has no index on {column}: no lookup chooses by it")
    chosen = ", ".join(f'"{name}"' for name in _names(table))
    where = f' WHERE "{column}" IS ?' if column is not None else ""
    cut = f"SELECT {chosen} FROM {table}{where} ORDER BY {NEWEST[table]} LIMIT ? OFFSET ?"
    return f"SELECT COUNT(*) FROM {table}{where}", cut
