"""One barrier: what was written is on the disk before what refers to it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_NOT_SYNCED = {errno.EINVAL, errno.EACCES, errno.EPERM, errno.EBADF, errno.EISDIR, errno.ENOTSUP}
_FEW = 16  # up to here syncing each file costs less than syncing the file system, which may have much else to write


def sync_files(paths: Sequence[str]) -> None:
    """Wait until the files (all on one file system) are on the disk. Raises OSError: a full disk may show only here."""
    if len(paths) <= _FEW:
        for path in paths:
            sync_path(Path(path))
    elif not _sync_file_system(paths[0]):
        if hasattr(os, "sync"):
            os.sync()
        else:
            for path in paths:
                sync_path(Path(path))


def sync_path(path: Path) -> None:
    """Wait until one file, or a folder's list of names, is on the disk. Raises OSError."""
    if path.is_dir():
        try:
            _fsync(path, os.O_RDONLY)
        except OSError as error:
            # Some systems can't open or sync a folder at all; the order of names is then theirs to keep.
            if error.errno not in _NOT_SYNCED:
                raise
    else:
        _fsync(path, os.O_RDWR)  # Windows syncs only what is open for writing


def _fsync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_file_system(path: str) -> bool:
    """syncfs(2), which Python doesn't offer; False where there is none."""
    if sys.platform != "linux":
        return False
    import ctypes  # dear, and of use only to many files

    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return False
    handle = os.open(path, os.O_RDONLY)
    try:
        if syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), path)
    finally:
        os.close(handle)
    return True
