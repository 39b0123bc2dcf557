"""Where a path leads when all links are followed."""

from __future__ import annotations

import os
from pathlib import Path


def real_path(path: Path) -> Path:
    """The path without links. One that leads in a circle gives a path that isn't there, where `Path.resolve` raises
    RuntimeError before Python 3.13: who uses it says that it isn't a folder.
    """
    return Path(os.path.realpath(path))
