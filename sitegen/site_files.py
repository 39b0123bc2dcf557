"""What a site is made of besides views: its theme's folders and templates, the files that are copied as they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from sitegen.catalog.store import Catalog
from sitegen.core.diagnostics import Diagnostic
from sitegen.core.digest import digest
from sitegen.core.options import SiteOptions
from sitegen.page_update import explain_failure
from sitegen.render.theme_files import asset_files
from sitegen.site.pages import PAGE_KINDS


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


def digest_templates(
    themes: Sequence[Path], language: str, sources: str, catalog: Catalog, project: Path
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Template of each kind of page → its digest, and what is wrong with templates. `sources` is the digest of all
    template files: if it is that of the last publish, so are the others.
    """
    if catalog.meta("templates_of") == sources:
        return json.loads(catalog.meta("templates") or "{}"), []
    from sitegen.render.theme import TemplateFailed, Theme

    found: dict[str, str] = {}
    try:
        theme = Theme(themes, language)
    except TemplateFailed as failure:
        place = next((folder / failure.template for folder in themes if (folder / failure.template).exists()), None)
        return found, [explain_failure(str(place or failure.template), failure.line, failure.cause, project)]
    failures = set()
    for name in sorted({kind.template for kind in PAGE_KINDS}):
        try:
            found[name] = theme.template_digest(name)
        except TemplateFailed as failure:
            failures.add((theme.path_of(failure.template), failure.line, failure.cause))
    return found, [explain_failure(*failure, project) for failure in sorted(failures, key=str)]


def find_assets(project: Path, catalog: Catalog, themes: Sequence[Path]) -> dict[str, tuple[Path, str]]:
    """Output → (file, its digest or "" if it must be read) of every file that is copied as it is."""
    query = (
        "SELECT asset.output, asset.path, file.digest FROM asset JOIN file ON file.id = asset.file ORDER BY asset.path"
    )
    found = {place: (project / path, known) for place, path, known in catalog.database.execute(query)}
    found |= {f"assets/{name}": (path, "") for name, path in asset_files(themes)}
    return found


def file_digest(path: Path) -> str:
    return digest(path.read_bytes())
