"""The judges' programs: what npm brings, and what the system has."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
CANARY = HERE / "canary"

_MODULES = WORK / "npm"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Absent(Exception):
    """A program that isn't there; says which, and why."""


class Failed(Exception):
    """A program that is there, but didn't do its work."""


@dataclass(frozen=True)
class Chromium:
    browser: str
    driver: str


def node() -> str:
    return _program("node", "Node.js")


def java() -> str:
    return _program("java", "Java")


def chromium() -> Chromium:
    named = os.environ.get("CHROME_PATH")
    browser = named or next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if not browser:
        raise Absent("no Chromium here")
    return Chromium(browser, _program("chromedriver", "chromedriver"))


def module(path: str) -> Path:
    """A file of an npm package; all packages are installed the first time one is asked for."""
    place = _MODULES / "node_modules" / path
    _install()
    if not place.exists():
        raise Absent(f"{path} isn't in what npm installed")
    return place


def run(command: Sequence[str | Path], seconds: float = 600) -> str:
    """What a program prints, whatever its exit code."""
    try:
        done = subprocess.run(command, cwd=WORK, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{Path(command[0]).name} took longer than {seconds:g} s") from error
    if not done.stdout.strip():
        raise Failed(f"{Path(command[0]).name} printed nothing: {_last(done.stderr)}")
    return done.stdout


def chunks(files: Sequence[Path], size: int = 1000) -> list[Sequence[Path]]:
    """As many files as fit on one command line."""
    return [files[start : start + size] for start in range(0, len(files), size)]


def _program(name: str, title: str) -> str:
    found = shutil.which(name)
    if not found:
        raise Absent(f"no {title} here")
    return found


def _install() -> None:
    """`npm ci` from the lock file, unless it was done with this one."""
    npm = _program("npm", "npm")
    lock = HERE / "package-lock.json"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = _MODULES / "installed"
    if stamp.exists() and stamp.read_text() == digest:
        return
    _MODULES.mkdir(parents=True, exist_ok=True)
    for file in (HERE / "package.json", lock):
        shutil.copy(file, _MODULES)
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    done = subprocess.run([npm, "ci", *options], cwd=_MODULES, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Absent(f"npm ci failed: {_last(done.stderr)}")
    stamp.write_text(digest)


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
