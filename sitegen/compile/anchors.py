"""Anchor a quote: its words are found in the article's text, or the author is told why not.

A ladder of five steps, each tried only if the one before found nothing: the exact words; the same after folding
typography; without the quote's Markdown and letter case (a warning); parts joined by an ellipsis; an error with the
nearest passage. No step changes a word or a digit. Offsets are code points, half-open, in the text as it is.

Source: design/data-model.md, "Anchoring".
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category

from sitegen.compile.matching import EDGE, MOST_HITS, ladder, narrow, splits_word, strip_markdown
from sitegen.compile.selectors import Anchored, Finding, Haystack, Hidden, Range, Selector
from sitegen.compile.telling import choose, find_elsewhere, tell_error, tell_not_found, tell_wrong_context
from sitegen.core.folding import INVISIBLE

__all__ = ["Anchored", "Finding", "Haystack", "Hidden", "Selector", "anchor", "splits_word", "strip_markdown"]


def anchor(
    selector: Selector, haystack: Haystack, others: Sequence[Haystack] = (), hidden: Sequence[Hidden] = ()
) -> Anchored | Finding:
    """The one range of `haystack` that `selector` means, or the error to show.

    `others` are the article's other texts and `hidden` its unmarkable places: only an error looks at them.
    """
    quote = selector.exact.strip(EDGE)
    if not quote[:1].isalnum() and all(c.isspace() or c in INVISIBLE or category(c)[0] == "M" for c in quote):
        return tell_error("quote-empty", "The quote is empty.", "quote the words that the annotation is about")
    unfit: list[Range] = []
    for step, level, hits in ladder(quote, haystack):
        if len(hits) == MOST_HITS:
            message = f"“{quote}” is in {haystack.place} {MOST_HITS:,} times or more."
            return tell_error("quote-ambiguous", message, "quote more words")
        if unfit and step > 2:
            break  # the words are there, so it's the prefix or suffix that is wrong
        if fitting := narrow(selector, haystack.text, hits, step, level):
            return choose(selector, quote, haystack, others, fitting, hits, step)
        unfit = unfit or hits
    if unfit:
        return tell_wrong_context(selector, quote, haystack, unfit)
    return find_elsewhere(quote, haystack, others, hidden) or tell_not_found(quote, haystack)
