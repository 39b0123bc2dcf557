"""A pool of worker processes, and how work is handed to it in chunks."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import concurrent.futures

    from sitegen.cluster import Cluster

CHUNK = 64
"""Files or pages per task: enough to make sending it cheap, few enough to keep every worker busy to the end."""

LOST = frozenset({"KilledWorker", "CommClosedError", "FutureCancelledError", "CancelledError", "SchedulerRestarting"})
"""What Dask raises for work that several workers died of, or when the cluster is gone."""

T = TypeVar("T")
R = TypeVar("R")
A = TypeVar("A")


class Pool:
    """Worker processes, started when there is work for more than one. With one job, the work is done on the spot.

    `cluster`: processes that exist already, elsewhere. `has_threads`: this process runs threads, so that a fork of it
    could hold a lock for ever.
    """

    def __init__(self, jobs: int, cluster: Cluster | None = None, has_threads: bool = False) -> None:
        self._has_threads = has_threads
        self.jobs = jobs if cluster is None else max(2, cluster.workers)
        self._cluster = cluster
        self._executor: concurrent.futures.Executor | None = None if cluster is None else cluster.executor()

    @property
    def repeats(self) -> bool:
        """Whether work that a process died of is given to another."""
        return self._cluster is not None

    def executor(self) -> concurrent.futures.Executor:
        """The processes."""
        import concurrent.futures
        import multiprocessing

        if self._executor is None:
            # Forked workers start at once and share what is loaded already; where that isn't safe, they are spawned.
            method = "fork" if sys.platform.startswith("linux") and not self._has_threads else "spawn"
            kind = multiprocessing.get_context(method)
            self._executor = concurrent.futures.ProcessPoolExecutor(self.jobs, kind, _end_with_parent, (os.getpid(),))
        return self._executor

    def start(self, tasks: int) -> None:
        """Start the processes now, if so many tasks will need them: before this process begins threads, which a process
        that is forked later would inherit half. Where it runs threads already, they can wait until they are needed."""
        if self.jobs > 1 and tasks > CHUNK and self._executor is None and not self._has_threads:
            if sys.platform.startswith("linux"):
                _load_stages()
            self.executor().submit(os.getpid).result()

    def begin(self, work: Callable[[A], R], argument: A) -> Callable[[], R]:
        """Begin some work beside this process, if processes of our own are there already; what gives its result. Where
        they died, it is done here."""
        if self._executor is None or self._cluster is not None:
            return lambda: work(argument)
        from concurrent.futures.process import BrokenProcessPool

        try:
            future = self._executor.submit(work, argument)
        except BrokenProcessPool:
            return lambda: work(argument)

        def result() -> R:
            try:
                return future.result()
            except BrokenProcessPool:
                return work(argument)

        return result

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        if self._executor is not None and self._cluster is None:
            self._executor.shutdown()
        if self._cluster is not None:
            self._cluster.close()


def _end_with_parent(parent: int) -> None:
    """End this worker when the build is killed: it would wait for ever on a queue that it holds open itself."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _load_stages() -> None:
    """Import what every worker needs, once, before they are forked."""
    import sitegen.compile.compile_file
    import sitegen.compile.validate
    import sitegen.render.theme
    import sitegen.site.pages  # noqa: F401


def run_chunks(
    pool: Pool,
    work: Callable[[Any, Sequence[T]], R],
    context: Any,
    tasks: Sequence[T],
) -> Iterator[tuple[Sequence[T], R]]:
    """Every chunk of the tasks with `work(context, chunk)`, as they come, in no fixed order.

    Raises `WorkerDied` with the tasks of the chunk at which a process died.
    """
    chunks = [tasks[start : start + CHUNK] for start in range(0, len(tasks), CHUNK)]
    if pool.jobs <= 1 or len(chunks) <= 1:
        for chunk in chunks:
            yield chunk, work(context, chunk)
        return
    from concurrent.futures.process import BrokenProcessPool

    if sys.platform.startswith("linux") and not pool.repeats:
        _load_stages()
    executor = pool.executor()
    waiting: dict[concurrent.futures.Future[R], Sequence[T]] = {}
    remaining = iter(chunks)
    try:
        # A bounded number of results under way keeps memory bounded, too.
        for chunk in remaining:
            try:
                waiting[executor.submit(work, context, chunk)] = chunk
            except BrokenProcessPool as error:
                raise WorkerDied(next(iter(waiting.values()), chunk)) from error
            if len(waiting) >= 4 * pool.jobs:
                yield from _finished(waiting)
        while waiting:
            yield from _finished(waiting)
    finally:
        for future in waiting:
            future.cancel()


def _finished(waiting: dict[Any, Any]) -> Iterable[Any]:
    import concurrent.futures
    from concurrent.futures.process import BrokenProcessPool

    done, _ = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
    for future in done:
        chunk = waiting.pop(future)
        try:
            yield chunk, future.result()
        except BrokenProcessPool as error:
            raise WorkerDied(chunk) from error
        except Exception as error:
            if type(error).__name__ in LOST:
                raise WorkerDied(chunk) from error
            raise


class WorkerDied(Exception):
    """A worker process was killed or ran out of memory; `tasks` are those it may have been at."""

    def __init__(self, tasks: Sequence[Any]) -> None:
        super().__init__("a worker process died")
        self.tasks = tasks


def find_killer(work: Callable[[Any, Sequence[T]], R], context: Any, tasks: Sequence[T]) -> T | None:
    """The first task that kills a process of its own, if one does."""
    import concurrent.futures
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool

    for task in tasks:
        with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            try:
                pool.submit(work, context, [task]).result()
            except BrokenProcessPool:
                return task
    return None
