"""Looks at every page: computes its view, and renders and stages it if its key is new."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.catalog.packing import PackedReads
from sitegen.core.diagnostics import Diagnostic, Place, diagnose
from sitegen.core.options import SiteOptions
from sitegen.failures import Failure, explain_failure
from sitegen.pool import Pool, WorkerDied, run_chunks
from sitegen.program import program_digest
from sitegen.publish.plan import Staged, stage_file
from sitegen.render_worker import RenderContext, RenderResult, RenderTask, close_renderer, render_chunk

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class PageUpdate:
    """What became of the pages looked at, by output."""

    results: dict[str, RenderResult] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def staged(self) -> list[Staged]:
        """The pages that are new, in the stage."""
        return [Staged(output, found.digest, found.size) for output, found in self.results.items() if found.digest]

    def reads(self) -> dict[str, PackedReads]:
        """What each page's view read, packed."""
        return {output: found.reads for output, found in self.results.items()}


@dataclass(frozen=True, slots=True)
class Themed:
    """What pages are rendered with: the site's options, its theme's folders, the digests of its templates."""

    project: Path
    options: SiteOptions
    themes: tuple[str, ...]
    templates: Mapping[str, str]


def update_pages(
    tasks: Sequence[RenderTask],
    output: Path,
    catalog: Path,
    themed: Themed,
    pool: Pool,
    progress: Progress,
    first: Sequence[str] = (),
    show: Callable[[str, bytes], None] | None = None,
) -> PageUpdate:
    """Render into `output`'s stage what is new. A template that fails is reported once for each place it fails at.

    Of the tasks, those of the `first` outputs are done before all others, in that order; `show` is called with each of
    them that is new as soon as it is rendered.
    """
    build = f"{os.getpid()}-{time.time_ns()}"
    context = RenderContext(
        str(catalog),
        themed.options,
        themed.themes,
        str(output),
        program_digest(),
        themed.templates,
        pool.repeats,
        build,
    )
    update = PageUpdate()
    failures: set[Failure] = set()
    early = sorted((task for task in tasks if task.output in first), key=lambda task: first.index(task.output))
    late = [task for task in tasks if task.output not in first] if early else tasks
    try:
        for task in early:
            _take([task], render_chunk(context, [task]), update, failures)
            if show and update.results[task.output].digest:
                show(task.output, Path(stage_file(output, task.output)).read_bytes())
        for chunk, results in run_chunks(pool, render_chunk, context, late):
            _take(chunk, results, update, failures)
            progress("render", len(update.results), len(tasks))
    except WorkerDied as died:
        pages = f"{died.tasks[0].output} or one of the {len(died.tasks)} pages from there on"
        hint = "is the machine short of memory? try -j 1"
        message = f"a worker process died while making {pages}"
        update.diagnostics.append(diagnose("worker-died", message, Place(died.tasks[0].output), hints=(hint,)))
    finally:
        close_renderer()
    update.diagnostics += [explain_failure(failure, themed.project) for failure in sorted(failures, key=str)]
    return update


def _take(
    tasks: Sequence[RenderTask],
    results: Sequence[RenderResult],
    update: PageUpdate,
    failures: set[Failure],
) -> None:
    for task, result in zip(tasks, results, strict=True):
        update.results[task.output] = result
        if result.failure is not None:
            failures.add(result.failure)
