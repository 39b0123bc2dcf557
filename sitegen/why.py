"""Explains a page: what changed that made it new, or would make it new; or that it is up to date."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sitegen import why_paths as paths
from sitegen.build_request import STATE
from sitegen.catalog import pages as published
from sitegen.catalog import readers, traces
from sitegen.catalog.lookups import CatalogLookup
from sitegen.catalog.store import Catalog, copy_catalog, open_catalog
from sitegen.catalog_update import update_catalog
from sitegen.core.diagnostics import is_error
from sitegen.core.options import SiteOptions
from sitegen.lock import lock_project
from sitegen.options_update import read_options, read_site_file
from sitegen.page_choice import choose_pages, content_outputs
from sitegen.page_key import page_key
from sitegen.pool import Pool
from sitegen.program import program_digest
from sitegen.publish.output import in_place
from sitegen.render.theme_files import templates_digest
from sitegen.render_worker import RenderTask
from sitegen.scan import scan_content
from sitegen.site.pages import PAGE_KINDS
from sitegen.site_files import digest_templates, find_assets, place_assets, read_look, theme_files, theme_folders
from sitegen.site_update import touch_options


@dataclass(slots=True)
class Explanation:
    """What is to be said of a page."""

    output: str
    verdict: str
    """One sentence."""
    reasons: list[tuple[str, str]] = field(default_factory=list)
    """(what changed: a path, or words; the lookup through which the page sees it, or "")"""


class CannotExplain(Exception):
    """There is nothing that could be explained. The message says why, and what to do."""


def explain_page(project: Path, page: str) -> Explanation:
    """Why a page ("articles/talks-end/", or its file) was made by the last build, or would be made by one now.

    Works on a copy of the catalog: nothing of the project changes. Raises CannotExplain, OSError.
    """
    project = project.absolute()
    data, problem = read_site_file(project, str(project))
    if problem is not None:
        raise CannotExplain(problem.message)
    with lock_project(project / STATE), tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        place = copy_catalog(project / STATE / "catalog.db", Path(folder))
        if place is None:
            raise CannotExplain("the site isn't built yet: run `sitegen build`")
        catalog = open_catalog(place, program_digest())
        try:
            flags = json.loads(catalog.meta("flags") or "null")
            if flags is None:
                raise CannotExplain("this version of sitegen hasn't built the site yet: run `sitegen build`")
            return _explain(project, data, page, catalog, flags)
        finally:
            catalog.close()


def _explain(project: Path, data: bytes, page: str, catalog: Catalog, flags: dict[str, object]) -> Explanation:
    folder = Path(str(flags["output"]))
    output = _published(catalog, project, folder, page)
    options, problems = read_options(project, data, bool(flags["drafts"]), catalog)
    if options is None:
        raise CannotExplain(f"site.yaml: {problems[0].message}")
    options = options.switched(search=bool(flags["search"]))
    scanned, _ = scan_content(project)
    with Pool(1) as pool:
        found, _ = update_catalog(project, options, catalog, scanned, pool, lambda *_: None)
    themes = theme_folders(project, options)
    options = place_assets(options, theme_files(themes, read_look(themes, project, catalog)[0]))
    touch_options(catalog, options)
    broken = sum(map(is_error, found))
    told = _pending(project, options, catalog, output, page, folder)
    if broken and told.reasons:
        told.verdict += f" (The content has {broken} errors, which come first: run `sitegen check`.)"
    return told


def _meant(catalog: Catalog, project: Path, folder: Path, page: str) -> list[str]:
    """Where the page may lie that somebody means; an address before a path, where both are possible."""
    found = [*paths.named_outputs(page), *paths.built_outputs(page, folder, project)]
    source = paths.path_below(page, project, project)
    return found + (content_outputs(catalog, source) if source else [])


def _published(catalog: Catalog, project: Path, folder: Path, page: str) -> str | None:
    meant = _meant(catalog, project, folder, page)
    states = published.page_states(catalog.database, meant)
    return next((output for output in meant if output in states), None)


def _pending(
    project: Path,
    options: SiteOptions,
    catalog: Catalog,
    output: str | None,
    page: str,
    folder: Path,
) -> Explanation:
    """`output`: the published page that is meant, if it is one."""
    database = catalog.database
    themes = theme_folders(project, options)
    templates, problems = digest_templates(
        themes, options.language, templates_digest(themes, options.language), catalog, project
    )
    if problems:
        raise CannotExplain(f"{problems[0].place.path}: {problems[0].message}")
    before = json.loads(catalog.meta("templates") or "{}")
    changed = {name for name, found in templates.items() if before.get(name) != found}
    if output is None:
        copied = find_assets(catalog, project, theme_files(themes, ""), options.assets)
        output = paths.copied_output(copied, project, page)
    known = published.page_states(database, [output]).get(output) if output else None
    if output is None and (named := paths.template_named(page, project, themes)):
        return _explain_template(catalog, options, themes, page, *named, changed)
    damaged = in_place(folder, [(known.output, known.size, known.mtime_ns)]) if known else set()
    lookup = CatalogLookup(catalog.path)
    try:
        choice = choose_pages(catalog, lookup, options, changed, damaged, True)
        tasks = {task.output: task for task in choice.tasks}
        if known is None:
            new = next((name for name in _meant(catalog, project, folder, page) if name in tasks), output)
            if new is None:
                raise CannotExplain(_unknown(catalog, project, page))
            return Explanation(new, "is new: the next build makes it")
        output = known.output
        if any(output == gone for _, gone, _ in choice.gone):
            return Explanation(
                output, "goes away: what it was made from isn't there any more", _touches(catalog, output, "touch")
            )
        if known.kind == published.FILE:
            verdict = "is copied, or made by Pagefind: no page" + ("; its file was changed by hand" if damaged else "")
            return Explanation(output, verdict)
        if damaged:
            return Explanation(output, "is made again by the next build: its file was changed or removed by hand")
        template = next(kind.template for kind in PAGE_KINDS if kind.name == known.kind)
        if template in changed:
            reason = (f"the template {template}, or one that it includes", "")
            return Explanation(output, "would be made again by a build now", [reason])
        if output in tasks:
            reasons = _touches(catalog, output, "touch")
            if _has_other_view(lookup, options, templates[template], tasks[output]):
                return Explanation(output, "would be made again by a build now", reasons)
            return Explanation(output, "would be looked at, and kept: what changed isn't shown on it", reasons)
    finally:
        lookup.close()
    last = published.build_number(database)
    if known.made < last or known.made == 1:
        when = "the first build" if known.made == 1 else f"build {known.made}; the last was build {last}"
        return Explanation(output, f"is up to date since {when}")
    reasons = _touches(catalog, output, "last_touch")
    return Explanation(output, "is up to date; the last build made it", reasons or [("its template, or its file", "")])


def _explain_template(
    catalog: Catalog,
    options: SiteOptions,
    themes: Sequence[Path],
    path: str,
    name: str,
    folder: Path,
    changed: Collection[str],
) -> Explanation:
    """Which pages a template is a part of, and whether a build now would make them again."""
    kinds = paths.kinds_with(name, folder, themes, options)
    counts = published.count_pages(catalog.database)
    pages = {kind: counts[kind] for kind in kinds if kind in counts}
    if not pages:
        return Explanation(path, "is part of no page")
    new = [kind for kind in pages if kinds[kind] in changed]
    number = sum(pages.values())
    verdict = f"is part of {number:,} {'page' if number == 1 else 'pages'}"
    verdict += ": a build now would make them again" if new else "; they are up to date with it"
    return Explanation(path, verdict, [(f"{number:,} × {kind}", kinds[kind]) for kind, number in pages.items()])


def _unknown(catalog: Catalog, project: Path, page: str) -> str:
    """What to say of something that is no page."""
    source = paths.path_below(page, project, project)
    if source and source != "." and (project / source).is_file():
        return (
            f"{page} makes no page of its own: ask about a page that shows it, like `sitegen why articles/talks-end/`"
        )
    near = paths.near_addresses(catalog, page)
    hint = f"did you mean {' or '.join(near)}?" if near else "write its address, like articles/talks-end/"
    return f"no page is at {page}: {hint}"


def _touches(catalog: Catalog, output: str, table: str) -> list[tuple[str, str]]:
    """(path, lookup in words) of what touched a page."""
    if traces.is_everything_touched(catalog.database) and table == "touch":
        return [("so much that every page is looked at", "")]
    return readers.touches_of(catalog.database, output, table)


def _has_other_view(lookup: CatalogLookup, options: SiteOptions, template: str, task: RenderTask) -> bool:
    kind = next(kind for kind in PAGE_KINDS if kind.name == task.kind)
    view = kind.view(lookup, options, task.output, task.subject)
    return page_key(program_digest(), template, view) != task.old_key
