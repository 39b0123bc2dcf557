"""Run one command and measure it: wall time, processor time, and the memory of all its processes together.

Memory is read from /proc while the command runs, which may slow it (a read of `smaps_rollup` walks the page tables), so
times and memory are measured in separate runs.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_HZ = 20
_TAIL = 2000
LIMIT = 120.0


@dataclass(frozen=True)
class Measure:
    """One run: `wall` and `cpu` (user + system, all processes that were waited for) in s, `peak` in MiB or None."""

    wall: float
    cpu: float
    peak: float | None


class CommandFailedError(Exception):
    """The command ended with an error; the message holds the end of what it printed."""


def _session(leader: int) -> list[int]:
    """The ids of the processes in the session that `leader` leads."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                fields = Path(entry.path, "stat").read_text(encoding="latin-1").rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader:
                found.append(int(entry.name))
    return found


def _pss(process: int) -> int:
    """A process's share of memory in KiB: pages shared by n processes count 1/n. 0 if it is gone."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


class _Sampler(threading.Thread):
    """Samples the memory of a session until told to stop; `peak` is the highest sum seen, in KiB."""

    def __init__(self, leader: int) -> None:
        """Prepare to watch the session of `leader`."""
        super().__init__(daemon=True)
        self._leader, self.peak, self.done = leader, 0, threading.Event()

    def run(self) -> None:
        """Sample at 20 Hz."""
        while not self.done.wait(1 / _HZ):
            self.peak = max(self.peak, sum(_pss(process) for process in _session(self._leader)))


def _end(leader: int) -> None:
    """Kill all processes of a command that may have ended just now."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def measure(command: Sequence[str], folder: Path, log: Path, memory: bool = False, limit: float = LIMIT) -> Measure:
    """Run `command` in `folder`, its output to the file `log`; with `memory`, sample that too.

    CommandFailedError if it fails, or takes longer than `limit` seconds: then it is killed.
    """
    os.sync()
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        watch = threading.Timer(limit, _end, [process.pid])
        watch.start()
        sampler = _Sampler(process.pid) if memory else None
        if sampler:
            sampler.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            _end(process.pid)
            raise
        finally:
            watch.cancel()
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if sampler:
        sampler.done.set()
        sampler.join()
    if wall >= limit:
        raise CommandFailedError(f"{command[0]} was killed after {wall:.0f} s")
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-_TAIL:]
        raise CommandFailedError(f"{command[0]} ended with {process.returncode}:\n{tail}")
    return Measure(wall, usage.ru_utime + usage.ru_stime, sampler.peak / 1024 if sampler else None)
