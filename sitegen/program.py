"""What this program is: a digest of its own sources and of what its output depends on besides."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import unicodedata
from functools import cache
from pathlib import Path

LIBRARIES = (
    "ahocorasick-rs",
    "babel",
    "jinja2",
    "markdown-it-py",
    "mdit-py-plugins",
    "pydantic",
    "python-slugify",
    "pyyaml",
)
"""Libraries whose version can change an output."""


_SOURCES = (".py", ".sql", ".js", ".css")
"""Endings of files that are the program, or that it puts beside pages: the search's worker, the preview's scripts."""


@cache
def program_digest() -> str:
    """SHA-256 that is another for another program: its files' sizes and times, its libraries' versions, Python's and
    Unicode's.
    """
    total = hashlib.sha256()
    for path, size, mtime in sorted(_sources(str(Path(__file__).parent))):
        total.update(f"{path} {size} {mtime}\n".encode())
    total.update(_surroundings())
    return total.hexdigest()


def program_contents() -> str:
    """As `program_digest`, but of what the files hold: equal on machines that run the same program."""
    total = hashlib.sha256()
    folder = str(Path(__file__).parent)
    for path, _, _ in sorted(_sources(folder)):
        total.update(path.removeprefix(folder).encode())
        total.update(Path(path).read_bytes())
    total.update(_surroundings())
    return total.hexdigest()


def _surroundings() -> bytes:
    """What the output depends on besides: the libraries' versions, Python's and Unicode's."""
    versions = f"{sys.version_info[:3]} {unicodedata.unidata_version}"
    return "\n".join([*sorted(_libraries()), versions]).encode()


def _sources(folder: str) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                found += _sources(entry.path) if entry.name != "__pycache__" else []
            elif entry.name.endswith(_SOURCES):
                stat = entry.stat()
                found.append((entry.path, stat.st_size, stat.st_mtime_ns))
    return found


def _libraries() -> list[str]:
    """ "jinja2-3.1.6.dist-info" of every library. The names of folders tell; importlib.metadata would take longer to be
    imported than all of this.
    """
    found = []
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 (plain names are all that is wanted)
        except OSError:
            continue
        for name in names:
            stem, _, kind = name.rpartition(".")
            if kind == "dist-info" and re.sub("[-_.]+", "-", stem.rpartition("-")[0]).lower() in LIBRARIES:
                found.append(name)
    return found
