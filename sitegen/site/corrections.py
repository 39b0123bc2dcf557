"""The corrections log: every correction, by whoever issued it; an overview, one list per year, and one for each entity
that many touch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.editions import edition_links
from sitegen.site.entity import CORRECTIONS, corrections_of
from sitegen.site.frame import frame, has_feeds
from sitegen.site.page_kind import PageKind, View
from sitegen.site.paging import cut, key_and_number, paged, pager
from sitegen.site.plots import delays, over_time
from sitegen.site.scope import Scope
from sitegen.site.statements import correction_item

NEWEST = 50
SIZE = 100
"""Entries on one page: one says more than a line of another list does."""
OUTLETS = 8
"""Outlets whose corrections are shown by year."""


def year_folder(year: str) -> str:
    return f"corrections/year/{year}/"


def overview(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`feeds`: {"atom", "json": href} | None, `years`: [{"year", "count", "href"}], `newest`: [correction], all of them
    in a small archive, `editions`: as `edition_links` gives them, `by_outlet` and `delays`: pictures."""
    scope = Scope(lookup, options, output)
    rows, total = lookup.page("correction", 1, SIZE)
    counts = lookup.counts("correction", "year")
    shown = rows if total <= SIZE else rows[:NEWEST]
    return frame(scope, "corrections", "", section="corrections") | {
        "total": total,
        "feeds": {"atom": scope.href(urls.CORRECTIONS_FEED), "json": scope.href(urls.CORRECTIONS_JSON)}
        if has_feeds(scope)
        else None,
        "years": [
            {"year": year, "count": count, "href": scope.href(urls.paged_output(year_folder(year), 1))}
            for year, count in sorted(counts.items(), reverse=True)
        ],
        "editions": edition_links(scope),
        "by_outlet": _by_outlet(scope),
        "delays": _delays(scope),
        "newest": [correction_item(scope, row) for row in shown],
    }


def _by_outlet(scope: Scope) -> dict[str, Any] | None:
    """Corrections by who issued them and year, for those with most: its names are parties; None is the site."""
    years: dict[str | None, Counter[int]] = {}
    for issuer, year in scope.lookup.values("correction", "issued_by", "year"):
        if year.isdecimal():
            years.setdefault(issuer, Counter())[int(year)] += 1
    order = sorted(years, key=lambda ref: (-years[ref].total(), ref or ""))[:OUTLETS]
    found = over_time({ref: years[ref] for ref in order})
    if found:
        for row in found["rows"]:
            row["name"] = scope.party(row["name"])
    return found


def _delays(scope: Scope) -> list[dict[str, Any]]:
    """How long after a claim was said, or else its article appeared, it was corrected. Corrections of our own work
    don't count: they say nothing of the claim."""
    published = dict(scope.lookup.values("article", "id", "published"))
    of_others = [row[1:] for row in scope.lookup.values("correction", "own", "claim", "article", "date") if not row[0]]
    claims = scope.lookup.each("claim", "id", [claim for claim, _, _ in of_others if claim])
    said = {id: found[0]["said_on"] for id, found in claims.items() if found}
    return delays([(said.get(claim) or published.get(article), date) for claim, article, date in of_others])


def year_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    for year, count in sorted(lookup.counts("correction", "year").items()):
        yield from paged(year_folder(year), year, count, SIZE)


def year_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`list`: {"year", "entries", "pager"}"""
    scope = Scope(lookup, options, output)
    year, number = key_and_number(subject)
    rows, total = lookup.page("correction", number, SIZE, "year", year)
    return frame(scope, "corrections-year", year, section="corrections") | {
        "overview": scope.href(urls.CORRECTIONS),
        "list": {
            "year": year,
            "entity": None,
            **_entries(scope, rows, total, number, year_folder(year)),
        },
    }


def _entries(scope: Scope, rows: Sequence[Row], total: int, number: int, folder: str) -> dict[str, Any]:
    return {
        "entries": [correction_item(scope, row) for row in rows],
        "pager": pager(scope, folder, number, total, SIZE),
    }


def entity_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    """Of the entities whose own page doesn't hold them all."""
    scope = Scope(lookup, options, urls.CORRECTIONS)
    counts = lookup.counts("correction_entity", "entity")
    for id in sorted(id for id, count in counts.items() if count > CORRECTIONS and scope.row("entity", id)):
        if (count := len(corrections_of(scope, id))) > CORRECTIONS:
            yield from paged(urls.corrections_folder(id), id, count, SIZE)


def entity_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`list`: {"entity": party, "entries", "pager"}"""
    scope = Scope(lookup, options, output)
    id, number = key_and_number(subject)
    party = scope.party(id) or {"name": id, "href": "", "lang": ""}
    rows = corrections_of(scope, id)
    return frame(scope, "corrections-entity", party["name"], section="corrections") | {
        "overview": scope.href(urls.CORRECTIONS),
        "list": {
            "year": "",
            "entity": party,
            **_entries(scope, cut(rows, number, SIZE), len(rows), number, urls.corrections_folder(id)),
        },
    }


def overview_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.CORRECTIONS, "")]


PAGE_KINDS = (
    PageKind("corrections", "corrections.html", overview_outputs, overview),
    PageKind("corrections-year", "correction-list.html", year_outputs, year_view),
    PageKind("corrections-entity", "correction-list.html", entity_outputs, entity_view),
)
