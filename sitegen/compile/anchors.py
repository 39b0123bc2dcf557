"""Anchor a quote: its words are found in the article's text, or the author is told why not.

A ladder of five steps, each tried only if the one before found nothing: the exact words; the same after folding
typography; without the quote's Markdown and letter case (a warning); parts joined by an ellipsis; an error with the
nearest passage. No step changes a word or a digit. Offsets are code points, half-open, in the text as it is.

Source: design/data-model.md, "Anchoring".
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from unicodedata import category

from sitegen.compile.nearest import SPACELESS, nearest
from sitegen.core.diagnostics import Severity
from sitegen.core.folding import INVISIBLE, SPACES, Folded, fold, fold_text, lower

Range = tuple[int, int]

LONGEST_ELLIPSIS = 1000  # code points, from the first part's beginning to the last part's end
_SHOWN = 5  # hits listed by a message
_QUOTED = 90  # code points of a quote that a message repeats
_EDGE = f" {SPACES}{INVISIBLE}"
_ELLIPSIS = re.compile(r"\s*(?:\[\.{3,}\]|\(\.{3,}\)|\.{3,})\s*")
_IN_NUMBER = ".,'’\xa0\u202f"
_SPACELESS = re.compile(f"[{SPACELESS}]")
_WORD = re.compile(rf"\s*(?:[{SPACELESS}]|[^\s{SPACELESS}]+)")
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


@dataclass(frozen=True, slots=True)
class Selector:
    """What the author wrote: a quote, and what tells it from others like it. `occurrence` counts from 1."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    occurrence: int | None = None


class Haystack:
    """One text of an article ("body", "title", "subtitle" or "caption"); what is derived from it is computed once."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    @cached_property
    def folded(self) -> Folded:
        return fold(self.text)

    @property
    def place(self) -> str:
        return "the article" if self.name == "body" else f"the {self.name}"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Words of the article that nothing can mark: `what` they are ("alt text of an image") and the file's line."""

    text: str
    what: str
    line: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in the haystack to show, half-open in code points; `label` says what it is or what to add for it."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with a quote. The caller turns the passages' offsets into lines."""

    code: str
    severity: Severity
    message: str
    hints: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchored:
    """Where the quote is, half-open in code points of the haystack, and the warnings about it."""

    start: int
    end: int
    findings: tuple[Finding, ...] = ()


def anchor(
    selector: Selector, haystack: Haystack, others: Sequence[Haystack] = (), hidden: Sequence[Hidden] = ()
) -> Anchored | Finding:
    """The one range of `haystack` that `selector` means, or the error to show.

    `others` are the article's other texts and `hidden` its unmarkable places: only an error looks at them.
    """
    quote = selector.exact.strip(_EDGE)
    if all(c.isspace() or c in INVISIBLE or category(c)[0] == "M" for c in quote):
        return _error("quote-empty", "The quote is empty.", "quote the words that the annotation is about")
    unfit: list[Range] = []
    for step, level, hits in _ladder(quote, haystack):
        if unfit and step > 2:
            break  # the words are there, so it's the prefix or suffix that is wrong
        if fitting := _narrow(selector, haystack.text, hits, step, level):
            return _choose(selector, quote, haystack, others, fitting, hits, step)
        unfit = unfit or hits
    if unfit:
        return _wrong_context(selector, quote, haystack, unfit)
    return _elsewhere(quote, haystack, others, hidden) or _not_found(quote, haystack)


def strip_markdown(text: str) -> str:
    """`text` without the Markdown that rendering would take away: links, emphasis, code ticks, escapes, tags."""
    text = _LINK.sub(lambda m: m[1] or m[2] or "", text)
    return html.unescape(_MARKUP.sub(lambda m: m[1] or "", text))


# --- finding ---


def _ladder(quote: str, haystack: Haystack) -> Iterator[tuple[int, Callable[[str], str], list[Range]]]:
    """Steps 1 to 4: the number, how the text was levelled before the search, and the ranges where the quote is."""
    yield 1, fold_text, [(at, at + len(quote)) for at in _places(quote, haystack.text)]
    folded, needle = haystack.folded, fold_text(quote).strip()
    yield 2, fold_text, _ranges(needle, folded.text, folded)
    bare = _bare(quote)
    yield 3, fold_text, _ranges(bare, folded.text, folded)
    yield 3, _loosely, _ranges(lower(bare), folded.lowered, folded)
    spans = _spans(_parts(needle), haystack)
    yield 4, fold_text, [(start, end) for start, end in spans if end - start <= LONGEST_ELLIPSIS]


