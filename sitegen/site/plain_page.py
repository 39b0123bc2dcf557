"""Plain pages: about, how we rate, the corrections policy."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.rich import rich_html
from sitegen.site.scope import Scope


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.plain_page_output(row["id"]), row["id"]) for row in lookup.rows("plain_page")]


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`body`: html, `ratings`: the scale in its order, on the page that explains it"""
    scope = Scope(lookup, options, output)
    row = scope.row("plain_page", subject) or {}
    data = scope.data("plain_page_body", subject)
    ratings = options.ratings
    explains = ratings.method == subject
    return frame(scope, "plain-page", row["title"], section=subject, description=data.get("description")) | {
        "draft": bool(row["draft"]),
        "body": rich_html(scope, data.get("body")),
        "ratings": {
            "scale": [ratings.label(rating) for rating in ratings.scale],
            "other": [ratings.label(rating) for rating in ratings.other],
        }
        if explains
        else None,
    }


PAGE_KIND = PageKind("plain-page", "plain-page.html", outputs, view)
