"""Collects the diagnostics of one file and finds the places they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from sitegen.compile.source_text import SourceText
from sitegen.compile.yaml_causes import explain_yaml
from sitegen.compile.yaml_text import FieldPath, Span, YamlProblem
from sitegen.core.diagnostics import Diagnostic, Place, Related, Severity, diagnose

FREE_TEXT = frozenset("title subtitle caption quote exact text claim note verdict was now description summary".split())
"""Fields in which ` #` was hardly meant as a comment."""


CURLY = frozenset("bad-date bad-id bad-url wrong-value unknown-rating unlinked-name".split())
"""Problems that curly quotation marks around a value bring about."""


class FileReport:
    """The diagnostics of one file, in the order found. Positions are worked out only when there is something to say."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self._broken: set[FieldPath] = set()

    def add(
        self,
        code: str,
        message: str,
        field: FieldPath | None = None,
        *,
        place: Place | None = None,
        hints: Iterable[str] = (),
        related: Iterable[Related] = (),
        severity: Severity | None = None,
        at_key: bool = False,
    ) -> None:
        """Report a problem of a field, or of a place in the body."""
        where = place or self.place_of(field or (), at_key)
        if field:
            self._broken.add(field)
        if code in CURLY and (where.text or "")[(where.column or 1) - 1 :].startswith(("“", "”", "„", "‘")):
            hints = ("take the curly quotation marks away: YAML's own are straight, and seldom needed", *hints)
        self.diagnostics.append(diagnose(code, message, where, hints=hints, related=related, severity=severity))

    def note_broken(self, field: FieldPath) -> None:
        """Note that a field was meant to be there, so that nothing is said of its absence."""
        self._broken.add(field)

    def is_broken(self, field: FieldPath) -> bool:
        """Whether something is wrong with a field, or within it: then it isn't missing."""
        if not self._broken:
            return False
        return any(known[: len(field)] == field for known in self._broken)

    def place_of(self, field: FieldPath, at_key: bool = False) -> Place:
        """Where a field's value stands (or its key), in lines and columns of the file."""
        from sitegen.compile.yaml_reader import locate, locate_key

        span = locate_key(self.source.yaml, field) if at_key else None
        return self.place_of_span(span or locate(self.source.yaml, field))

    def place_of_span(self, span: Span) -> Place:
        line = span.line + self.source.yaml_line + 1
        end_line = span.end_line + self.source.yaml_line + 1
        text = self.source.line(line)
        end_column = span.end_column + 1
        if end_line == line and end_column == span.column + 2:
            # One character stands for all of a list or a mapping: show its first line, or its first key.
            end_column = _first_words(text, span.column) + 1
        if end_line > line and end_column == 1:
            # A block scalar ends at the start of the line after it: show the lines between.
            inner = [number for number in range(line + 1, end_line) if self.source.line(number).strip()]
            if not inner:
                return Place(self.source.path, line, span.column + 1, line, len(text) + 1, text)
            text, last = self.source.line(inner[0]), self.source.line(inner[-1])
            column = len(text) - len(text.lstrip()) + 1
            return Place(self.source.path, inner[0], column, inner[-1], len(last.rstrip()) + 1, text)
        return Place(self.source.path, line, span.column + 1, end_line, end_column, text)

    def add_yaml(self, problem: YamlProblem) -> None:
        """Report a problem that the YAML reader found."""
        related = []
        message = problem.message
        if problem.other is not None:
            first = self.place_of_span(problem.other)
            message = message.replace(f"{{{problem.other.line}}}", str(first.line))
            related.append(Related("first here", first))
        place = self.place_of_span(problem.span)
        hints = problem.hints
        if problem.code == "yaml-syntax":
            message, hints = explain_yaml(message, hints, place.line or 1, self.source)
        elif not hints:
            hints = ("write it more simply, with `name: value` and lists",)
        self.add(problem.code, message, place=place, hints=hints, related=related)

    def add_cut_values(self) -> None:
        """Warn of text that YAML took for a comment."""
        if " #" not in self.source.yaml:
            return
        from sitegen.compile.yaml_reader import cut_values

        for field, span, rest in cut_values(self.source.yaml):
            names = [name for name in field if isinstance(name, str)]
            if names and (
                names[-1] in FREE_TEXT or (isinstance(field[-1], int) and names[-1] in ("claims", "aliases"))
            ):
                cut = Span(span.end_line, span.end_column + 1, span.end_line, span.end_column + 1 + len(rest))
                value = f"the value of `{names[-1]}`" if isinstance(field[-1], str) else f"this item of `{names[-1]}`"
                self.add(
                    "yaml-hash",
                    f"{value} ends before “{rest}”: YAML reads the rest as a comment",
                    place=self.place_of_span(cut),
                    hints=("put the value in quotes, or set the comment off with two spaces",),
                )


def _first_words(text: str, column: int) -> int:
    """Where the key that begins at `column` ends; or the bracket that opens there, if it closes on the same line."""
    if match := re.compile(r"[^\s{\[:#'\"][^:#]*?(?=\s*:(?:\s|$))").match(text, column):
        return match.end()
    depth = 0
    for at, char in enumerate(text[column:], column):
        depth += (char in "{[") - (char in "}]")
        if depth == 0:
            return at + 1
    return len(text)


@lru_cache(maxsize=4096)
def field_name(field: FieldPath) -> str:
    """`("claims", 1, "quote")` as people write it: `claims[1].quote`. Items count from 0, as in the YAML list."""
    words = ""
    for part in field:
        words += f"[{part}]" if isinstance(part, int) else f".{part}" if words else part
    return words


def parse_field(name: str) -> FieldPath:
    """The inverse of `field_name`."""
    path: list[str | int] = []
    for word in name.replace("[", ".[").split("."):
        if word.startswith("["):
            path.append(int(word[1:-1]))
        elif word:
            path.append(word)
    return tuple(path)
