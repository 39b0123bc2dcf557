"""Colours as numbers: how well words can be read on what lies behind them, as WCAG 2 reckons it."""

from __future__ import annotations

import re

Color = tuple[int, int, int]
"""Red, green, blue: 0 to 255."""

HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


def parse_color(text: str) -> Color | None:
    """ "#fff" or "#1a2b3c" → (red, green, blue); None: it isn't written so."""
    if not HEX.fullmatch(text):
        return None
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def format_color(color: Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def mix(one: Color, other: Color, share: float) -> Color:
    """CSS's `color-mix(in srgb, one share, other)`."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def contrast(one: Color, other: Color) -> float:
    """From 1 (the same) to 21 (black and white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(color: Color, behind: list[Color], wanted: float) -> Color | None:
    """The colour nearest to `color`, towards black or white, that has the wanted contrast with all that lies behind it;
    None if there is none."""
    for step in range(1, 101):
        for end in ((0, 0, 0), (255, 255, 255)):
            candidate = mix(end, color, step / 100)
            if all(contrast(candidate, other) >= wanted for other in behind):
                return candidate
    return None


def _luminance(color: Color) -> float:
    parts = [part / 255 for part in color]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
