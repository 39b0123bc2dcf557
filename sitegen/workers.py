"""Worker processes: what is sent to them, and what they do with it.

Each task carries everything it needs to know (paths, options, a digest), so that any process that sees the project's
files can run it; what is dear to set up is kept per process, under that digest.
"""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sitegen.core.garbage import uncollected
from sitegen.core.options import SiteOptions

CHUNK = 64
"""Files or pages per task: enough to make sending it cheap, few enough to keep every worker busy to the end."""

T = TypeVar("T")
R = TypeVar("R")


class CompileContext(NamedTuple):
    """What compiling needs to know. `digest` stands for `options` and `aliases` together."""

    project: str
    options: SiteOptions
    aliases: tuple[tuple[str, str], ...]
    digest: str


class CompileTask(NamedTuple):
    """A content file to compile: path relative to the project, kind, and the key to compare with."""

    path: str
    kind: str
    old_digest: str
    """SHA-256 of the bytes that the catalog's rows were compiled from; "" if they must be compiled anyway."""


class CompileResult(NamedTuple):
    """A compiled file. `rows` is None if the bytes are those of `old_digest`: nothing was done."""

    path: str
    digest: str
    size: int
    rows: dict[str, list[tuple[Any, ...]]] | None
    diagnostics: list[dict[str, Any]]


class RenderContext(NamedTuple):
    """What rendering needs to know. `build` is another word for each build: nothing is kept from one to the next."""

    catalog: str
    options: SiteOptions
    themes: tuple[str, ...]
    output: str
    program: str
    build: str


class RenderTask(NamedTuple):
    """A page to look at: its kind, place and subject; the key it had."""

    kind: str
    output: str
    subject: str
    old_key: str


class RenderResult(NamedTuple):
    """A page looked at. `stage_file` is None if its key is the old one: it wasn't rendered."""

    output: str
    key: str
    stage_file: str | None
    digest: str
    size: int
    failure: tuple[str, int | None, str] | None


@contextmanager
def open_pool(jobs: int) -> Iterator[concurrent.futures.Executor | None]:
    """A pool of worker processes; None for one job: the work is done where it is asked for."""
    if jobs <= 1:
        yield None
        return
    # Forked workers start at once and share what is loaded already; where that isn't safe, they are spawned.
    method = "fork" if sys.platform.startswith("linux") else "spawn"
    kind = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(jobs, kind, _end_with_parent, (os.getpid(),)) as pool:
        yield pool


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
    import sitegen.render.theme
    import sitegen.site.pages  # noqa: F401


def run_chunks(
    pool: concurrent.futures.Executor | None,
    work: Callable[[Any, Sequence[T]], list[R]],
    context: Any,
    tasks: Sequence[T],
) -> Iterator[list[R]]:
    """`work(context, chunk)` for every chunk of the tasks; results as they come, in no fixed order.

    Raises `WorkerDied` with the tasks of the chunk at which a process died.
    """
    chunks = [tasks[start : start + CHUNK] for start in range(0, len(tasks), CHUNK)]
    if pool is None or len(chunks) == 1:
        for chunk in chunks:
            yield work(context, chunk)
        return
    if sys.platform.startswith("linux"):
        _load_stages()
    waiting: dict[concurrent.futures.Future[list[R]], Sequence[T]] = {}
    remaining = iter(chunks)
    try:
        # A bounded number of results under way keeps memory bounded, too.
        for chunk in remaining:
            try:
                waiting[pool.submit(work, context, chunk)] = chunk
            except concurrent.futures.process.BrokenProcessPool as error:
                raise WorkerDied(next(iter(waiting.values()), chunk)) from error
            if len(waiting) >= 8:
                yield from _finished(waiting)
        while waiting:
            yield from _finished(waiting)
    finally:
        for future in waiting:
            future.cancel()


def _finished(waiting: dict[Any, Any]) -> Iterable[Any]:
    done, _ = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
    for future in done:
        chunk = waiting.pop(future)
        try:
            yield future.result()
        except concurrent.futures.process.BrokenProcessPool as error:
            raise WorkerDied(chunk) from error


class WorkerDied(Exception):
    """A worker process was killed or ran out of memory; `tasks` are those it may have been at."""

    def __init__(self, tasks: Sequence[Any]) -> None:
        super().__init__("a worker process died")
        self.tasks = tasks


def find_killer(work: Callable[[Any, Sequence[T]], list[R]], context: Any, tasks: Sequence[T]) -> T | None:
    """The first task that kills a process of its own, if one does."""
    for task in tasks:
        with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            try:
                pool.submit(work, context, [task]).result()
            except concurrent.futures.process.BrokenProcessPool:
                return task
    return None


