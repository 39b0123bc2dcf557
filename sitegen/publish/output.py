"""The output folder: opened, staged into, published, checked.

    manifest = open_output(folder, sources)            refuses what isn't ours; finishes what was interrupted
    staged = stage(folder, n, "a/index.html", data)    in any process; visitors see nothing of it
    published = publish(folder, manifest, staged, keep)    all of it appears, in an order that never breaks a link

`.sitegen/` in the folder holds the manifest (always), and while a build runs the stage and the journal.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from . import journal
from .errors import OutputRefused, PublishFailed, reason
from .manifest import OWN_FOLDER, Manifest, check_output_path, format_manifest, parse_manifest
from .plan import FileStat, Staged, plan
from .sync import sync_files, sync_path

_OWN_NAMES = {"manifest", "stage", "journal"}


class Published(NamedTuple):
    """What a publish did.

    `changed`: output paths that were written, and `removed`: those that were deleted, both sorted. `stats`: size and time of
    every staged file as it now lies in the output, to be recorded for `in_place`.
    """

    manifest: Manifest
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    stats: Mapping[str, FileStat]


def open_output(path: Path, sources: Sequence[Path], project: Path | None = None) -> Manifest:
    """Make `path` ready to be built into, and return the manifest of what we published there before (empty if nothing).

    `sources` are folders that are read (content, theme): the output may not be, hold or lie in one. `project` is the project's
    folder: the output may lie in it, but not be or hold it. A new or empty folder is marked as ours; an interrupted publish is
    finished or taken back. Raises OutputRefused (nothing was touched) or PublishFailed (an interrupted publish couldn't be
    finished; the next build tries again).
    """
    output = path.resolve()
    _refuse_place(path, output, sources, project)
    own = output / OWN_FOLDER
    try:
        if not _is_ours(path, output):
            own.mkdir(parents=True, exist_ok=True)
            _write_manifest(output)
        manifest = _read_manifest(path, output)
        journal.recover(output, manifest)
        (output / journal.STAGE).mkdir()
    except OSError as error:
        raise OutputRefused(f"{path} can't be written to: {reason(error)}", ("Choose another folder with -o.",)) from error
    return _read_manifest(path, output)


def stage_path(output: Path, number: int) -> Path:
    """Where a worker writes its file number `number` (any number, used once per build)."""
    return output / journal.STAGE / str(number)


def stage(output: Path, number: int, output_path: str, data: bytes) -> Staged:
    """Write `data`, meant for `output_path`, aside. Safe to call from many processes with different numbers.

    Raises PublishFailed; nothing visible has changed then.
    """
    check_output_path(output_path)
    target = stage_path(output, number)
    try:
        # Never over a file that is there: two workers with one number would be a mistake that must not stay hidden.
        with target.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise PublishFailed(output_path, f"could not be written: {reason(error)}") from error
    return Staged(target, output_path, hashlib.sha256(data).hexdigest(), len(data))


def stage_folder(folder: Path, prefix: str) -> list[Staged]:
    """All regular files below `folder` (itself inside the stage), to be published below `prefix` ("pagefind-1.5.2")."""
    staged: list[Staged] = []
    try:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                data = file.read_bytes()
                output_path = f"{prefix}/{file.relative_to(folder).as_posix()}"
                check_output_path(output_path)
                staged.append(Staged(file, output_path, hashlib.sha256(data).hexdigest(), len(data)))
    except OSError as error:
        raise PublishFailed(prefix, f"could not be read back: {reason(error)}") from error
    return staged


def publish(output: Path, old: Manifest, staged: Iterable[Staged], keep: Iterable[str] = ()) -> Published:
    """Make the site in `output` consist of the `staged` files and those of `old` that are named in `keep`, and of no other of ours.

    A staged file whose bytes are already in place isn't touched. Order: assets, new pages, changed pages, entry points
    (`index.html`, sitemap, feeds, the search index's entry), then removals. Cost: a few system calls per staged or removed file.
    Raises PublishFailed; visitors see the old site then, unless the journal was complete already: then the next `open_output`
    finishes the work. Raises ValueError if `keep` names a path that `old` doesn't have, or if a path comes twice.
    """
    todo = plan(output, old, list(staged), keep)
    changed = [file.output_path for file in todo.renames]
    if todo.steps:
        _commit(output, old, todo.steps, todo.renames, todo.manifest)
    else:
        journal.clear(output)
    return Published(todo.manifest, tuple(sorted(changed)), tuple(sorted(todo.removed)), todo.stats)


def in_place(output: Path, manifest: Manifest, recorded: Mapping[str, FileStat]) -> set[str]:
    """The manifest's paths whose file is missing or isn't as `recorded` (size and mtime_ns), or has no record: to be made again.

    `recorded` is what `Published.stats` said when each file was published. One walk over the folders that hold our files;
    symbolic links are not followed.
    """
    suspects = set(manifest.files)
    folders = {""}
    for path in manifest.files:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        prefix = f"{folder}/" if folder else ""
        try:
            with os.scandir(output / folder) as entries:
                for entry in entries:
                    path = prefix + entry.name
                    if path in folders:
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(path)
                    elif path in suspects and path in recorded and entry.is_file(follow_symlinks=False):
                        found = entry.stat(follow_symlinks=False)
                        if (found.st_size, found.st_mtime_ns) == recorded[path]:
                            suspects.discard(path)
        except OSError:
            continue  # what can't be looked at stays suspect
    return suspects


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
        new_manifest.write_bytes(format_manifest(manifest).encode("utf-8"))
        # The folders are written down before they are made, so that a build killed here leaves none behind.
        written.write_bytes(body)
        for step in early:
            doer.do(step)
        sync_files([*(file.stage_file for file in renames), new_manifest])
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


def _refuse_place(path: Path, output: Path, sources: Sequence[Path], project: Path | None) -> None:
    hint = ("Choose another folder with -o.",)
    if output == Path(output.anchor) or output == _home():
        raise OutputRefused(f"{path} is {'your home' if output == _home() else 'the root'} folder", hint)
    for source in sources:
        place = source.resolve()
        if output == place or output in place.parents or place in output.parents:
            raise OutputRefused(f"{path} and {source} overlap: the site would be built into its own sources", hint)
    if project is not None and (output == project.resolve() or output in project.resolve().parents):
        raise OutputRefused(f"{path} is or contains the project itself", (*hint, "A folder inside the project is fine."))
    if os.path.lexists(path) and not output.is_dir():
        raise OutputRefused(f"{path} is not a folder", hint)


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except (RuntimeError, OSError):
        return None


def _is_ours(path: Path, output: Path) -> bool:
    """True: it has our manifest. False: it is free to be taken. Raises OutputRefused if it is somebody else's."""
    try:
        names = {entry.name for entry in output.iterdir()}
    except FileNotFoundError:
        return False
    own = output / OWN_FOLDER
    if names:
        if names >= {OWN_FOLDER} and stat.S_ISDIR(os.lstat(own).st_mode):
            inside = {entry.name for entry in own.iterdir()}
            if "manifest" in inside:
                return True
            # We were killed between making the folder and marking it.
            if names == {OWN_FOLDER} and inside <= _OWN_NAMES | {"manifest.new"}:
                return False
        raise OutputRefused(
            f"{path} isn't empty and wasn't made by sitegen", ("Choose another folder with -o, or empty it.",)
        )
    return False


def _write_manifest(output: Path) -> None:
    new = output / OWN_FOLDER / "manifest.new"
    new.write_text(format_manifest(Manifest()), encoding="utf-8", newline="\n")
    new.replace(output / journal.MANIFEST)


def _read_manifest(path: Path, output: Path) -> Manifest:
    try:
        return parse_manifest((output / journal.MANIFEST).read_bytes().decode("utf-8"))
    except ValueError as error:  # UnicodeDecodeError is one
        raise OutputRefused(
            f"the manifest of {path} ({journal.MANIFEST}) is damaged: {error}",
            (
                "Without it sitegen can't tell its files from yours, so it touches none.",
                f"Delete {path} if there is nothing of yours in it, or choose another folder with -o.",
            ),
        ) from None
