"""What the tests of publishing share."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sitegen.publish.output import Published, open_output, publish, stage


def site_of(output: Path) -> dict[str, str]:
    """What a visitor sees: path -> text of every file, and `folder/` -> "" of every empty folder."""
    seen: dict[str, str] = {}
    for folder, folders, names in os.walk(output):
        below = Path(folder).relative_to(output)
        if below == Path():
            folders[:] = [name for name in folders if name != ".sitegen"]
        elif not folders and not names:
            seen[f"{below.as_posix()}/"] = ""
        for name in names:
            seen[(below / name).as_posix()] = (Path(folder) / name).read_text()
    return seen


def own_files(output: Path) -> set[str]:
    """What is left in our own folder."""
    return {path.relative_to(output / ".sitegen").as_posix() for path in (output / ".sitegen").rglob("*")}


def build(output: Path, site: Mapping[str, str], keep: Mapping[str, str] | None = None) -> Published:
    """A whole build: the files of `site` are staged, those of `keep` reused."""
    old = open_output(output, [])
    staged = [stage(output, path, text.encode()) for path, text in site.items()]
    return publish(output, old, staged, sorted(old.files.keys() - site.keys() - (keep or {}).keys()))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Killed(BaseException):
    """Stands for the end of the process: nothing in the program may catch it."""


class FaultyDisk:
    """Counts the calls that change the disk, and makes the `fail_at`th raise `error` instead of doing anything."""

    _CALLS = ("mkdir", "replace", "unlink", "rmdir", "fsync")

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fail_at: int, error: Callable[[], BaseException]) -> None:
        self.calls = 0
        self._fail_at = fail_at
        self._error = error
        for name in self._CALLS:
            monkeypatch.setattr(os, name, self._wrap(getattr(os, name)))
        monkeypatch.setattr(Path, "write_bytes", self._wrap(Path.write_bytes))

    def _wrap(self, function: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*args: object, **kwargs: object) -> object:
            self.calls += 1
            if self.calls == self._fail_at:
                raise self._error()
            return function(*args, **kwargs)

        return wrapped


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path], Path]:
    """Copies a folder, links as links, to a new place."""
    count = 0

    def copy(folder: Path) -> Path:
        nonlocal count
        count += 1
        return Path(shutil.copytree(folder, tmp_path / f"copy{count}", symlinks=True))

    return copy
