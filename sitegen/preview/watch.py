"""Notices that something was touched: `site.yaml`, or anything below `content/` and `themes/`.

An event is only a reason to look again, never a description of what to do. Native events are used where they come; on
file systems that have none (network folders, Windows folders inside WSL), or when the system gives no more of them, the
files are looked at every now and then.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sitegen.compile.site_file import SITE_FILE
from sitegen.scan import is_left_out

FOLDERS = ("content", "themes")

STEP_MS = 5
"""How often the events of the folders are looked at."""

TOP_STEP_MS = 25
"""… and those of the project's own folder, where `site.yaml` is: they are rare, and looking costs power."""

LONGEST_MS = 50
"""Events that keep coming are told after this time."""

POLL_SECONDS = 0.3

CLOCK_NS = 10_000_000
"""What a file's time may lag behind the clock."""

NO_EVENTS = frozenset("9p afs cifs davfs drvfs fuse.sshfs ncpfs nfs nfs4 prl_fs smb2 smb3 smbfs vboxsf vmhgfs".split())
"""File systems on which others can write without an event here."""


class Watcher:
    """Watches a project from its making until `close`. `why_polling` says why there are no events, or is empty."""

    def __init__(self, project: Path, poll: bool = False) -> None:
        self._project = project
        self._changed = threading.Condition()
        self._touched: set[str] = set()
        self._end = threading.Event()
        self._listening = threading.Lock()
        self._ears: list[_Ear] = []
        self._watched: list[Any] = []
        kind = file_system(project)
        self.why_polling = "--poll was given" if poll else f"the folder is on {kind}" if kind in NO_EVENTS else ""
        if not self.why_polling:
            self._listen()
        threading.Thread(target=self._keep, name="preview-watch", daemon=True).start()

    # --- what came ---

    def wait(self, seconds: float) -> bool:
        """Whether something was touched since `take`, or is within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._touched), seconds)

    def take(self) -> set[str]:
        """The paths touched since the last `take`: hints, not a complete list."""
        with self._changed:
            touched, self._touched = self._touched, set()
            return touched

    def touch(self, paths: set[str]) -> None:
        with self._changed:
            self._touched |= paths
            self._changed.notify_all()

    def close(self) -> None:
        self._end.set()
        for ear in self._ears:
            ear.close()

    # --- listening ---

    def _keep(self) -> None:
        """Poll; or look whether the folders watched are still those that are there."""
        seen = fingerprint(self._project) if self.why_polling else b""
        pause = POLL_SECONDS
        while not self._end.wait(pause):
            if self.why_polling:
                began = time.monotonic()
                found = fingerprint(self._project) if seen else b"events failed"
                # A large archive on a slow disk isn't looked at more than a tenth of the time.
                pause = max(POLL_SECONDS, 10 * (time.monotonic() - began))
                if found != seen:
                    seen = fingerprint(self._project) if not seen else found
                    self.touch({SITE_FILE})
            else:
                self._listen_again()

    def _identities(self) -> list[Any]:
        found: list[Any] = []
        for folder in ("", *FOLDERS):
            try:
                about = (self._project / folder).stat()
                found.append((about.st_dev, about.st_ino))
            except OSError:
                found.append(None)
        return found

    def _listen_again(self) -> bool:
        """Whether the folders are others than those listened to; they are listened to now."""
        with self._listening:
            is_new = self._identities() != self._watched
            if is_new:
                self._listen()
                self.touch(set(FOLDERS))
            return is_new

    def _listen(self) -> None:
        for ear in self._ears:
            ear.close()
        self._ears = []
        self._watched = self._identities()
        folders = [str(self._project / name) for name in FOLDERS if (self._project / name).is_dir()]
        try:
            if self._project.is_dir():
                self._ears.append(_Ear([str(self._project)], TOP_STEP_MS, self._heard_at_top, self._fail))
            if folders:
                self._ears.append(_Ear(folders, STEP_MS, self._heard, self._fail))
        except FileNotFoundError:
            self._watched = []  # gone since we looked: again in a moment
        except (OSError, RuntimeError) as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.why_polling = f"the system gives no events ({error})"

    def _heard(self, paths: set[str]) -> None:
        if told := {path for path in map(self._relative, paths) if not _is_ignored(path)}:
            self.touch(told)

    def _heard_at_top(self, paths: set[str]) -> None:
        told = {self._relative(path) for path in paths} & {SITE_FILE, *FOLDERS}
        if told and not self._listen_again():
            self.touch(told)

    def _relative(self, path: str) -> str:
        return os.path.relpath(path, self._project).replace(os.sep, "/")


class _Ear:
    """One thread that hears the events of some folders, until it is closed or fails: of all that is in them with
    STEP_MS, of what lies directly in them with TOP_STEP_MS."""

    def __init__(
        self, folders: list[str], step: int, hear: Callable[[set[str]], None], fail: Callable[[Exception], None]
    ) -> None:
        """Raises OSError and RuntimeError."""
        from watchfiles._rust_notify import RustNotify

        self._notify = RustNotify(folders, False, False, 0, step == STEP_MS, True)
        self._step = step
        self._end = threading.Event()
        self._hear = hear
        self._fail = fail
        threading.Thread(target=self._listen, name="preview-events", daemon=True).start()

    def _listen(self) -> None:
        try:
            while not self._end.is_set():
                found = self._notify.watch(LONGEST_MS, self._step, 0, self._end)
                if isinstance(found, set):
                    self._hear({path for _, path in found})
        except (OSError, RuntimeError) as error:
            if not self._end.is_set():
                self._fail(error)
        finally:
            self._notify.close()

    def close(self) -> None:
        self._end.set()


def walk_sources(project: Path) -> Iterator[tuple[str, os.stat_result]]:
    """`site.yaml`, and every file and folder below the folders that are watched, with its stat. Raises nothing."""
    waiting = [str(project / name) for name in (SITE_FILE, *FOLDERS)]
    while waiting:
        path = waiting.pop()
        try:
            yield path, os.stat(path)  # noqa: PTH116
            entries = list(os.scandir(path)) if Path(path).is_dir() else []
        except OSError:
            continue
        for entry in entries:
            if _is_ignored(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
                continue
            try:
                yield entry.path, entry.stat()
            except OSError:
                continue


def fingerprint(project: Path) -> bytes:
    """Another one whenever a source was written, made, moved or removed."""
    total = hashlib.blake2b()
    for line in sorted(
        f"{path}\0{about.st_size}\0{about.st_mtime_ns}\0{about.st_ctime_ns}\0{about.st_ino}"
        for path, about in walk_sources(project)
    ):
        total.update(line.encode(errors="surrogateescape"))
    return total.digest()


def touched_since(project: Path, moment_ns: int, stop: Callable[[], bool]) -> bool:
    """Whether a source was touched after a moment, events or not. False if `stop` says so before it is known."""
    for number, (_, about) in enumerate(walk_sources(project)):
        # The time of a file's last change of any kind, which nobody can set. (Windows has none.) One that lies in the
        # future says nothing.
        changed = about.st_mtime_ns if os.name == "nt" else about.st_ctime_ns
        if moment_ns - CLOCK_NS < changed <= time.time_ns():
            return True
        if number % 256 == 0 and stop():
            return False
    return False


def _is_ignored(path: str) -> bool:
    return any(map(is_left_out, path.split("/")))


def file_system(path: Path) -> str:
    """The type of the file system that a folder is on; "" where the system doesn't say."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        real = str(path.resolve())
    except OSError:
        return ""
    best, kind = -1, ""
    for line in lines:
        fields = line.split(" ")
        mount = fields[4].replace("\\040", " ")
        if (real == mount or real.startswith(mount.rstrip("/") + "/")) and len(mount) >= best:
            best, kind = len(mount), fields[fields.index("-") + 1]
    return kind
