"""Where a quote's words are: the steps of the ladder, and what stands before and after a hit."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import islice
from unicodedata import category

from sitegen.compile.selectors import Haystack, Range, Selector
from sitegen.compile.word_borders import is_spaceless
from sitegen.core.folding import INVISIBLE, SPACES, Folded, fold_text, lower

MOST_HITS = 10_000
"""Of a quote that stands in the text as often as this no more is found, and it is too short to be one."""
LONGEST_ELLIPSIS = 1000  # code points, from the first part's beginning to the last part's end
EDGE = f" {SPACES}{INVISIBLE}"
_ELLIPSIS = re.compile(r"\s*(?:\[\.{3,}\]|\(\.{3,}\)|\.{3,})\s*")
_STOPS = ".,;:!?"
_IN_NUMBER = ".,'’\xa0\u202f"
_THOUSAND = re.compile(r"\d{3}(?!\d)")
# No bracket within brackets: it would take quadratic time, and a linked image has no words anyway.
_LINK = re.compile(
    r"!\[[^\[\]]*\]\([^()]*\)|\[\^[^\[\]]*\]|\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]"
    r"|\[([^\[\]]+)\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^\[\]]*\])"
)
_MARKUP = re.compile(
    r"\\([!-/:-@\[-`{-~\n])"  # an escape stays as what it escapes
    # Block marks; but "1." could be a number of the text, and the dash of "- 5" a minus.
    r"|^[ \t]*(?:>[ \t]?|\#{1,6}[ \t]+|[-*+][ \t]+(?!\d))"
    r"|</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*=[^<>]*)?\s*/?>"
    r"|\*+(?=\S)|(?<=\S)\*+|~~|`+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)",
    re.MULTILINE,
)


def ladder(quote: str, haystack: Haystack) -> Iterator[tuple[int, Callable[[str], str], list[Range]]]:
    """Steps 1 to 4: the number, how the text was levelled before the search, and the ranges where the quote is."""
    yield 1, fold_text, [(at, at + len(quote)) for at in islice(_places(quote, haystack.text), MOST_HITS)]
    folded, needle = haystack.folded, fold_text(quote).strip()
    yield 2, fold_text, list(islice(_ranges(needle, folded.text, folded), MOST_HITS))
    yield 3, fold_text, list(islice(_ranges(bare(quote), folded.text, folded), MOST_HITS))
    yield 3, level_case, any_case(quote, haystack)
    spans = ellipsis_spans(ellipsis_parts(needle), haystack)
    yield 4, fold_text, [(start, end) for start, end in spans if end - start <= LONGEST_ELLIPSIS]


def any_case(quote: str, haystack: Haystack) -> list[Range]:
    """Where the quote's words stand, with whatever letter case."""
    ranges = _ranges(lower(bare(quote)), haystack.folded.lowered, haystack.folded)
    return list(islice(ranges, MOST_HITS))


def whole_words(text: str, hits: list[Range]) -> list[Range]:
    """Of several hits those that are words of their own ("art", not the beginning of "article"), if there are any."""
    if len(hits) < 2:
        return hits
    return [hit for hit in hits if not (splits_word(text, hit[0]) or splits_word(text, hit[1]))] or hits


def level_case(text: str) -> str:
    return lower(fold_text(text))


def bare(quote: str) -> str:
    return fold_text(strip_markdown(quote)).strip()


def _places(needle: str, text: str) -> Iterator[int]:
    """Where `needle` begins in `text`; overlapping ones count."""
    at = text.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _ranges(needle: str, text: str, folded: Folded) -> Iterator[Range]:
    # A hit that ends inside a ligature or a composed letter can't be marked exactly, so it isn't one.
    for at in _places(needle, text):
        if not (folded.cuts(at) or folded.cuts(at + len(needle))):
            yield folded.start(at), folded.end(at + len(needle))


def ellipsis_parts(needle: str) -> list[str]:
    """What stands between the ellipses of a folded quote; nothing if a part has no word to hold on to."""
    parts = [part for part in _ELLIPSIS.split(needle) if part]
    return parts if all(any(map(str.isalnum, part)) for part in parts) and parts != [needle] else []


