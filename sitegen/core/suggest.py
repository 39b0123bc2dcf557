"""“Did you mean …?”"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def suggest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, if one is like it at all. Ties go to the first in code point order."""
    folded = word.casefold().replace("_", "-").replace(" ", "-")
    names = sorted(set(known))
    near = difflib.get_close_matches(folded, names, n=1, cutoff=0.6)
    return near[0] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The suggestion as a hint, or no hint."""
    found = suggest(word, known)
    return (f"did you mean `{found}`?",) if found else ()
