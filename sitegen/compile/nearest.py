"""The passage that a quote most likely means: what an error shows, never what a build anchors to.

Words are aligned with a fitting alignment (the whole quote against any stretch of the text, after P. H. Sellers,
"The theory and computation of evolutionary distances", 1980), so the passage ends at whole words. Where that would
cost too many cells, rapidfuzz (imported only then, as only errors need it) finds the neighbourhood first.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

from sitegen.compile.word_borders import SPACELESS
from sitegen.core.folding import Folded, fold, lower

_MARK = r"!-/:-@\[-`{-~¡¿·،؛؟।\u3000-\u303f\uff01-\uff0f"

# Costs, in words. A word of the text that the quote leaves out is cheaper than any change, so a deleted word never
# moves the passage's border; a quote's word that the text hasn't costs as much as the worst change, so a changed
# first or last word stays in the passage. A change is cheaper than one of each.
_LEFT_OUT, _ADDED, _CHANGED, _PUNCTUATION = 0.6, 1.05, 0.65, 0.3
_LEAST = 0.5  # less alike than this is no help
_CELLS = 300_000  # about 0.1 s
_SAMPLE = 60  # code points
_LONG = 100  # words; of a longer quote only this many at either end decide where the passage begins and ends


@dataclass(frozen=True, slots=True)
class Nearest:
    """A passage `text[start:end]`, half-open, in code points of the text as it was given.

    `likeness` is 0 to 1. `differences` are `(words of the quote, words of the text)`; either may be empty.
    """

    start: int
    end: int
    likeness: float
    differences: tuple[tuple[str, str], ...]


@cache
def _token_pattern() -> re.Pattern[str]:
    # "12,000", "so-called" and "don't" are one word each; other punctuation stands alone.
    return re.compile(
        rf"[{SPACELESS}]|(?:[^\s{_MARK}{SPACELESS}]|(?<=[^\s{_MARK}])[{_MARK}](?=[^\s{_MARK}]))+|[{_MARK}]"
    )


def nearest(quote: str, haystack_text: str) -> Nearest | None:
    """The passage of `haystack_text` most like `quote`, or None when nothing is like it."""
    from rapidfuzz import fuzz

    folded, wanted = fold(haystack_text), fold(quote).text.strip()
    words, needle, hay = _tokens(wanted, 0, len(wanted)), lower(wanted), lower(folded.text)
    names = [needle[a:b] for a, b in words]
    if not names:
        return None
    low, high = _window(needle, hay)
    spots = _tokens(hay, low, high)
    if not spots:
        return None
    changed, first, last = _fit_long(names, [hay[a:b] for a, b in spots])
    start, end = spots[first][0], spots[last][1]
    likeness = fuzz.ratio(needle, hay[start:end]) / 100
    if max(likeness, 1 - changed) < _LEAST:
        return None
    differences = _differences(wanted, words, haystack_text, folded, spots[first : last + 1])
    return Nearest(folded.start(start), folded.end(end), likeness, differences)


def _window(needle: str, hay: str) -> tuple[int, int]:
    """Where in `hay` to align the words: all of it, or the neighbourhood of the sample of the quote found best.

    Samples, because rapidfuzz takes linear time for a needle of up to 64 characters, but minutes for a long one that
    is like nothing in a long text.
    """
    from rapidfuzz import fuzz

    if len(needle) * len(hay) <= 25 * _CELLS:  # five letters to a word
        return 0, len(hay)
    last = max(0, len(needle) - _SAMPLE)
    samples = [last * k // 4 for k in range(5)] if last else [0]
    found = [(fuzz.partial_ratio_alignment(needle[at : at + _SAMPLE], hay), at) for at in samples]
    _, start = max((rough.score, rough.dest_start - at) for rough, at in found if rough)
    margin = 100 + len(needle) // 8
    return max(0, start - margin), min(len(hay), start + len(needle) + margin)


def _tokens(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """The words' ranges in `text[low:high]`; a word that the window cuts is left out."""
    found = [m.span() for m in _token_pattern().finditer(text, max(0, low - 50), min(len(text), high + 50))]
    return found[bisect_left(found, (low, 0)) : bisect_right(found, high, key=lambda span: span[1])]


def _weight(word: str) -> float:
    return 1.0 if any(map(str.isalnum, word)) else _PUNCTUATION


def _fit_long(quote: list[str], text: list[str]) -> tuple[float, int, int]:
    """The share of the quote that is changed, and the inclusive borders of the passage."""
    if len(quote) <= 2 * _LONG:
        cost, first, last = _fit(quote, text)
        return cost / sum(map(_weight, quote)), first, last
    head, tail = quote[:_LONG], quote[-_LONG:]
    cost, first, _ = _fit(head, text)
    # Not beyond where the quote can end, or a repeated ending would be taken too late.
    other, _, last = _fit(tail, text[first : first + len(quote) + _LONG])
    return (cost + other) / sum(map(_weight, head + tail)), first, first + last


def _fit(quote: list[str], text: list[str]) -> tuple[float, int, int]:
    """Cost and inclusive borders of the stretch of `text` cheapest to turn into `quote` (of equals the shortest)."""
    from rapidfuzz.distance import Indel

    alike = Indel.normalized_similarity
    kinds = set(text)
    skip = {word: _LEFT_OUT * _weight(word) for word in kinds}
    skips = [skip[word] for word in text]
    costs = [0.0] * (len(text) + 1)
    starts = list(range(len(text) + 1))
    for word in quote:
        weight = _weight(word)
        added = _ADDED * weight
        # A changed word costs at most 1 (punctuation for a word: never).
        change = {
            kind: 0.0
            if kind == word
            else weight * (1 - (1 - _CHANGED) * alike(word, kind))
            if (skip[kind] == _LEFT_OUT) == (weight == 1.0)
            else 9.0
            for kind in kinds
        }
        best, begun = costs[0] + added, starts[0]
        row, origin = [best], [begun]
        for j, kind in enumerate(text):
            best += skips[j]
            other = costs[j] + change[kind]
            if other < best or (other == best and starts[j] > begun):
                best, begun = other, starts[j]
            other = costs[j + 1] + added
            if other < best:
                best, begun = other, starts[j + 1]
            row.append(best)
            origin.append(begun)
        costs, starts = row, origin
    cost, _, end = min((round(costs[j], 6), j - starts[j], j) for j in range(1, len(costs)))
    return cost, min(starts[end], end - 1), end - 1


def _differences(
    quote: str, words: list[tuple[int, int]], text: str, folded: Folded, spots: list[tuple[int, int]]
) -> tuple[tuple[str, str], ...]:
    from difflib import SequenceMatcher

    ours = [lower(quote[a:b]) for a, b in words]
    theirs = [folded.lowered[a:b] for a, b in spots]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return tuple(
        (
            quote[words[a][0] : words[b - 1][1]] if a < b else "",
            text[folded.start(spots[c][0]) : folded.end(spots[d - 1][1])] if c < d else "",
        )
        for kind, a, b, c, d in blocks
        if kind != "equal"
    )
