"""Fold typography, and only typography, so that a quote is found however its marks were typed.

Folding is NFC plus a small table: white space, invisible characters, quotation marks, dashes, the ellipsis and
the Latin ligatures. It never changes a word, a digit or a letter's case; that is why it isn't NFKC, which turns
``½``, ``²`` and full-width digits into other text. All offsets are code points.

Source: design/data-model.md, "Anchoring", step 2.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import cached_property

# Everything str.isspace() accepts, but the plain space.
SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# Soft hyphen, Arabic letter mark, Mongolian vowel separator, zero-width and direction marks, byte order mark.
INVISIBLE = (
    "\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
# Low, curly and angle quotes, primes, the acute accent typed as an apostrophe, modifier apostrophes, geresh.
# U+0374 and U+1FFD are canonically U+02B9 and U+00B4: without them NFC would bring table characters back.
_SINGLE = "‘’‚‛‹›′‵\u00b4\u02b9\u02bc\u0374\u05f3\u1ffd\u275b\u275c\uff07"
_DOUBLE = "“”„‟«»″‶\u02ba\u02ee\u05f4\u275d\u275e\u2e42\u301d\u301e\u301f\uff02"
_DASHES = "\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_LONGER = {"…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}

# One character for one: length-preserving. But for the usual marks, only those that are there are replaced, each in 2
# to 20 µs for 7,000 characters; str.translate with a dict takes 350 µs once a single character isn't ASCII.
_ALIKE = {
    **dict.fromkeys(SPACES, " "),
    **dict.fromkeys(_SINGLE, "'"),
    **dict.fromkeys(_DOUBLE, '"'),
    **dict.fromkeys(_DASHES, "-"),
}
# All that is folded within ASCII, and what most texts have beyond it: after these nothing is left to look for in many.
_USUAL_MARKS = (*(mark for mark in SPACES if mark.isascii()), *"’‘“”–—")
_USUAL = bytes(range(0x20, 0x7F))
_UNEVEN_MARKS = frozenset((*INVISIBLE, *_LONGER))
# Runs after _ALIKE, when the plain space is the only white space. A lone space isn't matched: it stays.
_UNEVEN = re.compile(f"[{INVISIBLE}]+| [ {INVISIBLE}]+|[{''.join(_LONGER)}]")


class _Edits:
    """The places where folding changed the length: `text[before[k]] → folded[after[k]]`, sorted, not overlapping."""

    __slots__ = ("after_end", "after_start", "before_end", "before_start")

    def __init__(self) -> None:
        self.before_start: list[int] = []
        self.before_end: list[int] = []
        self.after_start: list[int] = []
        self.after_end: list[int] = []

    def start(self, i: int) -> int:
        k = bisect_right(self.after_start, i) - 1
        if k < 0:
            return i
        return self.before_start[k] if i < self.after_end[k] else self.before_end[k] + i - self.after_end[k]

    def end(self, j: int) -> int:
        # The end of the last character, not the start of the next one: what was removed in between is left out.
        k = bisect_right(self.after_start, j - 1) - 1
        if k < 0:
            return j
        return self.before_end[k] + max(0, j - self.after_end[k])

    def cuts(self, i: int) -> bool:
        k = bisect_right(self.after_start, i) - 1
        return k >= 0 and self.after_start[k] < i < self.after_end[k]


@dataclass(frozen=True)
class Folded:
    """A folded text and the way back to the offsets of the original.

    `layers` holds the length changes in the order they were made; none at all is the common case (identity map).
    """

    text: str
    layers: tuple[_Edits, ...] = ()

    def start(self, i: int) -> int:
        """The original offset at which folded character `i` begins (the length of the original for the end)."""
        for layer in reversed(self.layers):
            i = layer.start(i)
        return i

    def end(self, j: int) -> int:
        """The original offset, exclusive, at which a folded range ending at `j`, exclusive, ends."""
        for layer in reversed(self.layers):
            j = layer.end(j)
        return j

    def cuts(self, i: int) -> bool:
        """Whether a border at `i` would cut one original unit in two (a ligature, an ellipsis, a composed letter)."""
        for layer in reversed(self.layers):
            if layer.cuts(i):
                return True
            i = layer.start(i)
        return False

    @cached_property
    def lowered(self) -> str:
        """`lower(text)`: as long as `text`, so the same offsets hold."""
        return lower(self.text)


def fold(text: str) -> Folded:
    """Fold `text`, keeping the map of its offsets. Idempotent: `fold(fold(t).text).text == fold(t).text`."""
    flat, left = _flatten(text)
    layers: list[_Edits] = []
    if "  " in flat or not left.isdisjoint(_UNEVEN_MARKS):
        flat, edits = _edit(flat, _UNEVEN, _level)
        layers.append(edits)
    # After the removals: a soft hyphen between a letter and its accent must not keep them apart.
    if _may_compose(left) and not unicodedata.is_normalized("NFC", flat):
        flat, edits = _compose(flat)
        layers.append(edits)
    return Folded(flat, tuple(layers))


def fold_text(text: str) -> str:
    """Only the folded string: `fold(text).text` without the map."""
    flat, left = _flatten(text)
    if "  " in flat or not left.isdisjoint(_UNEVEN_MARKS):
        flat = _UNEVEN.sub(lambda m: _level(m.group()), flat)
    return unicodedata.normalize("NFC", flat) if _may_compose(left) else flat


def lower(text: str) -> str:
    """Ignore letter case, keeping the length: not casefold(), which turns the German `Maße` into another word."""
    return text.replace("İ", "i").lower().replace("ς", "σ")


def _flatten(text: str) -> tuple[str, Set[str]]:
    """The text with look-alikes replaced; and what is left of its characters beyond printable ASCII."""
    if text.isascii() and text.isprintable():
        return text, frozenset()
    for mark in _USUAL_MARKS:
        text = text.replace(mark, _ALIKE[mark])
    if text.isascii():
        return text, frozenset()
    # To drop what is usual from the bytes is much faster than to ask for each of a hundred characters.
    left = set(text.encode("utf-8", "surrogatepass").translate(None, _USUAL).decode("utf-8", "surrogatepass"))
    alike = left & _ALIKE.keys()
    for mark in alike:
        text = text.replace(mark, _ALIKE[mark])
    return text, left - alike


def _may_compose(characters: Set[str]) -> bool:
    """Whether a text of ASCII and these characters may not be NFC. What composes begins with the block of accents."""
    return max(characters, default="") >= "\u0300"


def _level(found: str) -> str:
    return " " if " " in found else _LONGER.get(found, "")


def _compose(text: str) -> tuple[str, _Edits]:
    """NFC, one segment at a time, so that every composed character knows where it came from.

    A segment is a character with the marks (or Hangul vowels and finals) after it. The classes come from this very
    text: `re` knows no Unicode categories, and a table of all marks would be paid for at every start.
    """
    seen = set(text)
    marks = "".join(sorted(c for c in seen if unicodedata.category(c)[0] == "M" or "\u1160" <= c <= "\u11ff"))
    other = "".join(sorted(c for c in seen if c not in marks and not unicodedata.is_normalized("NFC", c)))
    parts = ([f"[^{marks}]?[{marks}]+"] if marks else []) + ([f"[{other}]"] if other else [])
    composed, edits = _edit(text, re.compile("|".join(parts)), _nfc) if parts else (text, _Edits())
    if composed != _nfc(text):  # a script whose letters compose without being marks: coarser segments are always right
        composed, edits = _edit(text, re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+"), _nfc)
    return composed, edits


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _edit(text: str, pattern: re.Pattern[str], change: Callable[[str], str]) -> tuple[str, _Edits]:
    """Apply `change` to every match, and record where."""
    parts: list[str] = []
    edits, done, grown = _Edits(), 0, 0
    for found in pattern.finditer(text):
        old = found.group()
        new = change(old)
        if new == old:
            continue
        start, end = found.span()
        edits.before_start.append(start)
        edits.before_end.append(end)
        edits.after_start.append(start + grown)
        edits.after_end.append(start + grown + len(new))
        parts += (text[done:start], new)
        done, grown = end, grown + len(new) - len(old)
    parts.append(text[done:])
    return "".join(parts), edits
