"""Measurements as a Markdown table with medians and ratios."""

import os
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.measure import Measure


@dataclass(frozen=True)
class Result:
    """All runs of one case; what it wrote: `files` and their `size` in MB (10**6 bytes)."""

    name: str
    runs: list[Measure]
    files: int
    size: float


def written(folder: Path) -> tuple[int, float]:
    """The number of files under a folder, and their bytes in MB."""
    sizes = [entry.stat().st_size for entry in folder.rglob("*") if entry.is_file()]
    return len(sizes), sum(sizes) / 1e6


def table(results: list[Result]) -> list[str]:
    """The table: medians, and each one's ratio to the first result's."""
    lines = [
        "| build | wall s (lowest–highest) | CPU s | peak MiB | × wall | × CPU | × memory | files | MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    base: tuple[float, float, float] | None = None
    for result in results:
        timed = [run for run in result.runs if run.peak is None]
        wall, cpu = median(run.wall for run in timed), median(run.cpu for run in timed)
        peak = median(run.peak for run in result.runs if run.peak is not None)
        base = base or (wall, cpu, peak)
        low, high = min(run.wall for run in timed), max(run.wall for run in timed)
        ratios = " | ".join(f"{value / first:.2f}" for value, first in zip((wall, cpu, peak), base, strict=True))
        lines.append(
            f"| {result.name} | **{wall:.2f}** ({low:.2f}–{high:.2f}) | {cpu:.2f} | {peak:.0f} | {ratios} "
            f"| {result.files:,} | {result.size:.0f} |"
        )
    return lines


def section(articles: int, seed: int, rounds: int, source: tuple[int, float], results: list[Result]) -> str:
    """One size of archive: what it holds, and its table."""
    load = os.getloadavg()[2]
    lines = [
        f"## {articles:,} articles",
        "",
        f"Seed {seed}; {source[0]:,} source files, {source[1]:.0f} MB; median of {rounds} alternating rounds, "
        f"memory in one more round; load average of the last 15 minutes {load:.1f}.",
        "",
        *table(results),
        "",
    ]
    return "\n".join(lines)
