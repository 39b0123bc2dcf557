"""Text as HTML: what templates and the theme's words do with each value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import markupsafe
from markupsafe import Markup, escape

escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", lambda text: str(escape(text)))
"""A plain string's escaping; an older markupsafe gives the same characters, less quickly."""


def escaped(value: Any) -> str:
    """`markupsafe.escape`, but a plain string comes back as a plain string: it is only joined to others from here
    on."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value)
    return escape_text(value) if kind is str else escape(value)
