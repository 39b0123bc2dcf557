"""What a publish has to do: the staged files compared with the manifest and with what lies in the folder."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .errors import PublishFailed, reason
from .journal import STAGE, Step, Steps
from .manifest import FEW, Entry, Manifest, check_output_path

FileStat = tuple[int, int]  # size in bytes, mtime in nanoseconds

TREE = "tree"  # folder of the stage that mirrors the site

# The search index's directory names all its other files; the home page, sitemap and feeds lead to every page.
_ENTRY_NAMES = ("shards.json", "feed.json", "robots.txt")


def stage_file(output: Path | str, output_path: str) -> str:
    """Where the file (or folder) meant for `output_path` waits: the stage mirrors the site, so that a folder that is
    new as a whole is published by one rename.
    """
    return f"{output}/{STAGE}/{TREE}/{output_path}"


class Staged(NamedTuple):
    """A file in the stage: where it belongs, sha256 in hex, size in bytes. Made by the worker that wrote it."""

    output_path: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps, in order; the files they rename and the paths they remove; the manifest and the files' stats
    afterwards.
    """

    steps: Sequence[Step]
    renames: Sequence[Staged]
    removed: Sequence[str]
    manifest: Manifest
    stats: dict[str, FileStat]


def plan(output: Path, old: Manifest, staged: Sequence[Staged], removed: Sequence[str]) -> Plan:
    """Work out the publish that `output.publish` describes, looking at the folder but changing nothing.

    Raises PublishFailed if a file that isn't ours is in the way or a staged file isn't what it is said to be,
    ValueError if the paths contradict each other.
    """
    if len(staged) + len(removed) > FEW:
        _ = old.files  # taken apart once, rather than looked through for each
    if lost := [path for path in removed if old.entry(path) is None]:
        raise ValueError(f"{lost[0]} can't be removed: it was never published")
    gone = set(removed)
    if len(gone) < len(removed):
        raise ValueError("a path is removed twice")
    new: dict[str, Entry] = {}
    for file in staged:
        check_output_path(file.output_path)
        if file.output_path in new or file.output_path in gone:
            raise ValueError(f"{file.output_path} is published twice, or published and removed")
        new[file.output_path] = Entry(file.digest, file.size)
    stats: dict[str, FileStat] = {}
    looker = _Looker(output, old)
    vanishing = _Vanishing(output, removed)
    place = str(output)
    renames = [file for file in staged if not _settled(place, old, file, looker, vanishing, stats)]

    whole = _whole_folders(renames, looker, vanishing)
    moved = [file for file in renames if not _lies_in(file.output_path, whole)]
    moved.sort(key=lambda file: _order(file.output_path, old.entry(file.output_path) is not None))
    early = sorted(vanishing.early)
    steps: list[Step] = [("mkdir", folder) for folder in _new_folders(moved, looker, vanishing)]
    steps += [("remove", path) for path in early]
    steps += [("rmdir", folder) for folder in _folders_of(early)]
    steps += [("rename", f"{TREE}/{folder}", folder) for folder in sorted(whole)]
    steps += [("rename", f"{TREE}/{file.output_path}", file.output_path) for file in moved]
    late = sorted(set(removed) - vanishing.early)
    steps += [("remove", path) for path in late]
    steps += [("rmdir", folder) for folder in _folders_of(late)]
    manifest = old.changed(new, removed)
    if steps or manifest != old:
        steps.append(("manifest",))
    return Plan(steps, renames, removed, manifest, stats)


class _Looker(Steps):
    """Looks at folders while nothing changes: one that isn't there is asked for once."""

    def __init__(self, output: Path, removable: Manifest) -> None:
        super().__init__(output, removable)
        self._absent: set[str] = set()

    def check_folder(self, folder: str) -> bool:
        # Of a new site, nearly all folders lie below a few at the top that aren't there.
        if folder in self._absent or folder.partition("/")[0] in self._absent:
            return False
        if super().check_folder(folder):
            return True
        self._absent.add(folder)
        return False


class _Vanishing:
    """The files that will be removed, and which of them must go before the new ones come.

    A folder can't take the place of a file (or the other way round) while that is there; and where names that differ
    only by case or Unicode form are one file, removing the old name last would remove the new file.
    """

    def __init__(self, output: Path, removed: Sequence[str]) -> None:
        self._output = output
        self.removed = set(removed)
        self.early: set[str] = set()
        self._folded = {_fold(path): path for path in removed}

    def makes_way(self, path: str) -> None:
        """Find what must go before `path` can come."""
        if not self.removed:
            return
        folder = path.rpartition("/")[0]
        while folder:
            if folder in self.removed:
                self.early.add(folder)
            folder = folder.rpartition("/")[0]
        twin = self._folded.get(_fold(path)) if self._folded else None
        if twin is not None:
            self.early.add(twin)

    def is_twin(self, path: str) -> bool:
        """Whether what lies at `path` is a file of ours under another spelling of its name."""
        twin = self._folded.get(_fold(path))
        try:
            return twin is not None and (self._output / twin).samefile(self._output / path)
        except OSError:
            return False

    def folder_goes(self, path: str) -> bool:
        """Whether all files in the folder `path` will be removed; they then go early."""
        inside: set[str] = set()
        for folder, _, names in os.walk(self._output / path):
            below = Path(folder).relative_to(self._output).as_posix()
            inside.update(f"{below}/{name}" for name in names)
        if not inside <= self.removed:
            return False
        self.early |= inside
        return True


