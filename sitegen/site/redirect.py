"""Addresses that lead on: of every id in `redirect_from`, and of every name of an entity that nothing else has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.scope import Scope

OUTPUTS = {"article": urls.article_output, "claim": urls.claim_output, "entity": urls.entity_output}


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    written = [(OUTPUTS[row["kind"]](row["old"]), f"{row['kind']} {row['id']}") for row in lookup.rows("redirect")]
    taken = {output for output, _ in written}.union(urls.entity_output(row["id"]) for row in lookup.rows("entity"))
    return written + [(output, subject) for output, subject in _named(lookup) if output not in taken]


def _named(lookup: Lookup) -> Iterator[tuple[str, str]]:
    """The addresses that names of entities make. What two entities are called leads to neither."""
    called: dict[str, list[str]] = {}
    for row in lookup.rows("entity_slug"):
        called.setdefault(row["slug"], []).append(row["entity"])
    for slug, entities in called.items():
        if len(entities) == 1 and slug not in urls.RESERVED_BELOW_ENTITIES:
            yield urls.entity_output(slug), f"entity {entities[0]}"


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`target`: {"href", "title"} of the page that is there now"""
    scope = Scope(lookup, options, output)
    kind, _, id = subject.partition(" ")
    row = scope.row(kind, id) or {}
    title = row.get("title") or row.get("name") or row.get("text") or id
    target = OUTPUTS[kind](id)
    view = frame(scope, "redirect", title) | {"target": {"href": scope.href(target), "title": title}}
    page = view["page"]
    assert isinstance(page, dict)
    page["canonical"] = urls.absolute(target, options)
    return view


PAGE_KIND = PageKind("redirect", "redirect.html", outputs, view)
