"""Timelines in plain numbers: of a claim or an entity, a strip with a mark for each day; of the archive, a column for
each month, quarter or longer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sitegen.site.dates import FORM, date
from sitegen.site.plots import HEIGHT, columns

STRIP = 1000
"""Width of a timeline strip."""
FEWEST_DAYS = 3
"""Days that make a strip: fewer are seen better in a list."""
STEPS = (1, 3, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000)
"""Months that one column of the archive's strip may stand for."""
COLUMNS = 48
MONTHS = 12
"""Of a year."""


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


def activity(
    articles: Iterable[str], claims: Iterable[str | None], corrections: Iterable[str]
) -> dict[str, Any] | None:
    """The archive over time, from the dates of its articles, claims and corrections: {"from", "to": period, "width",
    "height", "periods": [{"kind": "month" | "quarter" | "years", "from", "to", "n": quarter}], "rows": [{"name":
    "articles" | "claims" | "corrections", "total", "counts": one for each period, "columns": [{"x", "y", "height"}]}],
    "left_out": dates that don't tell the period, "outside": claims of another time, "undated": claims without a date}.

    Articles and corrections say how long the archive's time is: one claim of long ago would leave no room for it. Each
    row has its own scale. Periods with nothing are in the picture only, as gaps. None for fewer than three with
    something.
    """
    said = Counter(claims)
    dates = {"articles": _dated(articles), "claims": _dated(said), "corrections": _dated(corrections)}
    own = [_month(text) for name in ("articles", "corrections") for text in dates[name]]
    if not own:
        return None
    fits = (step for step in STEPS if max(own) // step - min(own) // step < COLUMNS)
    step = next(fits, STEPS[-1])
    first, last = min(own) // step, max(own) // step
    rows: dict[str, Counter[int]] = {}
    left_out = outside = 0
    for name, counted in dates.items():
        rows[name] = Counter()
        for text, count in counted.items():
            place = _month(text) // step
            if not first <= place <= last:
                outside += count
            elif step < MONTHS and len(text) == len("2024"):
                left_out += count
            else:
                rows[name][place] += count
    shown = sorted({place for row in rows.values() for place in row})
    if len(shown) < FEWEST_DAYS:
        return None
    periods = [_period(place * step, step) for place in shown]
    return {
        "from": periods[0],
        "to": periods[-1],
        "width": 10 * (shown[-1] - shown[0] + 1),
        "height": HEIGHT,
        "periods": periods,
        "rows": [
            {
                "name": name,
                "total": row.total(),
                "counts": [row[place] for place in shown],
                "columns": columns(row, shown[0], max(row.values())),
            }
            for name, row in rows.items()
            if row
        ],
        "left_out": left_out,
        "outside": outside,
        "undated": said.total() - dates["claims"].total(),
    }


def _dated(texts: Iterable[str | None]) -> Counter[str]:
    """How often each date is there, those that aren't dates left out."""
    return Counter({text: count for text, count in Counter(texts).items() if text and FORM.fullmatch(text)})


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
