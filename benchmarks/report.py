"""Results as Markdown tables: medians, ratios, spread."""

from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.cases import CLEAN, NOTHING, PROSE
from benchmarks.growth import Point
from benchmarks.rounds import Outcome, Result

_NOTHING_HERE = "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first two are aligned to the right."""
    rule = ["---" if column < 2 else "---:" for column in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)) + "\n"


def seconds(value: float) -> str:
    """A time in s with three digits that mean something."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def _times(value: float, base: float | None) -> str:
    return f"{value / base:.3g}" if base else _NOTHING_HERE


def _row(result: Result, base: Result | None) -> list[str]:
    """One case; `base` is what the first peer needs for the same."""
    wall = median(result.walls)
    cpu = median(run.cpu for run in result.runs if run.peak is None)
    with_memory = base.peak if base else None
    spread = f"{seconds(min(result.walls))}–{seconds(max(result.walls))}"
    return [
        result.case.state,
        result.case.program,
        f"**{seconds(wall)}**",
        spread,
        _times(wall, median(base.walls) if base else None),
        seconds(cpu),
        f"{result.peak:,.0f}" if result.peak else _NOTHING_HERE,
        _times(result.peak, with_memory) if result.peak else _NOTHING_HERE,
        f"{result.rendered:,}" if result.rendered is not None else "all",
        str(len(result.walls)),
    ]


def edits_table(outcome: Outcome) -> str:
    """All cases of one run, state by state, each with its ratio to what the first program needs for that state.

    For edits that peers don't tell apart, that is what the first program needs for an edit of prose.
    """
    first = outcome.results[0].case.program if outcome.results else ""
    rows = []
    for result in (result for result in outcome.results if result.walls):
        base = outcome.of(first, result.case.state) or outcome.of(first, PROSE)
        if base and base.case.program.startswith("sitegen"):
            base = None
        rows.append(_row(result, base))
    head = ["build", "program", "wall s", "lowest–highest", "× wall", "CPU s", "peak MiB", "× memory", "pages", "runs"]
    failed = "".join(f"\n{program} failed, {why.strip()}\n" for program, why in outcome.failed.items())
    return table(head, rows) + failed


def outputs_table(outcomes: Iterable[Outcome]) -> str:
    """What the clean builds wrote."""
    rows = [
        ["clean", result.case.program, f"{result.files:,}", f"{result.size:,.1f}"]
        for outcome in outcomes
        for result in outcome.results
        if result.case.state == CLEAN and result.files
    ]
    return table(["build", "program", "files", "MB"], rows)


def growth_table(points: Sequence[Point]) -> str:
    """The growth curve: each program's clean build, per article and compared with its smallest archive; then edits."""
    smallest: dict[str, float] = {}
    rows = []
    for point in points:
        each = 1000 * point.clean / point.articles
        first = smallest.setdefault(point.program, each)
        peak = f"{point.peak:,.0f}" if point.peak else _NOTHING_HERE
        later = [seconds(value) if value is not None else _NOTHING_HERE for value in (point.nothing, point.prose)]
        cells = [f"{point.articles:,}", seconds(point.clean), f"{each:.2f}", f"{each / first:.2f}", peak, *later]
        rows.append([point.program, *cells])
    head = ["program", "articles", "clean s", "ms per article", "each × smallest", "peak MiB", NOTHING, f"{PROSE} edit"]
    return table(head, rows)


def times_table(times: dict[str, list[float]]) -> str:
    """What takes milliseconds: start-up, previews. `times` are in s."""
    rows = [
        [name, f"**{1000 * median(found):.0f}**", f"{1000 * min(found):.0f}–{1000 * max(found):.0f}", str(len(found))]
        for name, found in times.items()
    ]
    return table(["", "median ms", "lowest–highest", "runs"], rows)