def _loosely(text: str) -> str:
    return lower(fold_text(text))


def _bare(quote: str) -> str:
    return fold_text(strip_markdown(quote)).strip()


def _places(needle: str, text: str) -> list[int]:
    """Where `needle` begins in `text`; overlapping ones count."""
    found, at = [], text.find(needle) if needle else -1
    while at >= 0:
        found.append(at)
        at = text.find(needle, at + 1)
    return found


def _ranges(needle: str, text: str, folded: Folded) -> list[Range]:
    # A hit that ends inside a ligature or a composed letter can't be marked exactly, so it isn't one.
    return [
        (folded.start(at), folded.end(at + len(needle)))
        for at in _places(needle, text)
        if not (folded.cuts(at) or folded.cuts(at + len(needle)))
    ]


def _parts(needle: str) -> list[str]:
    """What stands between the ellipses of a folded quote; nothing if a part has no word to hold on to."""
    parts = [part for part in _ELLIPSIS.split(needle) if part]
    return parts if all(any(map(str.isalnum, part)) for part in parts) and parts != [needle] else []


def _spans(parts: list[str], haystack: Haystack) -> list[Range]:
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
    if _SPACELESS.match(left) or _SPACELESS.match(right):
        return False
    if _is_letter(left) and _is_letter(right):
        return True
    # Inside "12,000", "3.5", "12’000" or "12 000" with a no-break space.
    return (left.isdigit() and right in _IN_NUMBER and text[high + 1 : high + 2].isdigit()) or (
        left in _IN_NUMBER and right.isdigit() and text[max(0, low - 2) : low - 1].isdigit()
    )


def _is_letter(char: str) -> bool:
    return char.isalnum() or category(char)[0] == "M"


def _narrow(selector: Selector, text: str, hits: list[Range], step: int, level: Callable[[str], str]) -> list[Range]:
    """The hits that stand between the selector's prefix and suffix."""
    if not hits or not (selector.prefix or selector.suffix):
        return hits
    clean = strip_markdown if step == 3 else str
    prefix, suffix = level(clean(selector.prefix)).strip(), level(clean(selector.suffix)).strip()
    return [
        (start, end)
        for start, end in hits
        if (not prefix or _before(text, start, len(prefix), level).endswith(prefix))
        and (not suffix or _after(text, end, len(suffix), level).startswith(suffix))
    ]


def _before(text: str, at: int, length: int, level: Callable[[str], str] = fold_text) -> str:
    """At least `length` levelled characters before `at`, as far as there are any, without the space at the border."""
    reach = 2 * length + 32
    while True:
        found = level(text[max(0, at - reach) : at]).rstrip()
        if len(found) > length or reach >= at:
            return found
        reach *= 2


def _after(text: str, at: int, length: int, level: Callable[[str], str] = fold_text) -> str:
    reach = 2 * length + 32
    while True:
        found = level(text[at : at + reach]).lstrip()
        if len(found) > length or at + reach >= len(text):
            return found
        reach *= 2


# --- telling ---


def _error(code: str, message: str, *hints: str, passages: Sequence[Passage] = ()) -> Finding:
    return Finding(code, "error", message, hints, tuple(passages))


def _choose(
    selector: Selector,
    quote: str,
    haystack: Haystack,
    others: Sequence[Haystack],
    fitting: list[Range],
    hits: list[Range],
    step: int,
) -> Anchored | Finding:
    if selector.occurrence is not None:
        if not 1 <= selector.occurrence <= len(fitting):
            return _error(
                "occurrence-range",
                f"{_show(quote)} is in {haystack.place} {_times(len(fitting))}: "
                f"there is no occurrence {selector.occurrence}.",
                *_more(fitting),
                passages=[
                    Passage(*hit, f"occurrence {n}: {_around(haystack.text, hit)}")
                    for n, hit in enumerate(fitting[:_SHOWN], 1)
                ],
            )
        fitting = [fitting[selector.occurrence - 1]]
    if len(fitting) > 1:
        return _ambiguous(quote, haystack, fitting, hits)
    [(start, end)] = fitting
    findings = [] if step != 3 else [_approximate(quote, haystack, others, start, end)]
    if splits_word(haystack.text, start) or splits_word(haystack.text, end):
        findings.append(_partial_word(haystack.text, start, end))
    return Anchored(start, end, tuple(findings))


