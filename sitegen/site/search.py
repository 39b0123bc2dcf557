"""The search page. What it finds is in `search_documents.py`."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.article_lists import year_folder
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.scope import Scope

BUNDLE = "pagefind/"
"""Folder of the search index in the site."""


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.SEARCH, "")] if options.search else []


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`search`: {"bundle", "root": relative addresses, "drafts": whether some may be found}, `lists`: static pages for
    readers without script"""
    scope = Scope(lookup, options, output)
    years = sorted(lookup.counts("article", "year"), reverse=True)
    return frame(scope, "search", "", section="search") | {
        "search": {"bundle": scope.root + BUNDLE, "root": scope.root, "drafts": options.drafts},
        "lists": {
            "articles": scope.href(urls.ARTICLES),
            "claims": scope.href(urls.CLAIMS),
            "speakers": scope.href(urls.SPEAKERS),
            "entities": scope.href(urls.ENTITIES),
            "corrections": scope.href(urls.CORRECTIONS),
        },
        "years": [{"year": year, "href": scope.href(urls.paged_output(year_folder(year), 1))} for year in years],
    }


PAGE_KIND = PageKind("search", "search.html", outputs, view)
