"""Build the same archive with Hugo, Eleventy, Pelican and sitegen, side by side: `python -m benchmarks.run`.

Installs the peers below benchmarks/work/, writes the archives, runs all programs alternately (clean, nothing changed,
each kind of edit; without and with search), prints tables and writes them to benchmarks/RESULTS.md. Times are
recorded, never asserted.
"""

import argparse
import os
import shlex
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.archives import say
from benchmarks.browser import chromium
from benchmarks.growth import points
from benchmarks.machine import file_system, machine, versions
from benchmarks.preview import measure_previews
from benchmarks.report import edits_table, growth_table, outputs_table, times_table
from benchmarks.rounds import Outcome
from benchmarks.side_by_side import SideBySide
from benchmarks.starts import measure_starts
from benchmarks.tools import Tools, install

_HERE = Path(__file__).resolve().parent
_PARTS = 7  # programs, counted once without and once with search, and what else a run does
_PREVIEWS = 5


def _head(tools: Tools, work: Path, command: list[str]) -> str:
    today = datetime.now(UTC).date().isoformat()
    told = shlex.join(["python", "-m", "benchmarks.run", *command])
    lines = [f"- {machine()}; work folder on {file_system(work)}", *(f"- {line}" for line in versions(tools))]
    intro = f"Written by `{told}` on {today}. Only ratios within one table can be compared; see README.md."
    return "\n".join(["# Benchmark results", "", intro, "", *lines, ""])


def _sizes(text: str) -> list[int]:
    return sorted({int(part) for part in text.split(",") if part})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--articles", type=int, default=500, metavar="N", help="size of the archive (500)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of times; one more measures memory (3)")
    parser.add_argument("--growth", type=_sizes, default=[], metavar="N,N,…", help="sizes of the growth curve")
    parser.add_argument("--minutes", type=float, default=25, help="slow programs get fewer rounds to keep to this (25)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-search", action="store_true", help="pages only")
    parser.add_argument("--no-preview", action="store_true", help="no edits of a site that is served")
    parser.add_argument("--hugo-only", action="store_true", help="no other peers")
    parser.add_argument("--peers-only", action="store_true", help="leave sitegen out")
    parser.add_argument("--work", type=Path, default=_HERE / "work", help="folder for everything generated")
    parser.add_argument("--results", type=Path, default=_HERE / "RESULTS.md")
    return parser.parse_args()


def main() -> None:
    """The command; exit status 1 if sitegen failed."""
    options = _options()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    tools = install(work, not options.no_search, not options.peers_only, not options.hugo_only)
    start, load = time.monotonic(), os.getloadavg()
    shown = [f"--articles={options.articles}", f"--rounds={options.rounds}"]
    if options.growth:
        shown.append(f"--growth={','.join(map(str, options.growth))}")
    parts = [_head(tools, work, shown)]

    def add(title: str, *texts: str) -> None:
        parts.append("\n".join([f"## {title}", "", *texts]))
        options.results.write_text("\n".join(parts), encoding="utf-8")

    sides = SideBySide(tools, options.seed, options.rounds, 60 * options.minutes / _PARTS, work)
    modes = [False] if options.no_search else [False, True]
    measured: dict[int, list[Outcome]] = {options.articles: []}
    for search in modes:
        outcome = sides.measure(options.articles, search, False)
        measured[options.articles].append(outcome)
        add(f"{options.articles:,} articles, {'with' if search else 'without'} search", edits_table(outcome))
    add("Output of the clean builds", outputs_table(measured[options.articles]))
    add("Start", times_table(measure_starts(tools, work)))
    if not options.no_preview:
        try:
            with chromium() as driver:
                previews = measure_previews(tools, options.articles, options.seed, _PREVIEWS, work, driver)
            add(f"Preview, {options.articles:,} articles: from a save of prose until it is seen", times_table(previews))
        except (RuntimeError, LookupError, TimeoutError) as error:
            add("Preview", f"failed: {error}", "")
    for articles in options.growth:
        if articles not in measured:
            measured[articles] = [sides.measure(articles, search, True) for search in modes]
    if options.growth:
        add("Growth", growth_table(points(measured)), *sides.notes)
    loads = f"{load[0]:.1f} at the beginning, {os.getloadavg()[0]:.1f} at the end"
    add("The run", f"{(time.monotonic() - start) / 60:.0f} minutes; load average (1 minute) {loads}.", "")
    say("\n" + "\n".join(parts))
    failed = [outcome.failed for found in measured.values() for outcome in found]
    if any(program.startswith("sitegen") for programs in failed for program in programs):
        sys.exit(1)


if __name__ == "__main__":
    main()
