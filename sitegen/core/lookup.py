"""What views may ask of the archive: rows of one table, chosen by one column. Nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

Row = Mapping[str, Any]

Value: TypeAlias = str | int | None
"""What a lookup may choose by."""


class Lookup(Protocol):
    """Traced lookups: every answer is remembered as `(table, column, value)`, so that a rebuild knows who read what."""

    def rows(self, table: str, column: str | None = None, value: Value = None) -> Sequence[Row]:
        """Rows of `table` whose column equals the value, in the table's fixed order. No column: all rows."""

    def row(self, table: str, column: str, value: Value) -> Row | None:
        """The first of `rows`, or None."""

    def each(
        self, table: str, column: str, values: Iterable[str], only: tuple[str, str] | None = None
    ) -> Mapping[str, Sequence[Row]]:
        """`rows` for each of some values of a column, read together: value → rows. `only`: of these, the ones whose
        other column (the first) equals a value (the second). Traced like `rows` for each value."""

    def page(
        self, table: str, number: int, size: int, column: str | None = None, value: Value = None
    ) -> tuple[Sequence[Row], int]:
        """Of `rows`, the newest first, those of the page with this number (from 1), and how many rows there are on all
        pages. Traced like `rows`."""

    def values(self, table: str, *names: str, number: int = 1, size: int = -1) -> Iterator[tuple[Any, ...]]:
        """Some columns of all rows of `table`, in its fixed order; with a size, of those of one page of them. Traced
        like `rows`."""

    def counts(self, table: str, name: str) -> Counter[Any]:
        """How many of all rows of `table` have each value of a column. Traced like `rows`."""