def _ambiguous(quote: str, haystack: Haystack, fitting: list[Range], hits: list[Range]) -> Finding:
    text = haystack.text
    before = {hit: _before(text, hit[0], 80) for hit in hits}
    lowered = {hit: lower(found) for hit, found in before.items()}

    def remedy(n: int, hit: Range) -> str:
        words = _WORD.findall(before[hit])
        for k in range(1, min(8, len(words)) + 1):
            prefix = "".join(words[-k:]).strip()
            # Compared without letter case, as step 3 would; among all hits, as it replaces a prefix that is given.
            if sum(found.endswith(lower(prefix)) for found in lowered.values()) == 1:
                return f"add prefix: {_yaml(prefix)} or occurrence: {n}"
        return f"add occurrence: {n}"

    return _error(
        "quote-ambiguous",
        f"{_show(quote)} is in {haystack.place} {_times(len(fitting))}.",
        "say which one you mean, with its prefix or occurrence",
        *_more(fitting),
        passages=[
            Passage(*hit, f"{_around(text, hit)}: {remedy(n, hit)}") for n, hit in enumerate(fitting[:_SHOWN], 1)
        ],
    )


def _wrong_context(selector: Selector, quote: str, haystack: Haystack, hits: list[Range]) -> Finding:
    text = haystack.text
    alone = {"prefix": Selector("", prefix=selector.prefix), "suffix": Selector("", suffix=selector.suffix)}
    wrong = [name for name, only in alone.items() if not _narrow(only, text, hits, 1, fold_text)]
    wrong = wrong or ["prefix", "suffix"]  # each is there, but not at the same hit
    claims = {"prefix": f"after {_show(selector.prefix)}", "suffix": f"before {_show(selector.suffix)}"}
    never = "not" if len(hits) == 1 else "never"
    times = "" if len(hits) == 1 else f" {_times(len(hits))}"

    def actual(hit: Range) -> str:
        before, after = _WORD.findall(_before(text, hit[0], 60)), _WORD.findall(_after(text, hit[1], 60))
        size = max(3, *(len(given.split()) for given in (selector.prefix, selector.suffix)))
        there = {"prefix": ("after", "".join(before[-size:])), "suffix": ("before", "".join(after[:size]))}
        return " and ".join(f"{there[name][0]} {_show(there[name][1] or '(nothing)')}" for name in wrong)

    return _error(
        "quote-not-found",
        f"{_show(quote)} is in {haystack.place}{times}, but {never} {' and '.join(claims[name] for name in wrong)}.",
        f"correct the {' and the '.join(wrong)}",
        *_more(hits),
        passages=[Passage(*hit, f"here it stands {actual(hit)}") for hit in hits[:_SHOWN]],
    )


def _approximate(quote: str, haystack: Haystack, others: Sequence[Haystack], start: int, end: int) -> Finding:
    hints = ["the text to paste: " + haystack.text[start:end].replace("\n", " ")]
    for other in others:
        if fold_text(quote).strip() in other.folded.text:
            hints.append(f"{other.place} has it letter for letter: if you mean that, {_in(haystack, other)}")
    ways = ["without its Markdown"] if _bare(quote) != fold_text(quote).strip() else []
    ways += ["with other letter case"] if _bare(quote) != fold_text(haystack.text[start:end]) else []
    return Finding(
        "quote-approximate",
        "warning",
        f"{_show(quote)} is in {haystack.place} only {' and '.join(ways)}.",
        tuple(hints),
        (Passage(start, end, f"there it is {_show(haystack.text[start:end])}"),),
    )


def _partial_word(text: str, start: int, end: int) -> Finding:
    sides = [side for side, at in (("begins", start), ("ends", end)) if splits_word(text, at)]
    low, high = start, end
    while splits_word(text, low) and start - low < 50:
        low -= 1
    while splits_word(text, high) and high - end < 50:
        high += 1
    return Finding(
        "quote-partial-word",
        "warning",
        f"{_show(text[start:end])} {' and '.join(sides)} inside a word.",
        (f"the whole words: {_show(text[low:high])}",),
        (Passage(low, high, _around(text, (low, high))),),
    )


