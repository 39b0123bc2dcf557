"""Makes the site anew where it isn't what the catalog says: renders the pages that changed, indexes, publishes."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.catalog import pages as published
from sitegen.catalog import readers, traces
from sitegen.catalog.broken_links import find_broken_links
from sitegen.catalog.collisions import find_collisions, written_redirects
from sitegen.catalog.lookups import CatalogLookup
from sitegen.catalog.packing import PackedReads
from sitegen.catalog.store import Catalog
from sitegen.core.diagnostics import Diagnostic, Place, diagnose
from sitegen.core.options import SiteOptions
from sitegen.index_record import IndexUpdate, record_index
from sitegen.index_state import outdated_index
from sitegen.page_choice import PageChoice, all_pages, choose_pages, finds_outputs, list_all
from sitegen.page_update import PageUpdate, Themed, update_pages
from sitegen.pool import Pool
from sitegen.publish import output as out
from sitegen.render_worker import RenderTask
from sitegen.site_files import CopiedFile, find_assets, theme_files, theme_folders
from sitegen.site_request import OutputState, SiteRequest, SiteUpdate

if TYPE_CHECKING:
    from sitegen.index_update import IndexBuild

Progress = Callable[[str, int, int], None]

PERMANENT = ("article", "claim", "entity")
"""Kinds of pages that others link to from outside, and that may move."""


def check_addresses(project: Path, options: SiteOptions, catalog: Catalog) -> list[Diagnostic]:
    """What is wrong with the addresses of a site that isn't built now: collisions, and links to pages it hasn't got."""
    with closing(CatalogLookup(catalog.path)) as lookup:
        choice = list_all(lookup, options)
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


def renew_site(
    request: SiteRequest,
    options: SiteOptions,
    catalog: Catalog,
    found: OutputState,
    pool: Pool,
    progress: Progress,
    update: SiteUpdate,
) -> None:
    """Make the output that was `found` the site of the catalog, unless `update` is refused meanwhile."""
    database = catalog.database
    project, output, damaged, is_known = request.project, found.folder, found.damaged, found.is_known
    templates, assets, files = found.templates, found.assets, found.files
    before = json.loads(catalog.meta("templates") or "{}") if is_known else {}
    changed_templates = {name for name, template in templates.items() if before.get(name) != template}
    with closing(CatalogLookup(catalog.path)) as lookup:  # and let go of: it has read the tables of all that is listed
        choice = choose_pages(catalog, lookup, options, changed_templates, damaged, is_known)
    index_files = found.index_files
    lost_files = files.keys() - assets.keys() - set(index_files)
    if choice.has_new or assets.keys() - files.keys():
        update.diagnostics += _collisions(catalog, choice, assets, project)
    if choice.listed or lost_files or traces.has_touches(database):
        update.diagnostics += _broken_links(catalog, choice, assets)
    update.diagnostics += _lost_addresses(choice, catalog)
    if update.is_refused:
        return

    # While pages are rendered memory is scarcest, and neither is needed.
    choice.listed.clear()
    database.execute("PRAGMA shrink_memory")
    themed = Themed(project, options, tuple(map(str, found.themes)), templates)
    is_indexed = options.search and request.index
    pool.start(len(choice.tasks))
    with _begin_index(output, options, catalog, index_files, damaged) if is_indexed else nullcontext() as build:
        rendered = update_pages(choice.tasks, output, catalog.path, themed, pool, progress, request.first, request.show)
        update.diagnostics += rendered.diagnostics
        staged = rendered.staged()
        update.rendered = len(staged)
        if update.is_refused:
            return
        index = build.result(lambda: progress("search", 0, 1)) if build else IndexUpdate("", [], [])
    if options.search:
        index = index if build else IndexUpdate(catalog.meta("search") or "", [], index_files)
        update.search = "written" if index.staged else "reused"
    for place, file in sorted(assets.items()):
        if place in damaged or files.get(place) != file.digest:
            staged.append(out.stage(output, place, file.read()))
    staged += index.staged
    removed = {place for _, place, _ in choice.gone} | lost_files | (set(index_files) - set(index.keep))
    if not is_known:
        removed = set(found.manifest.files)
    removed -= {file.output_path for file in staged}
    progress("publish", 0, 1)
    reads = rendered.reads()
    turned = None
    if not is_known:  # the pages will be numbered as they are staged
        none = PackedReads()
        turned = pool.begin(readers.turn_round, [reads.get(file.output_path, none).own for file in staged])
    done = out.publish(output, found.manifest, staged, sorted(removed))
    update.written, update.gone = {file.output_path: file.digest for file in staged}, done.removed
    update.removed = sum(place in removed for _, place, _ in choice.gone)
    is_new = traces.has_touches(database) or catalog.meta("templates_of") != found.sources
    if is_new or not is_known or staged or done.removed or rendered.results or choice.listings:
        state = {"manifest": done.manifest.digest, "search": index.state}
        flags = {"drafts": options.drafts, "search": options.search, "output": str(output)}
        state |= {"flags": json.dumps(flags), "templates": json.dumps(templates), "templates_of": found.sources}
        outdated = set() if is_indexed else outdated_index(catalog)
        _record(catalog, choice, rendered, reads, index, staged, done, state, turned, outdated)
    progress("publish", 1, 1)


def _begin_index(
    output: Path, options: SiteOptions, catalog: Catalog, files: list[str], damaged: Collection[str]
) -> IndexBuild | nullcontext[None]:
    """The update of the search index, begun. What it needs is loaded where it is called for."""
    from sitegen.index_update import begin_index

    return begin_index(output, options, catalog, files, damaged)


def _lost_addresses(choice: PageChoice, catalog: Catalog) -> list[Diagnostic]:
    """Articles, claims, entities and editions that the last build published and this one doesn't: links to them will
    break; or lead to what only happens to be called the same, if nobody wrote `redirect_from`.
    """
    written = written_redirects(catalog.database) if choice.given else set()
    lost = [*choice.gone, *(page for page in choice.given if (page[0], page[2]) not in written)]
    found = [
        diagnose(
            "permalink-gone",
            f"the {kind} `{subject}` was published by the last build, and is missing now",
            Place(place.removesuffix("index.html")),
            hints=("keep the id (set `id:`), or add the old one to `redirect_from` of what took its place",),
        )
        for kind, place, subject in sorted(lost, key=lambda page: page[1])
        if kind in PERMANENT
    ]
    for kind, place, subject in sorted(choice.gone, key=lambda page: page[1]):
        day, _, number = subject.partition(" ")
        if kind == "edition" and number == "1":
            message = f"the edition of {day} was published by the last build, and is missing now"
            hint = f"restore content/editions/{day}.yaml: readers cite it"
            found.append(diagnose("permalink-gone", message, Place(place.removesuffix("index.html")), hints=(hint,)))
    return found


def _record(
    catalog: Catalog,
    choice: PageChoice,
    rendered: PageUpdate,
    reads: Mapping[str, PackedReads],
    index: IndexUpdate,
    staged: Sequence[out.Staged],
    done: out.Published,
    state: Mapping[str, str],
    turned: Callable[[], list[bytes]] | None,
    outdated: Collection[str],
) -> None:
    """Note in the catalog what lies in the output now, and what its pages have read. `turned`: the reads turned round,
    where nothing was known of the output."""
    database = catalog.database
    pages = {task.output: task for task in choice.tasks}
    file = RenderTask(published.FILE, "", "", "")
    with catalog.transaction():
        number = published.build_number(database) + 1
        if turned is not None:
            published.forget_publish(database)
        put = [
            published.PageState(
                one.output_path,
                (task := pages.get(one.output_path, file)).kind,
                task.subject,
                result.key if (result := rendered.results.get(one.output_path)) else "",
                one.digest,
                *done.stats[one.output_path],
                number,
            )
            for one in staged
        ]
        readers.forget_listings(database, outdated)
        listings = choice.listings | index.reads
        published.record_publish(database, put, reads, listings, done.removed, turned() if turned else None)
        record_index(catalog, index)
        for name, value in state.items():
            catalog.set_meta(name, value)
