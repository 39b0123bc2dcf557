"""Pictures as numbers: what is drawn is what is counted."""

from __future__ import annotations

from collections import Counter

import pytest

from sitegen.core.options import SiteOptions
from sitegen.site.plots import COLUMNS, bars, delays, over_time, rating_bars, squares
from sitegen.site.strips import COLUMNS as PERIODS
from sitegen.site.strips import activity, strip


def test_bars_are_shares_of_the_longest_and_what_is_there_is_seen() -> None:
    assert bars([200, 100, 1, 0]) == [100, 50, 1, 0]
    assert bars([]) == bars([0])[:0] == []


def test_ratings_come_in_the_order_of_the_scale_with_the_unrated_last() -> None:
    found = rating_bars(SiteOptions("A"), ["true", None, "false", "false", "odd"])
    assert [(row["id"], row["count"]) for row in found] == [("false", 2), ("true", 1), ("odd", 1), ("", 1)]


def test_columns_stand_where_their_years_are() -> None:
    found = over_time({"a": Counter({2020: 4, 2022: 2}), "b": Counter({2022: 1})})
    assert found is not None
    assert (found["from"], found["to"], found["width"]) == ("2020", "2022", 30)
    assert found["periods"] == ["2020", "2022"]
    assert [(row["name"], row["total"], row["counts"]) for row in found["rows"]] == [("a", 6, [4, 2]), ("b", 1, [0, 1])]
    assert found["rows"][0]["columns"] == [{"x": 0, "y": 0, "height": 24}, {"x": 20, "y": 12, "height": 12}]


@pytest.mark.parametrize("last", [1837, 1860, 1900, 2024, 9999])
def test_any_span_of_years_fits(last: int) -> None:
    found = over_time({"a": Counter({1835: 1, last: 1})})
    assert found is not None
    assert found["width"] <= 10 * (COLUMNS + 1)
    assert sum(found["rows"][0]["counts"]) == 2


def test_one_year_makes_no_picture() -> None:
    assert over_time({"a": Counter({2024: 9})}) is None
    assert over_time({}) is None


def test_a_strip_runs_from_the_first_day_to_the_last() -> None:
    found = strip([("2024-03-14", "claim"), ("2024", "event"), ("2024-12-31", "correction"), ("soon", "event")])
    assert found is not None
    assert (found["from"], found["to"]) == ({"iso": "2024"}, {"iso": "2024-12-31"})
    assert [mark["x"] for mark in found["marks"]][:: len(found["marks"]) - 1] == [0, found["width"]]
    assert strip([("2024", "event"), ("2025", "event")]) is None


def test_the_archive_over_time_is_counted_by_month() -> None:
    articles = ["2024-01-03", "2024-01-31T10:00:00Z", "2024-02", "2024-04-01", "2024"]
    found = activity(articles, ["2024-01", "2024-03-05", "1995-07-01", None, None], ["2024-04-02", "soon"])
    assert found is not None
    assert [period["from"] for period in found["periods"]] == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert {row["name"]: (row["total"], row["counts"]) for row in found["rows"]} == {
        "articles": (4, [2, 1, 0, 1]),
        "claims": (2, [1, 0, 1, 0]),
        "corrections": (1, [0, 0, 0, 1]),
    }
    assert [(column["x"], column["height"]) for column in found["rows"][0]["columns"]] == [(0, 24), (10, 12), (30, 12)]
    # "2024" names no month, "soon" no time at all; the claim of 1995 would leave no room for the archive's own time.
    assert (found["width"], found["left_out"], found["outside"], found["undated"]) == (40, 1, 1, 2)


def test_each_row_of_the_archive_over_time_is_on_its_own_scale() -> None:
    found = activity(["2024-01", "2024-02"], [], ["2024-03"] * 10)
    assert found is not None
    assert [(row["name"], [c["height"] for c in row["columns"]]) for row in found["rows"]] == [
        ("articles", [24, 24]),
        ("corrections", [24]),
    ]
    assert activity(["2024-01"] * 5, ["2024-01"], ["2024-02"] * 5) is None
    assert activity([], [], ["2024-02", "2024-03", "2024-04"]) is not None
    assert activity([], ["2024-02", "2024-03", "2024-04"], []) is None
    assert activity([], [], []) is None


@pytest.mark.parametrize(
    ("last", "kind", "label"),
    [
        ("2027-12", "month", ("2027-12", "", 0)),
        ("2035-12", "quarter", ("2035", "", 4)),
        ("2070", "years", ("2070", "", 0)),
        ("2240", "years", ("2240", "2244", 0)),
    ],
)
def test_any_span_of_time_fits(last: str, kind: str, label: tuple[str, str, int]) -> None:
    found = activity(["2024-01", "2026-06"], ["2025-01"], [last if kind == "years" else f"{last}-30"])
    assert found is not None
    assert found["width"] <= 10 * PERIODS
    period = found["periods"][-1]
    assert (period["kind"], (period["from"], period["to"], period["n"])) == (kind, label)
    assert sum(row["total"] for row in found["rows"]) + found["left_out"] == 4


def test_a_squares_area_is_its_number() -> None:
    (row,) = squares([[100, 25, 0]])
    assert [(cell["count"], cell["side"]) for cell in row] == [(100, 20), (25, 10), (0, 0)]


def test_delays_need_both_days() -> None:
    pairs = [
        ("2024-03-01", "2024-03-01"),
        ("2024-03-01", "2024-03-08"),
        ("2020-01-01", "2024-01-01"),
        ("2024", "2024-03-01"),
        ("2024-03-02", "2024-03-01"),
    ]
    assert {row["id"]: row["count"] for row in delays(pairs)} == {"day": 1, "week": 1, "longer": 1, "unknown": 2}
