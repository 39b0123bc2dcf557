"""Pictures as plain numbers: how long a bar is, where a dot stands. Templates draw them; the same numbers stand beside
them as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Day
from math import isqrt
from typing import Any, TypeVar

from sitegen.core.options import SiteOptions

Name = TypeVar("Name")

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Years that one column of a picture may stand for."""
COLUMNS = 24
HEIGHT = 24
"""Of a column, in units of the drawing: whole numbers, so that pages of equal data are equal."""
DELAYS = (("day", 1), ("week", 7), ("month", 31), ("year", 366))


def share(count: int, most: int) -> int:
    """The length of a bar in percent of the longest; what isn't nothing can be seen."""
    return max(1, 100 * count // most) if count and most else 0


def bars(counts: Sequence[int]) -> list[int]:
    """The length of each bar, in percent of the longest."""
    most = max(counts, default=0)
    return [share(count, most) for count in counts]


def rating_bars(options: SiteOptions, ratings: Iterable[str | None]) -> list[dict[str, Any]]:
    """How many have each rating, in the order of the site's scale: [{"id", "label" ("" for none), "count",
    "share"}]."""
    counts = Counter(ratings)
    order: list[str | None] = [rating for rating in options.ratings.ids if counts[rating]]
    order += sorted(rating for rating in counts if rating and rating not in options.ratings.ids)
    order += [None] if counts[None] else []
    longest = bars([counts[rating] for rating in order])
    return [
        {
            "id": rating or "",
            "label": options.ratings.label(rating) if rating else "",
            "count": counts[rating],
            "share": length,
        }
        for rating, length in zip(order, longest, strict=True)
    ]


def over_time(years: Mapping[Name, Counter[int]]) -> dict[str, Any] | None:
    """Rows of columns over the same years: {"from", "to", "step", "width", "periods": ["2024" or "1830–1839"], "rows":
    [{"name": the key, "total", "counts": one for each period, "columns": [{"x", "y", "height"}]}]}.

    None when all lies in one year. Periods where no row has anything are in the picture, not in `periods`.
    """
    found = sorted({year for row in years.values() for year in row})
    if not found or found[0] == found[-1]:
        return None
    step = next(step for step in STEPS if found[-1] // step - found[0] // step < COLUMNS or step == STEPS[-1])
    first = found[0] // step
    shown = sorted({year // step for year in found})
    most = 1
    rows = []
    for name, row in years.items():
        counts: Counter[int] = Counter()
        for year, count in row.items():
            counts[year // step] += count
        most = max(most, *counts.values(), 1)
        rows.append((name, counts))
    return {
        "from": str(found[0]),
        "to": str(found[-1]),
        "width": 10 * (shown[-1] - first + 1),
        "height": HEIGHT,
        "periods": [str(period) if step == 1 else f"{period * step}–{period * step + step - 1}" for period in shown],
        "rows": [
            {
                "name": name,
                "total": sum(counts.values()),
                "counts": [counts[period] for period in shown],
                "columns": columns(counts, first, most),
            }
            for name, counts in rows
        ],
    }


def columns(counts: Mapping[int, int], first: int, most: int) -> list[dict[str, int]]:
    """A column for each period that has something, `most` as high as the picture; what isn't nothing can be seen."""
    return [
        {"x": 10 * (period - first), "y": HEIGHT - height, "height": height}
        for period, count in sorted(counts.items())
        if (height := -(-HEIGHT * count // most))
    ]


def squares(rows: Sequence[Sequence[int]]) -> list[list[dict[str, int]]]:
    """The cells of a matrix, each a square whose area is its number: [[{"count", "side" (0–20), "at"}]]."""
    most = max((count for row in rows for count in row), default=0)
    made = []
    for row in rows:
        sides = [max(3, isqrt(400 * count // most)) if count else 0 for count in row]
        made.append([{"count": n, "side": side, "at": (20 - side) // 2} for n, side in zip(row, sides, strict=True)])
    return made


def delays(pairs: Iterable[tuple[str | None, str | None]]) -> list[dict[str, Any]]:
    """How long it took, from (said, corrected) dates: [{"id": "day" | "week" | "month" | "year" | "longer" |
    "unknown", "count", "share"}], those that don't occur left out."""
    counts = Counter(_delay(said, corrected) for said, corrected in pairs)
    order = [name for name in (*(name for name, _ in DELAYS), "longer", "unknown") if counts[name]]
    lengths = bars([counts[name] for name in order])
    return [{"id": name, "count": counts[name], "share": length} for name, length in zip(order, lengths, strict=True)]


def _delay(said: str | None, corrected: str | None) -> str:
    try:
        days = (Day.fromisoformat((corrected or "")[:10]) - Day.fromisoformat((said or "")[:10])).days
    except ValueError:  # a date without its day
        return "unknown"
    return next((name for name, most in DELAYS if 0 <= days <= most), "longer") if days >= 0 else "unknown"
