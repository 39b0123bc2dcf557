"""What a site is made of besides views: its theme's folders and templates, the files that are copied as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen.catalog.store import Catalog
from sitegen.core.diagnostics import Diagnostic, from_json, to_json
from sitegen.core.digest import digest, digest_value
from sitegen.core.options import SiteOptions
from sitegen.core.real_path import real_path
from sitegen.failures import Failure, explain_failure
from sitegen.program import program_digest
from sitegen.render.css import put_css
from sitegen.render.theme_files import asset_files, templates_digest

if TYPE_CHECKING:
    from sitegen.render.failed import TemplateFailed

OPTIONS, STYLE = "theme.yaml", "style.css"
FINGERPRINT = 10
"""Hex digits of a digest in the name of the folder of a theme's files: a trillion of them."""


class CopiedFile(NamedTuple):
    """A file of the site that no template makes."""

    path: Path
    digest: str
    """SHA-256 of all that is written."""
    css: str = ""
    """Rules that come first in it: the colours and fonts of the theme."""

    def read(self) -> bytes:
        data = self.path.read_bytes()
        return put_css(data, self.css) if self.css else data


def theme_folders(project: Path, options: SiteOptions) -> list[Path]:
    """The site's own theme folder, if it has one, and the default theme's. Raises FileNotFoundError."""
    package = Path(__file__).parent
    default = next(
        folder for folder in (package / "themes" / "default", package.parent / "themes" / "default") if folder.is_dir()
    )
    own = project / "themes" / options.theme
    if options.theme != "default" and not own.is_dir():
        raise FileNotFoundError(f"there is no theme folder themes/{options.theme}")
    return [own, default] if own.is_dir() and real_path(own) != real_path(default) else [default]


def digest_templates(
    themes: Sequence[Path], language: str, sources: str, catalog: Catalog, project: Path
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Template of each kind of page → its digest, and what is wrong with templates. `sources` is the digest of all
    template files: if it is that of the last publish, so are the others.

    To take a theme's templates apart takes as long as building a hundred articles, so their digests are kept for this
    user's other builds, too, while nothing is wrong with them.
    """
    if catalog.meta("templates_of") == sources:
        return json.loads(catalog.meta("templates") or "{}"), []
    from sitegen.render.code_cache import open_folder

    folder = open_folder(program_digest())
    key = digest_value([program_digest(), "templates", sources])
    if folder is not None and (known := folder.load(key)) is not None:
        return known, []
    found, problems = _take_apart(themes, language, project)
    # A template may have been saved meanwhile: what was found is then another's than `sources` says.
    if folder is not None and not problems and templates_digest(themes, language) == sources:
        folder.keep(key, found)
    return found, problems


def _take_apart(themes: Sequence[Path], language: str, project: Path) -> tuple[dict[str, str], list[Diagnostic]]:
    from sitegen.render.failed import TemplateFailed
    from sitegen.render.theme import Theme
    from sitegen.site.pages import PAGE_KINDS

    found: dict[str, str] = {}
    try:
        theme = Theme(themes, language)
    except TemplateFailed as failure:
        place = next((folder / failure.template for folder in themes if (folder / failure.template).exists()), None)
        return found, [explain_failure(_failure(failure, str(place or failure.template)), project)]
    failures = set()
    for name in sorted({kind.template for kind in PAGE_KINDS}):
        try:
            found[name] = theme.template_digest(name)
        except TemplateFailed as failure:
            failures.add(_failure(failure, theme.path_of(failure.template)))
    return found, [explain_failure(failure, project) for failure in sorted(failures, key=str)]


def _failure(failed: TemplateFailed, file: str) -> Failure:
    return Failure(file, failed.line, failed.cause, failed.help)


def read_look(themes: Sequence[Path], project: Path, catalog: Catalog) -> tuple[str, list[Diagnostic]]:
    """The colours and fonts of `theme.yaml` as rules of a style sheet, and what is wrong with the file.

    Recalled, if all that it depends on is as it was.
    """
    found = [(str(path), path.read_bytes().hex()) for folder in themes if (path := folder / OPTIONS).is_file()]
    key = digest_value([found, [name for name, _ in asset_files(themes)]])
    known = json.loads(catalog.meta("look") or "null")
    if known is None or known["key"] != key:
        from sitegen.render.theme_options import explain_options, read_options
        from sitegen.render.words import FileFailed

        try:
            options = read_options(themes)
            css, problems = options.css, explain_options(options, project)
        except FileFailed as failed:
            css, problems = "", [explain_failure(Failure(str(failed.path), failed.line, failed.cause), project)]
        known = {"key": key, "css": css, "problems": [to_json(problem) for problem in problems]}
        with catalog.transaction():
            catalog.set_meta("look", json.dumps(known))
    return known["css"], [from_json(problem) for problem in known["problems"]]


def theme_files(themes: Sequence[Path], css: str) -> dict[str, CopiedFile]:
    """Path below the folder of the theme's files → file. `css` goes into the style sheet."""
    files = {name: CopiedFile(path, "", css if name == STYLE else "") for name, path in asset_files(themes)}
    return {name: file._replace(digest=digest(file.read())) for name, file in files.items()}


def place_assets(options: SiteOptions, files: Mapping[str, CopiedFile]) -> SiteOptions:
    """The options with the folder of the theme's files. With `fingerprint` it is named after what is in them: what lies
    at one of its addresses never changes, so browsers needn't ask.

    One folder, and no name for each file: what a style or a script names beside itself is still beside it.
    """
    if not options.fingerprint:
        return options
    content = digest_value([(name, file.digest) for name, file in files.items()])
    return replace(options, assets=f"assets/{content[:FINGERPRINT]}/")


def find_assets(catalog: Catalog, project: Path, files: Mapping[str, CopiedFile], folder: str) -> dict[str, CopiedFile]:
    """Output → file, of every file that no template makes: the content's, and the theme's in their folder."""
    query = (
        "SELECT asset.output, asset.path, file.digest FROM asset JOIN file ON file.id = asset.file ORDER BY asset.path"
    )
    found = {place: CopiedFile(project / path, known) for place, path, known in catalog.database.execute(query)}
    return found | {f"{folder}{name}": file for name, file in files.items()}
