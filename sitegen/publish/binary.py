"""Which Pagefind to use, and whether it runs here."""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
from functools import lru_cache
from pathlib import Path

from .errors import SearchUnavailable, reason


def find_binary() -> Path:
    """The Pagefind to use: PAGEFIND_BINARY_PATH, pagefind_bin_extended, pagefind_bin, then the PATH.

    Raises SearchUnavailable if there is none.
    """
    if named := os.environ.get("PAGEFIND_BINARY_PATH"):
        if Path(named).is_file():
            return Path(named).absolute()
        raise SearchUnavailable(f"PAGEFIND_BINARY_PATH names {named}, which isn't a file")
    for package in ("pagefind_bin_extended", "pagefind_bin"):
        with contextlib.suppress(ImportError, AttributeError, FileNotFoundError):
            return Path(importlib.import_module(package).get_executable()).absolute()
    for name in ("pagefind_extended", "pagefind"):
        if found := shutil.which(name):
            return Path(found).absolute()
    raise SearchUnavailable("Pagefind isn't installed (pip install pagefind-bin)")


def binary_version(binary: Path, timeout: float = 20.0) -> str:
    """Its version, e.g. "1.5.2": also the proof that it runs here. `timeout` in seconds. Raises SearchUnavailable.

    The same file is asked once.
    """
    try:
        found = binary.stat()
    except OSError as error:
        raise SearchUnavailable(f"{binary} can't be run: {reason(error)}") from error
    return _ask_version(binary, timeout, (found.st_size, found.st_mtime_ns, found.st_ino))


@lru_cache(maxsize=8)
def _ask_version(binary: Path, timeout: float, stat: tuple[int, int, int]) -> str:
    del stat
    import subprocess

    try:
        done = subprocess.run([binary, "--version"], capture_output=True, timeout=timeout, check=False)
    except OSError as error:
        raise SearchUnavailable(f"{binary} can't be run: {reason(error)}") from error
    except subprocess.TimeoutExpired:
        raise SearchUnavailable(f"{binary} --version didn't answer within {timeout:g} s") from None
    words = done.stdout.decode("utf-8", errors="replace").split()
    if done.returncode != 0 or len(words) < 2 or not words[-1][:1].isdigit():
        said = (done.stderr or done.stdout).decode("utf-8", errors="replace").strip()
        raise SearchUnavailable(
            f"{binary} doesn't run on this machine: {said[-300:] or f'exit code {done.returncode}'}"
        )
    return words[-1]
