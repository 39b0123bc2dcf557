"""Editions of the corrections log: what it said on a day, in words that don't change. Only its links are of now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.dates import date
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.paging import key_and_number, paged, pager
from sitegen.site.scope import Scope

Data = Mapping[str, Any]


def edition_links(scope: Scope) -> list[dict[str, Any]]:
    """Every edition, the newest first: [{"date", "href", "count"}]."""
    rows = sorted(scope.lookup.rows("edition"), key=lambda row: str(row["id"]), reverse=True)
    return [
        {"date": date(row["id"]), "href": scope.href(urls.edition_output(row["id"])), "count": row["corrections"]}
        for row in rows
    ]


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    for row in lookup.rows("edition"):
        yield from paged(urls.edition_folder(row["id"]), row["id"], row["parts"], 1)


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`log`: href of the log as it goes on, `edition`: {"date", "frozen": date, "count", "sha256", "permalink": address
    or "", "corrections": [correction, each with "publisher": party | None], "pager"}"""
    scope = Scope(lookup, options, output)
    day, number = key_and_number(subject)
    row = lookup.row("edition", "id", day) or {}
    part = lookup.row("edition_part", "part", subject) or {"data": []}
    return frame(scope, "edition", "", section="corrections") | {
        "log": scope.href(urls.CORRECTIONS),
        "edition": {
            "date": date(day),
            "frozen": date(row["frozen"]),
            "count": row["corrections"],
            "sha256": row["sha256"],
            "permalink": urls.absolute(urls.edition_output(day), options) or "",
            "corrections": [_correction(scope, entry) for entry in part["data"]],
            "pager": pager(scope, urls.edition_folder(day), number, row["parts"], 1),
        },
    }


def _correction(scope: Scope, entry: Data) -> dict[str, Any]:
    """A frozen correction in the shape of the log's entries (`statements.correction_item`)."""
    requested, source = entry.get("requested"), entry.get("source")
    return {
        "id": entry["id"],
        "anchor": entry["anchor"],
        "where": {
            "title": entry["title"],
            "href": _place(scope, entry),
            "lang": scope.lang(entry.get("language")),
            "draft": False,
        },
        "publisher": _party(scope, entry.get("publisher")),
        "date": date(entry["date"]),
        "kind": entry["kind"],
        "issued_by": _party(scope, entry.get("issued_by")),
        "own": bool(entry.get("own")),
        "was": entry.get("was") or "",
        "now": entry.get("now") or "",
        "note": f"<p>{escape(entry['note'], quote=False)}</p>" if entry.get("note") else "",
        "quote": entry.get("quote") or "",
        "source": {"href": urls.external(source.get("url")), "title": source.get("title") or ""} if source else None,
        "requested": {
            "date": date(requested.get("date")),
            "by": _party(scope, requested.get("by")),
            "outcome": requested.get("outcome") or "",
        }
        if requested
        else None,
    }


def _party(scope: Scope, party: Data | None) -> dict[str, str] | None:
    """Whom an entry names: by the name of then, with a link to the page of now."""
    if not party:
        return None
    id = _present(scope, "entity", party.get("id"))
    href = scope.href(urls.entity_output(id)) if id else ""
    return {"name": party["name"], "href": href, "lang": scope.lang(party.get("language"))}


def _place(scope: Scope, entry: Data) -> str:
    """Where the passage is now; else what it was in; "" if that is gone, too."""
    if article := _present(scope, "article", entry.get("article")):
        rows = scope.lookup.rows("correction", "article", article)
        return scope.href(urls.article_output(article), _anchor(entry, [row["id"] for row in rows]))
    if claim := _present(scope, "claim", entry.get("claim")):
        rows = scope.lookup.rows("correction", "claim", claim)
        own = [row["id"] for row in rows if row["own"] and not row["article"]]
        return scope.href(urls.claim_output(claim), _anchor(entry, own))
    return ""


def _anchor(entry: Data, ids: Iterable[str]) -> str:
    return str(entry["id"]) if entry["id"] in ids else ""


def _present(scope: Scope, kind: str, id: str | None) -> str | None:
    """The id that something has now, if it is still there: its own, or the one its old address leads on to."""
    if not id or scope.row(kind, id):
        return id
    moved = (row["id"] for row in scope.lookup.rows("redirect", "old", id) if row["kind"] == kind)
    return next((found for found in moved if scope.row(kind, found)), None)


PAGE_KIND = PageKind("edition", "edition.html", outputs, view, (("edition_part", "part"),))
