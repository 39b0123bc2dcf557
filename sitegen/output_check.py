"""Looks whether every file of the output lies as it was published: in a process of its own, beside the build's scan.

Of 45,000 files that takes longer than scanning 10,000 articles does: who asks for the answer early helps to find it.
Nothing that a build does before that changes what is looked at: the output, and what the catalog's last publish
recorded of it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

from sitegen.build_request import BuildRequest
from sitegen.catalog.known_stats import published_stats, read_stats
from sitegen.catalog.store import Catalog, read_seal
from sitegen.core.real_path import real_path
from sitegen.publish.output import in_place

LARGE = 8 << 20
"""Bytes of a catalog from which on a process of its own costs less than it saves (some 1,500 files)."""

PARTS = 64
"""Of the files, so that two processes end at the same time."""


class Helper(NamedTuple):
    """Another process that looks at the output. `parts`: a pipe with a byte for each part that nobody looks at yet;
    `answer`: the one through which it tells what it found.
    """

    process: int
    parts: int
    answer: int


class OutputCheck:
    """A look at the output, under way in another process, or still to be done."""

    def __init__(self, output: Path, catalog: Path, seal: bytes | None, helper: Helper | None) -> None:
        self._output = output
        self._catalog = catalog
        self._seal = seal
        self.helper = helper

    def holds(self) -> bool:
        """Whether the catalog is the one that the look began with: another build may have held the project since."""
        return read_seal(self._catalog) == self._seal

    def damaged(self, catalog: Catalog) -> set[str]:
        """Outputs that aren't in place as the last publish recorded it in the catalog."""
        output = real_path(self._output)
        if self.helper is not None:
            found: set[str] = set()
            while part := os.read(self.helper.parts, 1):
                found |= in_place(output, published_stats(catalog.database, part[0], PARTS))
            with open(self.helper.answer, "rb", closefd=False) as told:
                data = told.read()
            # Cut short, it isn't JSON: the other process died, or couldn't read the catalog.
            with suppress(ValueError):
                return found.union(json.loads(data))
        return in_place(output, published_stats(catalog.database))


@contextmanager
def check_output(request: BuildRequest) -> Iterator[OutputCheck]:
    """Begin to look at the output of a build that will be. This process must not have opened the catalog yet: SQLite's
    connections can't be taken along to another. A preview, which has threads, and a check need no look.
    """
    catalog, output, seal = request.catalog, request.output_folder, read_seal(request.catalog)
    is_asked = not (request.check_only or request.is_preview)
    helper = _begin(catalog, output) if is_asked and _is_worth_it(catalog) else None
    try:
        yield OutputCheck(output, catalog, seal, helper)
    finally:
        if helper is not None:
            os.close(helper.parts)
            os.close(helper.answer)
            _end(helper.process)


def _is_worth_it(catalog: Path) -> bool:
    if not sys.platform.startswith("linux") or threading.active_count() > 1 or (os.cpu_count() or 1) < 2:
        return False
    try:
        return catalog.stat().st_size >= LARGE
    except OSError:
        return False


def _begin(catalog: Path, output: Path) -> Helper | None:
    """Start the other process. None if there is no room for one."""
    pipes: list[int] = []
    try:
        pipes += os.pipe()
        pipes += os.pipe()
        parts, parts_in, answer, answer_in = pipes
        os.write(parts_in, bytes(range(PARTS)))
        os.close(parts_in)
        pipes.remove(parts_in)
        process = os.fork()
    except OSError:
        for pipe in pipes:
            os.close(pipe)
        return None
    if process == 0:
        _answer(catalog, output, parts, answer_in)
    os.close(answer_in)
    return Helper(process, parts, answer)


def _end(child: int) -> None:
    """End the other process, unless it has ended. Where SIGCHLD is ignored the system has forgotten it then."""
    with suppress(ChildProcessError, ProcessLookupError):
        if os.waitpid(child, os.WNOHANG)[0] == 0:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _answer(catalog: Path, output: Path, parts: int, answer: int) -> NoReturn:
    """Write the outputs that aren't in place, as JSON; then end this process, which is a copy of the build's."""
    try:
        # Another program's catalog, or a damaged one, gives a wrong answer, which is never asked for then. All is read
        # at once, before the build writes anything.
        stats, found, folder = read_stats(catalog, PARTS), set[str](), real_path(output)
        while part := os.read(parts, 1):
            found |= in_place(folder, stats[part[0]])
        with open(answer, "wb") as told:
            told.write(json.dumps(sorted(found)).encode())
    finally:
        os._exit(0)
