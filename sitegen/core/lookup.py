"""What views may ask of the archive: rows of one table, chosen by one column. Nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Row = Mapping[str, Any]


class Lookup(Protocol):
    """Traced lookups: every answer is remembered as `(table, column, value)`, so that a rebuild knows who read what."""

    def rows(self, table: str, **where: str | int | None) -> Sequence[Row]:
        """Rows of `table` whose one named column equals the value, in the table's fixed order. No column: all rows."""

    def row(self, table: str, **where: str | int | None) -> Row | None:
        """The first of `rows`, or None."""
