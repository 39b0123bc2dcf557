"""The corrections log: every correction, by whoever issued it; an overview and one list per year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.paging import PAGE_SIZE, cut, key_and_number, paged, pager
from sitegen.site.scope import Scope
from sitegen.site.statements import correction_item, newest_first

NEWEST = 50


def year_folder(year: str) -> str:
    return f"corrections/year/{year}/"


def overview(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`years`: [{"year", "count", "href"}], `newest`: [correction], all of them in a small archive."""
    scope = Scope(lookup, options, output)
    rows = newest_first(lookup.rows("correction"))
    counts = Counter(row["year"] for row in rows)
    shown = rows if len(rows) <= PAGE_SIZE else rows[:NEWEST]
    return frame(scope, "corrections", "", section="corrections") | {
        "total": len(rows),
        "years": [
            {"year": year, "count": count, "href": scope.href(urls.paged_output(year_folder(year), 1))}
            for year, count in sorted(counts.items(), reverse=True)
        ],
        "newest": [correction_item(scope, row) for row in shown],
    }


def year_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    for year, count in sorted(Counter(row["year"] for row in lookup.rows("correction")).items()):
        yield from paged(year_folder(year), year, count)


def year_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`list`: {"year", "entries", "pager"}"""
    scope = Scope(lookup, options, output)
    year, number = key_and_number(subject)
    rows = newest_first(lookup.rows("correction", year=year))
    return frame(scope, "corrections-year", year, section="corrections") | {
        "overview": scope.href(urls.CORRECTIONS),
        "list": {
            "year": year,
            "entries": [correction_item(scope, row) for row in cut(rows, number)],
            "pager": pager(scope, year_folder(year), number, len(rows)),
        },
    }


def overview_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.CORRECTIONS, "")]


PAGE_KINDS = (
    PageKind("corrections", "corrections.html", overview_outputs, overview),
    PageKind("corrections-year", "correction-list.html", year_outputs, year_view),
)
