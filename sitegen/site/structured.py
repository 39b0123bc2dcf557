"""schema.org records of pages, for machines (JSON-LD). Made only where `base_url` is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sitegen.core.dates import newest
from sitegen.core.lookup import Row
from sitegen.core.options import Publisher
from sitegen.site import urls
from sitegen.site.rich import rich_text
from sitegen.site.scope import Scope

Record: TypeAlias = dict[str, Any]


def record(type: str, **fields: Any) -> Record:
    """A schema.org record without its empty fields."""
    return _filled({"@type": type}, fields)


def document(type: str, **fields: Any) -> Record:
    """A record that stands on its own."""
    return _filled({"@context": "https://schema.org", "@type": type}, fields)


def _filled(record: Record, fields: Mapping[str, Any]) -> Record:
    for name, value in fields.items():
        if value:
            record[name] = value
    return record


def party(scope: Scope, ref: str | None, otherwise: str = "Organization") -> Record | None:
    """Whom a REF names: an entity with its page's address, or just a name."""
    if not ref:
        return None
    entity = scope.lookup.row("entity", "id", ref)
    if entity is None:
        return record(otherwise, name=ref)
    return _entity(entity["type"], entity["name"], ref, scope.options.base_url)


@lru_cache(maxsize=4096)
def _entity(type: str, name: str, id: str, base_url: str | None) -> Record:
    return record(type, name=name, url=urls.below(base_url, urls.entity_output(id)))


def parties(scope: Scope, refs: Sequence[str] | None, otherwise: str) -> list[Record]:
    return [found for ref in refs or () if (found := party(scope, ref, otherwise))]


def site_publisher(scope: Scope) -> Record | None:
    """Who publishes the archive, with the policy by which it corrects itself."""
    publisher = scope.options.publisher
    if not publisher:
        return None
    policy = scope.options.corrections_policy
    known = policy and scope.row("plain_page", policy)
    address = urls.absolute(urls.plain_page_output(policy), scope.options) if policy and known else None
    return _publisher(publisher, address)


@lru_cache(maxsize=64)
def _publisher(publisher: Publisher, policy: str | None) -> Record:
    return record("Organization", name=publisher.name, url=urls.external(publisher.url), correctionsPolicy=policy)


def article_record(
    scope: Scope, row: Row, detail: Mapping[str, Any], entities: Sequence[Row], corrections: Sequence[Row]
) -> Record:
    """Our page, whose main entity is the outlet's article: its text is never presented as ours."""
    source = detail.get("source") or {}
    named = [link["entity"] for link in entities if link["role"] == "mention"]
    review = detail.get("review") or {}
    by_publisher = [c for c in corrections if not c["own"] and c["issued_by"] and c["issued_by"] == row["publisher"]]
    return document(
        "WebPage",
        url=urls.absolute(scope.output, scope.options),
        name=row["title"],
        inLanguage=scope.options.language,
        dateModified=newest(detail.get("modified"), review.get("date"), *(c["date"] for c in corrections)),
        publisher=site_publisher(scope),
        license=urls.external(scope.options.license),
        mainEntity=record(
            detail.get("type") or "NewsArticle",
            headline=row["title"],
            url=urls.external(source.get("url")),
            archivedAt=urls.external(source.get("archived")),
            datePublished=row["published"],
            inLanguage=row["language"],
            publisher=party(scope, row["publisher"]),
            author=parties(scope, detail.get("authors"), "Person"),
            about=parties(scope, detail.get("about"), "Thing"),
            mentions=parties(scope, named, "Thing"),
            correction=[
                record(
                    "CorrectionComment",
                    datePublished=c["date"],
                    text=rich_text(scope.lookup, c["data"].get("note")) or c["data"].get("now") or c["kind"],
                )
                for c in by_publisher
            ],
        ),
    )


def claim_review(
    scope: Scope, row: Row, detail: Mapping[str, Any], verdict: str, appearances: Sequence[Row], own: Sequence[Row]
) -> Record | None:
    """The page's one ClaimReview, with its `verdict` in plain words; None unless the review is published and there is
    something it found."""
    review = detail.get("review") or {}
    if not (row["rating"] or verdict) or (review.get("status") or "published") != "published":
        return None
    ratings = scope.options.ratings
    step = ratings.step(row["rating"]) if row["rating"] else None
    url = urls.absolute(scope.output, scope.options)
    first = detail.get("first_appearance")
    return document(
        "ClaimReview",
        url=url,
        claimReviewed=row["text"],
        inLanguage=row["language"],
        author=site_publisher(scope),
        datePublished=review.get("date"),
        dateModified=newest(detail.get("modified"), *(c["date"] for c in own)),
        license=urls.external(scope.options.license),
        reviewRating=record(
            "Rating",
            alternateName=ratings.label(row["rating"]) if row["rating"] else verdict,
            ratingValue=step,
            bestRating=len(ratings.scale) if step else None,
            worstRating=1 if step else None,
            ratingExplanation=verdict,
        ),
        itemReviewed=record(
            "Claim",
            text=row["text"],
            author=party(scope, row["speaker"], "Person"),
            datePublished=row["said_on"],
            creativeWorkStatus=row["stance"] if row["stance"] != "maintained" else None,
            firstAppearance=_work(scope, first) if first else None,
            appearance=[_work(scope, id) for id in dict.fromkeys(a["article"] for a in appearances)]
            + [_work(scope, address) for address in detail.get("appearances") or ()],
        ),
        citation=[_citation(scope, evidence) for evidence in detail.get("evidence") or ()],
        correction=[
            record(
                "CorrectionComment",
                datePublished=c["date"],
                text=rich_text(scope.lookup, c["data"].get("note")) or c["data"].get("now"),
            )
            for c in own
        ],
    )


def entity_record(scope: Scope, row: Row, detail: Mapping[str, Any]) -> Record:
    """The person, organisation, place or event itself, with what other catalogues call it."""
    same_as = [urls.external(url) for url in detail.get("same_as") or ()]
    if detail.get("wikidata"):
        same_as.insert(0, f"https://www.wikidata.org/entity/{detail['wikidata']}")
    if detail.get("viaf"):
        same_as.append(f"https://viaf.org/viaf/{detail['viaf']}")
    return document(
        row["type"],
        url=urls.absolute(scope.output, scope.options),
        name=row["name"],
        alternateName=list(detail.get("aliases") or ()),
        description=row["description"],
        sameAs=[url for url in same_as if url],
    )


def _work(scope: Scope, where: str) -> Record:
    """An article of the archive by its id, or any page by its address."""
    if urls.external(where):
        return record("CreativeWork", url=where)
    article = scope.row("article", where)
    return record(
        "NewsArticle" if article else "CreativeWork",
        headline=article["title"] if article else None,
        url=urls.absolute(urls.article_output(where), scope.options),
    )


def _citation(scope: Scope, evidence: Mapping[str, Any]) -> Record:
    evidence = scope.cited(evidence)
    return record(
        "CreativeWork",
        name=evidence.get("title"),
        url=urls.external(evidence.get("url")),
        archivedAt=urls.external(evidence.get("archived")),
        datePublished=evidence.get("published"),
        publisher=party(scope, evidence.get("publisher")),
    )
