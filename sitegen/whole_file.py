"""Files of an author's that sitegen writes: after a crash they are the old ones or the new ones."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def write_whole(file: Path, data: bytes) -> None:
    """Put a file in its place at once; one that is replaced gives it its mode. Raises OSError."""
    file = file.resolve()
    aside = file.with_name(f".sitegen-{os.getpid()}")
    try:
        with aside.open("wb") as new:
            new.write(data)
            new.flush()
            os.fsync(new.fileno())
        if file.exists():
            shutil.copymode(file, aside)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)  # still there if it could not take its place
