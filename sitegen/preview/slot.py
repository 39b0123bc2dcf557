"""A preview's own folder below `.sitegen/`: its site and its state, so that builds and other previews run beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from sitegen.build_request import STATE


@dataclass(frozen=True, slots=True)
class Slot:
    """A folder that one preview holds as long as it runs."""

    folder: Path
    others: tuple[str, ...]
    """Who holds the folders before it: "process 123 (http://127.0.0.1:8000/)"."""

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def say_address(self, address: str) -> None:
        """Let other previews name this one."""
        _holder(self.folder).write_text(f"process {os.getpid()} ({address})", encoding="utf-8")


@contextmanager
def take_slot(project: Path) -> Iterator[Slot]:
    """Hold the first folder that no other preview holds. The system frees it when a process dies. Raises OSError."""
    others: list[str] = []
    number = 1
    while True:
        folder = project / STATE / ("preview" if number == 1 else f"preview-{number}")
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock")
        try:
            lock.acquire(timeout=0)
            break
        except Timeout:
            others.append(_told(folder))
            number += 1
    try:
        _holder(folder).unlink(missing_ok=True)
        yield Slot(folder, tuple(others))
    finally:
        lock.release()


def _holder(folder: Path) -> Path:
    return folder / "holder"


def _told(folder: Path) -> str:
    try:
        return _holder(folder).read_text(encoding="utf-8")
    except OSError:
        return "another process"
