"""The tables: medians and ratios of what was run; what failed is told and stops nobody else."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.cases import Case
from benchmarks.growth import points
from benchmarks.measure import Measure
from benchmarks.report import edits_table, growth_table, times_table
from benchmarks.rounds import Outcome, Result, run_cases


def _case(program: str, state: str, script: str = "pass", folder: Path = Path()) -> Case:
    return Case(program, state, lambda _: None, [sys.executable, "-c", script], folder, folder)


def _result(program: str, state: str, *walls: float, peak: float | None = None) -> Result:
    runs = [Measure(wall, 2 * wall, None) for wall in walls]
    if peak:
        runs.append(Measure(99.0, 99.0, peak))
    return Result(_case(program, state), runs)


def _cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line]


def test_a_row_has_the_median_its_spread_and_its_ratio_to_the_first_program() -> None:
    outcome = Outcome(
        [
            _result("Hugo", "clean", 2.0, 5.0, 4.0, peak=200.0),
            _result("sitegen", "clean", 6.0, 7.0, 8.0, peak=100.0),
            _result("Hugo", "prose", 5.0),
            _result("sitegen", "prose", 0.25),
            _result("sitegen", "an alias", 0.5),
        ]
    )
    rows = _cells(edits_table(outcome))[2:]
    assert rows[0][:5] == ["clean", "Hugo", "**4.00**", "2.00–5.00", "1"]
    assert rows[1] == ["clean", "sitegen", "**7.00**", "6.00–8.00", "1.75", "14.00", "100", "0.5", "all", "3"]
    assert rows[3][4] == "0.05"
    assert rows[4][4] == "0.1", "an edit that only sitegen tells apart is compared with the peer's edit of prose"


def test_without_a_peer_there_are_no_ratios() -> None:
    rows = _cells(edits_table(Outcome([_result("sitegen", "clean", 1.0)])))[2:]
    assert rows[0][4] == "–"


def test_growth_is_told_per_article_and_against_the_smallest_archive() -> None:
    small = Outcome([_result("sitegen", "clean", 2.0, peak=50.0), _result("sitegen", "prose", 0.125)])
    large = Outcome([_result("sitegen", "clean", 30.0, peak=60.0), _result("Pelican", "clean", 90.0)])
    rows = _cells(growth_table(points({10_000: [large], 1_000: [small]})))[2:]
    assert rows == [
        ["sitegen", "1,000", "2.00", "2.00", "1.00", "50", "–", "0.125"],
        ["sitegen", "10,000", "30.00", "3.00", "1.50", "60", "–", "–"],
    ]


def test_short_times_are_in_milliseconds() -> None:
    assert _cells(times_table({"hugo version": [0.05, 0.07, 0.06]}))[2] == ["hugo version", "**60**", "50–70", "3"]


def test_a_program_that_fails_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    broken = _case("Broken", "clean", "import sys; sys.exit('no such template')", tmp_path)
    later = _case("Broken", "prose", "pass", tmp_path)
    whole = _case("Whole", "clean", "pass", tmp_path)
    outcome = run_cases([broken, later, whole], 2, 60.0, tmp_path / "log")
    assert "no such template" in outcome.failed["Broken"]
    found = outcome.of("Whole", "clean")
    assert found is not None
    assert len(found.walls) == 2
    assert found.peak is not None
    assert outcome.of("Broken", "prose") is None
    assert "Broken failed, clean: " in edits_table(outcome)


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    hanging = _case("Hanging", "clean", "import time; time.sleep(600)", tmp_path)
    outcome = run_cases([hanging], 1, 60.0, tmp_path / "log", limit=0.3)
    assert "was killed after" in outcome.failed["Hanging"]


def test_a_slow_program_gets_fewer_rounds(tmp_path: Path) -> None:
    cases = [_case("Slow", "clean", "pass", tmp_path)]
    found = run_cases(cases, 3, 0.0, tmp_path / "log").of("Slow", "clean")
    assert found is not None
    assert len(found.walls) == 1
