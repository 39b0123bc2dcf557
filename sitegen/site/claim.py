"""The page of one claim: its text and rating, who said it and when, the evidence, and everywhere it appears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.dates import date
from sitegen.site.frame import frame, has_structured_data
from sitegen.site.page_kind import PageKind, View
from sitegen.site.rich import rich_html, rich_text
from sitegen.site.scope import Scope, article_item, claim_item
from sitegen.site.statements import (
    appearance_note,
    correction,
    correction_item,
    event,
    evidence_list,
    newest_first,
    stance,
)
from sitegen.site.strips import FEWEST_DAYS, strip
from sitegen.site.structured import claim_review

APPEARANCES = 200
FIRST_TWO = itemgetter(0, 1)
"""What entries are sorted by, before the entry itself."""
MARKS = {"said": "claim", "repeated": "claim", "appeared": "claim"} | dict.fromkeys(
    ("corrected", "correction", "clarification", "update", "editors-note", "retraction", "review-corrected"),
    "correction",
)
"""How an event stands on the strip."""


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.claim_output(id), id) for (id,) in lookup.values("claim", "id")]


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`claim`: the statement, `scale`: where its rating stands, and lists of what is known of it."""
    scope = Scope(lookup, options, output)
    row = scope.row("claim", subject) or {}
    detail = scope.data("claim_detail", subject)
    annotations = [found for found in lookup.rows("annotation", "claim", subject) if found["kind"] == "claim"]
    annotations.sort(key=itemgetter("article", "number", "id"))
    corrections = newest_first(lookup.rows("correction", "claim", subject))
    own = [c for c in corrections if c["own"]]
    others = [c for c in corrections if not c["own"]]
    appearances = _appearances(scope, annotations)
    about = [link["entity"] for link in lookup.rows("claim_entity", "claim", subject) if link["role"] == "about"]
    timeline = _timeline(scope, row, _history(scope, detail, annotations), appearances, corrections)
    review = detail.get("review") or {}
    rating = scope.rating(row["rating"])
    first = detail.get("first_appearance")
    verdict = rich_text(lookup, detail.get("verdict"))
    structured = claim_review(scope, row, detail, verdict, annotations, own) if has_structured_data(scope) else None
    return frame(
        scope, "claim", row["text"], section="claims", description=verdict, og_type="article", json_ld=structured
    ) | {
        "claim": {
            "id": subject,
            "shared": row["article"] is None,
            "draft": bool(row["draft"]),
            "text": row["text"],
            "lang": scope.lang(row["language"]),
            "dir": scope.dir(row["language"]),
            "rating": rating,
            "scale": _scale(scope.options) if rating and rating["step"] else None,
            "verdict": rich_html(scope, detail.get("verdict")),
            "speaker": scope.party(row["speaker"]),
            "quoted_by": scope.parties(detail.get("quoted_by")),
            "attribution": detail.get("attribution") or "",
            "said_on": date(row["said_on"]),
            "said_at": detail.get("said_at") or "",
            "stance": stance(scope, row, detail),
            "evidence": evidence_list(scope, detail.get("evidence")),
            "timeline": timeline,
            "strip": strip(
                (entry["date"]["iso"], MARKS.get(entry["event"], "event")) for entry in timeline if entry["date"]
            )
            if len(timeline) >= FEWEST_DAYS
            else None,
            "first_appearance": _first_appearance(scope, first) if first else None,
            "appearances": appearances[:APPEARANCES],
            "more": max(0, len(appearances) - APPEARANCES),
            "outside": [url for address in detail.get("appearances") or () if (url := urls.external(address))],
            "note": rich_html(scope, detail.get("note")),
            "body": rich_html(scope, detail.get("body")),
            "corrections": [{"id": c["id"], **correction(scope, c["data"], c)} for c in own],
            "touched_by": [correction_item(scope, c) for c in others],
            "about": scope.parties(sorted(dict.fromkeys(about))),
            "related": [
                claim_item(scope, found) for id in detail.get("related") or () if (found := scope.row("claim", id))
            ],
            "review": {
                "status": review.get("status") or "published",
                "by": scope.party(review.get("by")),
                "reviewed_by": scope.party(review.get("reviewed_by")),
                "date": date(review.get("date")),
            }
            if review
            else None,
        }
    }


