"""What somebody means who asks about a page: an address, an id, a file of the site, or a file that it is made from."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sitegen.catalog import pages as published
from sitegen.catalog.store import Catalog
from sitegen.core.options import SiteOptions
from sitegen.core.real_path import real_path
from sitegen.render.theme import Theme
from sitegen.site import urls
from sitegen.site.pages import PAGE_KINDS
from sitegen.site_files import CopiedFile


def named_outputs(page: str) -> Iterator[str]:
    """The files that somebody can mean who writes an address, a folder or an id."""
    plain = page.partition("#")[0].strip("/")
    yield plain
    yield f"{plain}/index.html" if plain else "index.html"
    for folder in ("articles", "claims", "entities"):
        yield f"{folder}/{plain}/index.html"


def path_below(page: str, folder: Path, project: Path) -> str | None:
    """A path, from the current folder or from the project's, as one below `folder`; None: it isn't there."""
    for start in (Path.cwd(), project):
        try:
            return real_path(start / page).relative_to(real_path(folder)).as_posix()
        except ValueError:
            continue
    return None


def built_outputs(page: str, output: Path, project: Path) -> Iterator[str]:
    """The files that somebody can mean who writes a path in the folder the site was built into."""
    below = path_below(page, output, project)
    if below is not None:
        plain = below.removeprefix(".")
        yield plain
        yield f"{plain}/index.html" if plain else "index.html"


def copied_output(files: Mapping[str, CopiedFile], project: Path, page: str) -> str | None:
    """Where a file lies in the site that no template makes; `files`: all of them, by that."""
    return next((output for output, file in files.items() if path_below(page, file.path, project) == "."), None)


def template_named(page: str, project: Path, themes: Sequence[Path]) -> tuple[str, Path] | None:
    """The template of a path, and the theme's folder that it lies in."""
    for folder in themes:
        name = path_below(page, folder / "templates", project)
        if name is not None and (folder / "templates" / name).is_file():
            return name, folder
    return None


def kinds_with(name: str, folder: Path, themes: Sequence[Path], options: SiteOptions) -> Mapping[str, str]:
    """Kind of page → its template, of those kinds that a theme's template is a part of. Raises TemplateFailed."""
    theme = Theme(themes, options.language)
    file = real_path(folder / "templates" / name)

    def has(template: str) -> bool:
        return any(real_path(Path(theme.path_of(part))) == file for part in theme.parts(template))

    return {kind.name: kind.template for kind in PAGE_KINDS if has(kind.template)}


def near_addresses(catalog: Catalog, page: str) -> list[str]:
    """The addresses of pages whose name is most like one that there isn't, the likest first; at most three."""
    wanted = page.partition("#")[0].removesuffix("index.html").strip("/").rpartition("/")[2].removesuffix(".md")
    query = "SELECT output FROM page WHERE kind <> ? ORDER BY output"
    names: dict[str, list[str]] = {}
    for (output,) in catalog.database.execute(query, (published.FILE,)):
        address = urls.address(output)
        names.setdefault(address.strip("/").rpartition("/")[2], []).append(address)
    near = difflib.get_close_matches(wanted.casefold(), names, n=3, cutoff=0.6)
    return [names[name][0] for name in near]
