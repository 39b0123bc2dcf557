"""The site's Atom feed: the newest articles and corrections."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.article_lists import newest_articles
from sitegen.site.dates import instant
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.rich import rich_text
from sitegen.site.scope import Scope
from sitegen.site.statements import newest_first

NEWEST = 50
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write."""


def xml_text(text: str | None) -> str:
    """Text without what no XML document may hold."""
    return ILLEGAL.sub("", text or "")


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.FEED, "")] if options.feeds and options.base_url else []


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`entries`: [{"id", "title", "updated", "author", "summary", "kind", "was", "now"}]: of an article or of a correction"""
    scope = Scope(lookup, options, output)
    entries: list[tuple[str, str, dict[str, Any]]] = []
    for row in newest_articles(lookup.rows("article"))[:NEWEST]:
        address = urls.absolute(urls.article_output(row["id"]), options) or ""
        publisher = scope.party(row["publisher"])
        entry = {"id": address, "title": xml_text(row["title"]), "updated": instant(row["published"]), "kind": "article",
                 "author": xml_text(publisher["name"]) if publisher else "", "summary": xml_text(row["summary"]), "was": "", "now": ""}  # fmt: skip
        entries.append((entry["updated"], address, entry))
    for row in newest_first(lookup.rows("correction"))[:NEWEST]:
        output_to = urls.article_output(row["article"]) if row["article"] else urls.claim_output(row["claim"] or "")
        address = urls.absolute(output_to, options, row["id"]) or ""
        about = scope.row("article", row["article"]) if row["article"] else scope.row("claim", row["claim"] or "")
        issuer = scope.party(row["issued_by"])
        entry = {"id": address, "title": xml_text((about["title"] if row["article"] else about["text"]) if about else ""),
                 "updated": instant(row["date"]), "kind": row["kind"], "author": xml_text(issuer["name"]) if issuer else "",
                 "summary": xml_text(rich_text(row["data"].get("note"))), "was": xml_text(row["data"].get("was")),
                 "now": xml_text(row["data"].get("now"))}  # fmt: skip
        entries.append((entry["updated"], address, entry))
    entries.sort(key=lambda item: item[1])
    entries.sort(key=lambda item: item[0], reverse=True)
    newest = [entry for _, _, entry in entries[:NEWEST]]
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


PAGE_KIND = PageKind("feed", "feed.xml", outputs, view)
