"""The page of one article: its text as it was, each annotated passage with its card beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from operator import itemgetter
from typing import Any

from sitegen.core.dates import newest
from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.cards import Card, cards, reference
from sitegen.site.dates import date
from sitegen.site.frame import frame, has_structured_data
from sitegen.site.margin import place_cards
from sitegen.site.page_kind import PageKind, View
from sitegen.site.rich import rich_html, rich_parts
from sitegen.site.scope import Scope, claim_link
from sitegen.site.statements import newest_first
from sitegen.site.structured import article_record

RELATED = 5
NAMED = 2
"""Entities that are said to be named in both of two related articles; the others are counted."""


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.article_output(id), id) for (id,) in lookup.values("article", "id")]


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`article`: {"title", "subtitle", "caption": [html | reference], "header_cards", "sections": [{"parts",
    "cards"}], …}"""
    scope = Scope(lookup, options, output)
    row = scope.row("article", subject) or {}
    detail = scope.data("article_detail", subject)
    annotations = sorted(lookup.rows("annotation", "article", subject), key=itemgetter("number", "id"))
    claims = {claim["id"]: claim for claim in lookup.rows("claim", "article", subject)}
    corrections = newest_first(lookup.rows("correction", "article", subject)) if row["corrections"] else []
    entities = sorted(lookup.rows("article_entity", "article", subject), key=itemgetter("entity", "role"))
    details = {claim["id"]: claim["data"] for claim in lookup.rows("claim_detail", "article", subject)}
    every_card = cards(scope, annotations, claims, details, {c["id"]: c for c in corrections})
    all_cards = [card for card in every_card if "lost" not in card]
    source = _source(scope, detail.get("source"))
    _link_words(every_card, annotations, source if not detail.get("translated") else None)
    review = detail.get("review") or {}
    language = row["language"]
    structured = article_record(scope, row, detail, entities, corrections) if has_structured_data(scope) else None
    return frame(
        scope,
        "article",
        row["title"],
        section="articles",
        description=row["summary"] or detail.get("subtitle"),
        og_type="article",
        json_ld=structured,
    ) | {
        "article": {
            "id": subject,
            "lang": scope.lang(language),
            "dir": scope.dir(language),
            "draft": bool(row["draft"]),
            "published": date(row["published"]),
            "publisher": scope.party(row["publisher"]),
            "authors": scope.parties(detail.get("authors")),
            "place": detail.get("place") or "",
            "topics": list(detail.get("topics") or ()),
            "summary": row["summary"] or "",
            "edition": date(
                newest(detail.get("modified"), review.get("date"), *[c["date"] for c in corrections if c["own"]])
            ),
            "rights": detail.get("rights") or "",
            "original": bool(detail.get("original")),
            "translated": _translated(detail.get("translated")),
            "source": source,
            "review": {
                "status": review.get("status") or "published",
                "by": scope.party(review.get("by")),
                "reviewed_by": scope.party(review.get("reviewed_by")),
                "date": date(review.get("date")),
                "note": rich_html(scope, _parts(review.get("note"))),
            }
            if review
            else None,
            "counts": {"claim": row["claims"], "correction": row["corrections"], "note": row["notes"]},
            "corrections": _banner(scope, corrections),
            "entities": _entities(scope, entities),
            "related": _related(scope, subject, annotations, claims),
            "lost": [card for card in every_card if "lost" in card],
            **_text(scope, subject, row["title"], detail, all_cards),
        }
    }


def _text(scope: Scope, id: str, title: str, detail: Mapping[str, Any], all_cards: Sequence[Card]) -> dict[str, Any]:
    """The texts as parts, and every card once: after the block its passage ends in, or below the header."""
    body = scope.lookup.row("body", "article", id)
    data = body["data"] if body else {}
    by_id = {card["id"]: card for card in all_cards}
    refs = {card["id"]: reference(card) for card in all_cards if card["passage"]}
    sections = []
    placed: set[str] = set()
    for section in data.get("sections") or ():
        ids = [id for id in section.get("cards") or () if id in by_id]
        placed.update(ids)
        sections.append({"parts": rich_parts(scope, section["parts"], refs), "cards": [by_id[id] for id in ids]})
    header_cards = [card for card in all_cards if card["id"] not in placed]
    place_cards(sum(card["kind"] == "correction" for card in all_cards), header_cards, sections)
    texts = {"title": title, "subtitle": detail.get("subtitle"), "caption": detail.get("caption")}
    return {
        **{
            name: rich_parts(scope, data.get(name), refs) or ([escape(plain, quote=False)] if plain else [])
            for name, plain in texts.items()
        },
        "header_cards": header_cards,
        "sections": sections,
    }


