"""What an author writes to name a passage, the texts it is looked for in, and what comes of the search.

Source: W3C Web Annotation Data Model, TextQuoteSelector; the specification's "Anchoring".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sitegen.core.diagnostics import Severity
from sitegen.core.folding import Folded, fold

Range = tuple[int, int]
"""Code points, half-open."""


class Selector(NamedTuple):
    """What the author wrote: a quote, and what tells it from others like it. `occurrence` counts from 1."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    occurrence: int | None = None


class Haystack:
    """One text of an article ("body", "title", "subtitle" or "caption"); what is derived from it is computed once."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.sought = 0
        """For how many quotes the nearest passage was looked for: that takes long, and is only done for the first."""

    @cached_property
    def folded(self) -> Folded:
        return fold(self.text)

    @property
    def place(self) -> str:
        return "the article" if self.name == "body" else f"the {self.name}"


class Hidden(NamedTuple):
    """Words of the article that nothing can mark: `what` they are ("alt text of an image") and the file's line."""

    text: str
    what: str
    line: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in the haystack to show, half-open in code points; `label` says what it is or what to add for it."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with a quote. The caller turns the passages' offsets into lines."""

    code: str
    severity: Severity
    message: str
    hints: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()


class Anchored(NamedTuple):
    """Where the quote is, half-open in code points of the haystack, and the warnings about it."""

    start: int
    end: int
    findings: tuple[Finding, ...] = ()
