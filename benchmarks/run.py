"""Build the same archive with Hugo and with sitegen, side by side: `python -m benchmarks.run`.

Clean builds of both alternate for some rounds; sitegen is also measured with nothing changed and after one edit of an
article's prose. Prints a table and writes it to benchmarks/RESULTS.md. Times are recorded, never asserted.
"""

import argparse
import hashlib
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.cases import Case, Edited, hugo_case, remove, sitegen_cases
from benchmarks.corpus import write_corpus
from benchmarks.measure import Measure, measure
from benchmarks.peers import write_hugo
from benchmarks.report import Result, section, written
from benchmarks.tools import Tools, install, machine

_HERE = Path(__file__).resolve().parent
_NOT_GENERATORS = ("cases", "measure", "report", "run", "tools")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _generator_digest() -> str:
    """Changes whenever a file that makes the archives does."""
    modules = [path for path in _HERE.glob("*.py") if path.stem not in _NOT_GENERATORS]
    names = sorted([*modules, *(path for path in (_HERE / "hugo").rglob("*") if path.is_file())])
    return hashlib.sha256(b"".join(path.read_bytes() for path in names)).hexdigest()


def _generated(write: Callable[[int, Path, int], None], name: str, articles: int, seed: int, work: Path) -> Path:
    """The folder with an archive, written anew unless it is there complete, from the same generator."""
    folder = work / f"{name}-{articles}-{seed}"
    stamp = folder.with_suffix(".stamp")
    if not stamp.exists() or stamp.read_text() != _generator_digest():
        stamp.unlink(missing_ok=True)
        remove(folder)
        _say(f"writing {folder.name}")
        write(articles, folder, seed)
        stamp.write_text(_generator_digest())
    return folder


def _run(cases: list[Case], rounds: int, log: Path) -> list[Result]:
    """Run all cases in turn, `rounds` times for their times and once more for their memory."""
    runs: dict[str, list[Measure]] = {case.name: [] for case in cases}
    sizes: dict[str, tuple[int, float]] = {}
    for number in range(rounds + 1):
        for case in cases:
            case.prepare(number)
            done = measure(case.command, case.folder, log, memory=number == rounds)
            runs[case.name].append(done)
            if number == rounds:
                sizes[case.name] = written(case.output)
            peak = f", {done.peak:.0f} MiB" if done.peak is not None else ""
            _say(f"round {number + 1}: {case.name}: {done.wall:.2f} s, CPU {done.cpu:.2f} s{peak}")
    return [Result(case.name, runs[case.name], *sizes[case.name]) for case in cases]


def _measured(tools: Tools, articles: int, rounds: int, seed: int, work: Path) -> str:
    """The report on one size of archive."""
    corpus = _generated(write_corpus, "corpus", articles, seed, work)
    hugo = _generated(write_hugo, "hugo", articles, seed, work)
    cases = [hugo_case(tools, hugo, work / "out-hugo"), *sitegen_cases(tools, corpus, work / "out-sitegen")]
    results = _run(cases, rounds, work / "last.log")
    Edited(corpus).restore()
    return section(articles, seed, rounds, written(corpus / "content"), results)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000], metavar="N", help="sizes of archive")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--search", action="store_true", help="with search: Hugo + Pagefind against sitegen's own")
    parser.add_argument("--peers-only", action="store_true", help="leave sitegen out")
    parser.add_argument("--work", type=Path, default=_HERE / "work", help="folder for everything generated")
    parser.add_argument("--results", type=Path, default=_HERE / "RESULTS.md")
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    tools = install(work, options.search, not options.peers_only)
    today = datetime.now(UTC).date().isoformat()
    head = [
        "# Benchmark results",
        "",
        f"Written by `python -m benchmarks.run` on {today}. Only ratios within one "
        "table can be compared; see README.md.",
        "",
        f"- {machine()}",
    ]
    parts = ["\n".join([*head, *(f"- {line}" for line in tools.versions()), ""])]
    for articles in options.articles:
        parts.append(_measured(tools, articles, options.rounds, options.seed, work))
        options.results.write_text("\n".join(parts), encoding="utf-8")
    _say("\n".join(parts))


if __name__ == "__main__":
    main()
