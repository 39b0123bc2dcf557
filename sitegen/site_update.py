"""Brings the site up to date with the catalog: looks at every page, renders what is new, publishes, indexes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

from sitegen import workers
from sitegen.catalog import link
from sitegen.catalog.lookups import CatalogLookup
from sitegen.catalog.store import Catalog
from sitegen.core.diagnostics import Diagnostic, Place, diagnose, is_error, make_strict
from sitegen.core.digest import digest
from sitegen.core.options import SiteOptions
from sitegen.index_update import SEARCH_FOLDER, update_index
from sitegen.page_update import update_pages
from sitegen.publish import output as out
from sitegen.publish.errors import OutputRefused, PublishFailed, SearchFailed, SearchUnavailable
from sitegen.publish.manifest import Manifest
from sitegen.publish.pagefind import binary_version, find_binary
from sitegen.render.theme import Theme
from sitegen.site.pages import PAGE_KINDS

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class SiteUpdate:
    """What became of the site."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    """Number of pages of each kind."""
    total: int = 0
    rendered: int = 0
    removed: int = 0
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


def theme_folders(project: Path, options: SiteOptions) -> list[Path]:
    """The site's own theme folder, if it has one, and the default theme's. Raises FileNotFoundError."""
    package = Path(__file__).parent
    default = next(
        folder for folder in (package / "themes" / "default", package.parent / "themes" / "default") if folder.is_dir()
    )
    own = project / "themes" / options.theme
    if options.theme != "default" and not own.is_dir():
        raise FileNotFoundError(f"there is no theme folder themes/{options.theme}")
    return [folder for folder in (own, default) if folder.is_dir()] if own.resolve() != default.resolve() else [default]


def update_site(
    project: Path,
    output: Path,
    options: SiteOptions,
    catalog: Catalog,
    pool: Executor | None,
    progress: Progress,
    strict: bool = False,
) -> SiteUpdate:
    """Make `output` the site of the catalog. On any error nothing that visitors see has changed.

    With `strict`, warnings are errors.
    """
    update = SiteUpdate(strict=strict)
    themes = theme_folders(project, options)
    if options.search:
        try:
            binary_version(find_binary())
        except SearchUnavailable as error:
            update.search = "unavailable"
            hint = "the site is built without search; `search: false` in site.yaml says so for good"
            update.diagnostics.append(diagnose("search-unavailable", str(error), Place("site.yaml"), hints=(hint,)))
            options = replace(options, search=False)
    lookup = CatalogLookup(catalog.path)
    try:
        return _update(project, output.resolve(), options, catalog, lookup, themes, pool, progress, update)
    except OutputRefused as refused:
        _fail(update, "output-refused", refused.message, str(output), refused.hints)
    except PublishFailed as failed:
        _fail(update, "publish-failed", str(failed), failed.path, ())
    except SearchFailed as failed:
        _fail(update, "search-failed", str(failed), SEARCH_FOLDER, ("build with --no-search to go without",))
    finally:
        lookup.close()
    return update


def check_addresses(project: Path, options: SiteOptions, catalog: Catalog) -> list[Diagnostic]:
    """What is wrong with the addresses of a site that isn't built now: collisions, and links to pages it hasn't got."""
    lookup = CatalogLookup(catalog.path)
    try:
        pages = [(kind.name, *page) for kind in PAGE_KINDS for page in kind.outputs(lookup, options)]
    finally:
        lookup.close()
    return _check_addresses(pages, _assets(project, catalog, theme_folders(project, options)), project, catalog)


def _check_addresses(
    pages: Sequence[tuple[str, str, str]], assets: Mapping[str, tuple[Path, str]], project: Path, catalog: Catalog
) -> list[Diagnostic]:
    outputs = {place for _, place, _ in pages} | set(assets)
    named = [(place, f"the {kind} page “{subject}”") for kind, place, subject in pages]
    found = link.collisions([*named, *((place, _shown(path, project)) for place, (path, _) in assets.items())])
    return found + link.find_broken_links(catalog.database, outputs.__contains__)


def _shown(path: Path, project: Path) -> str:
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)


def _fail(update: SiteUpdate, code: str, message: str, path: str, hints: Sequence[str]) -> None:
    said = [hint[:1].lower() + hint[1:].rstrip(".") for hint in hints]
    update.diagnostics.append(diagnose(code, message, Place(path), hints=said))
    update.is_unusable = True


def _update(
    project: Path,
    output: Path,
    options: SiteOptions,
    catalog: Catalog,
    lookup: CatalogLookup,
    themes: Sequence[Path],
    pool: Executor | None,
    progress: Progress,
    update: SiteUpdate,
) -> SiteUpdate:
    pages = [(kind.name, *page) for kind in PAGE_KINDS for page in kind.outputs(lookup, options)]
    assets = _assets(project, catalog, themes)
    update.diagnostics += _check_addresses(pages, assets, project, catalog)
    update.diagnostics += _lost_addresses(catalog, {place for _, place, _ in pages})
    if update.is_refused:
        return update
    update.total = len(pages)
    for kind, _, _ in pages:
        update.kinds[kind] = update.kinds.get(kind, 0) + 1

    sources = [project / "content", project / "themes", project / ".sitegen", *themes]
    manifest = out.open_output(output, sources, project)
    published = catalog.pages() if catalog.meta("manifest") == _manifest_digest(manifest) else {}
    recorded = {place: (size, mtime) for place, (_, _, size, mtime) in published.items()}
    damaged = out.in_place(output, manifest, recorded)

    tasks = [
        workers.RenderTask(kind, place, subject, "" if place in damaged else published.get(place, ("",))[0])
        for kind, place, subject in pages
    ]
    rendered = update_pages(tasks, project, output, catalog.path, options, themes, pool, progress)
    update.diagnostics += rendered.diagnostics
    update.rendered = len(rendered.staged)
    if update.is_refused:
        return update
    staged, keep = list(rendered.staged), list(rendered.keep)
    for place, (path, known) in sorted(assets.items()):
        entry = manifest.files.get(place)
        if entry is not None and place not in damaged and entry.digest == (known or _file_digest(path)):
            keep.append(place)
        else:
            staged.append(out.stage(output, place, path.read_bytes()))
    index = ""
    if options.search:
        found = update_index(output, catalog.path, options, catalog.meta("search"), manifest.files, damaged)
        update.search = "written" if found.staged else "reused"
        index, staged, keep = found.digest, staged + found.staged, keep + found.keep
    progress("publish", 0, 1)
    done = out.publish(output, manifest, staged, keep)
    update.removed = sum(bool(published.get(place, ("",))[0]) for place in done.removed)
    _record(catalog, done, pages, rendered.keys, published, index)
    progress("publish", 1, 1)
    return update


def _lost_addresses(catalog: Catalog, places: set[str]) -> list[Diagnostic]:
    """Articles, claims and entities that the last build published and this one doesn't: links to them will break."""
    query = "SELECT output, kind, subject FROM page WHERE kind IN ('article', 'claim', 'entity') ORDER BY output"
    return [
        diagnose(
            "permalink-gone",
            f"the {kind} `{subject}` was published by the last build, and is missing now",
            Place(place.removesuffix("index.html")),
            hints=("keep the id (set `id:`), or add the old one to `redirect_from` of what took its place",),
        )
        for place, kind, subject in catalog.database.execute(query)
        if place not in places
    ]


