"""The pipeline, run once: scan → compile → catalog → link → views → render → publish → search."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from sitegen import workers
from sitegen.catalog import link
from sitegen.catalog.store import Catalog, CatalogFailed, open_catalog
from sitegen.catalog_update import update_catalog
from sitegen.compile.places import locate_field
from sitegen.compile.site_file import SITE_FILE, missing_site, read_site
from sitegen.core.diagnostics import Diagnostic, Place, Related, diagnose, is_error, make_strict, sort_key
from sitegen.core.options import SiteOptions
from sitegen.lock import ProjectLocked, lock_project
from sitegen.program import program_digest
from sitegen.scan import scan_content
from sitegen.site_update import SiteUpdate, check_addresses, theme_folders, update_site

STATE = ".sitegen"
"""Folder of the project that holds the build's own state."""

Progress = Callable[[str, int, int], None]
"""(stage, done, of how many): called as work goes on."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build, where to, and how."""

    project: Path
    output: Path | None = None
    """Default: `site/` in the project."""
    jobs: int = 0
    """Worker processes; 0: as many as there are processors."""
    strict: bool = False
    search: bool = True
    drafts: bool = False
    check_only: bool = False
    """Find every problem; write no site."""
    state: Path | None = None
    """The build's own state. Default: `.sitegen/` in the project."""


@dataclass(slots=True)
class BuildReport:
    """What a build found and did."""

    output: Path
    diagnostics: list[Diagnostic] = field(default_factory=list)
    site: SiteUpdate | None = None
    """None: nothing was published."""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """"annotations" and "ratings" of the archive: word → number."""
    is_unusable: bool = False
    """The errors are the machine's or the command's, not the content's."""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return not any(map(is_error, self.diagnostics))


def _silent(stage: str, done: int, total: int) -> None:
    del stage, done, total


def build_site(request: BuildRequest, progress: Progress = _silent) -> BuildReport:
    """Build the site. Problems of content and machine come back in the report, all of them; none is raised."""
    started = time.perf_counter()
    project = request.project.absolute()
    state = (request.state or project / STATE).absolute()
    report = BuildReport((request.output or project / "site").absolute())
    try:
        # Without a site.yaml there is nothing to build, and no folder is made.
        with lock_project(state) if (project / SITE_FILE).exists() else nullcontext():
            _run_pipeline(request, project, state, report, progress)
    except ProjectLocked as locked:
        _give_up(report, "output-refused", str(locked), str(project))
    except CatalogFailed as error:
        _give_up(report, "publish-failed", f"the catalog can't be written: {error}", str(state))
    except OSError as error:
        what = str(error.filename or project)
        _give_up(report, "publish-failed", f"{what}: {error.strerror or error}", what)
    report.diagnostics = sorted(dict.fromkeys(report.diagnostics), key=sort_key)
    report.seconds = time.perf_counter() - started
    return report


def _run_pipeline(request: BuildRequest, project: Path, state: Path, report: BuildReport, progress: Progress) -> None:
    options = _read_options(request, project, report)
    if options is None:
        return
    catalog = open_catalog(state / "catalog.db", program_digest())
    try:
        with workers.open_pool(request.jobs or os.cpu_count() or 1) as pool:
            scanned, problems = scan_content(project)
            report.diagnostics += problems
            report.diagnostics += update_catalog(project, options, catalog, scanned, pool, progress)
            report.diagnostics += _link(project, options, catalog, request.strict)
            if request.strict:
                report.diagnostics = [make_strict(item) for item in report.diagnostics]
            report.counts = _count(catalog)
            if request.check_only or not report.ok:
                report.diagnostics += _located(project, check_addresses(project, options, catalog))
            else:
                report.site = update_site(project, report.output, options, catalog, pool, progress, request.strict)
                report.diagnostics += _located(project, report.site.diagnostics)
                report.is_unusable = report.site.is_unusable
    finally:
        catalog.close()


def _read_options(request: BuildRequest, project: Path, report: BuildReport) -> SiteOptions | None:
    try:
        data = (project / SITE_FILE).read_bytes()
    except OSError as error:
        missing = isinstance(error, (FileNotFoundError, NotADirectoryError))
        unreadable = diagnose("unreadable", f"site.yaml can't be read: {error.strerror}", Place(SITE_FILE))
        report.diagnostics.append(missing_site(str(request.project)) if missing else unreadable)
        report.is_unusable = True
        return None
    options, diagnostics = read_site(data, request.drafts)
    report.diagnostics += diagnostics
    if any(item.code in ("yaml-syntax", "not-utf-8", "site-yaml") for item in diagnostics):
        return None  # without its scale and language, much that is right in the content would be called wrong
    try:
        theme_folders(project, options)
    except FileNotFoundError as error:
        place = locate_field(SITE_FILE, data, "theme")
        report.diagnostics.append(diagnose("file-missing", str(error), place, hints=("`theme: default` is built in",)))
        options = replace(options, theme="default")
    return replace(options, search=options.search and request.search)


def _link(project: Path, options: SiteOptions, catalog: Catalog, strict: bool) -> Sequence[Diagnostic]:
    references = [
        ("corrections_policy", "page", options.corrections_policy),
        ("ratings.method", "page", options.ratings.method),
    ]
    wanted = [(field, kind, target) for field, kind, target in references if target]
    found = link.link_archive(catalog.database, wanted, strict)
    found += link.rated_without_policy(catalog.database, options.corrections_policy)
    return _located(project, found)


def _located(project: Path, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics with their fields turned into lines and columns."""

    read = cache(lambda path: (project / path).read_bytes())

    def locate(place: Place, name: str | None) -> Place:
        try:
            return locate_field(place.path, read(place.path), name or "")
        except OSError:
            return place

    # One problem of several files is a diagnostic of each of them: the places of the others are known from theirs.
    fields = {(item.code, item.message, item.place.path): item.field for item in diagnostics}
    return [
        replace(
            item,
            place=locate(item.place, item.field),
            field=None,
            related=tuple(
                Related(
                    other.message,
                    locate(other.place, fields.get((item.code, item.message, other.place.path), item.field)),
                )
                for other in item.related
            ),
        )
        if item.field is not None
        else item
        for item in diagnostics
    ]


def _count(catalog: Catalog) -> dict[str, dict[str, int]]:
    kinds = "SELECT kind, count(*) FROM annotation GROUP BY kind ORDER BY kind"
    ratings = (
        "SELECT rating, count(*) FROM claim WHERE rating IS NOT NULL GROUP BY rating ORDER BY count(*) DESC, rating"
    )
    return {
        "annotations": dict(catalog.database.execute(kinds).fetchall()),
        "ratings": dict(catalog.database.execute(ratings).fetchall()),
    }


def _give_up(report: BuildReport, code: str, message: str, path: str) -> None:
    report.diagnostics.append(diagnose(code, message, Place(path)))
    report.is_unusable = True
