"""The growth curve: the same programs on archives of several sizes."""

from dataclasses import dataclass
from statistics import median

from benchmarks.cases import CLEAN, NOTHING, PROSE
from benchmarks.rounds import Outcome


@dataclass(frozen=True)
class Point:
    """One program on one size of archive: medians in s, `peak` in MiB; None where it wasn't measured."""

    program: str
    articles: int
    clean: float
    peak: float | None
    nothing: float | None
    prose: float | None


def points(outcomes: dict[int, list[Outcome]]) -> list[Point]:
    """Size → outcomes as points, program by program, small archives first; programs with one size only are left out."""
    found = []
    for articles, measured in sorted(outcomes.items()):
        for outcome in measured:
            for program in dict.fromkeys(result.case.program for result in outcome.results):
                clean = outcome.of(program, CLEAN)
                if clean:
                    walls = [outcome.of(program, state) for state in (NOTHING, PROSE)]
                    nothing, prose = [median(result.walls) if result else None for result in walls]
                    found.append(Point(program, articles, median(clean.walls), clean.peak, nothing, prose))
    order = [point.program for point in found]
    curves = [point for point in found if order.count(point.program) > 1 or len(outcomes) == 1]
    return sorted(curves, key=lambda point: (order.index(point.program), point.articles))
