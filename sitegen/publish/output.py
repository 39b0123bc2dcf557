"""The output folder: opened, staged into, published, checked.

    manifest = open_output(folder, sources)            refuses what isn't ours; finishes what was interrupted
    staged = stage(folder, "a/index.html", data)       in any process; visitors see nothing of it
    published = publish(folder, manifest, staged, removed)    all of it appears, in an order that never breaks a link

`.sitegen/` in the folder holds the manifest (always), and while a build runs the stage and the journal.
"""

from __future__ import annotations

import contextlib
import os
import stat as stat_module
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sitegen.core.digest import digest

from . import journal
from .errors import PublishFailed, reason
from .folder import open_output
from .manifest import Manifest, check_output_path
from .plan import FileStat, Staged, plan, stage_file
from .sync import sync_files, sync_path

__all__ = [
    "Published",
    "Staged",
    "clear_stage",
    "in_place",
    "open_output",
    "publish",
    "stage",
    "stage_file",
    "stage_folder",
]


class Published(NamedTuple):
    """What a publish did.

    `changed`: output paths that were written. `removed`: those that were deleted, sorted. `stats`: size and time of
    every staged file as it now lies in the output, to be recorded for `in_place`.
    """

    manifest: Manifest
    changed: frozenset[str]
    removed: tuple[str, ...]
    stats: Mapping[str, FileStat]


def stage(output: Path, output_path: str, data: bytes, repeats: bool = False) -> Staged:
    """Write `data`, meant for `output_path`, aside. Safe to call from many processes, for each path once per build;
    `repeats`: or again, after a process died.

    Raises PublishFailed; nothing visible has changed then.
    """
    check_output_path(output_path)
    target = stage_file(output, output_path)
    try:
        # Never over a file that is there: one path written twice would be a mistake that must not stay hidden.
        flags = (_NEW & ~os.O_EXCL) | os.O_TRUNC if repeats else _NEW
        _make_folders(target.rpartition("/")[0])
        file = os.open(target, flags)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(file, left) :]
        finally:
            os.close(file)
    except OSError as error:
        raise PublishFailed(output_path, f"could not be written: {reason(error)}") from error
    return Staged(output_path, digest(data), len(data))


# Strings and plain calls: a build stages thousands of files, and `Path` costs as much as the system does.
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def _make_folders(folder: str) -> None:
    """Make a folder, if it isn't there: mostly it is a page's own, below one that is."""
    try:
        os.mkdir(folder)  # noqa: PTH102
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    except FileExistsError:
        pass


def clear_stage(output: Path) -> None:
    """Take away what a build that failed has staged. An output that isn't ours, and a journal with the stage that it
    speaks of, stay as they are; what can't be taken away waits for the next build.
    """
    if (output / journal.MANIFEST).is_file() and not (output / journal.JOURNAL).exists():
        with contextlib.suppress(PublishFailed):
            journal.clear(output)


def stage_folder(output: Path, prefix: str) -> list[Staged]:
    """All regular files that lie in the stage below `prefix` ("pagefind"), to be published there."""
    folder = Path(stage_file(output, prefix))
    staged: list[Staged] = []
    try:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                data = file.read_bytes()
                output_path = f"{prefix}/{file.relative_to(folder).as_posix()}"
                check_output_path(output_path)
                staged.append(Staged(output_path, digest(data), len(data)))
            elif file.is_symlink() or not file.is_dir():
                file.unlink()  # the folder may be moved into place as a whole: nothing else may be in it
    except OSError as error:
        raise PublishFailed(prefix, f"could not be read back: {reason(error)}") from error
    return staged


def publish(output: Path, old: Manifest, staged: Iterable[Staged], removed: Iterable[str] = ()) -> Published:
    """Make the site in `output` consist of the `staged` files and those of `old`, but for those named in `removed`.

    A staged file whose bytes are already in place isn't touched. Order: assets, new pages, changed pages, entry points
    (`index.html`, sitemap, feeds, the search index's entry), then removals. Cost: a few system calls per staged or
    removed file. Raises PublishFailed; visitors see the old site then, unless the journal was complete already: then
    the next `open_output` finishes the work. Raises ValueError if `removed` names a path that `old` doesn't have, or if
    a path comes twice.
    """
    staged, removed = list(staged), list(removed)
    if not (staged or removed):
        journal.clear(output)
        return Published(old, frozenset(), (), {})
    todo = plan(output, old, staged, removed)
    changed = frozenset(file.output_path for file in todo.renames)
    if todo.steps:
        _commit(output, old, todo.steps, todo.renames, todo.manifest)
    else:
        journal.clear(output)
    return Published(todo.manifest, changed, tuple(sorted(todo.removed)), todo.stats)


def in_place(output: Path, recorded: Iterable[tuple[str, int, int]]) -> set[str]:
    """Paths of `recorded` (path, size, mtime_ns) whose file is missing or is another: to be made again.

    What is recorded is what `Published.stats` said when each file was published. A folder at the top that somebody made
    a link isn't followed.
    """
    damaged: set[str] = set()
    try:
        links = tuple(f"{entry.name}/" for entry in os.scandir(output) if entry.is_symlink())
        folder = os.open(output, os.O_RDONLY) if os.stat in os.supports_dir_fd else None
    except OSError:
        return {path for path, _, _ in recorded}
    # Names are looked up from the folder on where the system can: that is an eighth of the time.
    root = "" if folder is not None else f"{output}/"
    try:
        for path, size, mtime in recorded:
            if links and path.startswith(links):
                damaged.add(path)
                continue
            try:
                found = os.stat(root + path, dir_fd=folder, follow_symlinks=False)
            except OSError:
                damaged.add(path)
                continue
            if found.st_mtime_ns != mtime or found.st_size != size or not stat_module.S_ISREG(found.st_mode):
                damaged.add(path)
    finally:
        if folder is not None:
            os.close(folder)
    return damaged


def _commit(
    output: Path, old: Manifest, steps: Sequence[journal.Step], renames: Sequence[Staged], manifest: Manifest
) -> None:
    """Everything safely on the disk, then the journal's end, then the steps."""
    new_manifest = output / journal.NEW_MANIFEST
    early = [step for step in steps if step[0] == "mkdir"]
    written = output / journal.JOURNAL
    body = journal.format_steps(steps)
    doer = journal.Steps(output, old)
    try:
        new_manifest.write_bytes(manifest.text.encode("utf-8"))
        # The folders are written down before they are made, so that a build killed here leaves none behind.
        written.write_bytes(body)
        for step in early:
            doer.do(step)
        place = str(output)
        sync_files([*(stage_file(place, file.output_path) for file in renames), str(new_manifest)])
        sync_path(new_manifest.parent)
        with written.open("ab") as file:
            file.write(journal.format_end(body))
            file.flush()
            os.fsync(file.fileno())
        sync_path(written.parent)
    except (OSError, PublishFailed) as error:
        # The end may have reached the file although the sync failed; without the journal nothing was promised.
        journal.roll_back(output, old, early)
        if isinstance(error, PublishFailed):
            raise
        raise PublishFailed(str(output), f"could not be published: {reason(error)}") from error
    journal.finish(output, old, [step for step in steps if step[0] != "mkdir"])
