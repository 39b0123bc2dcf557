"""From the save to the new page: `sitegen serve` and `hugo server` on the same archive: `python -m benchmarks.preview`.

Each edit adds a word to the prose of an article. Measured from before the file is written: until the server answers
with the word (asked for every few milliseconds), and until a Chromium that has the page open shows it. The
programs alternate. Prints a table; times are recorded, never asserted.
"""

import argparse
import http.client
import os
import re
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.corpus import write_corpus
from benchmarks.peers import write_hugo
from benchmarks.run import _generated, _say
from benchmarks.tools import install, machine

_HERE = Path(__file__).resolve().parent
_PATIENCE = 120.0
_LOOK = 0.003
_LOOK_AT_BROWSER = 0.02


class Previewed:
    """A running preview of an archive, and the article that is edited."""

    def __init__(self, name: str, corpus: Path, port: int) -> None:
        """Pick an article in the middle of the archive."""
        found = sorted((corpus / "content/articles").glob("*/*.md"))
        self.name = name
        self.file = next(path for path in found[len(found) // 2 :] if path.stem != "_index")
        self.port = port
        self._original = self.file.read_bytes()
        self.path = ""

    def find_page(self, paths: list[str]) -> None:
        """Which of the addresses its page is at."""
        self.path = next(path for path in paths if self._answer(path)[0] == 200)

    def edit(self, word: str) -> None:
        """Save the article with a paragraph more."""
        self.file.write_bytes(self._original + f"\n{word}.\n".encode())

    def restore(self) -> None:
        """Save the article as it was."""
        self.file.write_bytes(self._original)

    def seconds_until_served(self, word: str) -> float:
        """Edit, and ask until the answer has the word."""
        start = time.perf_counter()
        self.edit(word)
        while word.encode() not in self._answer(self.path)[1]:
            time.sleep(_LOOK)
            if time.perf_counter() - start > _PATIENCE:
                raise TimeoutError(f"{self.name} never served {word}")
        return time.perf_counter() - start

    def _answer(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()


@contextmanager
def _running(command: list[str], ready: str, log: Path) -> Iterator[int]:
    """Run a server until it has said that it is ready; the port it said, or 0."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + _PATIENCE
        while not re.search(ready, said := log.read_text(errors="replace")):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[0]} didn't start:\n{said}")
            time.sleep(0.05)
        port = re.search(r"http://[^:/]+:(\d+)/", said)
        yield int(port[1]) if port else 0
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


@contextmanager
def _browser() -> Iterator[Any]:
    """A headless Chromium; None where there is none."""
    try:
        from selenium import webdriver
    except ImportError:
        yield None
        return
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(argument)
    if not Path(options.binary_location).exists():
        yield None
        return
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()


def _seconds_until_seen(driver: Any, site: Previewed, word: str) -> float:
    """Edit, and look at the page that is open until it shows the word."""
    start = time.perf_counter()
    site.edit(word)
    while time.perf_counter() - start < _PATIENCE:
        time.sleep(_LOOK_AT_BROWSER)  # looking all the time would take a core from the program that is measured
        try:
            if driver.execute_script("return !!document.body?.textContent.includes(arguments[0])", word):
                return time.perf_counter() - start
        except _loading_errors():
            continue  # the page is just being loaded
    raise TimeoutError(f"{site.name} never showed {word}")


def _loading_errors() -> type[Exception]:
    """What Selenium raises while a page is loaded."""
    from selenium.common.exceptions import WebDriverException

    return WebDriverException


def _measure(sites: list[Previewed], rounds: int, driver: Any) -> dict[str, list[float]]:
    """The times of each program, by what was waited for."""
    times: dict[str, list[float]] = {}
    ways: list[tuple[str, Callable[[Previewed, str], float]]] = [("served", Previewed.seconds_until_served)]
    if driver:
        ways.append(("seen in Chromium", lambda site, word: _seconds_until_seen(driver, site, word)))
    for way, wait in ways:
        for number in range(rounds):
            for site in sites:
                if way != "served":
                    driver.get(f"http://127.0.0.1:{site.port}{site.path}")
                    time.sleep(1.0)  # the page's connection for news stands
                found = wait(site, f"Erratumword{way[0]}{number:03d}")
                times.setdefault(f"{site.name}, {way}", []).append(found)
                _say(f"round {number + 1}: {site.name}, {way}: {found * 1000:.0f} ms")
                time.sleep(1.0)  # what a program does after it has shown the page isn't the next edit's
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
    tools = install(work, False, True)
    corpus = _generated(write_corpus, "corpus", options.articles, options.seed, work)
    hugo = _generated(write_hugo, "hugo", options.articles, options.seed, work)
    own = [str(tools.sitegen), "serve", "-C", str(corpus), "--no-search", "--port", "0"]
    peer = [
        str(tools.hugo),
        "server",
        "--source",
        str(hugo),
        "--bind",
        "127.0.0.1",
        "--port",
        str(20000 + os.getpid() % 20000),
    ]
    with _running(own, r"\d\d:\d\d:\d\d  .*\n", work / "serve.log") as port:
        sites = [Previewed("sitegen serve", corpus, port)]
        sites[0].find_page([f"/articles/{sites[0].file.stem}/"])
        with ExitStack() as stack:
            driver = stack.enter_context(_browser())
            if not options.no_peers:
                hugo_port = stack.enter_context(_running(peer, r"Web Server is available", work / "hugo.log"))
                sites.append(Previewed("hugo server", hugo, hugo_port))
                other = sites[1].file
                sites[1].find_page([f"/articles/{other.parent.name}/{other.stem}/", f"/articles/{other.stem}/"])
            for site in sites:
                stack.callback(site.restore)
            _table(_measure(sites, options.rounds, driver), options.articles)


def _table(times: dict[str, list[float]], articles: int) -> None:
    """Print medians and lowest times."""
    _say(f"\n{articles:,} articles, {machine()}\n\n| | median | lowest |\n|---|---:|---:|")
    for name, found in times.items():
        _say(f"| {name} | {statistics.median(found) * 1000:.0f} ms | {min(found) * 1000:.0f} ms |")


if __name__ == "__main__":
    main()
