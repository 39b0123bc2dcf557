"""What compiling gives: catalog rows and diagnostics of one file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from sitegen.core.diagnostics import Diagnostic

Row = tuple[Any, ...]


@dataclass(slots=True)
class Compiled:
    """The rows of one file: per table, values in the order of `schema.sql`, without the leading `file` column."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    is_draft: bool = False

    def add(self, table: str, *values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def refer(self, field_path: str, kind: str, target: str) -> None:
        """Note that `target` must exist; linking checks it."""
        self.rows.setdefault("reference", []).append((field_path, kind, target))


def to_json(value: object) -> str:
    """Compact JSON, keys in the order given, non-ASCII text as it is."""
    return to_json_bytes(value).decode()


def to_json_bytes(value: object) -> bytes:
    """The same in UTF-8. What is large stays so: every process that text passes through would take it apart and put it
    together again.
    """
    return orjson.dumps(value)


def without_empty(values: dict[str, Any]) -> dict[str, Any]:
    """The same without keys that say nothing (None, empty text, list or mapping)."""
    return {name: value for name, value in values.items() if value or value == 0}


def plain_fields(record: Any) -> dict[str, Any]:
    """The fields of a record that holds no other, as the author names them, without its `x-` fields."""
    return {name.rstrip("_"): value for name, value in vars(record).items() if name != "x"}


def given_fields(record: Any) -> dict[str, Any]:
    """`plain_fields` without those that say nothing: few of them are written."""
    return {name.rstrip("_"): value for name, value in vars(record).items() if (value or value == 0) and name != "x"}


def unique(values: Iterable[str | None]) -> Sequence[str]:
    """Each text once, in the order of its first appearance."""
    return list(dict.fromkeys(value for value in values if value))
