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
from sitegen.site.paging import PAGE_SIZE, key_and_number, paged, pager
from sitegen.site.plots import bars, over_time
from sitegen.site.scope import Scope, claim_item

UNRATED = "unrated"
"""The list of claims without a rating (a rating of this name, if a site has one, shares it)."""


def rating_folder(rating: str | None) -> str:
    return f"claims/rating/{rating or UNRATED}/"


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
    counts = lookup.counts("claim", "rating")
    total = counts.total()
    rows = lookup.page("claim", 1, PAGE_SIZE)[0] if total <= PAGE_SIZE else []
    order = ratings_of(options, counts)
    lengths = bars([counts[rating] for rating in order])
    return frame(scope, "claims", "", section="claims") | {
        "total": total,
        "speakers": scope.href(urls.SPEAKERS),
        "ratings": [
            {
                "rating": scope.rating(rating),
                "count": counts[rating],
                "share": length,
                "href": scope.href(urls.paged_output(rating_folder(rating), 1)),
                "entries": [claim_item(scope, row) for row in rows if row["rating"] == rating],
            }
            for rating, length in zip(order, lengths, strict=True)
        ],
        "over_time": ratings_over_time(lookup, options),
    }


def ratings_over_time(lookup: Lookup, options: SiteOptions) -> dict[str, Any] | None:
    """Claims by rating and by the year they were said: `plots.over_time`, its names are the ratings' labels; with
    "undated": how many have no date."""
    years: dict[str | None, Counter[int]] = {}
    undated = 0
    for rating, said_on in lookup.values("claim", "rating", "said_on"):
        if said_on and said_on[:4].isdecimal():
            years.setdefault(rating, Counter())[int(said_on[:4])] += 1
        else:
            undated += 1
    label = options.ratings.label
    picture = over_time({label(rating) if rating else "": years[rating] for rating in ratings_of(options, years)})
    return picture | {"undated": undated} if picture else None


def rating_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    counts = lookup.counts("claim", "rating")
    for rating in ratings_of(options, counts):
        yield from paged(rating_folder(rating), rating or "", counts[rating])


def rating_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`list`: {"rating": {…} | None, "speaker": None, "about": None, "entries", "pager"}"""
    scope = Scope(lookup, options, output)
    rating, number = key_and_number(subject)
    rows, total = lookup.page("claim", number, PAGE_SIZE, "rating", rating or None)
    shown = scope.rating(rating)
    return frame(scope, "claims-rating", shown["label"] if shown else "", section="claims") | {
        "overview": scope.href(urls.CLAIMS),
        "list": claim_list(scope, rows, total, number, rating_folder(rating))
        | {"rating": shown, "speaker": None, "about": None},
    }


def claim_list(scope: Scope, rows: Sequence[Row], total: int, number: int, folder: str) -> View:
    """One page of a list of `total` claims, which has these: {"entries", "pager"}."""
    return {
        "entries": [claim_item(scope, row) for row in rows],
        "pager": pager(scope, folder, number, total),
    }


def overview_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.CLAIMS, "")]


PAGE_KINDS = (
    PageKind("claims", "claims.html", overview_outputs, overview),
    PageKind("claims-rating", "claim-list.html", rating_outputs, rating_view),
)
