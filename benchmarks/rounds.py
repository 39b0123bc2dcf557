"""Run cases in turn: all programs alternate, state by state, round after round."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.archives import say
from benchmarks.cases import CLEAN, NOTHING, PROSE, Case
from benchmarks.measure import LIMIT, CommandFailedError, Measure, measure

_RENDERED = re.compile(r"([\d,]+) rendered")


@dataclass
class Result:
    """All runs of one case; what it wrote: `files`, their `size` in MB (10**6 bytes); `rendered`: pages made anew."""

    case: Case
    runs: list[Measure] = field(default_factory=list)
    files: int = 0
    size: float = 0.0
    rendered: int | None = None

    @property
    def walls(self) -> list[float]:
        """The times of the runs whose memory wasn't sampled, in s."""
        return [run.wall for run in self.runs if run.peak is None]

    @property
    def peak(self) -> float | None:
        """The highest memory seen, in MiB; None if it wasn't measured."""
        return max((run.peak for run in self.runs if run.peak is not None), default=None)


@dataclass
class Outcome:
    """The results, in the cases' order; programs that failed, with why."""

    results: list[Result]
    failed: dict[str, str] = field(default_factory=dict)

    def of(self, program: str, state: str) -> Result | None:
        """The result of one case, if it was measured."""
        found = (result for result in self.results if (result.case.program, result.case.state) == (program, state))
        return next((result for result in found if result.walls), None)


def written(folder: Path) -> tuple[int, float]:
    """The number of files under a folder, and their bytes in MB."""
    sizes = [entry.stat().st_size for entry in folder.rglob("*") if entry.is_file()]
    return len(sizes), sum(sizes) / 1e6


def _measured(result: Result, number: int, last: bool, log: Path, limit: float) -> None:
    """Run one case once."""
    case = result.case
    case.prepare(number)
    done = measure(case.command, case.folder, log, memory=last, limit=limit)
    result.runs.append(done)
    if last:
        result.files, result.size = written(case.output)
    if found := _RENDERED.search(log.read_text(encoding="utf-8", errors="replace")):
        result.rendered = int(found[1].replace(",", ""))
    peak = f", {done.peak:.0f} MiB" if done.peak is not None else ""
    say(f"round {number + 1}: {case.program}, {case.state}: {done.wall:.2f} s, CPU {done.cpu:.2f} s{peak}")


def run_cases(cases: list[Case], rounds: int, share: float, log: Path, limit: float = LIMIT) -> Outcome:
    """Run all cases `rounds` times for their times, and once more for their memory.

    A program begins no further round of times that would take it beyond `share` seconds. One that fails, or
    takes longer than `limit` seconds for one build, is left out from then on.
    """
    states = list(dict.fromkeys([CLEAN, NOTHING, PROSE, *(case.state for case in cases)]))
    outcome = Outcome([Result(case) for case in sorted(cases, key=lambda case: states.index(case.state))])
    spent = dict.fromkeys((case.program for case in cases), 0.0)
    for number in range(rounds + 1):
        last = number == rounds
        going = {
            program for program, used in spent.items() if last or not number or used * (number + 1) / number <= share
        }
        for result in outcome.results:
            program = result.case.program
            if program not in going or program in outcome.failed or (last and not result.case.memory):
                continue
            start = time.perf_counter()
            try:
                _measured(result, number, last, log, limit)
            except CommandFailedError as error:
                outcome.failed[program] = f"{result.case.state}: {error}"
                say(f"{program} failed, {outcome.failed[program]}")
            spent[program] += time.perf_counter() - start
    return outcome
