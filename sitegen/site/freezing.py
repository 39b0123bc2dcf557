"""The corrections log of now in words, to be frozen as an edition: names and titles, not only the ids behind them."""

from __future__ import annotations

from typing import Any

from sitegen.core.dates import is_before
from sitegen.core.lookup import Lookup, Row
from sitegen.site import urls
from sitegen.site.rich import rich_text
from sitegen.site.statements import newest_first


def frozen_corrections(lookup: Lookup, day: str) -> list[dict[str, Any]]:
    """The corrections dated up to a day, the newest first, as the data model's `FrozenCorrection`. A date that is known
    only to the month or the year is left out if all of it lies after the day.
    """
    rows = [row for row in lookup.rows("correction") if not is_before(day, row["date"])]
    return [_correction(lookup, row) for row in newest_first(rows)]


def _correction(lookup: Lookup, row: Row) -> dict[str, Any]:
    data = row["data"]
    article = lookup.row("article", "id", row["article"]) if row["article"] else None
    claim = lookup.row("claim", "id", row["claim"]) if row["claim"] and not article else None
    requested = data.get("requested")
    return _without_empty(
        {
            "date": row["date"],
            "kind": row["kind"],
            "article": article and article["id"],
            "claim": claim and claim["id"],
            "id": row["id"],
            "title": article["title"] if article else claim["text"] if claim else row["claim"],
            "language": (article or claim or {}).get("language"),
            "publisher": article and _party(lookup, article["publisher"]),
            "own": "true" if row["own"] else None,
            "quote": data.get("quote"),
            "was": data.get("was"),
            "now": data.get("now"),
            "note": rich_text(lookup, data.get("note")),
            "issued_by": _party(lookup, row["issued_by"]) or "us",  # an entity may have that id: it isn't meant
            "source": _source(lookup, data.get("source")),
            "requested": requested
            and _without_empty(
                {
                    "date": requested.get("date"),
                    "by": _party(lookup, requested.get("by")),
                    "outcome": requested.get("outcome"),
                }
            ),
        }
    )


def _party(lookup: Lookup, ref: str | None) -> str | dict[str, Any] | None:
    """Whom a REF names: a name alone, or with the entity that it is of."""
    entity = lookup.row("entity", "id", ref) if ref else None
    if entity is None:
        return ref
    return _without_empty({"name": entity["name"], "id": entity["id"], "language": entity["language"]})


def _source(lookup: Lookup, source: str | None) -> str | dict[str, Any] | None:
    """A source by its address, or by what the shared sources say of it."""
    if not source or urls.external(source):
        return source
    data = (lookup.row("source", "id", source) or {"data": {}})["data"]
    found = {"title": data.get("title"), "url": urls.external(data.get("url"))}
    return _without_empty(found) or {"title": source}


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
