"""One build at a time per project."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 60.0

TICK = 0.05
"""Seconds between two tries."""


class ProjectLocked(Exception):
    """Another build holds the project, and didn't finish in time."""


@contextmanager
def lock_project(state: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the project's lock; wait for another build to finish. The system frees it when a process dies."""
    state.mkdir(parents=True, exist_ok=True)
    holder = state / "lock.holder"
    release = _acquire(state / "lock", wait)
    if release is None:
        try:
            who = f"process {holder.read_text().strip()}"
        except OSError:
            who = "another process"
        raise ProjectLocked(f"{who} is building this project; try again when it is done")
    try:
        holder.write_text(str(os.getpid()))
        yield
    finally:
        release()


def _acquire(path: Path, wait: float) -> Callable[[], None] | None:
    """Lock a file; what unlocks it, or None if another process holds it for longer than `wait` (seconds)."""
    if sys.platform == "win32":
        from filelock import FileLock, Timeout

        lock = FileLock(path)
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            return None
        return lock.release
    # What filelock does here, too; to import it takes longer than to look at a small archive.
    from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock

    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    end = time.monotonic() + wait
    is_held = False
    try:
        while not is_held:
            try:
                flock(file, LOCK_EX | LOCK_NB)
                is_held = True
            except BlockingIOError:
                if time.monotonic() >= end:
                    return None
                time.sleep(TICK)
    finally:
        if not is_held:
            os.close(file)

    def release() -> None:
        flock(file, LOCK_UN)  # workers that were forked may still have it open
        os.close(file)

    return release
