"""Which cards find room beside the text on a wide screen. The others stand below their paragraph there, too.

Text and cards are floats of one container (see the theme's style), so a card begins level with its paragraph, and what
follows never begins above it. Where cards are longer than the text, that would leave holes in the text. How long things
are is known well enough when the page is made: a card that couldn't begin before its paragraph ends stands inline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

Card: TypeAlias = dict[str, Any]

TAG = re.compile(r"<[^>]*>")
COLUMN = 72
"""Characters on a line of text."""
CARD = 44
"""Characters on a line of a card in the margin."""
LINE = 0.8
"""Height of a line of a card, in lines of text."""
HEAD = 9
"""Lines a heading with its particulars takes, at least."""
SLACK = 1.5
"""Lines of hole that nobody minds."""
SHOWN = {
    "claim": (("text", "verdict", "note"), ("speaker", "stance"), 3),
    "correction": (("note", "was", "now"), ("requested", "claim"), 4),
    "note": (("note", "neutral"), ("technique",), 3),
}
"""Kind of a card → its texts, what else takes a line or two, and the lines of all such cards."""


def place_cards(head: int, head_cards: Sequence[Card], sections: Sequence[dict[str, Any]]) -> None:
    """Set `inline` on every card of an article. `head` is the number of lines of corrections below its title."""
    bottom, margin = _place(head_cards, 0.0, HEAD + head * 1.5, 0.0)
    last = max((number for number, section in enumerate(sections) if section["cards"]), default=-1)
    for section in sections[: last + 1]:
        top = bottom
        for length in _block_lengths(section["parts"]):
            top = bottom
            bottom += -(-length // COLUMN) + 0.8
        bottom, margin = _place(section["cards"], top, bottom, margin)


def _place(cards: Sequence[Card], top: float, bottom: float, margin: float) -> tuple[float, float]:
    """Place the cards of a block that lies between `top` and `bottom`; (where the column ends, where the margin
    ends)."""
    for card in cards:
        start = max(top, margin)
        card["inline"] = start > bottom + SLACK
        if card["inline"]:
            top = bottom
            bottom += _lines(card, COLUMN) * LINE + 1
        else:
            margin = start + _lines(card, CARD) * LINE + 1
    return bottom, margin


def _block_lengths(parts: Sequence[Any]) -> list[int]:
    """Characters of each block of a section; blocks end with a line break."""
    html = "".join([part for part in parts if type(part) is str])
    return [len(block) - sum(map(len, TAG.findall(block))) for block in html.split("</p>\n") if block]


def _lines(card: Card, width: int) -> int:
    """Lines of a card, its title and links included. Evidence is folded."""
    texts, facts, lines = SHOWN[card["kind"]]
    for field in texts:
        if words := card.get(field):
            lines += -(-len(words) // width)
    for field in facts:
        if card.get(field):
            lines += 2 if width < COLUMN else 1
    return lines + (1 if card.get("evidence") else 0)
