"""Reads site.yaml; or recalls what was read, if its bytes are those of the last build."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

from sitegen.catalog.store import Catalog
from sitegen.core.diagnostics import Diagnostic, Place, diagnose
from sitegen.core.digest import digest
from sitegen.core.options import SiteOptions, options_from_json
from sitegen.site_files import read_look, theme_folders

SITE_FILE = "site.yaml"


def read_site_file(project: Path, shown: str) -> tuple[bytes, Diagnostic | None]:
    """The bytes of site.yaml; or why there are none. `shown` is the project's folder as the user wrote it."""
    try:
        return (project / SITE_FILE).read_bytes(), None
    except (FileNotFoundError, NotADirectoryError):
        hints = ("run sitegen in the project's folder, or name it with -C", "`sitegen new DIR` makes a new site")
        return b"", diagnose("site-yaml", f"there is no site.yaml in {shown}", Place(SITE_FILE), hints=hints)
    except OSError as error:
        return b"", diagnose("unreadable", f"site.yaml can't be read: {error.strerror}", Place(SITE_FILE))


def read_options(
    project: Path, data: bytes, drafts: bool, catalog: Catalog
) -> tuple[SiteOptions | None, list[Diagnostic]]:
    """The options and what is wrong with them. None: without the file's scale and language, much that is right in the
    content would be called wrong.
    """
    key = f"{digest(data)} {drafts}"
    known = json.loads(catalog.meta("site_file") or "null")
    problems: list[Diagnostic] = []
    if known and known["key"] == key:
        options: SiteOptions = options_from_json(known["options"])
    else:
        from sitegen.compile.site_file import read_site

        options, problems = read_site(data, drafts)
        if any(item.code in ("yaml-syntax", "not-utf-8", "site-yaml") for item in problems):
            return None, problems
        if not problems:
            with catalog.transaction():
                catalog.set_meta("site_file", json.dumps({"key": key, "options": asdict(options)}))
    options, of_theme = _check_theme(project, data, options, catalog)
    return options, [*problems, *of_theme]


def _check_theme(
    project: Path, data: bytes, options: SiteOptions, catalog: Catalog
) -> tuple[SiteOptions, list[Diagnostic]]:
    try:
        themes = theme_folders(project, options)
    except FileNotFoundError as error:
        from sitegen.compile.places import locate_field

        place = locate_field(SITE_FILE, data, "theme")
        problem = diagnose("file-missing", str(error), place, hints=("`theme: default` is built in",))
        return replace(options, theme="default"), [problem]
    return options, read_look(themes, project, catalog)[1]
