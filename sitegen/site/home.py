"""The home page: what the archive is, what it holds, what is new."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.article_lists import list_entry
from sitegen.site.claim_lists import ratings_over_time
from sitegen.site.connections import connected
from sitegen.site.frame import frame, has_structured_data
from sitegen.site.page_kind import PageKind, View
from sitegen.site.scope import Scope
from sitegen.site.statements import correction_item
from sitegen.site.strips import activity
from sitegen.site.structured import document, site_publisher

ARTICLES = 10
CORRECTIONS = 5


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.HOME, "")]


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`counts`: {"articles", "claims", "corrections", "notes"}, `articles` and `corrections`: the newest,
    `over_time` and `activity`: pictures | None, `connected`: who is named together with most others"""
    scope = Scope(lookup, options, output)
    rows, total = lookup.page("article", 1, ARTICLES)
    corrections, corrected = lookup.page("correction", 1, CORRECTIONS)
    said = [date for (date,) in lookup.values("claim", "said_on")]
    structured = None
    if has_structured_data(scope):
        structured = document(
            "WebSite",
            url=options.base_url,
            name=options.title,
            description=options.description,
            inLanguage=options.language,
            publisher=site_publisher(scope),
            license=urls.external(options.license),
        )
    return frame(scope, "home", options.title, description=options.description, json_ld=structured) | {
        "counts": {
            "articles": total,
            "claims": len(said),  # each once, as its list has it, wherever it appears
            "corrections": corrected,
            "notes": sum(notes for (notes,) in lookup.values("article", "notes")),
        },
        "lists": {
            "articles": scope.href(urls.ARTICLES),
            "claims": scope.href(urls.CLAIMS),
            "entities": scope.href(urls.ENTITIES),
            "corrections": scope.href(urls.CORRECTIONS),
        },
        "over_time": ratings_over_time(lookup, options),
        "activity": activity(
            (date for (date,) in lookup.values("article", "published")),
            said,
            (date for (date,) in lookup.values("correction", "date")),
        ),
        "connected": connected(scope),
        "articles": [list_entry(scope, row) for row in rows],
        "corrections": [correction_item(scope, row) for row in corrections],
    }


PAGE_KIND = PageKind("home", "home.html", outputs, view)