@uncollected()
def compile_chunk(context: CompileContext, tasks: Sequence[CompileTask]) -> list[CompileResult]:
    """Read and compile some files."""
    from sitegen.compile.compile_file import compile_file
    from sitegen.core.diagnostics import Place, diagnose, to_json
    from sitegen.core.digest import digest

    aliases = _alias_table(context.digest, context.aliases)
    results = []
    for task in tasks:
        try:
            data = (Path(context.project) / task.path).read_bytes()
        except OSError as error:
            problem = diagnose("unreadable", f"the file can't be read: {error.strerror}", Place(task.path))
            results.append(CompileResult(task.path, "", 0, {}, [to_json(problem)]))
            continue
        found = digest(data)
        if found == task.old_digest:
            results.append(CompileResult(task.path, found, len(data), None, []))
            continue
        if task.kind == "asset":
            place = "media/" + task.path.removeprefix("content/")
            results.append(CompileResult(task.path, found, len(data), {"asset": [(task.path, place, found)]}, []))
            continue
        try:
            compiled = compile_file(task.path, task.kind, data, context.options, aliases)
        except Exception as error:
            if os.environ.get("SITEGEN_DEBUG"):
                raise
            message = f"the compiler failed on this file: {type(error).__name__}: {error}"
            hint = "this is a bug of sitegen; please report it with the file"
            results.append(
                CompileResult(
                    task.path,
                    found,
                    len(data),
                    {},
                    [to_json(diagnose("compile-crash", message, Place(task.path), hints=(hint,)))],
                )
            )
            continue
        diagnostics = [to_json(item) for item in compiled.diagnostics]
        results.append(CompileResult(task.path, found, len(data), compiled.rows, diagnostics))
    return results


@lru_cache(maxsize=1)
def _alias_table(digest: str, aliases: tuple[tuple[str, str], ...]) -> Any:
    del digest
    from sitegen.compile.mentions import AliasTable

    return AliasTable.of(aliases)


class _Renderer:
    """One process's open catalog and loaded theme."""

    def __init__(self, context: RenderContext) -> None:
        from sitegen.catalog.lookups import CatalogLookup
        from sitegen.render.theme import Theme
        from sitegen.site.pages import PAGE_KINDS

        self.lookup = CatalogLookup(Path(context.catalog))
        self.theme = Theme([Path(folder) for folder in context.themes])
        self.kinds = {kind.name: kind for kind in PAGE_KINDS}


_renderer: tuple[str, _Renderer] | None = None


def close_renderer() -> None:
    """Let go of what this process keeps open for rendering. The next chunk opens it anew."""
    global _renderer
    if _renderer is not None:
        _renderer[1].lookup.close()
        _renderer = None


def render_chunk(context: RenderContext, tasks: Sequence[RenderTask]) -> list[RenderResult]:
    """Compute the views of some pages; render and stage those whose key is new."""
    global _renderer
    from sitegen.core.digest import digest_view
    from sitegen.publish.output import stage
    from sitegen.render.theme import TemplateFailed

    if _renderer is None or _renderer[0] != context.build:
        close_renderer()
        _renderer = (context.build, _Renderer(context))
    renderer = _renderer[1]
    for name in {task.kind for task in tasks}:
        for table, column in renderer.kinds[name].by_subject:
            renderer.lookup.prefetch(table, column, [task.subject for task in tasks if task.kind == name])
    results = []
    for task in tasks:
        kind = renderer.kinds[task.kind]
        try:
            view = kind.view(renderer.lookup, context.options, task.output, task.subject)
            key = digest_view([context.program, renderer.theme.template_digest(kind.template), view])
            if key == task.old_key:
                results.append(RenderResult(task.output, key, None, "", 0, None))
                continue
            data = renderer.theme.render_page(kind.template, view)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            if os.environ.get("SITEGEN_DEBUG"):
                raise
            cause = f"{type(error).__name__}: {error}; this is a bug of sitegen"
            results.append(RenderResult(task.output, "", None, "", 0, (f"view of {task.output}", None, cause)))
            continue
        except TemplateFailed as failure:
            told = (renderer.theme.path_of(failure.template), failure.line, failure.cause)
            results.append(RenderResult(task.output, "", None, "", 0, told))
            continue
        staged = stage(Path(context.output), task.output, data)
        results.append(RenderResult(task.output, key, str(staged.stage_file), staged.digest, staged.size, None))
    return results