def _banner(scope: Scope, corrections: Sequence[Row]) -> list[dict[str, Any]]:
    """Corrections in short, for the top of the page: {"id", "date", "type", "issued_by", "own"}."""
    return [
        {
            "id": c["id"],
            "date": date(c["date"]),
            "type": c["kind"],
            "issued_by": scope.party(c["issued_by"]),
        }
        for c in corrections
    ]


def _source(scope: Scope, source: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not source:
        return None
    copy = scope.lookup.row("asset", "path", source["copy"]) if source.get("copy") else None
    return {
        "href": urls.external(source.get("url")),
        "archived": urls.external(source.get("archived")),
        "accessed": date(source.get("accessed")),
        "copy": scope.href(copy["output"]) if copy else "",
        "copy_sha256": copy["sha256"] if copy else "",
    }


def _link_words(all_cards: Sequence[Card], annotations: Sequence[Row], source: Mapping[str, Any] | None) -> None:
    """Add to each card where its words stand outside: "original" and "archived", "" where they don't."""
    href, archived = (source["href"], source["archived"]) if source else ("", "")
    hash = "" if "#" in href else "#"
    archived_hash = "" if "#" in archived else "#"
    for card, annotation in zip(all_cards, annotations, strict=True):
        words = urls.words_fragment(annotation["quote"] or "") if href or archived else ""
        card["original"] = f"{href}{hash}{words}" if words and href else ""
        card["archived"] = f"{archived}{archived_hash}{words}" if words and archived else ""


def _translated(translated: Any) -> dict[str, str] | None:
    if not translated:
        return None
    fields = translated if isinstance(translated, Mapping) else {"from": str(translated)}
    original = fields.get("original") or ""
    return {"from": fields.get("from") or "", "by": fields.get("by") or "", "original": urls.external(original)}


def _entities(scope: Scope, links: Sequence[Row]) -> list[dict[str, Any]]:
    """Who and what the article is about or names: [{"name", "href", "lang", "about": bool, "count"}], by name."""
    found: dict[str, dict[str, Any]] = {}
    for link in links:
        if link["role"] not in ("about", "mention") or not (party := scope.party(link["entity"])):
            continue
        entry = found.setdefault(link["entity"], {**party, "about": False, "count": 0})
        if link["role"] == "about":
            entry["about"] = True
        else:
            entry["count"] = link["count"]
    ordered = sorted(found.items(), key=lambda item: (not item[1]["about"], item[1]["name"].casefold(), item[0]))
    return [entry for _, entry in ordered]


def _related(scope: Scope, id: str, annotations: Sequence[Row], own: Mapping[str, Row]) -> list[dict[str, Any]]:
    """Articles that hold one of this article's shared claims, then those that name the same: [{article link, "claim":
    claim link | None, "named": [party], "more": of how many others both name}].

    Of many with a claim, the next few in a ring of ids: so a new article changes the pages of its neighbours, not of
    all that share the claim.
    """
    found: dict[str, dict[str, Any]] = {}
    for claim_id in dict.fromkeys(a["claim"] for a in annotations if a["claim"] and a["claim"] not in own):
        claim = scope.row("claim", claim_id)
        if claim is None or claim["article"] is not None:
            continue
        others = sorted({a["article"] for a in scope.lookup.rows("annotation", "claim", claim_id)} - {id})
        ring = [other for other in others if other > id] + [other for other in others if other < id]
        for other in ring[:RELATED]:
            if other not in found and (link := scope.article_link(other)):
                found[other] = {**link, "claim": claim_link(scope, claim), "named": [], "more": 0}
    if len(found) < RELATED:
        near = scope.lookup.rows("neighbour", "article", id)
        scope.rows("article", [row["other"] for row in near])  # read together: each is asked for below
        for row in near:
            if row["other"] not in found and (link := scope.article_link(row["other"])):
                named = scope.parties(row["data"][:NAMED])
                found[row["other"]] = {**link, "claim": None, "named": named, "more": len(row["data"]) - len(named)}
    return list(found.values())[:RELATED]


def _parts(note: Any) -> list[Any] | None:
    return [escape(note, quote=False)] if isinstance(note, str) else note


BY_SUBJECT = (
    ("article", "id"),
    ("article_detail", "id"),
    ("annotation", "article"),
    ("article_entity", "article"),
    ("body", "article"),
    ("claim", "article"),
    ("claim_detail", "article"),
    ("correction", "article"),
    ("neighbour", "article"),
)

BY_NAME = (("neighbour", "article", "other", "article"),)

PAGE_KIND = PageKind("article", "article.html", outputs, view, BY_SUBJECT, BY_NAME)
