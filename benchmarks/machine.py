"""What the figures depend on besides the programs: their versions, the machine, the Python builds, the disk."""

import os
import platform
import shlex
import subprocess
from pathlib import Path

from benchmarks.tools import PROJECT, Tools

_ABOUT_PYTHON = """
import platform, sysconfig
arguments = sysconfig.get_config_var("CONFIG_ARGS") or ""
print(platform.python_version(), "optimised" if "--enable-optimizations" in arguments else "not optimised")
"""


def machine() -> str:
    """Processor, cores, memory, system."""
    processor = _field("/proc/cpuinfo", "model name") or platform.machine()
    memory = int((_field("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) / 1024**2
    return f"{len(os.sched_getaffinity(0))} cores ({processor}), {memory:.0f} GiB, {platform.system()}"


def file_system(folder: Path) -> str:
    """The kind of file system that a folder is on."""
    best = ("", "unknown")
    for line in _lines("/proc/mounts"):
        _, mount, kind, *_ = line.split()
        if folder.is_relative_to(mount) and len(mount) > len(best[0]):
            best = (mount, kind)
    return f"{best[1]} (memory)" if best[1] == "tmpfs" else best[1]


def python_of(command: Path) -> str:
    """The Python that a command of a virtual environment runs in."""
    with command.open("rb") as file:
        first = file.readline().decode(errors="replace")
    python = first.removeprefix("#!").strip()
    return python if python and "python" in Path(python).name else str(command.with_name("python"))


def versions(tools: Tools) -> list[str]:
    """One line for each program."""
    lines = []
    if tools.hugo:
        lines.append(_said([str(tools.hugo), "version"]).split(" BuildDate")[0])
    if tools.pagefind:
        lines.append(_said([str(tools.pagefind), "--version"]))
    if tools.eleventy:
        node = _said([tools.eleventy[0], "--version"])
        lines.append(f"Eleventy {_said([*tools.eleventy, '--version'])}, Node.js {node}")
    if tools.pelican:
        lines.append(f"Pelican {_said([str(tools.pelican), '--version'])}, {_python(tools.pelican)}")
    if tools.sitegen:
        lines.append(f"{_said([str(tools.sitegen), '--version'])}{_commit()}, {_python(tools.sitegen)}")
    return lines + tools.missing


def _python(command: Path) -> str:
    version, _, build = _said([python_of(command), "-c", _ABOUT_PYTHON]).partition(" ")
    return f"Python {version} (build {build})"


def _commit() -> str:
    """The commit that is checked out, and whether sitegen's files differ from it."""
    if not (PROJECT / ".git").exists():
        return ""
    commit = _said(["git", "-C", str(PROJECT), "rev-parse", "--short", "HEAD"])
    changed = _said(["git", "-C", str(PROJECT), "status", "--porcelain", "--", "sitegen", "themes"], "")
    return f" at {commit}{' with changes' if changed else ''}"


def _said(command: list[str], otherwise: str = "unknown") -> str:
    """The first line that a command prints."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return f"{shlex.join(command[:1])}: {error.strerror}"
    return (done.stdout or done.stderr).strip().partition("\n")[0] or otherwise


def _field(file: str, name: str) -> str:
    """The first value of a field of a /proc file."""
    for line in _lines(file):
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
