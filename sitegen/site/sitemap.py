"""The sitemap: an index, and parts small enough for the protocol (50,000 addresses) and for a change to cost one of
them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from sitegen.core.dates import newest
from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import article_lists, claim_lists, corrections, editions, entity_lists, speakers, urls
from sitegen.site.page_kind import PageKind, View
from sitegen.site.scope import Scope

PART = 10_000


def part_names(lookup: Lookup) -> Iterator[str]:
    """The parts: pages, articles of each year, claims, entities, their mentions; long ones are numbered."""
    yield "pages 1"
    years = lookup.counts("article", "year")
    totals = [(f"articles-{year}", years[year]) for year in sorted(years)]
    tables = (("claims", "claim", "draft"), ("entities", "entity", "draft"), ("mentions", "mention_part", "number"))
    totals += [(name, lookup.counts(table, column).total()) for name, table, column in tables]
    for name, total in totals:
        yield from (f"{name} {number}" for number in range(1, -(-total // PART) + 1))


def part_output(subject: str) -> str:
    return f"sitemap/{subject.replace(' ', '-')}.xml"


def index_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.SITEMAP, "")] if options.feeds and options.base_url else []


def index_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`sitemaps`: the addresses of the parts"""
    return {"sitemaps": [urls.absolute(part_output(name), options) for name in part_names(lookup)]}


def part_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(part_output(name), name) for name in part_names(lookup)] if options.feeds and options.base_url else []


def part_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`entries`: [{"loc", "lastmod": "" where nobody wrote when}]"""
    scope = Scope(lookup, options, output)
    name, _, number = subject.rpartition(" ")
    entries: list[tuple[str, str | None]] = []
    if name.startswith("articles-"):
        rows = lookup.rows("article", "year", name.removeprefix("articles-"))
        rows = sorted(rows, key=itemgetter("id"))[(int(number) - 1) * PART : int(number) * PART]
        corrected = lookup.each("correction", "article", [row["id"] for row in rows if row["corrections"]])
        for row in rows:
            changed = newest(row["changed"], *(c["date"] for c in corrected.get(row["id"], ())))
            entries.append((urls.article_output(row["id"]), changed))
    elif name == "claims":
        for id, article in lookup.values("claim", "id", "article", number=int(number), size=PART):
            # A claim within an article changes with that article; asking each for its details would cost more than
            # it tells.
            changed = _claim_changed(scope.data("claim_detail", id)) if article is None else None
            entries.append((urls.claim_output(id), changed))
    elif name == "entities":
        ids = lookup.values("entity", "id", number=int(number), size=PART)
        entries = [(urls.entity_output(id), None) for (id,) in ids]
    elif name == "mentions":
        parts = lookup.values("mention_part", "entity", "number", number=int(number), size=PART)
        entries = [(urls.mentions_output(*part), None) for part in parts]
    else:
        entries = [(page, None) for page in _pages(lookup, options)]
    return {"entries": [{"loc": urls.absolute(page, options), "lastmod": changed or ""} for page, changed in entries]}


def _claim_changed(detail: dict[str, Any]) -> str | None:
    review = detail.get("review") or {}
    return newest(detail.get("created"), detail.get("modified"), review.get("date"))


def _pages(lookup: Lookup, options: SiteOptions) -> list[str]:
    """Every page that isn't an article, a claim or an entity."""
    pages = [urls.HOME, urls.ARTICLES, urls.CLAIMS, urls.ENTITIES, urls.CORRECTIONS]
    pages += sorted(urls.plain_page_output(row["id"]) for row in lookup.rows("plain_page"))
    modules = (article_lists, claim_lists, speakers, entity_lists, corrections)
    for kind in (*(kind for module in modules for kind in module.PAGE_KINDS), editions.PAGE_KIND):
        pages += [output for output, _ in kind.outputs(lookup, options)]
    return list(dict.fromkeys(pages))


PAGE_KINDS = (
    PageKind("sitemap", "sitemap.xml", index_outputs, index_view),
    PageKind("sitemap-part", "sitemap-part.xml", part_outputs, part_view),
)
