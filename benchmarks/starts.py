"""How long commands take that only start and end."""

from pathlib import Path

from benchmarks.archives import say
from benchmarks.machine import python_of
from benchmarks.measure import CommandFailedError, measure
from benchmarks.tools import Tools

_ROUNDS = 11


def _commands(tools: Tools) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if tools.hugo:
        found["hugo version"] = [str(tools.hugo), "version"]
    if tools.eleventy:
        found["eleventy --version"] = [*tools.eleventy, "--version"]
    if tools.pelican:
        found["pelican --version"] = [str(tools.pelican), "--version"]
    if tools.sitegen:
        found["sitegen --version"] = [str(tools.sitegen), "--version"]
        found["sitegen --help"] = [str(tools.sitegen), "--help"]
        found["python -c pass"] = [python_of(tools.sitegen), "-c", "pass"]
    return found


def measure_starts(tools: Tools, work: Path) -> dict[str, list[float]]:
    """Command → its times in s, the commands alternating. The first round fills the file cache and isn't counted."""
    times: dict[str, list[float]] = {}
    for number in range(_ROUNDS + 1):
        for name, command in _commands(tools).items():
            try:
                done = measure(command, work, work / "last.log")
            except CommandFailedError as error:
                say(str(error))
                continue
            if number:
                times.setdefault(name, []).append(done.wall)
    return times
