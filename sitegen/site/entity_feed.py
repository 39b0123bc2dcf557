"""An entity for machines: its record, and the newest of what the archive has of it, as one JSON Feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.dates import instant
from sitegen.site.entity import claims_of, corrections_of
from sitegen.site.feed import Entry, article_entry, correction_entry, feed, xml_text
from sitegen.site.frame import frame
from sitegen.site.mentions import newest_naming
from sitegen.site.page_kind import PageKind, View
from sitegen.site.scope import Scope

NEWEST = 10
"""Of articles, of claims by it, of claims about it, of corrections."""
TOLD = ("aliases", "wikidata", "viaf", "same_as", "ownership", "parent", "part_of", "roles", "start", "end", "geo")
SAID_OF_A_SOURCE = ("url", "title", "author", "publisher", "published", "accessed", "archived")


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    if not (options.feeds and options.base_url):
        return []
    return [(urls.entity_json_output(row["id"]), row["id"]) for row in lookup.rows("entity")]


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`feed`: as the site's, of articles that name it, claims and corrections; with "record": what its page is made
    from, the names of its fields those of content files"""
    scope = Scope(lookup, options, output)
    row = scope.row("entity", subject) or {}
    by, about = claims_of(scope, subject)
    entries = [article_entry(scope, found) for found in newest_naming(scope, subject)[:NEWEST]]
    claims = {claim["id"]: claim for claim in (*by[:NEWEST], *about[:NEWEST])}
    entries += [entry for claim in claims.values() if (entry := _claim(scope, claim))]
    entries += [correction_entry(scope, found) for found in corrections_of(scope, subject)[:NEWEST]]
    made = feed(scope, options, urls.entity_output(subject), row["name"], entries)
    return frame(scope, "entity-feed", row["name"], section="entities") | {
        "feed": made | {"record": _record(scope, row, scope.data("entity_detail", subject))}
    }


def _claim(scope: Scope, row: Row) -> Entry | None:
    """A claim, from the day it was said, or else its article appeared; None if nobody knows either."""
    article = scope.row("article", row["article"]) if row["article"] and not row["said_on"] else None
    when = row["said_on"] or (article["published"] if article else "")
    speaker, rating = scope.party(row["speaker"]), scope.rating(row["rating"])
    return (
        {
            "id": urls.absolute(urls.claim_output(row["id"]), scope.options) or "",
            "kind": "claim",
            "draft": bool(row["draft"]),
            "title": xml_text(row["text"]),
            "updated": instant(when),
            "author": xml_text(speaker["name"]) if speaker else "",
            "summary": rating["label"] if rating else "",
            "was": "",
            "now": "",
        }
        if when
        else None
    )


def _record(scope: Scope, row: Row, detail: Mapping[str, Any]) -> dict[str, Any]:
    record = {name: row[name] for name in ("id", "kind", "type", "name", "language", "description") if row[name]}
    if given := detail.get("description_source"):
        record["description_source"] = _source(scope, given)
    record |= {name: detail[name] for name in TOLD if detail.get(name)}
    if "roles" in record:
        record["roles"] = [
            role | {"source": _source(scope, role["source"])} if "source" in role else role for role in record["roles"]
        ]
    return record


def _source(scope: Scope, given: Mapping[str, Any]) -> dict[str, Any]:
    """All that is said of a source: an entry of sources.yaml has no address that others could follow."""
    source = scope.cited(given)
    return {name: source[name] for name in SAID_OF_A_SOURCE if source.get(name)}


BY_SUBJECT = (
    ("entity", "id"),
    ("entity_detail", "id"),
    ("claim_entity", "entity"),
    ("correction_entity", "entity"),
    ("mention_part", "entity"),
)

PAGE_KIND = PageKind("entity-feed", "feed.json", outputs, view, BY_SUBJECT)
