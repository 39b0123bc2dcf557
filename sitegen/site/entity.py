"""The page of one person, organisation, place or event: what it said, what was said of it, where it is named. No
score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.dates import date
from sitegen.site.frame import frame, has_feeds, has_structured_data
from sitegen.site.mentions import mentions
from sitegen.site.page_kind import PageKind, View
from sitegen.site.plots import rating_bars, share
from sitegen.site.rich import rich_html
from sitegen.site.scope import Scope, claim_item, claim_link, type_words
from sitegen.site.statements import correction_item, newest_first, reference
from sitegen.site.strips import strip
from sitegen.site.structured import entity_record

CLAIMS = 50
"""Claims shown by, and about, one entity; with more, a list has them all."""
CORRECTIONS = 30
"""Corrections shown; with more, the log has a list of them."""
FACTS = 8
"""Facts at the top of the page; with more, what it was where stands at the end."""
TIMELINE = 40
EDGES = frozenset(("start", "end", "role-from", "role-to"))


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.entity_output(row["id"]), row["id"]) for row in lookup.rows("entity")]


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`entity`: who it is, then lists, each cut at a length one can read, with its full count."""
    scope = Scope(lookup, options, output)
    row = scope.row("entity", subject) or {}
    detail = scope.data("entity_detail", subject)
    by, about = claims_of(scope, subject)
    corrections = corrections_of(scope, subject)
    links = lookup.rows("article_entity", "entity", subject)
    timeline = _timeline(scope, detail, by, corrections)
    facts, roles = _facts(scope, detail), _roles(scope, detail)
    source = detail.get("description_source")
    room = FACTS - sum(map(bool, facts.values()))
    structured = entity_record(scope, row, detail) if has_structured_data(scope) else None
    return frame(
        scope,
        "entity",
        row["name"],
        section="entities",
        description=row["description"],
        og_type="profile",
        json_ld=structured,
    ) | {
        "entity": {
            "id": subject,
            "kind": row["kind"],
            "type": type_words(row["type"]),
            "draft": bool(row["draft"]),
            "name": row["name"],
            "lang": scope.lang(row["language"]),
            "description": row["description"] or "",
            "source": reference(scope, scope.cited(source)) if source else None,
            "aliases": list(detail.get("aliases") or ()),
            "facts": facts,
            "roles": roles if len(roles) <= room else [],
            "relations": roles if len(roles) > room else [],
            "ids": _ids(detail),
            "body": rich_html(scope, detail.get("body")),
            "counts": {"by": len(by), "about": len(about), "articles": len({link["article"] for link in links})},
            "claims_by": [claim_item(scope, claim) for claim in by[:CLAIMS]],
            "claims_about": [claim_item(scope, claim) for claim in about[:CLAIMS]],
            "speaker_list": scope.href(urls.paged_output(f"speakers/{urls.ref_slug(subject)}/", 1))
            if len(by) > CLAIMS
            else "",
            "about_list": scope.href(urls.paged_output(urls.about_folder(subject), 1)) if len(about) > CLAIMS else "",
            "corrections": [correction_item(scope, c) for c in corrections[:CORRECTIONS]],
            "corrections_list": {
                "href": scope.href(urls.paged_output(urls.corrections_folder(subject), 1)),
                "count": len(corrections),
            }
            if len(corrections) > CORRECTIONS
            else None,
            "mentions": mentions(scope, subject, links),
            "ratings": {
                name: rating_bars(options, [c["rating"] for c in rows]) for name, rows in (("by", by), ("about", about))
            },
            "together": _together(scope, subject),
            "timeline": timeline,
            "feed": scope.href(urls.entity_json_output(subject)) if has_feeds(scope) else "",
            "strip": strip((entry["date"]["iso"], _mark(entry["event"])) for entry in timeline if entry["date"]),
        }
    }


def claims_of(scope: Scope, id: str) -> tuple[list[Row], list[Row]]:
    """(claims by it, claims about it), the newest first."""
    roles: dict[str, set[str]] = {"by": set(), "about": set()}
    for link in scope.lookup.rows("claim_entity", "entity", id):
        roles.get(link["role"], set()).add(link["claim"])
    by, about = (scope.rows("claim", sorted(ids)) for ids in roles.values())
    return sorted(by, key=_said_on, reverse=True), sorted(about, key=_said_on, reverse=True)


def _said_on(row: Row) -> str:
    return row["said_on"] or ""


