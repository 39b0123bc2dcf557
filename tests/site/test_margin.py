"""Which cards stand beside the text."""

from __future__ import annotations

from typing import Any

from sitegen.site.margin import place_cards


def section(words: int, *cards: int) -> dict[str, Any]:
    """A paragraph of so many words, and cards with notes of so many words each."""
    return {
        "parts": ["<p>" + "word " * words + "</p>\n"],
        "cards": [{"kind": "note", "note": "word " * length} for length in cards],
    }


def placed(*sections: dict[str, Any]) -> list[bool]:
    place_cards(0, [], sections)
    return [card["inline"] for s in sections for card in s["cards"]]


def test_few_cards_stand_in_the_margin() -> None:
    assert placed(section(80, 20), section(80), section(80, 20)) == [False, False]


def test_a_card_that_cannot_begin_beside_its_paragraph_stands_inline() -> None:
    assert placed(section(20, 60, 60)) == [False, True]


def test_crowded_text_fills_both_columns() -> None:
    crowded = placed(*(section(30, 40, 40) for _ in range(10)))
    assert 5 <= sum(crowded) <= 15
