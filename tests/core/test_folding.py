"""Folding: typography only, with a map that leads back to the very characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.core.folding import INVISIBLE, SPACES, fold, fold_text, lower

# Letters with and without composed forms, loose accents, jamo, ligatures, and all that folding touches.
ALPHABET = (
    "abfi12 …ﬁﬃﬆéẹ½²１“”„«»‘’′–—−-\n\t'\".שלוֹם가각Å"
    + "\u0301\u0323\u05bc\u1100\u1161\u11a8\u0958\u09c7\u09be\u2126"
    + SPACES
)
texts = st.text(st.sampled_from(ALPHABET + INVISIBLE), max_size=30) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("so\u00adcalled", "socalled"),
        ("a\u00a0b\u2009c\r\nd", "a b c d"),
        ("a \u200b \n b", "a b"),
        ("\u200fשלום\u200e", "שלום"),
        ("„Ja“, ‚so‘ ‹da›", "\"Ja\", 'so' 'da'"),
        ("« oui »", '" oui "'),
        ("5′ 3″", "5' 3\""),
        ("1914–1918 — −3 ‑ x", "1914-1918 - -3 - x"),
        ("Well…", "Well..."),
        ("ﬁrst oﬃce aﬀair ﬂow ﬄ ﬅ ﬆ", "first office affair flow ffl st st"),
        ("e\u0301", "é"),
        ("e\u00ad\u0301", "é"),  # the soft hyphen goes first
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
        ("a\u0301\u0323", "\u1ea1\u0301"),
        ("צה״ל", 'צה"ל'),
    ],
)
def test_folds_typography(text: str, folded: str) -> None:
    assert fold(text).text == folded
    assert fold_text(text) == folded


@pytest.mark.parametrize(
    "text", ["½ ² １２ ① ™ K", "Straße MASSE Maße", "İstanbul ıı", "12,000 12.000 1,200", "a_b*c`d"]
)
def test_changes_no_word_digit_or_case(text: str) -> None:
    assert fold_text(text) == text


def test_every_character_folds_stably() -> None:
    for code in (*range(0x20000), *range(0x2F800, 0x2FA20)):
        char = chr(code)
        once = fold_text(char)
        assert fold_text(once) == once, hex(code)
        assert not char.isspace() or once == " ", hex(code)
        assert len(lower(char)) == 1, hex(code)


@given(texts)
@example("e\u00ad\u0301")
@example("\u1100\u1161\u11a8")
def test_is_idempotent_and_the_same_with_and_without_map(text: str) -> None:
    folded = fold(text)
    assert folded.text == fold_text(text)
    assert fold(folded.text).text == folded.text
    assert unicodedata.is_normalized("NFC", folded.text)


@given(texts)
def test_map_is_monotone_and_within_the_text(text: str) -> None:
    folded = fold(text)
    size = len(folded.text)
    starts = [folded.start(i) for i in range(size + 1)]
    ends = [folded.end(j) for j in range(1, size + 1)]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=False))
    assert starts[-1] == len(text)


@given(texts, st.data())
def test_a_cut_at_mapped_borders_folds_to_the_folded_cut(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    borders = [i for i in range(len(folded.text) + 1) if not folded.cuts(i)]
    a = data.draw(st.sampled_from(borders))
    b = data.draw(st.sampled_from(borders))
    if a < b:
        assert fold_text(text[folded.start(a) : folded.end(b)]) == folded.text[a:b]


def test_a_range_takes_inner_soft_hyphens_but_not_those_around_it() -> None:
    text = "\u00adso\u00adcalled\u00ad  \u200bregime"
    folded = fold(text)
    assert folded.text == "socalled regime"
    assert text[folded.start(0) : folded.end(8)] == "so\u00adcalled"
    assert text[folded.start(9) : folded.end(15)] == "regime"


def test_borders_inside_a_unit_are_known() -> None:
    folded = fold("a ﬁx…")
    assert folded.text == "a fix..."
    assert [i for i in range(9) if folded.cuts(i)] == [3, 6, 7]
    assert (folded.start(3), folded.end(3)) == (2, 3)


def test_length_preserving_text_needs_no_map() -> None:
    assert fold("“It’s” – a\u00a0plain\ntext").layers == ()
    assert fold("two  spaces").layers != ()


def test_what_stands_before_the_accents_never_composes() -> None:
    characters = [chr(code) for code in range(0x300)]
    for first in characters:
        assert unicodedata.is_normalized("NFC", "".join(first + second for second in characters))
