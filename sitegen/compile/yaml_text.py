"""What reading a YAML text gives: its value, and problems with their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A range of a text: lines and columns count from 0; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """What is wrong with a YAML text, and where (`other`: the first of two places)."""

    code: str
    message: str
    span: Span
    hints: tuple[str, ...] = ()
    other: Span | None = None


@dataclass(frozen=True, slots=True)
class YamlText:
    """The value of a YAML text: dicts, lists, text; None for an empty plain scalar. Problems in order."""

    value: Any
    problems: tuple[YamlProblem, ...]
    is_plain: bool = field(default=False, compare=False)
    """Whether all its texts are made of what can be printed, and line feeds."""