def _scale(options: SiteOptions) -> dict[str, Any]:
    """{"worst", "best": labels, "size"}: between which words a rating stands."""
    ratings = options.ratings
    return {
        "worst": ratings.label(ratings.scale[0]),
        "best": ratings.label(ratings.scale[-1]),
        "size": len(ratings.scale),
    }


def _first_appearance(scope: Scope, first: str) -> dict[str, Any]:
    """An article of the archive, or an address elsewhere, as a link."""
    outside = {"title": first, "href": urls.external(first), "lang": "", "draft": False}
    return scope.article_link(first) or outside


def _appearances(scope: Scope, annotations: Sequence[Row]) -> list[dict[str, Any]]:
    """Where the claim stands in the archive, the earliest first: the quote, the article, a link to the card."""
    found = []
    for annotation in annotations:
        article = scope.row("article", annotation["article"])
        if article is None:
            continue
        data = annotation["data"]
        entry = {
            "quote": annotation["quote"] or "",
            "article": article_item(scope, article, annotation["id"]),
            "attribution": data.get("attribution") or "",
            "speaker": scope.party(data.get("speaker")),
            "note": appearance_note(scope, data),
        }
        found.append((article["published"], article["id"], entry))
    return [entry for _, _, entry in sorted(found, key=FIRST_TWO)]


def _history(
    scope: Scope, detail: Mapping[str, Any], annotations: Sequence[Row]
) -> list[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
    """The claim's events; and those of each appearance, with its article."""
    found: list[tuple[Mapping[str, Any], Mapping[str, Any] | None]] = [(e, None) for e in detail.get("history") or ()]
    for annotation in annotations:
        if events := annotation["data"].get("history"):
            link = scope.article_link(annotation["article"], annotation["id"])
            found += [(event, link) for event in events]
    return found


def _timeline(
    scope: Scope,
    row: Row,
    history: Sequence[tuple[Mapping[str, Any], Mapping[str, Any] | None]],
    appearances: Sequence[Mapping[str, Any]],
    corrections: Sequence[Row],
) -> list[dict[str, Any]]:
    """Everything dated, the earliest first: [{"date", "event", "to", "by", "note", "source", "where": link | None}]."""
    entries: list[tuple[str, int, dict[str, Any]]] = []
    bare = {"to": "", "by": None, "note": "", "source": None, "where": None}
    if row["said_on"] and not any(h.get("event") == "said" or h.get("date") == row["said_on"] for h, _ in history):
        said = {**bare, "date": date(row["said_on"]), "event": "said", "by": scope.party(row["speaker"])}
        entries.append((row["said_on"], 0, said))
    for appearance in appearances[:APPEARANCES]:
        article = appearance["article"]
        entries.append(
            (article["date"]["iso"], 1, {**bare, "date": article["date"], "event": "appeared", "where": article})
        )
    for record, where in history:
        entries.append((record.get("date") or "", 2, {**event(scope, record), "where": where}))
    for c in corrections:
        item = correction_item(scope, c)
        kind = "review-corrected" if c["own"] else c["kind"]
        entries.append(
            (
                c["date"],
                3,
                {**bare, "date": item["date"], "event": kind, "by": item["issued_by"], "where": item["where"]},
            )
        )
    return [entry for _, _, entry in sorted(entries, key=FIRST_TWO)]


BY_SUBJECT = (
    ("claim", "id"),
    ("claim_detail", "id"),
    ("claim_entity", "claim"),
    ("annotation", "claim"),
    ("correction", "claim"),
)

BY_NAME = (("annotation", "claim", "article", "article"),)

PAGE_KIND = PageKind("claim", "claim.html", outputs, view, BY_SUBJECT, BY_NAME)
