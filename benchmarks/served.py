"""A preview's server that runs, and the article of its archive that is edited."""

import http.client
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.archives import Archive

PATIENCE, STARTING = 120.0, 900.0
"""Seconds an edit may take, and a first build before it."""
_LOOK = 0.003


class Previewed:
    """A running preview of an archive, and the article that is edited."""

    def __init__(self, name: str, archive: Archive, port: int) -> None:
        """Pick an article in the middle of the archive."""
        self.name = name
        self.port = port
        self._archive = archive
        self._file = archive.articles()[archive.size // 2]
        self._path = ""

    def find_page(self) -> None:
        """At which address the article's page is; LookupError if it is nowhere."""
        year, name = self._file.parent.name, self._file.stem
        paths = [f"/articles/{name}/", f"/articles/{year}/{name}/"]
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            found = [path for path in paths if self._answer(path, connection)[0] == 200]
        if not found:
            raise LookupError(f"{self.name} serves none of {', '.join(paths)}")
        self._path = found[0]

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return f"http://127.0.0.1:{self.port}{self._path}"

    def edit(self, word: str) -> None:
        """Save the article with a paragraph more."""
        self._archive.write(self._file, f"{self._archive.original(self._file)}\n{word}.\n")

    def seconds_until_served(self, word: str) -> float:
        """Edit, and ask until the answer has the word: over one connection, as a browser does."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            self._answer(self._path, connection)
            start = time.perf_counter()
            self.edit(word)
            while word.encode() not in self._answer(self._path, connection)[1]:
                time.sleep(_LOOK)
                if time.perf_counter() - start > PATIENCE:
                    raise TimeoutError(f"{self.name} never served {word}")
            return time.perf_counter() - start

    def _answer(self, path: str, connection: http.client.HTTPConnection) -> tuple[int, bytes]:
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()  # the next request opens it anew
            return 0, b""


@contextmanager
def running(command: list[str], folder: Path, ready: str, log: Path) -> Iterator[int]:
    """Run a server until it has said that it is ready; gives the port that it said, or 0."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        until = time.monotonic() + STARTING
        while not re.search(ready, said := log.read_text(errors="replace")):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[0]} didn't start:\n{said}")
            time.sleep(0.05)
        port = re.search(r"http://[^:/]+:(\d+)/", said)
        yield int(port[1]) if port else 0
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
