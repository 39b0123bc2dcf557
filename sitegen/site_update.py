"""Brings the site up to date with the catalog: renders the pages that changed, indexes, publishes."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from sitegen.catalog import pages as published
from sitegen.catalog import readers, traces
from sitegen.catalog.broken_links import find_broken_links
from sitegen.catalog.collisions import find_collisions
from sitegen.catalog.lookups import CatalogLookup
from sitegen.catalog.store import Catalog
from sitegen.core.causes import hints_for
from sitegen.core.diagnostics import Diagnostic, Place, diagnose, is_error, make_strict
from sitegen.core.options import SiteOptions, option_digests
from sitegen.index_update import SEARCH_FOLDER, IndexUpdate, begin_index, outdated_index, record_index, touch_index
from sitegen.page_choice import PageChoice, all_pages, choose_pages, finds_outputs, list_all
from sitegen.page_update import PageUpdate, Themed, update_pages
from sitegen.pool import Pool
from sitegen.publish import output as out
from sitegen.publish.errors import OutputRefused, PublishFailed, SearchFailed, SearchUnavailable
from sitegen.publish.pagefind import binary_version, find_binary
from sitegen.render.theme_files import templates_digest
from sitegen.site_files import (
    CopiedFile,
    digest_templates,
    find_assets,
    place_assets,
    read_look,
    theme_files,
    theme_folders,
)
from sitegen.workers import RenderTask

Progress = Callable[[str, int, int], None]

PERMANENT = ("article", "claim", "entity")
"""Kinds of pages that others link to from outside."""


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """Where the site lies, and how it is to be brought up to date."""

    project: Path
    output: Path
    strict: bool = False
    """Warnings are errors."""
    index: bool = True
    """Bring the search index up to date; otherwise a later build does."""
    is_rest_unchanged: bool = False
    """Nobody but this process has touched the output, and nobody the theme, since the last build."""
    first: Sequence[str] = ()
    """Outputs to render before all others,"""
    show: Callable[[str, bytes], None] | None = None
    """and what to call with each of them that is new."""


@dataclass(slots=True)
class SiteUpdate:
    """What became of the site."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    """Number of pages of each kind."""
    total: int = 0
    rendered: int = 0
    removed: int = 0
    written: dict[str, str] = field(default_factory=dict)
    """The files published by this build: output → SHA-256."""
    gone: tuple[str, ...] = ()
    """The outputs that it took away."""
    search: str = "off"
    """off | written | reused | unavailable"""
    is_unusable: bool = False
    strict: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether what was found so far forbids publishing."""
        if self.strict:
            # What the last build published is no fault of this content: saying it once is all that can be done.
            self.diagnostics = [
                item if item.code == "permalink-gone" else make_strict(item) for item in self.diagnostics
            ]
        return any(map(is_error, self.diagnostics))


def update_site(
    request: SiteRequest, options: SiteOptions, catalog: Catalog, pool: Pool, progress: Progress
) -> SiteUpdate:
    """Make the output the site of the catalog. On any error nothing that visitors see has changed."""
    update = SiteUpdate(strict=request.strict)
    themes = theme_folders(request.project, options)
    copied = theme_files(themes, read_look(themes, request.project, catalog)[0])
    options = place_assets(options, copied)
    if options.search:
        try:
            touch_index(catalog, binary_version(find_binary()))
        except SearchUnavailable as error:
            update.search = "unavailable"
            hint = "the site is built without search; `search: false` in site.yaml says so for good"
            update.diagnostics.append(diagnose("search-unavailable", str(error), Place("site.yaml"), hints=(hint,)))
            options = replace(options, search=False)
    touch_options(catalog, options)
    lookup = CatalogLookup(catalog.path)
    try:
        _update(request, options, catalog, lookup, themes, copied, pool, progress, update)
    except OutputRefused as refused:
        _fail(update, "output-refused", refused.message, str(request.output), refused.hints)
        return update
    except PublishFailed as failed:
        hints = hints_for(failed.__cause__) or ("mend that, and build again: readers still see the old site",)
        _fail(update, "publish-failed", str(failed), failed.path, hints)
    except SearchFailed as failed:
        _fail(update, "search-failed", str(failed), SEARCH_FOLDER, ("build with --no-search to go without",))
    finally:
        lookup.close()
    if update.is_refused or update.is_unusable:
        out.clear_stage(request.output.resolve())
    return update


