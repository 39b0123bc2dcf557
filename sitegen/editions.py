"""`sitegen edition`: freezes the corrections log as it is, in a file that is cited from then on."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sitegen.build import build_site
from sitegen.build_request import STATE, BuildRequest
from sitegen.catalog.lookups import CatalogLookup
from sitegen.catalog.store import copy_catalog
from sitegen.compile.compile_file import compile_file
from sitegen.compile.edition_text import edition_text
from sitegen.compile.mentions import AliasTable
from sitegen.core.dates import is_date
from sitegen.core.diagnostics import Diagnostic
from sitegen.core.options import SiteOptions
from sitegen.lock import lock_project
from sitegen.options_update import SITE_FILE
from sitegen.scan import CONTENT, EDITIONS
from sitegen.site import urls
from sitegen.site.freezing import frozen_corrections
from sitegen.whole_file import write_whole


class Frozen(NamedTuple):
    """A new edition: its file in the project, its page in the site, how many corrections it has."""

    path: str
    address: str
    corrections: int


class CannotFreeze(Exception):
    """There can't be such an edition. The message says why, and what to do; `diagnostics`: the errors of the content,
    if they are why.
    """

    def __init__(self, reason: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(reason)
        self.diagnostics = diagnostics


def freeze_log(project: Path, day: str, today: str) -> Frozen:
    """Write the edition of a day, with the corrections dated up to it, as they are `today`. Nothing else of the project
    changes. Days are written 2024-03-14. Raises CannotFreeze, ProjectLocked, OSError.
    """
    project = project.absolute()
    path = f"{CONTENT}/{EDITIONS}/{day}.yaml"
    _check_day(project, path, day, today)
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        corrections = _corrections(project, day, Path(folder))
    if not corrections:
        raise CannotFreeze(f"there is nothing to freeze: no correction is dated up to {day}")
    data = edition_text(day, today, corrections).encode()
    found = compile_file(path, "edition", data, SiteOptions(""), AliasTable.of([])).diagnostics
    if found:
        raise CannotFreeze(f"the edition can't be written: {found[0].message}")
    (project / path).parent.mkdir(exist_ok=True)
    write_whole(project / path, data)
    return Frozen(path, urls.address(urls.edition_output(day)), len(corrections))


def _check_day(project: Path, path: str, day: str, today: str) -> None:
    if not (project / SITE_FILE).is_file():
        raise CannotFreeze(f"there is no site.yaml in {project}; name the project with -C")
    if not is_date(day) or len(day) != len(today):
        raise CannotFreeze(f"“{day}” isn't a day; write it as in {today}")
    if day > today:
        raise CannotFreeze(f"{day} is still to come: an edition says what was known")
    if (project / path).exists():
        raise CannotFreeze(f"there is an edition of {day} already, {path}, and it stays as it is: choose another day")


def _corrections(project: Path, day: str, state: Path) -> list[dict[str, object]]:
    """What the log says, from a catalog of our own: no other build has a hand in it, and none finds it changed."""
    if (project / STATE).is_dir():
        with lock_project(project / STATE):
            copy_catalog(project / STATE / "catalog.db", state)
    report = build_site(BuildRequest(project, state=state, check_only=True))
    if not report.ok:
        raise CannotFreeze("the content has errors: mend them first", report.diagnostics)
    with closing(CatalogLookup(state / "catalog.db")) as lookup:
        return frozen_corrections(lookup, day)
