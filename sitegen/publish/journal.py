"""The journal: a publish written down before it is done, as steps that may be done again.

A step is one line, its parts separated by tabs:

    mkdir <folder>              made before the journal is complete (an empty folder shows nothing to a visitor)
    rename <stage file> <path>  from .sitegen/stage/ into the site
    remove <path>               a file of the old manifest that the new one doesn't have
    rmdir <folder>              if it is empty
    manifest                    the new manifest takes the old one's place
    end <sha256 of all before>  the journal is complete: from here on the publish is finished, whatever happens

A killed publish is looked at by the next build: with `end`, the steps are all done again (a step already done is
recognised by its staged file being gone); without it, nothing but empty folders was made, and those are taken away.
"""

# ruff: noqa: PTH102, PTH103, PTH105, PTH106, PTH108, PTH120
# (tens of thousands of steps: plain system calls on plain text, not a Path for each)

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from .errors import PublishFailed, reason
from .manifest import OWN_FOLDER, Manifest, check_output_path

JOURNAL = f"{OWN_FOLDER}/journal"
STAGE = f"{OWN_FOLDER}/stage"
MANIFEST = f"{OWN_FOLDER}/manifest"
NEW_MANIFEST = f"{STAGE}/manifest.new"

Step = tuple[str, ...]  # ("rename", "12", "articles/a/index.html"), as in the table above

# Why a folder may rightly stay: something is in it, it isn't there (as a folder), or it isn't ours to take away.
_FOLDER_STAYS = {
    getattr(errno, name) for name in ("ENOTEMPTY", "EEXIST", "ENOENT", "ENOTDIR", "EBUSY", "EACCES", "EPERM")
}

_ARGUMENTS = {"mkdir": 1, "rename": 2, "remove": 1, "rmdir": 1, "manifest": 0}


def format_steps(steps: Iterable[Step]) -> bytes:
    """The journal's bytes without its end."""
    return "".join("\t".join(step) + "\n" for step in steps).encode("utf-8")


def format_end(body: bytes) -> bytes:
    """The last line of a journal whose other lines are `body`."""
    return f"end\t{hashlib.sha256(body).hexdigest()}\n".encode()


def parse_journal(data: bytes) -> tuple[list[Step], bool]:
    """The steps of a journal, and whether it is complete. Of an incomplete one: the lines up to the first that is
    damaged.
    """
    body, _, end = data.rpartition(b"end\t")
    complete = bool(end) and b"end\t" + end == format_end(body)
    steps: list[Step] = []
    for line in (body if complete else data).decode("utf-8", errors="replace").split("\n")[:-1]:
        name, *arguments = line.split("\t")
        try:
            if len(arguments) != _ARGUMENTS.get(name, -1):
                break
            for argument in arguments:
                check_output_path(argument)
        except PublishFailed:
            break
        steps.append((name, *arguments))
    return steps, complete


class Steps:
    """Does the steps of one publish in the folder `output`.

    `removable` are the paths that may be deleted, i.e. the manifest in force when the publish began. No step ever goes
    through a symbolic link inside the output: each folder on the way is looked at once.
    """

    def __init__(self, output: Path, removable: Manifest) -> None:
        self._output = str(output)
        self._removable = removable
        self._real: set[str] = {""}

    def do(self, step: Step) -> None:
        """One step, done or found to be done already. Raises PublishFailed."""
        name, *arguments = step
        path = arguments[-1] if arguments else MANIFEST
        target = f"{self._output}/{path}"
        try:
            if name == "mkdir":
                self.check_folder(path.rpartition("/")[0])
                with contextlib.suppress(FileExistsError):
                    os.mkdir(target)
            elif name == "rename":
                self.check_folder(path.rpartition("/")[0])
                self._rename(f"{self._output}/{STAGE}/{arguments[0]}", target)
            elif name == "remove":
                self._remove(path)
            elif name == "rmdir":
                self._rmdir(path)
            else:
                with contextlib.suppress(FileNotFoundError):
                    os.replace(f"{self._output}/{NEW_MANIFEST}", target)
        except OSError as error:
            raise PublishFailed(path, f"could not be published: {reason(error)}") from error

    def check_folder(self, folder: str) -> bool:
        """Whether `folder` (below the output, "" is the output) exists; raises PublishFailed if the way to it isn't all
        folders.
        """
        if folder in self._real:
            return True
        if not self.check_folder(folder.rpartition("/")[0]):
            return False
        try:
            mode = os.lstat(f"{self._output}/{folder}").st_mode
        except FileNotFoundError:
            return False
        if stat.S_ISLNK(mode):
            raise PublishFailed(
                folder, "is a symbolic link inside the output folder; sitegen doesn't write through it: remove it"
            )
        if not stat.S_ISDIR(mode):
            raise PublishFailed(folder, "is a file where the site needs a folder; move it away")
        self._real.add(folder)
        return True

    @staticmethod
    def _rename(staged: str, target: str) -> None:
        try:
            os.replace(staged, target)
        except FileNotFoundError:
            # Either it was done before, or the folder is missing: it was a file until a step ago, or somebody deleted
            # it.
            if os.path.lexists(staged):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.replace(staged, target)

    def _remove(self, path: str) -> None:
        # Not ours (any more), or already gone with all above it.
        if self._removable.entry(path) is None or not self.check_folder(path.rpartition("/")[0]):
            return
        target = f"{self._output}/{path}"
        with contextlib.suppress(FileNotFoundError):
            # A folder that somebody made in the place of our file is not what we wrote.
            if not stat.S_ISDIR(os.lstat(target).st_mode):
                os.unlink(target)

    def _rmdir(self, folder: str) -> None:
        if not self.check_folder(folder.rpartition("/")[0]):
            return
        try:
            os.rmdir(f"{self._output}/{folder}")
            self._real.discard(folder)
        except OSError as error:
            if error.errno not in _FOLDER_STAYS:
                raise


def recover(output: Path, manifest: Manifest) -> bool:
    """Finish the interrupted publish in `output`, or take it back; then clear the stage. Whether it was finished.
    Raises PublishFailed.

    `manifest` is the one that is in the folder now.
    """
    try:
        data = (output / JOURNAL).read_bytes()
    except FileNotFoundError:
        data = b""
    except OSError as error:
        raise PublishFailed(JOURNAL, f"could not be read: {reason(error)}") from error
    steps, complete = parse_journal(data)
    if complete:
        finish(output, manifest, steps)
    else:
        roll_back(output, manifest, steps)
    return complete


def finish(output: Path, manifest: Manifest, steps: Sequence[Step]) -> None:
    """Do all `steps` of a complete journal, then forget it."""
    doer = Steps(output, manifest)
    for step in steps:
        doer.do(step)
    clear(output)


def roll_back(output: Path, manifest: Manifest, steps: Sequence[Step]) -> None:
    """Take back what an incomplete journal's publish did: empty folders, and the stage."""
    doer = Steps(output, manifest)
    for name, *arguments in reversed(steps):
        if name == "mkdir":
            with contextlib.suppress(PublishFailed):  # something else is there by now: not ours to judge
                doer.do(("rmdir", *arguments))
    clear(output)


def clear(output: Path) -> None:
    """Remove the journal first (its staged files are its meaning), then the stage."""
    try:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(output / JOURNAL)
        try:
            os.rmdir(output / STAGE)  # a build that staged nothing left it empty
        except FileNotFoundError:
            pass
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            import shutil

            shutil.rmtree(output / STAGE)
    except OSError as error:
        raise PublishFailed(OWN_FOLDER, f"could not be cleared: {reason(error)}") from error
