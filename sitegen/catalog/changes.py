"""What a build changed in the catalog's rows, as far as the checks of the whole archive ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sitegen.catalog.store import columns

DEFINING = {
    "article": "id",
    "claim": "id",
    "entity": "id",
    "plain_page": "id",
    "source": "id",
    "draft": "id",
    "alias": "words",
    "asset": "path",
    "page_file": "path",
    "correction": "claim",
    "correction_entity": "entity",
}
"""Table → the column that says what can be referred to (of a correction: the claim and the
entities whose pages have its place)."""


@dataclass(slots=True)
class Changes:
    """Files whose rows changed; of what can be referred to, what came, went or changed, by table."""

    files: set[int] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    """Those whose rows changed."""
    is_everything: bool = False
    """More changed than was kept count of."""

    @property
    def are_any(self) -> bool:
        return bool(self.files) or self.is_everything

    def add(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take note of changed rows (without `file`)."""
        self.tables.add(table)
        if column := DEFINING.get(table):
            index = [name for name in columns()[table] if name != "file"].index(column)
            self.names.setdefault(table, set()).update(row[index] for row in rows)
