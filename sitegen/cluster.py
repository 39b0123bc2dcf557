"""Work on other machines: an existing Dask cluster whose workers see the project's files at the same paths."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitegen.program import program_contents

if TYPE_CHECKING:
    from concurrent.futures import Executor

SCHEME = "dask://"

REACH_SECONDS, ANSWER_SECONDS = 3, 4
"""How long the scheduler's machine may take to be reached, and then the scheduler to answer."""

_LONGEST_GREETING = 100_000  # bytes; it has some hundred


class ClusterUnusable(Exception):
    """No work can be given to the cluster. `hint` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class Cluster:
    """A connection to a Dask scheduler."""

    def __init__(self, address: str, project: Path) -> None:
        """`address`: dask://HOST:PORT. Raises ClusterUnusable."""
        try:
            import distributed
        except ImportError:
            raise ClusterUnusable("Dask isn't installed", "pip install 'sitegen[dask]'") from None
        place = address.removeprefix(SCHEME)
        connect: Any = distributed.Client
        try:
            _reach(place)
            self._client: Any = connect(f"tcp://{place}", timeout=ANSWER_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            message = f"no Dask scheduler answers at {place}: {error or type(error).__name__}"
            raise ClusterUnusable(message, "begin one with `dask scheduler`, and write dask://HOST:PORT") from None
        try:
            self.workers = self._check_workers(place, project)
        except ClusterUnusable:
            self._client.close()
            raise

    def _check_workers(self, place: str, project: Path) -> int:
        """How many workers there are; all of them run this program and see the project."""
        told: dict[str, Any] = self._client.run(look_around, str(project / "site.yaml"), on_error="return")
        if not told:
            raise ClusterUnusable(f"the Dask cluster at {place} has no workers", "begin some with `dask worker`")
        own = look_around(str(project / "site.yaml"))
        for worker, found in sorted(told.items()):
            if isinstance(found, Exception):
                raise ClusterUnusable(f"the worker {worker} can't run sitegen: {found}", "install it there, too")
            if found[0] != own[0]:
                hint = "install the same version of it, of its libraries and of Python everywhere"
                raise ClusterUnusable(f"the worker {worker} has another version of sitegen", hint)
            if found[1] != own[1]:
                hint = "the project must lie on a file system that all machines share, at the same path"
                raise ClusterUnusable(f"the worker {worker} doesn't see {project}", hint)
        return len(told)

    def executor(self) -> Executor:
        return self._client.get_executor(pure=False, retries=3)  # type: ignore[no-any-return]

    def close(self) -> None:
        self._client.close()


def _reach(place: str) -> None:
    """Raise OSError unless a Dask scheduler listens at HOST:PORT. Dask itself would go on trying until its time is up,
    and take the first words of another server for the length of a message, which it makes room for.
    """
    import socket

    host, _, port = place.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), REACH_SECONDS) as connection:
        connection.settimeout(ANSWER_SECONDS)
        # A scheduler speaks first: the length of its greeting, as eight bytes.
        length = connection.recv(8, socket.MSG_WAITALL)
    if len(length) < 8 or int.from_bytes(length, "little") > _LONGEST_GREETING:
        raise OSError("what listens there is something else")


def look_around(path: str) -> tuple[str, int]:
    """Which program this process runs, and the size of a file as it sees it (-1: not at all)."""
    place = Path(path)
    return program_contents(), place.stat().st_size if place.is_file() else -1
