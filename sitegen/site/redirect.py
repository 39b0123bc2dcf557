"""Old addresses: a page that leads on to what has moved, for every id in `redirect_from`."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.scope import Scope

OUTPUTS = {"article": urls.article_output, "claim": urls.claim_output, "entity": urls.entity_output}


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(OUTPUTS[row["kind"]](row["old"]), f"{row['kind']} {row['id']}") for row in lookup.rows("redirect")]


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
