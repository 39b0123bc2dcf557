"""Lists of articles: an overview, one list per year and one per publisher."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.paging import PAGE_SIZE, key_and_number, paged, pager
from sitegen.site.scope import Scope, article_item

NEWEST = 20


def year_folder(year: str) -> str:
    return f"articles/year/{year}/"


def publisher_folder(ref: str) -> str:
    return f"articles/publisher/{urls.ref_slug(ref)}/"


def newest_articles(rows: Sequence[Row]) -> list[Row]:
    """Articles by date, the newest first; equal dates by id."""
    return sorted(sorted(rows, key=lambda row: row["id"]), key=lambda row: row["published"], reverse=True)


def list_entry(scope: Scope, row: Row) -> dict[str, Any]:
    """An article with its summary and what is annotated in it."""
    counts = {"claim": row["claims"], "correction": row["corrections"], "note": row["notes"]}
    return {**article_item(scope, row), "summary": row["summary"] or "", "counts": counts}


def overview(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`years`: [{"year", "count", "href", "entries"}] (entries only in a small archive), `publishers`, `newest` (in
    a large one)."""
    scope = Scope(lookup, options, output)
    rows, total = lookup.page("article", 1, PAGE_SIZE)
    small = total <= PAGE_SIZE
    counts = lookup.counts("article", "year")
    years = [
        {
            "year": year,
            "count": count,
            "href": scope.href(urls.paged_output(year_folder(year), 1)),
            "entries": [list_entry(scope, row) for row in rows if row["year"] == year] if small else [],
        }
        for year, count in sorted(counts.items(), reverse=True)
    ]
    refs = lookup.counts("article", "publisher")
    publishers = [
        {**(scope.party(ref) or {}), "count": count, "href": scope.href(urls.paged_output(publisher_folder(ref), 1))}
        for ref, count in refs.items()
        if ref
    ]
    publishers.sort(key=lambda entry: (str(entry["name"]).casefold(), entry["href"]))
    return frame(scope, "articles", "", section="articles") | {
        "total": total,
        "years": years,
        "publishers": publishers,
        "newest": [] if small else [list_entry(scope, row) for row in rows[:NEWEST]],
    }


def year_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    for year, count in sorted(lookup.counts("article", "year").items()):
        yield from paged(year_folder(year), year, count)


def year_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`list`: {"year" or "publisher", "entries", "pager"}"""
    scope = Scope(lookup, options, output)
    year, number = key_and_number(subject)
    rows, total = lookup.page("article", number, PAGE_SIZE, "year", year)
    return frame(scope, "articles-year", year, section="articles") | {
        "overview": scope.href(urls.ARTICLES),
        "list": {
            "year": year,
            "publisher": None,
            "entries": [list_entry(scope, row) for row in rows],
            "pager": pager(scope, year_folder(year), number, total),
        },
    }


def publisher_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    counts = lookup.counts("article", "publisher")
    for ref, count in sorted((ref, count) for ref, count in counts.items() if ref):
        yield from paged(publisher_folder(ref), ref, count)


def publisher_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    scope = Scope(lookup, options, output)
    ref, number = key_and_number(subject)
    rows, total = lookup.page("article", number, PAGE_SIZE, "publisher", ref)
    party = scope.party(ref) or {"name": ref}
    return frame(scope, "articles-publisher", party["name"], section="articles") | {
        "overview": scope.href(urls.ARTICLES),
        "list": {
            "year": "",
            "publisher": party,
            "entries": [list_entry(scope, row) for row in rows],
            "pager": pager(scope, publisher_folder(ref), number, total),
        },
    }


def overview_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.ARTICLES, "")]


PAGE_KINDS = (
    PageKind("articles", "articles.html", overview_outputs, overview),
    PageKind("articles-year", "article-list.html", year_outputs, year_view),
    PageKind("articles-publisher", "article-list.html", publisher_outputs, publisher_view),
)
