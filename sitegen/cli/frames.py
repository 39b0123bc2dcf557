"""Diagnostics as people and machines read them: framed in the source, in a line each, or as GitHub annotations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import click

from sitegen.core.diagnostics import Diagnostic, Place
from sitegen.core.frames import frame_of, where_of

GITHUB_LIMIT = 10
"""Errors and warnings each that GitHub shows per step; the rest is dropped without a word, so the worst go first."""

COLORS = {"error": "red", "warning": "yellow"}


def show_frames(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Each with its source line, the words concerned underlined, other places, and hints."""
    for item in diagnostics:
        head = click.style(f"{item.severity}[{item.code}]", fg=COLORS[item.severity], bold=True)
        lines = [f"{head}: {click.style(item.message, bold=True)}"]
        related = [other for other in item.related if other.place.line]
        gutter = max((len(str(place.line or "")) for place in (item.place, *(r.place for r in related))), default=1)
        lines += _frame(item.place, "-->", "", gutter, "^", COLORS[item.severity])
        for other in item.related:
            lines += _frame(other.place, ":::", other.message, gutter, "-", "blue")
        edge = " " * (gutter + 1)
        lines += [f"{edge}{click.style('= help:', fg='cyan')} {hint}" for hint in item.hints]
        yield "\n".join(lines) + "\n"


def _frame(place: Place, arrow: str, message: str, gutter: int, mark: str, color: str) -> list[str]:
    where = where_of(place)
    edge = " " * (gutter + 1)
    bar = click.style("|", fg="blue")
    lines = [f"{' ' * gutter}{click.style(arrow, fg='blue')} {where}"]
    text, start, stop = frame_of(place)
    if not text:
        return lines + ([f"{edge}{bar} {message}"] if message else [])
    under = " " * _width(text[:start]) + mark * max(_width(text[start:stop]), 1)
    number = click.style(str(place.line).rjust(gutter), fg="blue")
    lines += [
        f"{edge}{bar}",
        f"{number} {bar} {text}",
        f"{edge}{bar} {click.style(f'{under} {message}'.rstrip(), fg=color)}",
    ]
    return lines


def _width(text: str) -> int:
    """Terminal columns of a text."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    none = sum(unicodedata.combining(c) > 0 or unicodedata.category(c) == "Cf" for c in text)
    return len(text) + wide - none


def show_concise(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """A line each: path:line:column: severity[code]: message (hint)."""
    for item in diagnostics:
        head = click.style(f"{item.severity}[{item.code}]", fg=COLORS[item.severity])
        hint = f" (help: {'; '.join(item.hints)})" if item.hints else ""
        yield f"{where_of(item.place)}: {head}: {item.message}{hint}"


def show_github(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """GitHub workflow commands: annotations in the diff of a pull request."""
    shown = {"error": 0, "warning": 0}
    for item in sorted(diagnostics, key=lambda item: item.severity):
        shown[item.severity] += 1
        if shown[item.severity] > GITHUB_LIMIT:
            continue
        place = item.place
        fields = {
            "title": f"sitegen ({item.code})",
            "file": place.path,
            "line": place.line,
            "col": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
        told = ",".join(f"{name}={_escape(str(value), True)}" for name, value in fields.items() if value is not None)
        text = "\n".join((item.message, *(f"help: {hint}" for hint in item.hints)))
        yield f"::{item.severity} {told}::{_escape(text)}"


def _escape(text: str, is_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if is_property else text
