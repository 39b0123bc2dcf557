"""Scripts that put no space between words, and what words are where a text has them."""

from __future__ import annotations

import re
from functools import cache

SPACELESS = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Thai to Burmese, Khmer, kana, Han, as the ranges of a character class: every character counts as a word."""

_RANGES = [(part[0], part[2]) for part in re.findall(".-.", SPACELESS)]


def is_spaceless(char: str) -> bool:
    """Whether a character is of such a script. False for ""."""
    return char >= "\u0e00" and any(low <= char <= high for low, high in _RANGES)


@cache
def word_pattern() -> re.Pattern[str]:
    """A word with the space before it. Compiled when it is asked for: classes so large take milliseconds."""
    return re.compile(rf"\s*(?:[{SPACELESS}]|[^\s{SPACELESS}]+)")
