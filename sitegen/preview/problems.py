"""Diagnostics as plain data for the browser: the frames that the terminal shows, without its characters and colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sitegen.core.diagnostics import Diagnostic, Place, is_error
from sitegen.core.frames import frame_of, where_of

MOST = 100
"""Problems sent in full; the rest are counted. Errors go first."""


def tell_problems(diagnostics: Sequence[Diagnostic], is_built: bool) -> dict[str, Any]:
    """{errors, warnings: numbers; built: whether the pages are of this state nevertheless; shown: [{severity, code,
    message, hints, places}]}, for `preview.js`.

    A place is {where, path, line, column, before, words, after, message}: `words` is what the frame underlines.
    """
    errors = [item for item in diagnostics if is_error(item)]
    warnings = [item for item in diagnostics if not is_error(item)]
    return {
        "errors": len(errors),
        "warnings": len(warnings),
        "built": is_built,
        "shown": [_told(item) for item in [*errors, *warnings][:MOST]],
    }


def _told(item: Diagnostic) -> dict[str, Any]:
    places = [_place(item.place, ""), *(_place(other.place, other.message) for other in item.related)]
    return {
        "severity": item.severity,
        "code": item.code,
        "message": item.message,
        "hints": list(item.hints),
        "places": places,
    }


def _place(place: Place, message: str) -> dict[str, Any]:
    text, start, stop = frame_of(place)
    return {
        "where": where_of(place),
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "before": text[:start],
        "words": text[start:stop],
        "after": text[stop:],
        "message": message,
    }
