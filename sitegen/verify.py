"""Compares a site with a clean build of the same sources, made aside: they must be the same, byte for byte."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.build import build_site
from sitegen.build_request import BuildRequest
from sitegen.catalog import pages as published
from sitegen.catalog import readers
from sitegen.catalog.lookups import CatalogLookup
from sitegen.catalog.store import open_catalog
from sitegen.catalog.traces import describe_read, lookup_number, subject_read
from sitegen.core.options import SiteOptions, trace_options
from sitegen.options_update import read_options
from sitegen.program import program_digest
from sitegen.site.pages import PAGE_KINDS


@dataclass(frozen=True, slots=True)
class Difference:
    """The first file in which a site differs from a clean build of it."""

    output: str
    difference: str
    """What differs, as a sentence's end: "is only in the clean build"."""
    others: int
    """How many more files differ."""
    reads: list[tuple[str, bool]]
    """The lookups that the page's view makes, in words, and whether each is recorded of the page that was kept."""


def verify_site(request: BuildRequest) -> Difference | None:
    """None: the site that lies in the request's output is what a clean build makes. The request was built just now."""
    project = request.project.absolute()
    site = (request.output or project / "site").absolute()
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        clean = Path(folder, "site")
        report = build_site(replace(request, executor="", output=clean, state=Path(folder, "state")))
        if not report.ok:
            first = report.diagnostics[0]
            return Difference("the site", f"can't be built clean: {first.place.path}: {first.message}", 0, [])
        # The manifest holds all other files' digests: it tells the least.
        found = sorted(_differences(site, clean), key=lambda item: (item[0].startswith(".sitegen/"), item[0]))
    if not found:
        return None
    output, difference = found[0]
    return Difference(output, difference, len(found) - 1, _reads(request, project, output))


def _differences(site: Path, clean: Path) -> Iterator[tuple[str, str]]:
    have, want = _files(site), _files(clean)
    yield from ((path, "is missing; a clean build makes it") for path in want.keys() - have.keys())
    yield from (
        (path, "is there, but a clean build doesn't make it") for path in _ours(site) & have.keys() - want.keys()
    )
    for path in have.keys() & want.keys():
        one, other = have[path].read_bytes(), want[path].read_bytes()
        if one != other:
            at = next(
                (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
                min(len(one), len(other)),
            )
            yield path, f"differs at byte {at}: {_around(one, at)} where a clean build has {_around(other, at)}"


def _files(site: Path) -> dict[str, Path]:
    return {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}


def _ours(site: Path) -> set[str]:
    lines = (site / ".sitegen/manifest").read_text(encoding="utf-8").split("\n")[1:-1]
    return {line.split(" ", 2)[2] for line in lines}


def _around(data: bytes, at: int) -> str:
    return repr(data[max(0, at - 20) : at + 20].decode("utf-8", "replace"))


def _reads(request: BuildRequest, project: Path, output: str) -> list[tuple[str, bool]]:
    catalog = open_catalog(request.catalog, program_digest())
    lookup = CatalogLookup(catalog.path)
    try:
        page = published.page_states(catalog.database, [output]).get(output)
        kind = next((kind for kind in PAGE_KINDS if page and kind.name == page.kind), None)
        options, _ = read_options(project, (project / "site.yaml").read_bytes(), request.drafts, catalog)
        if page is None or kind is None or options is None:
            return []
        reads = lookup.begin_trace()
        traced: SiteOptions = trace_options(options.switched(request.search), reads)
        kind.view(lookup, traced, output, page.subject)
        recorded = readers.reads_of(catalog.database, output)
        its_own = lookup_number(*subject_read(kind.name, page.subject)) in recorded
        covered = {(table, column, page.subject) for table, column in kind.by_subject if its_own}
        return sorted((describe_read(read), read in covered or lookup_number(*read) in recorded) for read in reads)
    finally:
        lookup.close()
        catalog.close()
