"""What an author is told about a quote: which passage was meant, or what is wrong with it and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.compile.matching import (
    LONGEST_ELLIPSIS,
    after_range,
    any_case,
    bare,
    before_range,
    ellipsis_parts,
    ellipsis_spans,
    ladder,
    level_case,
    narrow,
    splits_word,
    whole_words,
)
from sitegen.compile.nearest import Nearest, nearest
from sitegen.compile.selectors import Anchored, Finding, Haystack, Hidden, Passage, Range, Selector
from sitegen.compile.word_borders import word_pattern
from sitegen.core.folding import fold_text, lower

_SHOWN = 5  # hits listed by a message
_SOUGHT = 20  # quotes of a text for which the nearest passage is looked for: up to 0.2 s each
_COMPARED = 500  # hits whose surroundings are compared, to find a prefix that only one of them has
_QUOTED = 90  # code points of a quote that a message repeats


def tell_error(code: str, message: str, *hints: str, passages: Sequence[Passage] = ()) -> Finding:
    return Finding(code, "error", message, hints, tuple(passages))


def choose(
    selector: Selector,
    quote: str,
    haystack: Haystack,
    others: Sequence[Haystack],
    fitting: list[Range],
    hits: list[Range],
    step: int,
) -> Anchored | Finding:
    fitting = whole_words(haystack.text, fitting)
    if selector.occurrence is not None:
        if not 1 <= selector.occurrence <= len(fitting):
            return tell_error(
                "occurrence-range",
                f"{_show(quote)} is in {haystack.place} {_times(len(fitting))}: "
                f"there is no occurrence {selector.occurrence}.",
                *_other_case(selector, quote, haystack, fitting),
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


def _other_case(selector: Selector, quote: str, haystack: Haystack, counted: list[Range]) -> list[str]:
    """The words that weren't counted, because their letter case is another."""
    found = narrow(selector, haystack.text, any_case(quote, haystack), 3, level_case)
    others = [hit for hit in whole_words(haystack.text, found) if hit not in counted]
    ways = list(dict.fromkeys(haystack.text[start:end] for start, end in others))[:_SHOWN]
    return [f"letter case counts: it is there {_times(len(others))} more as {' and '.join(map(_show, ways))}"] * bool(
        ways
    )


def _ambiguous(quote: str, haystack: Haystack, fitting: list[Range], hits: list[Range]) -> Finding:
    text = haystack.text
    before = {hit: before_range(text, hit[0], 80) for hit in hits} if len(hits) <= _COMPARED else {}
    lowered = {hit: lower(found) for hit, found in before.items()}

    def remedy(n: int, hit: Range) -> str:
        words = word_pattern().findall(before.get(hit, ""))
        for k in range(1, min(8, len(words)) + 1):
            prefix = "".join(words[-k:]).strip()
            # Compared without letter case, as step 3 would; among all hits, as it replaces a prefix that is given.
            if sum(found.endswith(lower(prefix)) for found in lowered.values()) == 1:
                return f"add prefix: {_yaml(prefix)} or occurrence: {n}"
        return f"add occurrence: {n}"

    return tell_error(
        "quote-ambiguous",
        f"{_show(quote)} is in {haystack.place} {_times(len(fitting))}.",
        "say which one you mean, with its prefix or occurrence",
        *_more(fitting),
        passages=[
            Passage(*hit, f"{_around(text, hit)}: {remedy(n, hit)}") for n, hit in enumerate(fitting[:_SHOWN], 1)
        ],
    )


def tell_wrong_context(selector: Selector, quote: str, haystack: Haystack, hits: list[Range]) -> Finding:
    text = haystack.text
    alone = {"prefix": Selector("", prefix=selector.prefix), "suffix": Selector("", suffix=selector.suffix)}
    wrong = [name for name, only in alone.items() if not narrow(only, text, hits, 1, fold_text)]
    wrong = wrong or ["prefix", "suffix"]  # each is there, but not at the same hit
    claims = {"prefix": f"after {_show(selector.prefix)}", "suffix": f"before {_show(selector.suffix)}"}
    never = "not" if len(hits) == 1 else "never"
    times = "" if len(hits) == 1 else f" {_times(len(hits))}"

    def actual(hit: Range) -> str:
        before, after = (
            word_pattern().findall(before_range(text, hit[0], 60)),
            word_pattern().findall(after_range(text, hit[1], 60)),
        )
        size = max(3, *(len(given.split()) for given in (selector.prefix, selector.suffix)))
        there = {"prefix": ("after", "".join(before[-size:])), "suffix": ("before", "".join(after[:size]))}
        return " and ".join(f"{there[name][0]} {_show(there[name][1] or '(nothing)')}" for name in wrong)

    passages = [Passage(*hit, f"here it stands {actual(hit)}") for hit in hits[:_SHOWN]]
    # A prefix or suffix may be right and the quote be what lost a word: then the passage is another than the hits.
    hints = [f"correct the {' and the '.join(wrong)}, or the quote"]
    around = _seek(f"{selector.prefix} {quote} {selector.suffix}", haystack)
    meant = nearest(quote, text[around.start : around.end]) if around is not None else None
    if around is not None and meant is not None:
        low, high = around.start + meant.start, around.start + meant.end
        if not any(low < end and start < high for start, end in hits):
            passages.insert(0, Passage(low, high, f"or is this what you mean? {_show(text[low:high])}"))
            hints += _differences(meant)
    return tell_error(
        "quote-not-found",
        f"{_show(quote)} is in {haystack.place}{times}, but {never} {' and '.join(claims[name] for name in wrong)}.",
        *hints,
        *_more(hits),
        passages=passages,
    )


