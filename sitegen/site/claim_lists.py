"""Lists of claims: an overview and one list per rating."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.paging import PAGE_SIZE, cut, key_and_number, paged, pager
from sitegen.site.plots import bars, over_time
from sitegen.site.scope import Scope, claim_item

UNRATED = "unrated"
"""The list of claims without a rating (a rating of this name, if a site has one, shares it)."""


def rating_folder(rating: str | None) -> str:
    return f"claims/rating/{rating or UNRATED}/"


def by_date(rows: Iterable[Row]) -> list[Row]:
    """Claims by the day they were said, the newest first; equal days by id."""
    return sorted(sorted(rows, key=lambda row: row["id"]), key=lambda row: row["said_on"] or "", reverse=True)


def ratings_of(options: SiteOptions, found: Iterable[str | None]) -> list[str | None]:
    """The ratings that are given to some claim, in the order of the site's scale, and None last if some claim is
    unrated."""
    given = set(found)
    known: list[str | None] = [rating for rating in options.ratings.ids if rating in given]
    strange = sorted(rating for rating in given if rating and rating not in options.ratings.ids)
    return known + strange + ([None] if None in given else [])


def overview(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`ratings`: [{"rating": {…} | None, "count", "share", "href", "entries"}] (entries only in a small archive),
    `over_time`: a picture | None, `speakers`: href"""
    scope = Scope(lookup, options, output)
    rows = lookup.rows("claim")
    groups: dict[str | None, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["rating"], []).append(row)
    small = len(rows) <= PAGE_SIZE
    order = ratings_of(options, groups)
    lengths = bars([len(groups[rating]) for rating in order])
    return frame(scope, "claims", "", section="claims") | {
        "total": len(rows),
        "speakers": scope.href(urls.SPEAKERS),
        "ratings": [
            {
                "rating": scope.rating(rating),
                "count": len(groups[rating]),
                "share": length,
                "href": scope.href(urls.paged_output(rating_folder(rating), 1)),
                "entries": [claim_item(scope, row) for row in by_date(groups[rating])] if small else [],
            }
            for rating, length in zip(order, lengths, strict=True)
        ],
        "over_time": ratings_over_time(options, rows),
    }


def ratings_over_time(options: SiteOptions, rows: Iterable[Row]) -> dict[str, Any] | None:
    """Claims by rating and by the year they were said: `plots.over_time`, its names are the ratings' labels; with
    "undated": how many have no date."""
    years: dict[str | None, Counter[int]] = {}
    undated = 0
    for row in rows:
        if row["said_on"] and row["said_on"][:4].isdecimal():
            years.setdefault(row["rating"], Counter())[int(row["said_on"][:4])] += 1
        else:
            undated += 1
    label = options.ratings.label
    picture = over_time({label(rating) if rating else "": years[rating] for rating in ratings_of(options, years)})
    return picture | {"undated": undated} if picture else None


def rating_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    counts = Counter(row["rating"] for row in lookup.rows("claim"))
    for rating in ratings_of(options, counts):
        yield from paged(rating_folder(rating), rating or "", counts[rating])


def rating_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`list`: {"rating": {…} | None, "speaker": None, "about": None, "entries", "pager"}"""
    scope = Scope(lookup, options, output)
    rating, number = key_and_number(subject)
    rows = by_date(lookup.rows("claim", rating=rating or None))
    shown = scope.rating(rating)
    return frame(scope, "claims-rating", shown["label"] if shown else "", section="claims") | {
        "overview": scope.href(urls.CLAIMS),
        "list": claim_list(scope, rows, number, rating_folder(rating))
        | {"rating": shown, "speaker": None, "about": None},
    }


def claim_list(scope: Scope, rows: Sequence[Row], number: int, folder: str) -> View:
    """One page of a list of claims: {"entries", "pager"}."""
    return {
        "entries": [claim_item(scope, row) for row in cut(rows, number)],
        "pager": pager(scope, folder, number, len(rows)),
    }


def overview_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.CLAIMS, "")]


PAGE_KINDS = (
    PageKind("claims", "claims.html", overview_outputs, overview),
    PageKind("claims-rating", "claim-list.html", rating_outputs, rating_view),
)
