"""The pipeline, run once: scan → compile → catalog → link → views → render → publish → search."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.build_request import BuildRequest
from sitegen.catalog.store import Catalog, CatalogFailed, open_catalog
from sitegen.catalog_update import update_catalog
from sitegen.cluster import ClusterUnusable
from sitegen.core.causes import hints_for
from sitegen.core.diagnostics import UNANCHORED, Diagnostic, Place, diagnose, is_error, make_strict, sort_key
from sitegen.core.garbage import uncollected
from sitegen.core.options import SiteOptions
from sitegen.link_update import check_links, locate_all
from sitegen.lock import ProjectLocked, lock_project
from sitegen.options_update import SITE_FILE, read_options, read_site_file
from sitegen.output_check import OutputCheck, check_output
from sitegen.pool import Pool
from sitegen.program import program_digest
from sitegen.scan import scan_content, scan_files
from sitegen.site_request import SiteRequest, SiteUpdate
from sitegen.site_update import update_site

Progress = Callable[[str, int, int], None]
"""(stage, done, of how many): called as work goes on."""


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

    @property
    def is_showable(self) -> bool:
        """Whether a preview can show the site in spite of its errors."""
        return all(item.code in UNANCHORED for item in self.diagnostics if is_error(item))


def _silent(stage: str, done: int, total: int) -> None:
    del stage, done, total


def build_site(request: BuildRequest, progress: Progress = _silent, check: OutputCheck | None = None) -> BuildReport:
    """Build the site. Problems of content and machine come back in the report, all of them; none is raised.

    `check`: the look at this output, if it has begun already.
    """
    started = time.perf_counter()
    project, state = request.project.absolute(), request.state_folder
    report = BuildReport(request.output_folder)
    try:
        # Without a site.yaml there is nothing to build, and no folder is made.
        with uncollected(), lock_project(state) if (project / SITE_FILE).exists() else nullcontext():
            _run_pipeline(request, project, check, report, progress)
    except ClusterUnusable as error:
        _give_up(report, "executor-unusable", str(error), "--executor", (error.hint,))
    except ProjectLocked as locked:
        _give_up(report, "output-refused", str(locked), str(project))
    except CatalogFailed as error:
        _give_up(report, "publish-failed", f"the catalog can't be written: {error}", str(state))
    except OSError as error:
        what = str(error.filename or project)
        _give_up(report, "publish-failed", f"{what}: {error.strerror or error}", what, hints_for(error))
    report.diagnostics = sorted(dict.fromkeys(report.diagnostics), key=sort_key)
    report.seconds = time.perf_counter() - started
    return report


def _run_pipeline(
    request: BuildRequest, project: Path, begun: OutputCheck | None, report: BuildReport, progress: Progress
) -> None:
    data, problem = read_site_file(project, str(request.project))
    if problem is not None:
        report.diagnostics.append(problem)
        report.is_unusable = True
        return
    with (
        nullcontext(begun) if begun and begun.holds() else check_output(request) as check,
        closing(open_catalog(request.catalog, program_digest())) as catalog,
    ):
        options, problems = read_options(project, data, request.drafts, catalog)
        report.diagnostics += problems
        if options is None:
            return
        # In the preview a changed style is put into the page that is open: its address, and so the page, must stay.
        options = options.switched(request.search, not request.is_preview)
        with _open_pool(request, project) as pool:
            _build(request, project, options, catalog, check, pool, report, progress)


def _build(
    request: BuildRequest,
    project: Path,
    options: SiteOptions,
    catalog: Catalog,
    check: OutputCheck,
    pool: Pool,
    report: BuildReport,
    progress: Progress,
) -> None:
    alone = None if request.changed is None or not catalog.has_files() else scan_files(project, request.changed)
    scanned, problems = scan_content(project) if alone is None else (alone, [])
    report.diagnostics += problems
    known_links = catalog.meta("linked")
    found, changes = update_catalog(
        project, options, catalog, scanned, pool, progress, None if alone is None else request.changed
    )
    report.diagnostics += found
    report.diagnostics += check_links(project, options, catalog, changes, known_links, request.strict)
    if request.strict:
        report.diagnostics = [make_strict(item) for item in report.diagnostics]
    if request.check_only or not (report.ok or (request.is_preview and report.is_showable)):
        from sitegen.site_renewal import check_addresses

        report.diagnostics += locate_all(project, check_addresses(project, options, catalog))
    else:
        first = (*request.first, *_own_pages(catalog, request.changed)) if alone is not None else ()
        report.site = update_site(
            SiteRequest(
                project,
                report.output,
                request.strict,
                request.index,
                check if alone is None else None,
                first,
                request.show,
            ),
            options,
            catalog,
            pool,
            progress,
        )
        report.diagnostics += locate_all(project, report.site.diagnostics)
        report.is_unusable = report.site.is_unusable
    if not request.is_preview:
        report.counts = _count(catalog)


def _own_pages(catalog: Catalog, changed: Iterable[str] | None) -> list[str]:
    """The pages about the files that changed: who saves a file asks for its page next."""
    from sitegen.page_choice import content_outputs

    return [output for path in changed or () for output in content_outputs(catalog, path)]


def _open_pool(request: BuildRequest, project: Path) -> Pool:
    if not request.executor:
        return Pool(request.jobs or os.cpu_count() or 1, has_threads=request.is_preview)
    from sitegen.cluster import Cluster

    return Pool(0, Cluster(request.executor, project))


def _count(catalog: Catalog) -> dict[str, dict[str, int]]:
    if known := catalog.meta("counts"):
        return json.loads(known)  # type: ignore[no-any-return]
    kinds = "SELECT kind, count(*) FROM annotation GROUP BY kind ORDER BY kind"
    ratings = (
        "SELECT rating, count(*) FROM claim WHERE rating IS NOT NULL GROUP BY rating ORDER BY count(*) DESC, rating"
    )
    counts = {
        "annotations": dict(catalog.database.execute(kinds).fetchall()),
        "ratings": dict(catalog.database.execute(ratings).fetchall()),
    }
    with catalog.transaction():
        catalog.set_meta("counts", json.dumps(counts))
    return counts


def _give_up(report: BuildReport, code: str, message: str, path: str, hints: tuple[str, ...] = ()) -> None:
    report.diagnostics.append(diagnose(code, message, Place(path), hints=hints))
    report.is_unusable = True