def ellipsis_spans(parts: list[str], haystack: Haystack) -> list[Range]:
    """The shortest ranges that hold the parts in order, none of them within another."""
    if not parts:
        return []
    last = len(parts) - 1
    places: list[list[Range]] = []
    for k, part in enumerate(parts):
        # At an ellipsis a part must end with a whole word: "12…" isn't "12,000".
        places.append(
            [
                (start, end)
                for start, end in _ranges(part, haystack.folded.text, haystack.folded)
                if (k == 0 or not splits_word(haystack.text, start))
                and (k == last or not splits_word(haystack.text, end))
            ]
        )
    shortest: dict[int, int] = {}
    for start, end in places[0]:
        for ranges in places[1:]:
            at = bisect_left(ranges, (end, 0))
            if at == len(ranges):
                return [(begin, end) for end, begin in shortest.items()]
            end = ranges[at][1]
        shortest[end] = start  # a later beginning with the same end is the shorter one
    return [(begin, end) for end, begin in shortest.items()]


def splits_word(text: str, at: int) -> bool:
    """Whether a border at `at` would part a word, a number or a letter from its accent."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    # At nearly every border stands a space, or the stop after a word: there is nothing more to see.
    if right == " " or (left == " " and right.isalnum()):
        return False
    if right in _STOPS and left.isalpha():
        return False
    return parts_word(text, at)


def parts_word(text: str, at: int) -> bool:
    """The same of any border within the text."""
    if category(text[at])[0] == "M":
        return True
    low, high = at, at
    while low > 0 and text[low - 1] in INVISIBLE:
        low -= 1
    while high < len(text) and text[high] in INVISIBLE:
        high += 1
    if low == 0 or high == len(text):
        return False
    left, right = text[low - 1], text[high]
    if "\u200d" in text[low:high]:  # a joined emoji
        return not (left.isspace() or right.isspace())
    if is_spaceless(left) or is_spaceless(right):
        return False
    if _is_letter(left) and _is_letter(right):
        return True
    if left.isdigit() and right in _IN_NUMBER:
        return _joins_digits(text, low, high + 1, right)
    return left in _IN_NUMBER and right.isdigit() and _joins_digits(text, low - 1, high, left)


def _joins_digits(text: str, end: int, start: int, sign: str) -> bool:
    """Whether the digits up to `end` and those from `start` are one number: "12,000", "3.5", "12’000".

    A no-break space or an apostrophe stands between numbers, too ("in 2024 12,000"): it joins thousands alone.
    """
    before = text[max(0, end - 4) : end]
    if not (before[-1:].isdigit() and text[start : start + 1].isdigit()):
        return False
    return sign in ".," or (_THOUSAND.match(text, start) is not None and not (len(before) == 4 and before.isdigit()))


def _is_letter(char: str) -> bool:
    return char.isalnum() or category(char)[0] == "M"


def narrow(selector: Selector, text: str, hits: list[Range], step: int, level: Callable[[str], str]) -> list[Range]:
    """The hits that stand between the selector's prefix and suffix."""
    if not hits or not (selector.prefix or selector.suffix):
        return hits
    clean = strip_markdown if step == 3 else str
    prefix, suffix = level(clean(selector.prefix)).strip(), level(clean(selector.suffix)).strip()
    return [
        (start, end)
        for start, end in hits
        if (not prefix or before_range(text, start, len(prefix), level).endswith(prefix))
        and (not suffix or after_range(text, end, len(suffix), level).startswith(suffix))
    ]


def before_range(text: str, at: int, length: int, level: Callable[[str], str] = fold_text) -> str:
    """At least `length` levelled characters before `at`, as far as there are any, without the space at the border."""
    reach = 2 * length + 32
    while True:
        found = level(text[max(0, at - reach) : at]).rstrip()
        if len(found) > length or reach >= at:
            return found
        reach *= 2


def after_range(text: str, at: int, length: int, level: Callable[[str], str] = fold_text) -> str:
    reach = 2 * length + 32
    while True:
        found = level(text[at : at + reach]).lstrip()
        if len(found) > length or at + reach >= len(text):
            return found
        reach *= 2


def strip_markdown(text: str) -> str:
    """`text` without the Markdown that rendering would take away: links, emphasis, code ticks, escapes, tags."""
    text = _LINK.sub(lambda m: m[1] or m[2] or "", text)
    return html.unescape(_MARKUP.sub(lambda m: m[1] or "", text))