def _settled(
    output: str, old: Manifest, file: Staged, looker: Steps, vanishing: _Vanishing, stats: dict[str, FileStat]
) -> bool:
    """Whether `file` lies in the output already, byte for byte. Notes its stat, and what must go before it can come."""
    path = file.output_path
    ours = old.entry(path)
    vanishing.makes_way(path)
    try:
        made = os.lstat(stage_file(output, path))
        if not stat.S_ISREG(made.st_mode) or made.st_size != file.size:
            raise PublishFailed(path, f"was not written whole: {made.st_size} of {file.size} bytes are in the stage")
        stats[path] = (made.st_size, made.st_mtime_ns)
        folder = path.rpartition("/")[0]
        if not _going(folder, vanishing) and not looker.check_folder(folder):
            return False
        try:
            there = os.lstat(f"{output}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            return False
        if stat.S_ISDIR(there.st_mode):
            if vanishing.folder_goes(path):
                return False
            raise PublishFailed(path, "is a folder with files that sitegen didn't make; move it away")
        same = stat.S_ISREG(there.st_mode) and there.st_size == file.size
        # The manifest says what we wrote, not what is there now: somebody may have edited it without changing its
        # length.
        same = (
            same
            and (ours is None or ours.digest == file.digest)
            and _digest_of(Path(f"{output}/{path}")) == file.digest
        )
    except OSError as error:
        raise PublishFailed(path, f"could not be looked at: {reason(error)}") from error
    if ours is None and not same and not vanishing.is_twin(path):
        raise PublishFailed(
            path, "is in the output folder but wasn't made by sitegen; move it away, or into the static files"
        )
    if same:
        stats[path] = (there.st_size, there.st_mtime_ns)
    return same


def _going(folder: str, vanishing: _Vanishing) -> bool:
    """Whether `folder`, or one above it, is still a file of ours that goes early."""
    while folder and vanishing.early:
        if folder in vanishing.early:
            return True
        folder = folder.rpartition("/")[0]
    return False


def _new_folders(renames: Iterable[Staged], looker: Steps, vanishing: _Vanishing) -> list[str]:
    """The folders to be made, parents first. (Where a file of ours is still in the way, the rename makes them.)"""
    new: set[str] = set()
    known: set[str] = set()
    for file in renames:
        folder = file.output_path.rpartition("/")[0]
        if folder in known:
            continue
        known.add(folder)
        if _going(folder, vanishing):
            continue
        while folder and folder not in new and not looker.check_folder(folder):
            new.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(new)


def _whole_folders(renames: Iterable[Staged], looker: Steps, vanishing: _Vanishing) -> set[str]:
    """Folders that the site doesn't have yet, the topmost ones: each can be moved into place as a whole.

    On a first build that is nearly everything: a handful of renames instead of one for every page.
    """
    if vanishing.early:
        return set()  # something must make way first: file by file is the safe order
    whole: set[str] = set()
    there: set[str] = {""}
    for file in renames:
        folder = ""
        for name in file.output_path.split("/")[:-1]:
            folder = f"{folder}/{name}" if folder else name
            if folder in whole:
                break
            if folder not in there:
                if not looker.check_folder(folder):
                    whole.add(folder)
                    break
                there.add(folder)
    return whole


def _lies_in(path: str, folders: set[str]) -> bool:
    """Whether a path lies below one of some folders."""
    at = path.find("/")
    while at >= 0:
        if path[:at] in folders:
            return True
        at = path.find("/", at + 1)
    return False


def _folders_of(paths: Iterable[str]) -> list[str]:
    """All folders above `paths`, deepest first."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(folders, key=lambda folder: (-folder.count("/"), folder))


def _order(path: str, known: bool) -> tuple[int, str]:
    """Assets, new pages, changed pages, entry points: what is pointed at comes before what points at it."""
    name = path.rpartition("/")[2]
    if path == "index.html":
        return 5, path
    if name in _ENTRY_NAMES or name.endswith((".xml", ".atom", ".rss")):
        return 4, path
    if name.endswith((".html", ".htm")):
        return (3 if known else 2), path
    return 1, path


def _fold(path: str) -> str:
    return path.casefold() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
