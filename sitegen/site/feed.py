"""The site's Atom feed: the newest articles and corrections."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.article_lists import newest_articles
from sitegen.site.dates import instant
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.rich import rich_text
from sitegen.site.scope import Scope
from sitegen.site.statements import newest_first

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
    """`feed`: {"id", "self", "title", "subtitle", "author", "updated", "entries": [entry]}, of articles and
    corrections"""
    scope = Scope(lookup, options, output)
    entries = [_article(scope, row) for row in newest_articles(lookup.rows("article"))[:NEWEST]]
    entries += [_correction(scope, row) for row in newest_first(lookup.rows("correction"))[:NEWEST]]
    entries.sort(key=lambda entry: entry["id"])
    entries.sort(key=lambda entry: entry["updated"], reverse=True)
    newest = entries[:NEWEST]
    return frame(scope, "feed", options.title) | {
        "feed": {
            "id": options.base_url,
            "self": urls.absolute(output, options),
            "title": xml_text(options.title),
            "subtitle": xml_text(options.description),
            "author": xml_text(options.publisher.name if options.publisher else options.title),
            "updated": newest[0]["updated"] if newest else instant(""),
            "entries": newest,
        }
    }


def _article(scope: Scope, row: Row) -> Entry:
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


def _correction(scope: Scope, row: Row) -> Entry:
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


PAGE_KIND = PageKind("feed", "feed.xml", outputs, view)
