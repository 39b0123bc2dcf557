"""What worker processes are sent to render, and what they do with it: a chunk of pages, made and staged.

A task carries everything it needs to know (paths, options, digests), so that any process that sees the project's files
can run it; what is dear to set up is kept per process and build.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sitegen.core.garbage import uncollected
from sitegen.core.options import SiteOptions
from sitegen.failures import Failure

if TYPE_CHECKING:
    from sitegen.catalog.lookups import CatalogLookup
    from sitegen.catalog.packing import PackedReads
    from sitegen.site.page_kind import PageKind


class RenderContext(NamedTuple):
    """What rendering needs to know. `build` is another word for each build: nothing is kept from one to the next."""

    catalog: str
    options: SiteOptions
    themes: tuple[str, ...]
    output: str
    program: str
    templates: Mapping[str, str]
    """Template → its digest, with all it includes."""
    repeats: bool
    """A page may have been staged before, by a process that died."""
    build: str


class RenderTask(NamedTuple):
    """A page to look at: its kind, place and subject; the key it had."""

    kind: str
    output: str
    subject: str
    old_key: str


class RenderResult(NamedTuple):
    """A page looked at: its key, the lookups that its view made, digest and size of what was staged; no digest if
    its key is the old one: it wasn't rendered.
    """

    key: str
    reads: PackedReads
    digest: str = ""
    size: int = 0
    failure: Failure | None = None


class _Renderer:
    """One process's open catalog and loaded theme."""

    def __init__(self, context: RenderContext) -> None:
        from sitegen.catalog.lookups import CatalogLookup
        from sitegen.site.pages import PAGE_KINDS

        self.lookup = CatalogLookup(Path(context.catalog))
        templates = tuple(context.templates.items())
        self.theme = _load_theme(context.themes, context.options.language, templates, context.program)
        self.kinds = {kind.name: kind for kind in PAGE_KINDS}
        self.options = context.options
        """Those of the first chunk, for all: what pages share is kept with the options that it follows from."""


@lru_cache(maxsize=1)
def _load_theme(folders: tuple[str, ...], language: str, templates: tuple[tuple[str, str], ...], program: str) -> Any:
    """The theme, kept while its templates are what they were: a preview renders again and again."""
    del templates
    from sitegen.render.code_cache import open_folder
    from sitegen.render.theme import Theme

    return Theme([Path(folder) for folder in folders], language, open_folder(program))


_renderer: tuple[str, _Renderer] | None = None


def close_renderer() -> None:
    """Let go of what this process keeps open for rendering. The next chunk opens it anew."""
    global _renderer
    if _renderer is not None:
        _renderer[1].lookup.close()
        _renderer = None


_one_at_a_time = threading.Lock()
"""A cluster's workers may have threads: what a process keeps open is for one of them."""


def render_chunk(context: RenderContext, tasks: Sequence[RenderTask]) -> list[RenderResult]:
    """Compute the views of some pages, and render and stage those whose key is new: a result for each, in order."""
    with _one_at_a_time, uncollected():
        return _render(context, tasks)


def _render(context: RenderContext, tasks: Sequence[RenderTask]) -> list[RenderResult]:
    global _renderer
    if _renderer is None or _renderer[0] != context.build:
        close_renderer()
        _renderer = (context.build, _Renderer(context))
    renderer = _renderer[1]
    by_kind: dict[str, list[RenderTask]] = {}
    for task in tasks:
        by_kind.setdefault(task.kind, []).append(task)
    results: dict[str, RenderResult] = {}
    for name, alike in by_kind.items():
        kind = renderer.kinds[name]
        _read_ahead(renderer.lookup, kind, [task.subject for task in alike])
        # Of a kind that nothing is read ahead for, one page may be as long as a sitemap: these are made one by one.
        for part in [alike] if kind.by_subject else [[task] for task in alike]:
            results |= _make_pages(renderer, context, kind, part)
    return [results[task.output] for task in tasks]


def _read_ahead(lookup: CatalogLookup, kind: PageKind, subjects: Sequence[str]) -> None:
    for table, column in kind.by_subject:
        lookup.prefetch(table, column, subjects)
    for table, column, other, named in kind.named:
        rows = [row for subject in subjects for row in lookup.rows(table, column, subject)]
        lookup.each(named, "id", dict.fromkeys(row[other] for row in rows))


def _make_pages(
    renderer: _Renderer,
    context: RenderContext,
    kind: PageKind,
    tasks: Sequence[RenderTask],
) -> dict[str, RenderResult]:
    """The results for pages of one kind, by output.

    First all views, then all pages, then all files: each is a program of its own, and what the processor keeps of one
    is gone after the others. Page by page, the same takes a sixth more time.
    """
    from sitegen.catalog.packing import PackedReads, pack_reads
    from sitegen.catalog.traces import subject_read
    from sitegen.core.options import trace_options
    from sitegen.page_key import page_key, shown_options
    from sitegen.publish.output import stage
    from sitegen.render.failed import TemplateFailed

    template = context.templates[kind.template]
    shown = shown_options(template)
    results: dict[str, RenderResult] = {}
    views = []
    for task in tasks:
        reads = renderer.lookup.begin_trace()
        try:
            view = kind.view(renderer.lookup, trace_options(renderer.options, reads), task.output, task.subject)
            key = page_key(context.program, template, view)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            if os.environ.get("SITEGEN_DEBUG"):
                raise
            cause = f"{type(error).__name__}: {error}; this is a bug of sitegen"
            told = Failure(f"view of {task.output}", None, cause)
            results[task.output] = RenderResult("", PackedReads(), failure=told)
            continue
        reads |= shown
        if kind.by_subject:
            reads.difference_update([(table, column, task.subject) for table, column in kind.by_subject])
            reads.add(subject_read(kind.name, task.subject))
        results[task.output] = RenderResult(key, pack_reads(reads))
        if key != task.old_key:
            views.append((task.output, view))
    pages = []
    for output, view in views:
        try:
            pages.append((output, renderer.theme.render_page(kind.template, view)))
        except TemplateFailed as failure:
            place = renderer.theme.path_of(failure.template)
            told = Failure(place, failure.line, failure.cause, failure.help)
            results[output] = RenderResult("", PackedReads(), failure=told)
    folder = Path(context.output)
    for output, data in pages:
        staged = stage(folder, output, data, context.repeats)
        results[output] = results[output]._replace(digest=staged.digest, size=staged.size)
    return results
