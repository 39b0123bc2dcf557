"""The nearest passage: exactly the words that the quote means, and what differs."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.compile.nearest import nearest

TEXT = (
    "He said: “We agreed on 12,000 prisoners,” she added.\n"
    "The cease\u00adfire will take effect on Monday, she said. Der so\u00adgenannte „Rahmen“ gilt."
)
words = st.lists(st.text("abcdefghij", min_size=2, max_size=8), min_size=12, max_size=60, unique=True)


@pytest.mark.parametrize(
    ("quote", "passage", "differences"),
    [
        ("we agreed on 1,200 prisoners", "We agreed on 12,000 prisoners", (("1,200", "12,000"),)),
        ("We on 12,000 prisoners", "We agreed on 12,000 prisoners", (("", "agreed"),)),
        ("We really agreed on 12,000", "We agreed on 12,000", (("really", ""),)),
        ("You agreed on 12,000 prisoners", "We agreed on 12,000 prisoners", (("You", "We"),)),
        ("prisonars", "prisoners", (("prisonars", "prisoners"),)),
        ("ceasefire takes effect", "cease\u00adfire will take effect", (("takes", "will take"),)),
        ("added. A ceasefire", "added.\nThe cease\u00adfire", (("A", "The"),)),
        (
            'genannte "Rahmen" galt',
            "so\u00adgenannte „Rahmen“ gilt",
            (("genannte", "so\u00adgenannte"), ("galt", "gilt")),
        ),
    ],
)
def test_shows_the_passage_and_what_differs(quote: str, passage: str, differences: tuple[tuple[str, str], ...]) -> None:
    near = nearest(quote, TEXT)
    assert near is not None
    assert TEXT[near.start : near.end] == passage
    assert near.differences == differences
    assert 0 < near.likeness < 1


@pytest.mark.parametrize(("quote", "text"), [("zebra giraffe", TEXT), ("word", ""), ("", TEXT), ("word", " \n ")])
def test_nothing_alike(quote: str, text: str) -> None:
    assert nearest(quote, text) is None


def test_characters_are_words_where_there_are_no_spaces() -> None:
    text = "双方同意交换一万二千名囚犯。停火将于周一生效。"
    near = nearest("停火将于周三生效", text)
    assert near is not None
    assert text[near.start : near.end] == "停火将于周一生效"
    assert near.differences == (("三", "一"),)


@given(words, st.data())
def test_one_edit_inside_a_quote_leads_back_to_its_passage(text_words: list[str], data: st.DataObject) -> None:
    size = data.draw(st.integers(4, 10))
    first = data.draw(st.integers(0, len(text_words) - size))
    quote = text_words[first : first + size]
    start = sum(len(word) + 1 for word in text_words[:first])
    end = start + len(" ".join(quote))
    at = data.draw(st.integers(1, size - 2))
    edit = data.draw(st.sampled_from(["delete", "change", "add"]))
    quote[at : at + (edit != "add")] = [] if edit == "delete" else ["zzzz"]
    near = nearest(" ".join(quote), " ".join(text_words))
    assert near is not None
    assert (near.start, near.end) == (start, end)


@pytest.mark.parametrize("size", [4, 60, 150, 400, 2000])
def test_long_texts_stay_quick_and_right(size: int) -> None:
    rng = random.Random(size)
    vocabulary = ["".join(rng.choices("etaoinshrdlu", k=rng.randint(2, 9))) for _ in range(5000)]
    text_words = rng.choices(vocabulary, k=160_000)
    first = 90_000
    quote = text_words[first : first + size]
    start = len(" ".join(text_words[:first])) + 1
    end = start + len(" ".join(quote))
    text = " ".join(text_words)
    assert len(text) > 1_000_000
    if size == 4:
        quote[1] += "x"  # a short quote minus a word may well be alike to something else
    else:
        del quote[size // 2]
    begun = time.process_time()
    near = nearest(" ".join(quote), text)
    nearest(" ".join(rng.choices(["zzqqw", "xxyyv", "kkwqz"], k=size)), text)
    assert time.process_time() - begun < 3  # about 0.5 s; minutes if the search were quadratic
    assert near is not None
    assert (near.start, near.end) == (start, end)


def test_a_long_quote_ends_where_it_began_not_at_a_later_repetition() -> None:
    passage = [f"w{n}" for n in range(300)]
    quote = [*passage[:-5], "changed", *passage[-4:]]
    text = " ".join([*passage, *(f"x{n}" for n in range(300)), *quote[-100:]])
    near = nearest(" ".join(quote), text)
    assert near is not None
    assert text[near.start : near.end] == " ".join(passage)
