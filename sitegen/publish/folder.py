"""Opening the output folder: is it ours, may it be, and was the last publish finished?"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from sitegen.core.real_path import real_path

from . import journal
from .errors import OutputRefused, reason
from .manifest import OWN_FOLDER, Manifest, read_manifest

_OWN_NAMES = {"manifest", "stage", "journal"}


def open_output(path: Path, sources: Sequence[Path], project: Path | None = None, known: str | None = None) -> Manifest:
    """Make `path` ready to be built into, and return the manifest of what we published there before (empty if nothing).

    `sources` are folders that are read (content, theme): the output may not be, hold or lie in one. `project` is the
    project's folder: the output may lie in it, but not be or hold it. `known` is the digest of the manifest that the
    last publish left: if it is still that one, it needn't be looked through again. A new or empty folder is marked as
    ours; an interrupted publish is finished or taken back. Raises OutputRefused (nothing was touched) or PublishFailed
    (an interrupted publish couldn't be finished; the next build tries again).
    """
    output = real_path(path)
    _refuse_place(path, output, sources, project)
    own = output / OWN_FOLDER
    try:
        if not _is_ours(path, output):
            own.mkdir(parents=True, exist_ok=True)
            _write_manifest(output)
        manifest = _read_manifest(path, output, known)
        if journal.recover(output, manifest):
            manifest = _read_manifest(path, output, known)
        (output / journal.STAGE).mkdir()
    except OSError as error:
        raise OutputRefused(
            f"{path} can't be written to: {reason(error)}", ("Choose another folder with -o.",)
        ) from error
    return manifest


def _refuse_place(path: Path, output: Path, sources: Sequence[Path], project: Path | None) -> None:
    hint = ("Choose another folder with -o.",)
    if output == Path(output.anchor) or output == _home():
        raise OutputRefused(f"{path} is {'your home' if output == _home() else 'the root'} folder", hint)
    for source in sources:
        place = real_path(source)
        if output == place or output in place.parents or place in output.parents:
            raise OutputRefused(f"{path} and {source} overlap: the site would be built into its own sources", hint)
    if project is not None and (output == real_path(project) or output in real_path(project).parents):
        raise OutputRefused(
            f"{path} is or contains the project itself", (*hint, "A folder inside the project is fine.")
        )
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
    new.write_text(Manifest().text, encoding="utf-8", newline="\n")
    new.replace(output / journal.MANIFEST)


def _read_manifest(path: Path, output: Path, known: str | None) -> Manifest:
    try:
        return read_manifest((output / journal.MANIFEST).read_bytes(), known)
    except ValueError as error:  # UnicodeDecodeError is one
        raise OutputRefused(
            f"the manifest of {path} ({journal.MANIFEST}) is damaged: {error}",
            (
                "Without it sitegen can't tell its files from yours, so it touches none.",
                f"Delete {path} if there is nothing of yours in it, or choose another folder with -o.",
            ),
        ) from None
