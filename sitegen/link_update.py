"""Checks the archive as a whole: all of it, or only what changed since a check that is still known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from sitegen.catalog.changes import Changes
from sitegen.catalog.store import Catalog
from sitegen.core.diagnostics import Diagnostic, Place, Related, from_json, to_json
from sitegen.core.digest import digest_value
from sitegen.core.options import SiteOptions


def check_links(
    project: Path, options: SiteOptions, catalog: Catalog, changes: Changes, last: str | None, strict: bool
) -> list[Diagnostic]:
    """Every problem that needs the whole archive to be seen, at its line. `last` is what the check before this build's
    changes left in the catalog.
    """
    references = [
        ("corrections_policy", "page", options.corrections_policy),
        ("ratings.method", "page", options.ratings.method),
    ]
    wanted = [(field, kind, target) for field, kind, target in references if target]
    key = digest_value([wanted, options.corrections_policy, strict, (project / "site.yaml").read_bytes().decode()])
    known = json.loads(last or "null")
    if known and known["key"] == key and _still_holds(catalog, known["problems"], changes, wanted, options, strict):
        located = [from_json(item) for item in known["problems"]]
    else:
        from sitegen.catalog import link

        found = link.link_archive(catalog.database, wanted, strict)
        found += link.rated_without_policy(catalog.database, options.corrections_policy)
        located = locate_all(project, found)
    state = json.dumps({"key": key, "problems": [to_json(item) for item in located]})
    if state != catalog.meta("linked"):
        with catalog.transaction():
            catalog.set_meta("linked", state)
    return located


def _still_holds(
    catalog: Catalog,
    problems: Sequence[object],
    changes: Changes,
    wanted: Sequence[tuple[str, str, str]],
    options: SiteOptions,
    strict: bool,
) -> bool:
    """Whether the check would find the same problems again."""
    if not changes.are_any:
        return True
    # Where there are problems, what mends one of them may be anywhere.
    if problems or strict or changes.is_everything:
        return False
    from sitegen.catalog import link
    from sitegen.catalog.soundness import is_sound

    policy = link.rated_without_policy(catalog.database, options.corrections_policy)
    return not policy and is_sound(catalog.database, changes, wanted)


def locate_all(project: Path, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics with their fields turned into lines and columns."""
    if all(item.field is None for item in diagnostics):
        return list(diagnostics)
    from sitegen.compile.places import locate_field

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