def check_addresses(project: Path, options: SiteOptions, catalog: Catalog) -> list[Diagnostic]:
    """What is wrong with the addresses of a site that isn't built now: collisions, and links to pages it hasn't got."""
    lookup = CatalogLookup(catalog.path)
    try:
        choice = list_all(lookup, options)
    finally:
        lookup.close()
    assets = find_assets(catalog, project, theme_files(theme_folders(project, options), ""), options.assets)
    return _collisions(catalog, choice, assets, project) + _broken_links(catalog, choice, assets)


def _collisions(
    catalog: Catalog, choice: PageChoice, assets: Mapping[str, CopiedFile], project: Path
) -> list[Diagnostic]:
    files = [(place, _shown(file.path, project)) for place, file in assets.items()]
    return find_collisions(catalog.database, all_pages(catalog, choice), files)


def _broken_links(catalog: Catalog, choice: PageChoice, assets: Collection[str]) -> list[Diagnostic]:
    return find_broken_links(catalog.database, finds_outputs(catalog, choice, assets))


def _shown(path: Path, project: Path) -> str:
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)


def _fail(update: SiteUpdate, code: str, message: str, path: str, hints: Sequence[str]) -> None:
    said = [hint[:1].lower() + hint[1:].rstrip(".") for hint in hints]
    update.diagnostics.append(diagnose(code, message, Place(path), hints=said))
    update.is_unusable = True


def touch_options(catalog: Catalog, options: SiteOptions) -> None:
    """Note which options aren't what they were when the site was built last."""
    now, before = option_digests(options), json.loads(catalog.meta("options") or "{}")
    if now != before:
        changed = [name for name in now if before.get(name) != now[name]]
        with catalog.transaction():
            for name in changed:
                path = f"themes/{options.theme}/assets" if name == "assets" else "site.yaml"
                traces.touch(catalog.database, [("site", name, None)], path)
            catalog.set_meta("options", json.dumps(now))