def _approximate(quote: str, haystack: Haystack, others: Sequence[Haystack], start: int, end: int) -> Finding:
    hints = ["the text to paste: " + haystack.text[start:end].replace("\n", " ")]
    for other in others:
        if fold_text(quote).strip() in other.folded.text:
            hints.append(f"{other.place} has it letter for letter: if you mean that, {_in(haystack, other)}")
    ways = ["without its Markdown"] if bare(quote) != fold_text(quote).strip() else []
    ways += ["with other letter case"] if bare(quote) != fold_text(haystack.text[start:end]) else []
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


def find_elsewhere(
    quote: str, haystack: Haystack, others: Sequence[Haystack], hidden: Sequence[Hidden]
) -> Finding | None:
    found = [(step, n) for n, other in enumerate(others) for step, _, hits in ladder(quote, other) if hits]
    if found:
        other = others[min(found)[1]]  # the one that has it most exactly
        return tell_error(
            "quote-in-title",
            f"{_show(quote)} is not in {haystack.place} but in {other.place}.",
            _in(haystack, other),
        )
    needles = {level_case(quote).strip(), lower(bare(quote))} - {""}
    spots = [spot for spot in hidden if any(needle in level_case(spot.text) for needle in needles)]
    if spots:
        where = ", ".join(f"{spot.what} (line {spot.line})" for spot in spots[:_SHOWN])
        return tell_error(
            "quote-unmarkable",
            f"{_show(quote)} is only where nothing can be marked: {where}.",
            "quote words that a reader sees",
        )
    return None


def _in(haystack: Haystack, other: Haystack) -> str:
    if other.name == "body":
        return f"remove in: {haystack.name}"
    return f"{'add' if haystack.name == 'body' else 'change it to'} in: {other.name}"


def _differences(near: Nearest) -> list[str]:
    """What the nearest passage has, word by word, where the quote has something else."""
    hints = []
    for ours, theirs in dict.fromkeys(near.differences[:_SHOWN]):
        if ours and theirs:
            hints.append(f"it has {_differing(theirs)} where the quote has {_differing(ours)}")
        elif theirs:
            hints.append(f"it has {_differing(theirs)}, which the quote leaves out")
        else:
            hints.append(f"it has no {_differing(ours)}")
    return hints


def tell_not_found(quote: str, haystack: Haystack) -> Finding:
    hints: list[str] = []
    wanted, parts = quote, ellipsis_parts(fold_text(quote).strip())
    if parts:
        if spans := ellipsis_spans(parts, haystack):
            start, end = min(spans, key=lambda span: span[1] - span[0])
            return tell_error(
                "quote-not-found",
                f"The parts of {_show(quote)} are in {haystack.place}, but {end - start:,} characters apart; "
                f"at most {LONGEST_ELLIPSIS:,} is one passage.",
                "quote each part on its own",
                passages=[Passage(start, end, "the shortest passage that has them all")],
            )
        lost = [part for part in parts if not ellipsis_spans([part], haystack)]
        wanted = lost[0] if lost else quote
        hints.append(f"its part {_show(lost[0])} is not there" if lost else "its parts are not there in this order")
    message = f"{_show(quote)} is not in {haystack.place}."
    near = _seek(wanted, haystack)
    if near is None and haystack.sought > _SOUGHT:
        return tell_error("quote-not-found", message, *hints, "correct the quotes above first: too many aren't there")
    if near is None:
        return tell_error("quote-not-found", message, *hints, f"nothing in {haystack.place} is like it")
    hints += _differences(near)
    if len(near.differences) > _SHOWN:
        hints.append(f"and {len(near.differences) - _SHOWN} more differences")
    if not near.differences:
        hints.append("its words are the same; the spaces between them are not")
    label = f"Nearest passage ({min(99, round(near.likeness * 100))} % alike)"
    passage = Passage(near.start, near.end, f"{label}: {_show(haystack.text[near.start : near.end])}")
    return tell_error("quote-not-found", message, *hints, passages=[passage])


def _seek(words: str, haystack: Haystack) -> Nearest | None:
    """The nearest passage, for the first quotes that aren't there."""
    haystack.sought += 1
    return nearest(words, haystack.text) if haystack.sought <= _SOUGHT else None


def _more(hits: list[Range]) -> tuple[str, ...]:
    return (f"and {len(hits) - _SHOWN:,} more",) if len(hits) > _SHOWN else ()


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"


def _show(words: str) -> str:
    words = " ".join(words.split())
    return f"“{words}”" if len(words) <= _QUOTED else f"“{words[: _QUOTED - 30].rstrip()} … {words[-25:].lstrip()}”"


def _around(text: str, hit: Range) -> str:
    """The hit with a few words on either side."""
    before = [m.start() for m in word_pattern().finditer(text, max(0, hit[0] - 60), hit[0])]
    after = [m.end() for m in word_pattern().finditer(text, hit[1], min(len(text), hit[1] + 60))]
    return _show(text[before[-4:][0] if before else hit[0] : after[:4][-1] if after else hit[1]])


def _differing(words: str) -> str:
    """Quotation marks around a quotation mark would only confuse."""
    return _show(words) if any(map(str.isalnum, words)) else words


def _yaml(words: str) -> str:
    if '"' in words or "\\" in words:
        return "'" + words.replace("'", "''") + "'"
    return f'"{words}"'
