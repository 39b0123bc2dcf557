"""Front matter read by a plain YAML loader, independently of the program under test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

KINDS = {"claims": "claim", "corrections": "correction", "context": "note"}


class Quoted(NamedTuple):
    """An annotation that quotes: where it stands in the front matter, and what it says."""

    field: str
    index: int
    item: Any
    """The annotation as written: a text or a mapping."""

    @property
    def exact(self) -> str:
        if isinstance(self.item, str):
            return self.item
        quote = self.item["quote"]
        return quote if isinstance(quote, str) else quote["exact"]

    @property
    def id(self) -> str | None:
        return self.item.get("id") if isinstance(self.item, dict) else None

    @property
    def claim(self) -> str | None:
        return self.item.get("claim") if isinstance(self.item, dict) else None

    @property
    def place(self) -> str:
        return self.item.get("in", "body") if isinstance(self.item, dict) else "body"


def split(path: Path) -> tuple[dict[str, Any], str]:
    """(front matter with every scalar as text, body)."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.load(front, yaml.CBaseLoader), body


def dump(data: dict[str, Any]) -> str:
    """Front matter as YAML text."""
    return yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)


def quotes(data: dict[str, Any]) -> Iterator[Quoted]:
    """Every annotation of an article that quotes."""
    for field in KINDS:
        for index, item in enumerate(data.get(field) or ()):
            if isinstance(item, str) or "quote" in item:
                yield Quoted(field, index, item)
