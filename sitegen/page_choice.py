"""Chooses the pages to look at: new ones, damaged ones, and those that made a lookup whose answer has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from sitegen.catalog import pages as published
from sitegen.catalog import readers, traces
from sitegen.catalog.lookups import CatalogLookup
from sitegen.catalog.packing import PackedReads, pack_reads
from sitegen.catalog.store import Catalog
from sitegen.core.options import SiteOptions, trace_options
from sitegen.render_worker import RenderTask
from sitegen.site import urls
from sitegen.site.page_kind import PageKind
from sitegen.site.pages import PAGE_KINDS

Page = tuple[str, str, str]
"""(kind, output, subject)"""


def content_outputs(catalog: Catalog, path: str) -> list[str]:
    """The pages that a content file is about."""
    query = "SELECT kind, id FROM page_file WHERE path = ? ORDER BY kind, id"
    return [urls.PAGE_OF[kind](id) for kind, id in catalog.database.execute(query, (path,))]


@dataclass(slots=True)
class PageChoice:
    """What to do about the pages of a site."""

    tasks: list[RenderTask] = field(default_factory=list)
    gone: list[Page] = field(default_factory=list)
    """Pages that the last publish made and that don't exist any more."""
    given: list[Page] = field(default_factory=list)
    """Of these, but not in `gone`: those whose address leads on to something else now."""
    listings: dict[str, PackedReads] = field(default_factory=dict)
    """Kind → the lookups (packed) of the listings made anew."""
    listed: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """Kind → (output, subject) of the pages listed anew."""
    has_new: bool = False
    """Whether a page came that wasn't there, or another took its address."""


def choose_pages(
    catalog: Catalog,
    lookup: CatalogLookup,
    options: SiteOptions,
    changed_templates: Collection[str],
    damaged: Collection[str],
    is_known: bool,
) -> PageChoice:
    """The pages that can have another view or aren't in place. `is_known`: the output is as the catalog has it;
    otherwise all pages are made anew.
    """
    choice = PageChoice()
    is_all = not is_known or traces.is_everything_touched(catalog.database)
    untouched = set() if is_all else readers.untouched_listings(catalog.database)
    look: dict[str, tuple[str, str]] = {}
    for kind in PAGE_KINDS:
        is_changed = kind.template in changed_templates
        if kind.name in untouched:
            if is_changed:
                look |= {
                    output: (kind.name, subject)
                    for output, subject in published.pages_of_kind(catalog.database, kind.name).items()
                }
            continue
        listed = _list_pages(kind, lookup, options, choice)
        known = published.pages_of_kind(catalog.database, kind.name)
        for output, subject in listed:
            if is_all or is_changed or known.get(output) != subject:
                look[output] = (kind.name, subject)
            choice.has_new = choice.has_new or known.get(output) != subject
        now = {output for output, _ in listed}
        choice.gone += [(kind.name, output, subject) for output, subject in known.items() if output not in now]
    choice.given = [page for page in choice.gone if look.get(page[1], ("", ""))[0] == "redirect"]
    choice.gone = [page for page in choice.gone if page[1] not in look]
    if not is_all:
        gone = {output for _, output, _ in choice.gone}
        for state in published.page_states(
            catalog.database, sorted(readers.touched_pages(catalog.database).union(damaged) - gone)
        ).values():
            if state.kind != published.FILE:
                look.setdefault(state.output, (state.kind, state.subject))
    keys = published.page_keys(catalog.database, look) if is_known else {}
    choice.tasks = [
        RenderTask(kind, output, subject, "" if output in damaged else keys.get(output, ""))
        for output, (kind, subject) in look.items()
    ]
    return choice


def _list_pages(
    kind: PageKind, lookup: CatalogLookup, options: SiteOptions, choice: PageChoice
) -> Sequence[tuple[str, str]]:
    reads = lookup.begin_trace()
    listed = list(kind.outputs(lookup, trace_options(options, reads)))
    choice.listings[kind.name] = pack_reads(reads)
    choice.listed[kind.name] = listed
    return listed


def all_pages(catalog: Catalog, choice: PageChoice) -> Iterator[Page]:
    """Every page of the site that will be, kind by kind."""
    for kind in PAGE_KINDS:
        listed = choice.listed.get(kind.name)
        pages = published.pages_of_kind(catalog.database, kind.name).items() if listed is None else listed
        yield from ((kind.name, output, subject) for output, subject in pages)


def finds_outputs(
    catalog: Catalog, choice: PageChoice, assets: Collection[str]
) -> Callable[[str], tuple[str, str] | None]:
    """Finds (kind, subject) of what the site that will be has at a path, if it has something there."""
    new = {output: (kind, subject) for kind, listed in choice.listed.items() for output, subject in listed}
    query = "SELECT kind, subject FROM page WHERE output = ?"

    def find_output(path: str) -> tuple[str, str] | None:
        if path in new or path in assets:
            return new.get(path, (published.FILE, ""))
        found: tuple[str, str] | None = catalog.database.execute(query, (path,)).fetchone()
        return found if found and found[0] != published.FILE and found[0] not in choice.listed else None

    return find_output


def list_all(lookup: CatalogLookup, options: SiteOptions) -> PageChoice:
    """Every page of a site that isn't built now."""
    choice = PageChoice()
    for kind in PAGE_KINDS:
        _list_pages(kind, lookup, options, choice)
    return choice
