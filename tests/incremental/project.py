"""A project on disk that follows an `Archive`, built incrementally and clean; and what is compared of the two."""

from __future__ import annotations

import copy
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen import catalog_update, pool
from sitegen.build import BuildReport, build_site
from sitegen.build_request import BuildRequest
from sitegen.catalog import known_stats
from sitegen.core.diagnostics import to_json

from .archive import Archive

Tree = Mapping[str, bytes]
"""Path → bytes; a folder ends with a slash and has none."""

DEFAULT_THEME = Path(__file__).parents[2] / "themes" / "default"

STAGE = ".sitegen/stage"

ABOUT_THE_PAST = frozenset({"permalink-gone"})
"""Diagnostics that compare with the last build: a clean one has none."""


@dataclass(frozen=True)
class Outcome:
    """What a build said, as plain values, and the tree it left (None: it was refused or failed)."""

    ok: bool
    diagnostics: list[dict[str, Any]]
    counts: list[Any]
    pages: dict[str, int] | None
    tree: Tree | None


class Project:
    """A folder with the sources of an archive. `apply` writes what differs from the archive, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: dict[str, bytes] = {}

    def apply(self, archive: Archive, keep_times: bool = False, in_place: bool = True) -> None:
        """Make the files those of `archive`. `in_place`: as an editor that keeps the inode, else by renaming."""
        wanted = archive.files()
        for path in self.written.keys() - wanted.keys():
            (self.folder / path).unlink()
        for path, data in wanted.items():
            if self.written.get(path) != data:
                _write(self.folder / path, data, keep_times, in_place)
        self.written = wanted

    def move(self, old: str, new: str) -> None:
        """Rename a file as the system does, keeping inode and times; `apply` then finds it in place."""
        target = self.folder / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / old).rename(target)
        self.written[new] = self.written.pop(old)


def _write(path: Path, data: bytes, keep_times: bool, in_place: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat() if path.exists() else None
    if in_place or before is None:
        path.write_bytes(data)
    else:
        new = path.with_name(f".{path.name}.new")
        new.write_bytes(data)
        new.replace(path)
    if keep_times and before is not None:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def build(folder: Path, output: Path | None = None, **options: Any) -> BuildReport:
    """Build in this process, without search unless asked."""
    return build_site(BuildRequest(folder, output, **{"jobs": 1, "search": False} | options))


def outcome(report: BuildReport, output: Path) -> Outcome:
    counts = [(name, list(found.items())) for name, found in report.counts.items()]
    published = report.ok and report.site is not None
    kinds = dict(report.site.kinds) if report.site is not None and published else None
    told = [to_json(item) for item in report.diagnostics if item.code not in ABOUT_THE_PAST]
    return Outcome(report.ok, told, counts, kinds, tree(output) if published else None)


def tree(folder: Path) -> dict[str, bytes]:
    """Everything below a folder, empty folders, manifest and all."""
    found: dict[str, bytes] = {}
    for place, folders, names in os.walk(folder):
        below = os.path.relpath(place, folder)
        prefix = "" if below == "." else f"{below}/"
        found.update((f"{prefix}{name}/", b"") for name in folders)
        for name in names:
            with open(f"{place}/{name}", "rb") as file:  # noqa: PTH123 - tens of thousands of files
                found[prefix + name] = file.read()
    return found


def stats(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Path → inode, size, mtime of every file: equal if and only if nothing was written again."""
    found = {}
    for place, _, names in os.walk(folder):
        below = os.path.relpath(place, folder)
        for name in names:
            stat = os.stat(f"{place}/{name}")  # noqa: PTH116 - tens of thousands of files
            found[name if below == "." else f"{below}/{name}"] = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
    return found


def without_stage(found: Mapping[str, Any]) -> dict[str, Any]:
    """Without what a build that stopped before publishing leaves aside, for the next one to clear."""
    return {path: value for path, value in found.items() if not path.startswith(STAGE)}


def differences(found: Tree, wanted: Tree) -> list[str]:
    """What differs between two trees, in words: [] if nothing does."""
    lines = [f"stale: {path}" for path in sorted(found.keys() - wanted.keys())]
    lines += [f"missing: {path}" for path in sorted(wanted.keys() - found.keys())]
    for path in sorted(found.keys() & wanted.keys()):
        if found[path] != wanted[path]:
            lines.append(f"differs: {path}: {_first_difference(found[path], wanted[path])}")
    return lines


def _first_difference(found: bytes, wanted: bytes) -> str:
    at = next((n for n, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), min(len(found), len(wanted)))
    low = max(0, at - 40)
    return f"{found[low : at + 60]!r} instead of {wanted[low : at + 60]!r}"


def page_keys(folder: Path) -> dict[str, str]:
    """Output → key of every page of the last build, from its catalog."""
    with sqlite3.connect(f"file:{folder}/.sitegen/catalog.db?mode=ro", uri=True) as database:
        return dict(database.execute("SELECT output, key FROM page WHERE kind <> 'file'"))


def known_stats_agree(folder: Path) -> None:
    """The stats that a catalog keeps packed are those of its tables."""
    catalog = folder / ".sitegen/catalog.db"
    if not catalog.exists():
        return
    with closing(sqlite3.connect(f"file:{catalog}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT output, size, mtime_ns FROM page ORDER BY id").fetchall()
        assert known_stats.published_stats(database) == rows
        for (key,) in database.execute("SELECT value FROM meta WHERE name = 'known_files'"):
            query = "SELECT path, kind, size, mtime_ns, ctime_ns, inode FROM file ORDER BY path"
            assert known_stats.known_files(database, key) == database.execute(query).fetchall()


@contextmanager
def trusting_stats() -> Iterator[None]:
    """As if every file had been written long ago: the "racy" rule would otherwise make each build read each file.

    Sound here, because a clock tick (4 ms) passes between a build's reading of a file and the next edit.
    """
    racy = catalog_update.RACY_NS
    catalog_update.RACY_NS = 0
    try:
        yield
    finally:
        catalog_update.RACY_NS = racy


@contextmanager
def small_chunks(size: int) -> Iterator[None]:
    """Work is dealt out by so few files and pages that even the small archive keeps several workers busy."""
    chunk = pool.CHUNK
    pool.CHUNK = size
    try:
        yield
    finally:
        pool.CHUNK = chunk


class CleanBuilds:
    """Clean builds: the sources alone, in a folder of their own, without state or output. Each kept once made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0
        self.known: dict[str, Outcome] = {}

    def of(self, archive: Archive, **options: Any) -> Outcome:
        files = archive.files()
        theme = [(str(path), path.stat().st_mtime_ns) for path in sorted(DEFAULT_THEME.rglob("*"))]
        total = hashlib.sha256(repr((sorted(options.items()), theme)).encode())
        for path, data in sorted(files.items()):
            total.update(f"{path}\0{len(data)}\0".encode() + data)
        name = total.hexdigest()
        if name not in self.known:
            # Of each place anew: what the process remembers of a theme goes by where it lies.
            self.made += 1
            folder = self.folder / str(self.made)
            Project(folder).apply(archive)
            self.known[name] = outcome(build(folder, **options), folder / "site")
            shutil.rmtree(folder)
            if len(self.known) > 400:
                self.known.pop(next(iter(self.known)))
        return self.known[name]


def clone(archive: Archive) -> Archive:
    return copy.deepcopy(archive)
