"""What is said about statements: evidence, dated events, corrections, as plain data for any page that shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sitegen.core.lookup import Row
from sitegen.site import urls
from sitegen.site.dates import date
from sitegen.site.rich import resolve_url, rich_html
from sitegen.site.scope import Scope, claim_link

Data: TypeAlias = Mapping[str, Any]


def evidence_list(scope: Scope, records: Sequence[Data] | None) -> list[dict[str, Any]]:
    """EVIDENCE records, each completed from the shared source it names.

    [{as `reference`, "quote", "relation", "note": html}]
    """
    return [_evidence(scope, scope.cited(record)) for record in records] if records else []


def _evidence(scope: Scope, record: Data) -> dict[str, Any]:
    return reference(scope, record) | {
        "quote": record.get("quote") or "",
        "relation": record.get("relation") or "",
        "note": rich_html(scope, record.get("note")),
    }


def reference(scope: Scope, record: Data) -> dict[str, Any]:
    """Where something is written, of a record that is complete: {"title", "href", "author", "publisher": party | None,
    "published", "accessed": date | None, "archived"}."""
    url = record.get("url")
    return {
        "title": record.get("title") or url or record.get("source") or "",
        "href": urls.external(url) or (resolve_url(scope, url) if url and ":" not in url else ""),
        "author": record.get("author") or "",
        "publisher": scope.party(record.get("publisher")),
        "published": date(record.get("published")),
        "accessed": date(record.get("accessed")),
        "archived": urls.external(record.get("archived")),
    }


def appearance_note(scope: Scope, data: Data) -> str:
    """What an article's annotation adds to a claim, as HTML: what was found of this appearance, and its note."""
    return rich_html(scope, data.get("verdict")) + rich_html(scope, data.get("note"))


def source_link(scope: Scope, source: str | None) -> dict[str, str] | None:
    """A source given as a URL or as an id of the shared sources: {"href", "title"}."""
    if not source:
        return None
    if href := urls.external(source):
        return {"href": href, "title": ""}
    data = scope.data("source", source)
    return {"href": urls.external(data.get("url")), "title": data.get("title") or data.get("url") or source}


def event(scope: Scope, record: Data) -> dict[str, Any]:
    """One EVENT: {"date", "event", "to", "by": party | None, "note": html, "source": {"href", "title"} | None}."""
    return {
        "date": date(record.get("date")),
        "event": record.get("event") or "note",
        "to": record.get("to") or "",
        "by": scope.party(record.get("by")),
        "note": rich_html(scope, record.get("note")),
        "source": source_link(scope, record.get("source")),
    }


def stance(scope: Scope, claim: Row, detail: Data) -> dict[str, Any] | None:
    """What the speaker did later, with the newest event that says so; None while the claim is maintained."""
    if claim["stance"] == "maintained":
        return None
    events = [record for record in detail.get("history") or () if record.get("event") == claim["stance"]]
    newest = max(events, key=lambda record: record.get("date") or "", default=None)
    return {"stance": claim["stance"], "event": event(scope, newest) if newest else None}


def correction(scope: Scope, data: Data, row: Row | None) -> dict[str, Any]:
    """A correction, from its record and its row.

    {"date", "kind", "issued_by": party | None (the site itself), "own", "was", "now", "note": html, "quote", "source",
    "requested": {"date", "by", "outcome"} | None}
    """
    requested = data.get("requested")
    return {
        "date": date(row["date"] if row else data.get("date")),
        "kind": row["kind"] if row else data.get("kind") or "correction",
        "issued_by": scope.party(row["issued_by"] if row else data.get("issued_by")),
        "own": bool(row["own"]) if row else False,
        "was": data.get("was") or "",
        "now": data.get("now") or "",
        "note": rich_html(scope, data.get("note")),
        "quote": data.get("quote") or "",
        "source": source_link(scope, data.get("source")),
        "requested": {
            "date": date(requested.get("date")),
            "by": scope.party(requested.get("by")),
            "outcome": requested.get("outcome") or "",
        }
        if requested
        else None,
    }


def correction_item(scope: Scope, row: Row) -> dict[str, Any]:
    """A correction as an entry of a list: with `where` it stands (a link) and its element id."""
    where: dict[str, Any] | None = None
    if row["article"]:
        where = scope.article_link(row["article"], row["id"])
    elif row["claim"] and (claim := scope.row("claim", row["claim"])):
        where = claim_link(scope, claim, row["id"] if row["own"] else "")
    anchor = f"{row['article'] or row['claim'] or ''}_{row['id']}"  # ids hold no underscore: this can't be another's
    return {"id": row["id"], "anchor": anchor, "where": where, **correction(scope, row["data"], row)}


def newest_first(rows: Sequence[Row]) -> list[Row]:
    """Corrections by date, the newest first; equal dates by what they correct and by id."""
    if len(rows) < 2:
        return list(rows)
    ordered = sorted(rows, key=lambda row: (row["article"] or "", row["claim"] or "", row["id"]))
    return sorted(ordered, key=lambda row: row["date"], reverse=True)
