"""One build at a time per project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 60.0


class ProjectLocked(Exception):
    """Another build holds the project, and didn't finish in time."""


@contextmanager
def lock_project(state: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the project's lock; wait for another build to finish. The system frees it when a process dies."""
    from filelock import FileLock, Timeout

    state.mkdir(parents=True, exist_ok=True)
    holder = state / "lock.holder"
    lock = FileLock(state / "lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        try:
            who = f"process {holder.read_text().strip()}"
        except OSError:
            who = "another process"
        raise ProjectLocked(f"{who} is building this project; try again when it is done") from None
    try:
        holder.write_text(str(os.getpid()))
        yield
    finally:
        lock.release()
