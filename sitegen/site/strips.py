"""Timelines as strips, in plain numbers: of one claim or entity, a mark for each day; of the archive, a column for each
month, quarter or longer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sitegen.site.dates import FORM, date

STRIP = 1000
"""Width of a timeline strip."""
FEWEST_DAYS = 3
"""Days that make a strip: fewer are seen better in a list."""
STEPS = (1, 3, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000)
"""Months that one column of the archive's strip may stand for."""
COLUMNS = 48
ABOVE, BELOW = 24, 16
"""Heights of the strip's two halves: whole numbers, so that pages of equal data are equal."""


def strip(entries: Iterable[tuple[str, str]]) -> dict[str, Any] | None:
    """A timeline as a strip, from (date, kind) pairs: {"from", "to": date, "width", "marks": [{"x", "kind"}]}.

    None for fewer than three days: a list shows them better.
    """
    found = set(entries)
    if len({text for text, _ in found}) < FEWEST_DAYS:
        return None
    dated = sorted((text, kind) for text, kind in found if FORM.fullmatch(text))
    if len({text for text, _ in dated}) < FEWEST_DAYS:
        return None
    places = [_days(text) for text, _ in dated]
    start, length = min(places), max(places) - min(places)
    if not length:
        return None
    marks = dict.fromkeys(
        (STRIP * (place - start) // length, kind) for place, (_, kind) in zip(places, dated, strict=True)
    )
    return {
        "from": date(dated[0][0]),
        "to": date(dated[-1][0]),
        "width": STRIP,
        "marks": [{"x": x, "kind": kind} for x, kind in marks],
    }


def _days(text: str) -> int:
    """The place of a date on a line, in days: the beginning of what it says."""
    return 372 * int(text[:4]) + 31 * int(text[5:7] or 1) + int(text[8:10] or 1)


def activity(articles: Iterable[str], corrections: Iterable[str]) -> dict[str, Any] | None:
    """The archive over time, from the dates of its articles (columns above the line) and corrections (below, on the
    same scale): {"width", "above", "below", "periods": [{"kind": "month" | "quarter" | "years", "from", "to", "n":
    quarter, "articles", "corrections", "x", "up", "down"}], "left_out": dates that don't tell the period}.

    Periods with nothing are in the picture only, as gaps. None for fewer than three with something.
    """
    texts = [[text for text in dates if FORM.fullmatch(text)] for dates in (articles, corrections)]
    months = [_month(text) for dates in texts for text in dates]
    if not months:
        return None
    fits = (step for step in STEPS if max(months) // step - min(months) // step < COLUMNS)
    step = next(fits, STEPS[-1])
    above, below = (
        Counter(_month(text) // step for text in dates if len(text) > len("2024") or step >= 12) for dates in texts
    )
    found = sorted({*above, *below})
    if len(found) < FEWEST_DAYS:
        return None
    # One scale for both, on which each half holds its longest column.
    most = max(*above.values(), *(-(-count * ABOVE // BELOW) for count in below.values()))
    return {
        "width": 10 * (found[-1] - found[0] + 1),
        "above": ABOVE,
        "below": BELOW,
        "periods": [
            {
                **_period(place * step, step),
                "articles": above[place],
                "corrections": below[place],
                "x": 10 * (place - found[0]),
                "up": -(-ABOVE * above[place] // most),
                "down": -(-ABOVE * below[place] // most),
            }
            for place in found
        ],
        "left_out": sum(map(len, texts)) - above.total() - below.total(),
    }


def _month(text: str) -> int:
    """The month a date begins in, counted from the year 0."""
    return 12 * int(text[:4]) + int(text[5:7] or 1) - 1


def _period(month: int, step: int) -> dict[str, Any]:
    """What a column stands for: {"kind", "from", "to": "" unless years, "n": number of the quarter or 0}."""
    year = f"{month // 12:04}"
    if step == 1:
        return {"kind": "month", "from": f"{year}-{month % 12 + 1:02}", "to": "", "n": 0}
    if step == 3:
        return {"kind": "quarter", "from": year, "to": "", "n": month % 12 // 3 + 1}
    return {"kind": "years", "from": year, "to": "" if step == 12 else f"{(month + step) // 12 - 1:04}", "n": 0}