def _elsewhere(quote: str, haystack: Haystack, others: Sequence[Haystack], hidden: Sequence[Hidden]) -> Finding | None:
    found = [(step, n) for n, other in enumerate(others) for step, _, hits in _ladder(quote, other) if hits]
    if found:
        other = others[min(found)[1]]  # the one that has it most exactly
        return _error(
            "quote-in-title",
            f"{_show(quote)} is not in {haystack.place} but in {other.place}.",
            _in(haystack, other),
        )
    needles = {_loosely(quote).strip(), lower(_bare(quote))} - {""}
    spots = [spot for spot in hidden if any(needle in _loosely(spot.text) for needle in needles)]
    if spots:
        where = ", ".join(f"{spot.what} (line {spot.line})" for spot in spots[:_SHOWN])
        return _error(
            "quote-unmarkable",
            f"{_show(quote)} is only where nothing can be marked: {where}.",
            "quote words that a reader sees",
        )
    return None


def _in(haystack: Haystack, other: Haystack) -> str:
    if other.name == "body":
        return f"remove in: {haystack.name}"
    return f"{'add' if haystack.name == 'body' else 'change it to'} in: {other.name}"


def _not_found(quote: str, haystack: Haystack) -> Finding:
    hints: list[str] = []
    wanted, parts = quote, _parts(fold_text(quote).strip())
    if parts:
        if spans := _spans(parts, haystack):
            start, end = min(spans, key=lambda span: span[1] - span[0])
            return _error(
                "quote-not-found",
                f"The parts of {_show(quote)} are in {haystack.place}, but {end - start:,} characters apart; "
                f"at most {LONGEST_ELLIPSIS:,} is one passage.",
                "quote each part on its own",
                passages=[Passage(start, end, "the shortest passage that has them all")],
            )
        lost = [part for part in parts if not _spans([part], haystack)]
        wanted = lost[0] if lost else quote
        hints.append(f"its part {_show(lost[0])} is not there" if lost else "its parts are not there in this order")
    message = f"{_show(quote)} is not in {haystack.place}."
    near = nearest(wanted, haystack.text)
    if near is None:
        return _error("quote-not-found", message, *hints, f"nothing in {haystack.place} is like it")
    for ours, theirs in near.differences[:_SHOWN]:
        if ours and theirs:
            hints.append(f"it has {_differing(theirs)} where the quote has {_differing(ours)}")
        elif theirs:
            hints.append(f"it has {_differing(theirs)}, which the quote leaves out")
        else:
            hints.append(f"it has no {_differing(ours)}")
    if len(near.differences) > _SHOWN:
        hints.append(f"and {len(near.differences) - _SHOWN} more differences")
    if not near.differences:
        hints.append("its words are the same; the spaces between them are not")
    label = f"Nearest passage ({min(99, round(near.likeness * 100))} % alike)"
    passage = Passage(near.start, near.end, f"{label}: {_show(haystack.text[near.start : near.end])}")
    return _error("quote-not-found", message, *hints, passages=[passage])


def _more(hits: list[Range]) -> tuple[str, ...]:
    return (f"and {len(hits) - _SHOWN:,} more",) if len(hits) > _SHOWN else ()


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"


def _show(words: str) -> str:
    words = " ".join(words.split())
    return f"“{words}”" if len(words) <= _QUOTED else f"“{words[: _QUOTED - 30].rstrip()} … {words[-25:].lstrip()}”"


def _around(text: str, hit: Range) -> str:
    """The hit with a few words on either side."""
    before = [m.start() for m in _WORD.finditer(text, max(0, hit[0] - 60), hit[0])]
    after = [m.end() for m in _WORD.finditer(text, hit[1], min(len(text), hit[1] + 60))]
    return _show(text[before[-4:][0] if before else hit[0] : after[:4][-1] if after else hit[1]])


def _differing(words: str) -> str:
    """Quotation marks around a quotation mark would only confuse."""
    return _show(words) if any(map(str.isalnum, words)) else words


def _yaml(words: str) -> str:
    if '"' in words or "\\" in words:
        return "'" + words.replace("'", "''") + "'"
    return f'"{words}"'
