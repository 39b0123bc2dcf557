"""Compiled templates, and a theme's words, kept from one build to the next.

To compile a page's templates takes longer than to make a page of them. What is kept is run when it is loaded, so it
lies in a folder of the user's own, as Python's `.pyc` files do, and never in a project: that may come from anybody.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from sitegen.core.digest import digest_value

MOST = 400
"""Files in the folder: of more, the older half goes."""

DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class CodeFolder:
    """Where code is kept, and the program (its digest) that makes it."""

    path: Path
    program: str

    def load(self, key: str) -> Any:
        """What is kept under a digest of all that it follows from, so that nothing is ever out of date. None if there
        is nothing, or a file that is broken."""
        with suppress(OSError, ValueError, EOFError, TypeError):
            data = (self.path / key).read_bytes()
            if hashlib.sha256(data[DIGEST:]).digest() == data[:DIGEST]:
                return marshal.loads(data[DIGEST:])
        return None

    def keep(self, key: str, value: Any) -> None:
        """Keep code or plain data."""
        data = marshal.dumps(value)
        with suppress(OSError):  # the folder is full, or gone: the next build makes it again
            handle, name = tempfile.mkstemp(dir=self.path)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(data).digest() + data)
                Path(name).replace(self.path / key)
            finally:
                Path(name).unlink(missing_ok=True)
            self._make_room()

    def _make_room(self) -> None:
        files = list(self.path.iterdir())
        if len(files) > MOST:
            ages = sorted((file.stat().st_mtime_ns, file) for file in files)
            for _, file in ages[: len(ages) // 2]:
                file.unlink(missing_ok=True)


def open_folder(program: str) -> CodeFolder | None:
    """This user's folder, made if it isn't there; None if there can't be one that only they can write to, or if they
    act in somebody else's home (`sudo`): what they made there would be in that user's way from then on."""
    try:
        path = _cache_folder()
        if not (path.is_absolute() and _is_own(Path.home().stat())):
            return None
        path.mkdir(0o700, parents=True, exist_ok=True)
        for name in ("sitegen", "templates"):
            path /= name
            path.mkdir(0o700, exist_ok=True)
            if not _is_private(path.lstat()):
                return None
    except (OSError, RuntimeError):  # RuntimeError: nobody knows where this user is at home
        return None
    return CodeFolder(path, program)


def _is_own(found: os.stat_result) -> bool:
    return sys.platform == "win32" or found.st_uid == os.geteuid()


def _is_private(found: os.stat_result) -> bool:
    """Whether it is a folder that only this user can write to. A link isn't: it could lead to one that is theirs and
    that somebody else filled, a project's."""
    is_folder = stat.S_ISDIR(found.st_mode)
    return is_folder and _is_own(found) and (sys.platform == "win32" or not stat.S_IMODE(found.st_mode) & 0o022)


def _cache_folder() -> Path:
    """Where programs keep what they can make again (XDG Base Directory Specification, and the systems' own)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches"
    named = Path(os.environ.get("XDG_CACHE_HOME") or "")
    return named if named.is_absolute() else Path.home() / ".cache"


class CodeCache(BytecodeCache):
    """The code of templates in which these `words` (a digest) were put."""

    def __init__(self, folder: CodeFolder, words: str) -> None:
        self._folder = folder
        self._made_by = [folder.program, sys.version, words]  # the same code isn't the same bytes in another Python

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        generator = environment.code_generator_class.__name__
        key = digest_value([*self._made_by, generator, name, filename or "", source])
        bucket = Bucket(environment, key, key)
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._folder.load(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._folder.keep(bucket.key, bucket.code)