def _assets(project: Path, catalog: Catalog, themes: Sequence[Path]) -> dict[str, tuple[Path, str]]:
    """Output → (file, its digest or "" if it must be read) of every file that is copied as it is."""
    query = (
        "SELECT asset.output, asset.path, file.digest FROM asset JOIN file ON file.id = asset.file ORDER BY asset.path"
    )
    found = {place: (project / path, known) for place, path, known in catalog.database.execute(query)}
    found |= {f"assets/{name}": (path, "") for name, path in Theme(themes).asset_files()}
    return found


def _file_digest(path: Path) -> str:
    return digest(path.read_bytes())


def _record(
    catalog: Catalog,
    done: out.Published,
    pages: Sequence[tuple[str, str, str]],
    keys: Mapping[str, str],
    before: Mapping[str, tuple[str, str, int, int]],
    index: str,
) -> None:
    """Note in the catalog what lies in the output now."""
    kinds = {place: (kind, subject) for kind, place, subject in pages}
    rows = []
    for place, entry in done.manifest.files.items():
        size, mtime = done.stats[place] if place in done.stats else before[place][2:]
        kind, subject = kinds.get(place, ("file", ""))
        rows.append((place, kind, subject, keys.get(place, ""), entry.digest, size, mtime))
    with catalog.transaction():
        catalog.database.execute("DELETE FROM page")
        catalog.add_rows("page", rows)
        catalog.set_meta("manifest", _manifest_digest(done.manifest))
        catalog.set_meta("search", index)


def _manifest_digest(manifest: Manifest) -> str:
    total = hashlib.sha256()
    for place, entry in sorted(manifest.files.items()):
        total.update(f"{place}\0{entry.digest}\n".encode())
    return total.hexdigest()