def _update(
    request: SiteRequest,
    options: SiteOptions,
    catalog: Catalog,
    lookup: CatalogLookup,
    themes: Sequence[Path],
    copied: Mapping[str, CopiedFile],
    pool: Pool,
    progress: Progress,
    update: SiteUpdate,
) -> SiteUpdate:
    database = catalog.database
    project, output = request.project, request.output.resolve()
    read = [project / "content", project / "themes", catalog.path.parent, *themes]
    known_manifest = catalog.meta("manifest")
    manifest = out.open_output(output, read, project, known_manifest)
    is_known = manifest.digest == known_manifest
    is_looked_at = is_known and not request.is_rest_unchanged
    damaged = out.in_place(output, published.published_stats(database)) if is_looked_at else set()
    sources = (request.is_rest_unchanged and catalog.meta("templates_of")) or templates_digest(themes, options.language)
    templates, problems = digest_templates(themes, options.language, sources, catalog, project)
    update.diagnostics += problems
    if update.is_refused:
        return update

    before = json.loads(catalog.meta("templates") or "{}") if is_known else {}
    changed_templates = {name for name, found in templates.items() if before.get(name) != found}
    choice = choose_pages(catalog, lookup, options, changed_templates, damaged, is_known)
    assets = find_assets(catalog, project, copied, options.assets)
    files = published.file_digests(database) if is_known else {}
    index_files = [place for place in files if place.startswith(f"{SEARCH_FOLDER}/")]
    lost_files = files.keys() - assets.keys() - set(index_files)
    if choice.has_new or assets.keys() - files.keys():
        update.diagnostics += _collisions(catalog, choice, assets, project)
    if choice.listed or lost_files or traces.has_touches(database):
        update.diagnostics += _broken_links(catalog, choice, assets)
    update.diagnostics += _lost_addresses(choice)
    if update.is_refused:
        return update

    themed = Themed(project, options, tuple(map(str, themes)), templates)
    is_indexed = options.search and request.index
    pool.start(len(choice.tasks))
    with begin_index(output, options, catalog, index_files, damaged) if is_indexed else nullcontext() as build:
        rendered = update_pages(choice.tasks, output, catalog.path, themed, pool, progress, request.first, request.show)
        update.diagnostics += rendered.diagnostics
        update.rendered = len(rendered.staged)
        if update.is_refused:
            return update
        index = build.result(lambda: progress("search", 0, 1)) if build else IndexUpdate("", [], [])
    if options.search:
        index = index if build else IndexUpdate(catalog.meta("search") or "", [], index_files)
        update.search = "written" if index.staged else "reused"
    staged = list(rendered.staged)
    for place, file in sorted(assets.items()):
        if place in damaged or files.get(place) != file.digest:
            staged.append(out.stage(output, place, file.read()))
    staged += index.staged
    removed = {place for _, place, _ in choice.gone} | lost_files | (set(index_files) - set(index.keep))
    if not is_known:
        removed = set(manifest.files)
    removed -= {file.output_path for file in staged}
    progress("publish", 0, 1)
    done = out.publish(output, manifest, staged, sorted(removed))
    update.written, update.gone = {file.output_path: file.digest for file in staged}, done.removed
    update.removed = sum(place in removed for _, place, _ in choice.gone)
    is_new = traces.has_touches(database) or catalog.meta("templates_of") != sources
    if is_new or not is_known or staged or done.removed or rendered.reads or choice.listings:
        state = {"manifest": done.manifest.digest, "search": index.state}
        flags = {"drafts": options.drafts, "search": options.search, "output": str(output)}
        state |= {"flags": json.dumps(flags), "templates": json.dumps(templates), "templates_of": sources}
        outdated = set() if is_indexed else outdated_index(catalog)
        _record(catalog, choice, rendered, index, staged, done, state, is_known, outdated)
    progress("publish", 1, 1)
    update.kinds = published.count_pages(database)
    update.total = sum(update.kinds.values())
    return update


def _lost_addresses(choice: PageChoice) -> list[Diagnostic]:
    """Articles, claims and entities that the last build published and this one doesn't: links to them will break."""
    return [
        diagnose(
            "permalink-gone",
            f"the {kind} `{subject}` was published by the last build, and is missing now",
            Place(place.removesuffix("index.html")),
            hints=("keep the id (set `id:`), or add the old one to `redirect_from` of what took its place",),
        )
        for kind, place, subject in sorted(choice.gone, key=lambda page: page[1])
        if kind in PERMANENT
    ]


def _record(
    catalog: Catalog,
    choice: PageChoice,
    rendered: PageUpdate,
    index: IndexUpdate,
    staged: Sequence[out.Staged],
    done: out.Published,
    state: Mapping[str, str],
    is_known: bool,
    outdated: Collection[str],
) -> None:
    """Note in the catalog what lies in the output now, and what its pages have read."""
    database = catalog.database
    pages = {task.output: task for task in choice.tasks}
    file = RenderTask(published.FILE, "", "", "")
    with catalog.transaction():
        number = published.build_number(database) + 1
        if not is_known:
            published.forget_publish(database)
        put = [
            published.PageState(
                one.output_path,
                (task := pages.get(one.output_path, file)).kind,
                task.subject,
                rendered.keys.get(one.output_path, ""),
                one.digest,
                *done.stats[one.output_path],
                number,
            )
            for one in staged
        ]
        readers.forget_listings(database, outdated)
        published.record_publish(database, put, rendered.reads, choice.listings | index.reads, done.removed)
        record_index(catalog, index)
        for name, value in state.items():
            catalog.set_meta(name, value)
