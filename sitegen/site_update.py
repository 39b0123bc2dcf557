"""Brings the site up to date with the catalog: finds out whether it is, and has it made anew where it isn't."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sitegen.catalog import pages as published
from sitegen.catalog import traces
from sitegen.catalog.store import Catalog
from sitegen.core.causes import hints_for
from sitegen.core.diagnostics import Place, diagnose
from sitegen.core.options import SiteOptions, option_digests
from sitegen.core.real_path import real_path
from sitegen.index_state import SEARCH_FOLDER, is_index_current, touch_index
from sitegen.pool import Pool
from sitegen.publish import output as out
from sitegen.publish.binary import binary_version, find_binary
from sitegen.publish.errors import OutputRefused, PublishFailed, SearchFailed, SearchUnavailable
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
from sitegen.site_request import OutputState, SiteRequest, SiteUpdate

Progress = Callable[[str, int, int], None]


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
    try:
        _update(request, options, catalog, themes, copied, pool, progress, update)
    except OutputRefused as refused:
        _fail(update, "output-refused", refused.message, str(request.output), refused.hints)
        return update
    except PublishFailed as failed:
        hints = hints_for(failed.__cause__) or ("mend that, and build again: readers still see the old site",)
        _fail(update, "publish-failed", str(failed), failed.path, hints)
    except SearchFailed as failed:
        _fail(update, "search-failed", str(failed), SEARCH_FOLDER, ("build with --no-search to go without",))
    if update.is_refused or update.is_unusable:
        out.clear_stage(real_path(request.output))
    return update


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
                traces.touch(catalog.database, [("site", name, None)], path, {})
            catalog.set_meta("options", json.dumps(now))


def _update(
    request: SiteRequest,
    options: SiteOptions,
    catalog: Catalog,
    themes: Sequence[Path],
    copied: Mapping[str, CopiedFile],
    pool: Pool,
    progress: Progress,
    update: SiteUpdate,
) -> None:
    project, output = request.project, real_path(request.output)
    read = [project / "content", project / "themes", catalog.path.parent, *themes]
    known_manifest = catalog.meta("manifest")
    manifest = out.open_output(output, read, project, known_manifest)
    is_known = manifest.digest == known_manifest
    damaged = request.check.damaged(catalog) if is_known and request.check else set()
    is_theme_known = request.check is None
    sources = (is_theme_known and catalog.meta("templates_of")) or templates_digest(themes, options.language)
    templates, problems = digest_templates(themes, options.language, sources, catalog, project)
    update.diagnostics += problems
    if update.is_refused:
        return
    assets = find_assets(catalog, project, copied, options.assets)
    files = published.file_digests(catalog.database) if is_known else {}
    found = OutputState(output, manifest, is_known, damaged, files, assets, themes, templates, sources)
    if _is_current(options, catalog, found, request.index):
        out.publish(output, manifest, ())
        update.search = "reused" if options.search else update.search
    else:
        # Views, templates and Pagefind are dear to import, and most commands find nothing changed.
        from sitegen.site_renewal import renew_site

        renew_site(request, options, catalog, found, pool, progress, update)
        if update.is_refused:
            return
    update.kinds = published.count_pages(catalog.database)
    update.total = sum(update.kinds.values())


def _is_current(options: SiteOptions, catalog: Catalog, found: OutputState, is_indexed: bool) -> bool:
    """Whether the output is the site of the catalog: nothing that a page, a list or a shard was made from changed since
    it was published, and every file lies where it was put.
    """
    if not found.is_known or found.damaged or catalog.meta("templates_of") != found.sources:
        return False
    if traces.has_touches(catalog.database):
        return False
    index_files = found.index_files
    copied = {place: digest for place, digest in found.files.items() if not place.startswith(f"{SEARCH_FOLDER}/")}
    if copied != {place: file.digest for place, file in found.assets.items()}:
        return False
    if not options.search:
        return not index_files
    return not is_indexed or is_index_current(catalog, index_files, found.damaged)
