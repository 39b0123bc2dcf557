"""Feeds: the newest articles and corrections of the site, and the newest corrections, as Atom and as JSON Feed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.dates import instant
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.rich import rich_text
from sitegen.site.scope import Scope

Entry: TypeAlias = dict[str, Any]
"""{"id", "kind", "draft", "title", "updated", "author", "summary", "was", "now"}"""

NEWEST = 50
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write."""


def xml_text(text: str | None) -> str:
    """Text without what no XML document may hold."""
    return ILLEGAL.sub("", text or "")


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.FEED, "")] if options.feeds and options.base_url else []


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`feed`: of articles and corrections"""
    scope = Scope(lookup, options, output)
    entries = [article_entry(scope, row) for row in lookup.page("article", 1, NEWEST)[0]]
    entries += [correction_entry(scope, row) for row in lookup.page("correction", 1, NEWEST)[0]]
    return frame(scope, "feed", options.title) | {"feed": feed(scope, options, urls.HOME, options.title, entries)}


def corrections_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.CORRECTIONS_FEED, "")] if options.feeds and options.base_url else []


def corrections_json_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.CORRECTIONS_JSON, "")] if options.feeds and options.base_url else []


def corrections_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`feed`: of corrections; its title "" is the template's to say, from "of", the site's"""
    scope = Scope(lookup, options, output)
    entries = [correction_entry(scope, row) for row in lookup.page("correction", 1, NEWEST)[0]]
    return frame(scope, "corrections-feed", "") | {
        "feed": feed(scope, options, urls.CORRECTIONS, "", entries) | {"of": xml_text(options.title)}
    }


def feed(scope: Scope, options: SiteOptions, page: str, title: str, entries: list[Entry]) -> dict[str, Any]:
    """The newest entries, as what the page at `page` tells of: {"id", "self", "title", "subtitle", "author",
    "updated", "entries": [entry]}."""
    entries.sort(key=lambda entry: entry["id"])
    entries.sort(key=lambda entry: entry["updated"], reverse=True)
    newest = entries[:NEWEST]
    return {
        "id": urls.absolute(page, options),
        "self": urls.absolute(scope.output, options),
        "title": xml_text(title),
        "subtitle": xml_text(options.description) if page == urls.HOME else "",
        "author": xml_text(options.publisher.name if options.publisher else options.title),
        "updated": newest[0]["updated"] if newest else instant(""),
        "entries": newest,
    }


def article_entry(scope: Scope, row: Row) -> Entry:
    publisher = scope.party(row["publisher"])
    return {
        "id": urls.absolute(urls.article_output(row["id"]), scope.options) or "",
        "kind": "article",
        "draft": bool(row["draft"]),
        "title": xml_text(row["title"]),
        "updated": instant(row["published"]),
        "author": xml_text(publisher["name"]) if publisher else "",
        "summary": xml_text(row["summary"]),
        "was": "",
        "now": "",
    }


def correction_entry(scope: Scope, row: Row) -> Entry:
    if row["article"]:
        output, about = urls.article_output(row["article"]), scope.row("article", row["article"])
    else:
        output, about = urls.claim_output(row["claim"] or ""), scope.row("claim", row["claim"] or "")
    issuer = scope.party(row["issued_by"])
    return {
        "id": urls.absolute(output, scope.options, row["id"]) or "",
        "kind": row["kind"],
        "draft": bool(about and about["draft"]),
        "title": xml_text(about["title" if row["article"] else "text"]) if about else "",
        "updated": instant(row["date"]),
        "author": xml_text(issuer["name"]) if issuer else "",
        "summary": xml_text(rich_text(scope.lookup, row["data"].get("note"))),
        "was": xml_text(row["data"].get("was")),
        "now": xml_text(row["data"].get("now")),
    }


PAGE_KINDS = (
    PageKind("feed", "feed.xml", outputs, view),
    PageKind("corrections-feed", "feed.xml", corrections_outputs, corrections_view),
    PageKind("corrections-json", "feed.json", corrections_json_outputs, corrections_view),
)
