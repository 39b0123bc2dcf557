"""The rules that a theme's colours and fonts come to, and their place in its style sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping

BEGINNING = re.compile(rb"""(?:(?:\s+|/\*.*?\*/)*@(?:charset|import)\b(?:[^;"']|"[^"]*"|'[^']*')*;\n?)*""", re.DOTALL)
"""What must come first in a style sheet."""


def make_css(colors: Mapping[str, Mapping[str, str]], fonts: Mapping[str, str]) -> str:
    """The variables of a style sheet: `--page`, `--font-text` and so on."""
    plain = [f"--{name}:{value}" for name, value in colors.get("light", {}).items()]
    plain += [f"--font-{name}:{value}" for name, value in fonts.items()]
    dark = [f"--{name}:{value}" for name, value in colors.get("dark", {}).items()]
    css = f":root{{{';'.join(plain)}}}\n" if plain else ""
    return css + (f"@media (prefers-color-scheme:dark){{:root{{{';'.join(dark)}}}}}\n" if dark else "")


def put_css(sheet: bytes, css: str) -> bytes:
    """A style sheet with the variables before its own rules, which can be of another mind: on paper, say."""
    found = BEGINNING.match(sheet)
    end = found.end() if found else 0
    return sheet[:end] + css.encode("utf-8") + sheet[end:]
