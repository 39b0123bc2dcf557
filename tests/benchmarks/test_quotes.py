"""The corpus generator's quotes are there once, also where words stand on both sides of a line's end."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quotes import Quoter
from benchmarks.text import Body, Line
from sitegen.compile.anchors import Anchored, Haystack, Selector, anchor

WORDS = ["the", "council.", "was", "not"]
lines = st.lists(st.lists(st.sampled_from(WORDS), min_size=35, max_size=45).map(" ".join), min_size=2, max_size=5)


@given(lines, st.integers(0, 2**32))
def test_every_quote_is_anchored(texts: list[str], seed: int) -> None:
    # Each line has words of its own in the middle: there is a quote to be had in it.
    texts = [f"{text[:80]} own{n} words{n} stand{n} {text[80:]}" for n, text in enumerate(texts)]
    offsets = [sum(len(text) + 1 for text in texts[:n]) for n in range(len(texts))]
    body = Body("", "\n".join(texts), tuple(Line(text, at, ()) for text, at in zip(texts, offsets, strict=True)))
    quoter = Quoter(random.Random(seed), body)
    for _ in range(60):
        fields = quoter.selector()
        quote = fields["quote"]
        if isinstance(quote, dict):
            selector = Selector(str(quote["exact"]), prefix=str(quote["prefix"]))
        else:
            selector = Selector(str(quote), occurrence=int(str(fields.get("occurrence", 0))) or None)
        found = anchor(selector, Haystack("body", body.text))
        assert isinstance(found, Anchored), (fields, found)