def corrections_of(scope: Scope, id: str) -> list[Row]:
    """Corrections that touch the entity: of what it issued, or of what concerns it."""
    found: dict[tuple[str, str], Row] = {}
    links = scope.lookup.rows("correction_entity", "entity", id)
    of_articles = scope.lookup.each("correction", "article", [link["article"] for link in links if link["article"]])
    of_claims = scope.lookup.each("correction", "claim", [link["claim"] for link in links if not link["article"]])
    for link in links:
        for row in of_articles[link["article"]] if link["article"] else of_claims[link["claim"]]:
            if row["id"] == link["correction"] and (link["article"] or row["own"]):
                found[(row["article"] or row["claim"] or "", row["id"])] = row
    return newest_first(list(found.values()))


def _facts(scope: Scope, detail: Mapping[str, Any]) -> dict[str, Any]:
    """{"ownership", "parent", "part_of": party | None, "start", "end": date | None, "geo"}"""
    return {
        "ownership": detail.get("ownership") or "",
        "parent": scope.party(detail.get("parent")),
        "part_of": scope.party(detail.get("part_of")),
        "start": date(detail.get("start")),
        "end": date(detail.get("end")),
        "geo": detail.get("geo") or "",
    }


def _roles(scope: Scope, detail: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "role": role.get("role") or "",
            "at": scope.party(role.get("at")),
            "from": date(role.get("from")),
            "to": date(role.get("to")),
            "source": reference(scope, scope.cited(role["source"])) if role.get("source") else None,
        }
        for role in detail.get("roles") or ()
    ]


def _ids(detail: Mapping[str, Any]) -> list[dict[str, str]]:
    """What other catalogues call it: [{"name", "id", "href"}]."""
    ids = []
    if wikidata := detail.get("wikidata"):
        ids.append({"name": "Wikidata", "id": wikidata, "href": f"https://www.wikidata.org/wiki/{quote(wikidata)}"})
    if viaf := detail.get("viaf"):
        ids.append({"name": "VIAF", "id": viaf, "href": f"https://viaf.org/viaf/{quote(viaf)}"})
    for url in detail.get("same_as") or ():
        if href := urls.external(url):
            ids.append({"name": "", "id": href.split("://", 1)[-1].rstrip("/"), "href": href})
    return ids


def _together(scope: Scope, id: str) -> list[dict[str, Any]]:
    """Whom it is named with most often: [{party, "articles", "share"}]."""
    rows = sorted(scope.lookup.rows("co_occurrence", "entity", id), key=lambda row: (-row["articles"], row["other"]))
    most = rows[0]["articles"] if rows else 0
    scope.rows("entity", [row["other"] for row in rows])  # read together: each is asked for below
    return [
        {**party, "articles": row["articles"], "share": share(row["articles"], most)}
        for row in rows
        if (party := scope.party(row["other"]))
    ]


def _mark(event: str) -> str:
    """How an event stands on the strip."""
    return "claim" if event == "said" else "event" if event in EDGES else "correction"


def _timeline(
    scope: Scope, detail: Mapping[str, Any], by: Sequence[Row], corrections: Sequence[Row]
) -> list[dict[str, Any]]:
    """Dated things, the earliest first: [{"date", "event", "words", "by": party | None, "link": {"title", "href",
    "lang", "draft"} | None}]."""
    entries: list[tuple[str, int, dict[str, Any]]] = []
    for edge in ("start", "end"):
        if detail.get(edge):
            entries.append((detail[edge], 0, {"event": edge, "words": "", "by": None, "link": None}))
    for role in detail.get("roles") or ():
        for edge in ("from", "to"):
            if role.get(edge):
                entry = {
                    "event": f"role-{edge}",
                    "words": role.get("role") or "",
                    "by": scope.party(role.get("at")),
                    "link": None,
                }
                entries.append((role[edge], 1, entry))
    for claim in by:
        article = scope.row("article", claim["article"]) if claim["article"] and not claim["said_on"] else None
        # Of an article of one's own it is only known when it appeared.
        if when := claim["said_on"] or (article and article["published"]):
            link = claim_link(scope, claim)
            told = "said" if claim["said_on"] else "published"
            entries.append((when, 2, {"event": told, "words": "", "by": None, "link": link}))
    for c in corrections:
        item = correction_item(scope, c)
        entries.append(
            (c["date"], 3, {"event": c["kind"], "words": "", "by": item["issued_by"], "link": item["where"]})
        )
    entries.sort(key=lambda item: item[:2])
    return [{"date": date(when), **entry} for when, _, entry in entries[-TIMELINE:]]


BY_SUBJECT = (
    ("entity", "id"),
    ("entity_detail", "id"),
    ("article_entity", "entity"),
    ("claim_entity", "entity"),
    ("co_occurrence", "entity"),
    ("correction_entity", "entity"),
    ("mention_part", "entity"),
)

PAGE_KIND = PageKind("entity", "entity.html", outputs, view, BY_SUBJECT)
