"""Looks whether every file of the output lies as it was published: in a process of its own, beside the build's scan.

Of 45,000 files that takes as long as scanning 10,000 articles does. Nothing that a build does before it needs the
answer changes what is looked at: the output, and what the catalog's last publish recorded of it.
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
from typing import NoReturn

from sitegen.catalog.pages import published_stats, read_stats
from sitegen.catalog.store import Catalog
from sitegen.publish.output import in_place

LARGE = 8 << 20
"""Bytes of a catalog from which on a process of its own costs less than it saves (some 1,500 files)."""


class OutputCheck:
    """A look at the output, under way in another process (`pipe` tells what it finds), or still to be done."""

    def __init__(self, output: Path, pipe: int | None = None) -> None:
        self._output = output
        self._pipe = pipe

    def damaged(self, catalog: Catalog) -> set[str]:
        """Outputs that aren't in place as the last publish recorded it in the catalog."""
        if self._pipe is not None:
            with open(self._pipe, "rb", closefd=False) as told:
                data = told.read()
            # Cut short, it isn't JSON: the other process died, or couldn't read the catalog.
            with suppress(ValueError):
                return set(json.loads(data))
        return in_place(self._output, published_stats(catalog.database))


@contextmanager
def check_output(catalog: Path, output: Path, is_alone: bool) -> Iterator[OutputCheck]:
    """Begin to look at the output. `is_alone`: this process has no other threads, which a fork could cut off while they
    hold a lock. It must not have opened the catalog yet: SQLite's connections can't be taken along.
    """
    begun = _begin(catalog, output) if is_alone and _is_worth_it(catalog) else None
    if begun is None:
        yield OutputCheck(output)
        return
    child, pipe = begun
    try:
        yield OutputCheck(output, pipe)
    finally:
        os.close(pipe)
        _end(child)


def _is_worth_it(catalog: Path) -> bool:
    if not sys.platform.startswith("linux") or threading.active_count() > 1 or (os.cpu_count() or 1) < 2:
        return False
    try:
        return catalog.stat().st_size >= LARGE
    except OSError:
        return False


def _begin(catalog: Path, output: Path) -> tuple[int, int] | None:
    """Start the other process: its number, and the pipe that its answer comes through. None if there is no room for
    one.
    """
    pipes: tuple[int, ...] = ()
    try:
        reading, writing = pipes = os.pipe()
        child = os.fork()
    except OSError:
        for pipe in pipes:
            os.close(pipe)
        return None
    if child == 0:
        _answer(catalog, output, writing)
    os.close(writing)
    return child, reading


def _end(child: int) -> None:
    """End the other process, unless it has ended. Where SIGCHLD is ignored the system has forgotten it then."""
    with suppress(ChildProcessError, ProcessLookupError):
        if os.waitpid(child, os.WNOHANG)[0] == 0:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _answer(catalog: Path, output: Path, pipe: int) -> NoReturn:
    """Write the outputs that aren't in place, as JSON; then end this process, which is a copy of the build's."""
    try:
        # Another program's catalog, or a damaged one, gives a wrong answer, which is never asked for then.
        found = in_place(output, read_stats(catalog))
        with open(pipe, "wb") as told:
            told.write(json.dumps(sorted(found)).encode())
    finally:
        os._exit(0)
