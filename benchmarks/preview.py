"""From the save to the new page: `sitegen serve`, `hugo server`, `eleventy --serve`: `python -m benchmarks.preview`.

Each edit adds a word to the prose of an article. Measured from before the file is written: until the server answers
with the word (asked for every few milliseconds), and until a Chromium that has the page open has drawn it, as
the page itself notes. The programs alternate. Prints a table; times are recorded, never asserted.
"""

import argparse
import os
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.archives import editable, say
from benchmarks.browser import chromium, open_page, seconds_until_seen, watch_for
from benchmarks.corpus import write_corpus
from benchmarks.machine import machine
from benchmarks.peers import write_eleventy, write_hugo
from benchmarks.report import times_table
from benchmarks.served import PATIENCE, Previewed, running
from benchmarks.tools import Tools, install

_HERE = Path(__file__).resolve().parent
_REST = 1.0
_WORD = "Erratumword"


def _start(stack: ExitStack, tools: Tools, articles: int, seed: int, work: Path) -> list[Previewed]:
    """Start all servers that there are; each on an archive of its own, at a port of its own."""
    sites = []
    port = 20000 + os.getpid() % 20000
    if tools.sitegen:
        site = stack.enter_context(editable(write_corpus, "corpus", articles, seed, work))
        command = [str(tools.sitegen), "serve", "-C", str(site.root), "--no-search", "--port", "0"]
        heard = stack.enter_context(running(command, site.root, r"\d\d:\d\d:\d\d  .*\n", work / "serve.log"))
        sites.append(Previewed("sitegen serve", site, heard))
    if tools.hugo:
        site = stack.enter_context(editable(write_hugo, "hugo", articles, seed, work))
        command = [str(tools.hugo), "server", "--bind", "127.0.0.1", "--port", str(port)]
        stack.enter_context(running(command, site.root, r"Web Server is available", work / "serve-hugo.log"))
        sites.append(Previewed("hugo server", site, port))
    if tools.eleventy:
        site = stack.enter_context(editable(write_eleventy, "eleventy", articles, seed, work))
        command = [*tools.eleventy, "--serve", "--incremental", f"--port={port + 1}"]
        command.append(f"--output={os.path.relpath(work / 'out-eleventy-serve', site.root)}")
        heard = stack.enter_context(running(command, site.root, r"Server at .*\n", work / "serve-eleventy.log"))
        sites.append(Previewed("eleventy --serve --incremental", site, heard))
    for found in sites:
        found.find_page()
    return sites


def measure_previews(
    tools: Tools, articles: int, seed: int, rounds: int, work: Path, driver: Any = None
) -> dict[str, list[float]]:
    """What was waited for → times in s. With a driver, also until that browser shows the edit."""
    times: dict[str, list[float]] = {}
    if driver:
        watch_for(driver, _WORD)
    with ExitStack() as stack:
        sites = _start(stack, tools, articles, seed, work)
        for way in ("served", "seen in Chromium") if driver else ("served",):
            for number in range(rounds):
                for site in sites:
                    word = f"{_WORD}{way[:3]}{number:03d}{os.getpid()}"
                    if way == "served":
                        found = site.seconds_until_served(word)
                    else:
                        open_page(driver, site.address)
                        found = seconds_until_seen(driver, partial(site.edit, word), word, PATIENCE)
                    times.setdefault(f"{site.name}, {way}", []).append(found)
                    say(f"round {number + 1}: {site.name}, {way}: {found * 1000:.0f} ms")
                    time.sleep(_REST)  # what a program does after it has shown the page isn't the next edit's
    return times


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.preview", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, metavar="N")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-peers", action="store_true", help="sitegen alone")
    parser.add_argument("--work", type=Path, default=_HERE / "work", help="folder for everything generated")
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    tools = install(work, search=False)
    if options.no_peers:
        tools = Tools(sitegen=tools.sitegen)
    with chromium() as driver:
        times = measure_previews(tools, options.articles, options.seed, options.rounds, work, driver)
    say(f"\n{options.articles:,} articles, {machine()}\n\n{times_table(times)}")


if __name__ == "__main__":
    main()
