"""The cards beside an article's text: one per claim, correction and note, and the note references that lead to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sitegen.core.lookup import Row
from sitegen.site import urls
from sitegen.site.rich import rich_html
from sitegen.site.scope import Scope, claim_link
from sitegen.site.statements import appearance_note, correction, evidence_list, stance

Card: TypeAlias = dict[str, Any]
"""{"id", "kind", "number", "passage": bool, "prev", "next": ids or ""} and what its kind adds (see the functions).
"lost": its quote, only if the text hasn't got it (in a preview)."""


def cards(
    scope: Scope,
    annotations: Sequence[Row],
    claims: Mapping[str, Row],
    details: Mapping[str, Mapping[str, Any]],
    corrections: Mapping[str, Row],
) -> list[Card]:
    """The cards of one article, in reading order. `claims`, their `details` and `corrections` are the article's own, by
    id; what belongs to the archive is looked up."""
    out: list[Card] = []
    last = len(annotations) - 1
    for position, row in enumerate(annotations):
        kind = row["kind"]
        if kind == "claim":
            claim = claims.get(row["claim"])
            if claim is None:
                claim = scope.row("claim", row["claim"])
                card = _claim_card(scope, row, claim, scope.data("claim_detail", row["claim"]))
            else:
                card = _claim_card(scope, row, claim, details.get(row["claim"], {}))
        elif kind == "correction":
            card = _correction_card(scope, row["data"], corrections.get(row["id"]))
        else:
            card = _note_card(scope, row["data"])
        card["id"] = row["id"]
        card["kind"] = kind
        card["number"] = row["number"]
        card["passage"] = row["place"] is not None
        if row["place"] is None and row["quote"]:
            card |= {"lost": row["quote"], "inline": True}
        card["prev"] = annotations[position - 1]["id"] if position else ""
        card["next"] = annotations[position + 1]["id"] if position < last else ""
        out.append(card)
    return out


def reference(card: Card) -> dict[str, Any]:
    """What the note reference at the end of a passage says: number, kind, rating."""
    return {"ref": card["id"], "kind": card["kind"], "number": card["number"], "rating": card.get("rating")}


def _claim_card(scope: Scope, annotation: Row, claim: Row | None, detail: Mapping[str, Any]) -> Card:
    """{"text", "lang", "draft": bool, "rating", "verdict": html, "speaker", "quoted_by", "attribution", "stance",
    "evidence", "note": html, "href"}. A draft is only a shared claim: the article's own are what the article is."""
    data = annotation["data"]
    if claim is None:  # reported by the linker; the words stay readable
        claim = {"id": "", "text": annotation["quote"] or "", "rating": None, "speaker": None, "stance": "maintained",
                 "language": scope.options.language, "draft": 0,
                 "article": None}  # fmt: skip
    review = detail.get("review") or {}
    return {
        "text": claim["text"],
        "lang": scope.lang(claim["language"]),
        "draft": bool(claim["draft"]) and claim["article"] is None,
        "rating": scope.rating(claim["rating"]),
        "verdict": rich_html(scope, detail.get("verdict")),
        "speaker": scope.party(data.get("speaker") or claim["speaker"]),
        "quoted_by": scope.parties(data.get("quoted_by")),
        "attribution": data.get("attribution") or "",
        "stance": stance(scope, claim, detail),
        "evidence": evidence_list(scope, [*detail.get("evidence", ()), *data.get("evidence", ())]),
        "note": appearance_note(scope, data),
        "review": review.get("status") or "published",
        "href": scope.href(urls.claim_output(claim["id"])) if claim["id"] else "",
    }


def _correction_card(scope: Scope, data: Mapping[str, Any], row: Row | None) -> Card:
    """What `statements.correction` gives, and "claim": claim link with its rating | None. `kind` is the card's: see
    "type"."""
    card = correction(scope, data, row)
    card["type"] = card["kind"]
    claim = scope.row("claim", row["claim"]) if row and row["claim"] else None
    card["claim"] = {**claim_link(scope, claim), "rating": scope.rating(claim["rating"])} if claim else None
    return card


def _note_card(scope: Scope, data: Mapping[str, Any]) -> Card:
    """{"type", "note": html, "neutral", "technique", "evidence", "entities": [party]}."""
    return {
        "type": data.get("kind") or "background",
        "note": rich_html(scope, data.get("note")),
        "neutral": data.get("neutral") or "",
        "technique": data.get("technique") or "",
        "evidence": evidence_list(scope, data.get("evidence")),
        "entities": scope.parties(data.get("entities")),
    }
