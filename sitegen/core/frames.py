"""A place in a file as it is shown: one line of the source, the words concerned in it."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from sitegen.core.diagnostics import Place

WIDTH = 110
"""Characters of source shown in a frame."""


class Frame(NamedTuple):
    """At most WIDTH characters of a line; those from `start` to `stop` are the ones concerned. Without a line, `text`
    is empty."""

    text: str = ""
    start: int = 0
    stop: int = 0


def frame_of(place: Place) -> Frame:
    """What is shown of a place. Tabs and other control characters become spaces."""
    if place.line is None or not place.text:
        return Frame()
    start = (place.column or 1) - 1
    same = place.end_line in (None, place.line)
    stop = (place.end_column or start + 2) - 1 if same else len(place.text)
    return _window(place.text, start, max(stop, start + 1))


def where_of(place: Place) -> str:
    """path:line:column, as far as known."""
    return ":".join(str(part) for part in (place.path, place.line, place.column) if part is not None)


def _window(text: str, start: int, stop: int) -> Frame:
    text = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    stop = min(stop, start + WIDTH)
    low = max(0, min(start - WIDTH // 3, len(text) - WIDTH))
    high = min(len(text), low + WIDTH)
    head = "…" if low > 0 else ""
    shown = head + text[low:high] + ("…" if high < len(text) else "")
    return Frame(shown, start - low + len(head), min(stop, high) - low + len(head))
