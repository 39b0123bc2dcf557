"""Lists of entities: an overview, and A–Z for each kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.connections import matrix
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.paging import PAGE_SIZE, cut, key_and_number, paged, pager
from sitegen.site.scope import Scope, type_words

KINDS = ("person", "organization", "place", "event")


def kind_folder(kind: str) -> str:
    return f"entities/kind/{kind}/"


def by_name(rows: Iterable[Row]) -> list[Row]:
    """Entities A–Z: by letter, by name with accents after their plain letters, by id."""
    return sorted(rows, key=lambda row: (row["initial"], _folded(row["name"]), row["name"], row["id"]))


def _folded(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


def letters(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """[{"letter", "entries": [{"name", "href", "lang", "type", "draft", "description"}]}] of rows in the order of
    `by_name`."""
    return [
        {
            "letter": letter,
            "entries": [
                {
                    **(scope.party(row["id"]) or {}),
                    "type": type_words(row["type"]),
                    "draft": bool(row["draft"]),
                    "description": row["description"] or "",
                }
                for row in group
            ],
        }
        for letter, group in groupby(rows, key=lambda row: row["initial"])
    ]


def overview(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`kinds`: [{"kind", "count", "href", "letters"}] (letters only in a small archive), `matrix`: a picture |
    None"""
    scope = Scope(lookup, options, output)
    rows = lookup.rows("entity")
    small = len(rows) <= PAGE_SIZE
    groups = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
    return frame(scope, "entities", "", section="entities") | {
        "total": len(rows),
        "matrix": matrix(scope),
        "kinds": [
            {
                "kind": kind,
                "count": len(group),
                "href": scope.href(urls.paged_output(kind_folder(kind), 1)),
                "letters": letters(scope, by_name(group)) if small else [],
            }
            for kind, group in groups.items()
            if group
        ],
    }


def kind_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    counts = lookup.counts("entity", "kind")
    for kind in KINDS:
        if counts[kind]:
            yield from paged(kind_folder(kind), kind, counts[kind])


def kind_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`list`: {"kind", "letters", "pager"}"""
    scope = Scope(lookup, options, output)
    kind, number = key_and_number(subject)
    rows = by_name(lookup.rows("entity", "kind", kind))
    return frame(scope, "entities-kind", "", section="entities") | {
        "overview": scope.href(urls.ENTITIES),
        "list": {
            "kind": kind,
            "letters": letters(scope, cut(rows, number)),
            "pager": pager(scope, kind_folder(kind), number, len(rows)),
        },
    }


def overview_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.ENTITIES, "")]


PAGE_KINDS = (
    PageKind("entities", "entities.html", overview_outputs, overview),
    PageKind("entities-kind", "entity-list.html", kind_outputs, kind_view),
)
