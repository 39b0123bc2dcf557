"""What this program is: a digest of its own sources and of what its output depends on besides."""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from functools import cache
from importlib import metadata
from pathlib import Path

LIBRARIES = ("ahocorasick-rs", "jinja2", "markdown-it-py", "mdit-py-plugins", "pydantic", "python-slugify", "pyyaml")
"""Libraries whose version can change an output."""


@cache
def program_digest() -> str:
    """SHA-256 over the program's own files, its libraries' versions, Python's and Unicode's. Part of every key."""
    total = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.sql"))):
        total.update(f"{path.relative_to(folder).as_posix()}\n".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for name in LIBRARIES:
        total.update(f"{name} {metadata.version(name)}\n".encode())
    total.update(f"{sys.version_info[:3]} {unicodedata.unidata_version}".encode())
    return total.hexdigest()
