"""What to do about the operating system's errors, in words."""

from __future__ import annotations

import errno

_HINTS = {
    errno.ENOSPC: "free some space on the disk, and build again",
    errno.EDQUOT: "free some space on the disk, and build again",
    errno.EACCES: "make it writable, or take another folder",
    errno.EPERM: "make it writable, or take another folder",
    errno.EROFS: "the disk can only be read: take another folder",
    errno.EEXIST: "a folder must be here, but there is a file of that name: rename the file, or remove it",
    errno.ENOTDIR: "a folder must be here, but there is a file of that name: rename the file, or remove it",
    errno.EISDIR: "a file must be here, but there is a folder of that name: rename the folder, or remove it",
    errno.EMFILE: "too many files are open: raise the limit (ulimit -n), or build with -j 1",
    errno.ENAMETOOLONG: "shorten the names of files or folders",
}


def hints_for(error: BaseException | None) -> tuple[str, ...]:
    """What can be done about what the system said, if that is known."""
    hint = _HINTS.get(error.errno or 0) if isinstance(error, OSError) else None
    return (hint,) if hint else ()
