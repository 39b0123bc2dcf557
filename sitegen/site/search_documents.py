"""The compact documents that the search index is made of: which there are, and what each says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.rich import rich_text

HEADINGS = {"claim": "h2", "correction": "h3", "note": "h4"}
"""Kind of annotation → its heading in a document: so search.js knows the kind, and says it in the site's language."""
LONGEST = 80
"""Characters of a heading that is made of a note, because no words of the article are meant."""


def document_list(lookup: Lookup, options: SiteOptions) -> list[tuple[str, str, str]]:
    """(address from the site's root, kind, subject) of everything that can be found, in the order of addresses.

    Kinds are those of `document`; subject is the permanent id.
    """
    del options
    found = [(urls.address(urls.article_output(id)), "article", id) for (id,) in lookup.values("article", "id")]
    for row in lookup.rows("claim", "article", None):
        found.append((urls.address(urls.claim_output(row["id"])), "claim", row["id"]))
    for row in lookup.rows("entity"):
        found.append((urls.address(urls.entity_output(row["id"])), "entity", row["id"]))
    for row in lookup.rows("plain_page"):
        found.append((urls.address(urls.plain_page_output(row["id"])), "page", row["id"]))
    return sorted(found)


def document(lookup: Lookup, options: SiteOptions, kind: str, subject: str) -> str:
    """The HTML of one search document, made for the index, not for readers: only headings and p (Pagefind glues the
    words of other elements together), an id on the heading of each annotation, so that a search leads to its card, and
    filters of few values. Raises LookupError for what the archive hasn't got.
    """
    return _DOCUMENTS[kind](lookup, options, subject)


BY_SUBJECT: Mapping[str, Sequence[tuple[str, str]]] = {
    "article": (
        ("article", "id"),
        ("article_detail", "id"),
        ("search_text", "article"),
        ("annotation", "article"),
        ("claim", "article"),
        ("claim_detail", "article"),
    ),
    "claim": (("claim", "id"), ("claim_detail", "id")),
    "entity": (("entity", "id"), ("entity_detail", "id")),
    "page": (("plain_page", "id"), ("plain_page_body", "id")),
}
"""Kind → (table, column) of the lookups that every document makes with its own subject, to be read ahead for many."""


def _name(lookup: Lookup, ref: str | None) -> str:
    row = lookup.row("entity", "id", ref) if ref else None
    return row["name"] if row else ref or ""


def _language(row: Row) -> str:
    """Without its region: who looks for English wants all of it."""
    language: str = row["language"]
    return language.split("-")[0].lower()


def _row(lookup: Lookup, table: str, subject: str) -> Row:
    row = lookup.row(table, "id", subject)
    if row is None:
        raise LookupError(f"there is no {table} {subject}")
    return row


def _article(lookup: Lookup, options: SiteOptions, subject: str) -> str:
    row = _row(lookup, "article", subject)
    own = {claim["id"]: claim for claim in lookup.rows("claim", "article", row["id"])}
    details = {found["id"]: found for found in lookup.rows("claim_detail", "article", row["id"])}
    filters = {("kind", "article"): None, ("year", row["year"]): None, ("language", _language(row)): None}
    if row["publisher"]:
        filters["publisher", _name(lookup, row["publisher"])] = None
    detail = lookup.row("article_detail", "id", row["id"])
    head = detail["data"] if detail else {}
    text = lookup.row("search_text", "article", row["id"])
    parts = [_p(words) for words in (head.get("subtitle"), row["summary"], head.get("caption")) if words]
    parts += [_p(block) for block in (text["text"].decode() if text else "").split("\n")]
    for annotation in sorted(lookup.rows("annotation", "article", row["id"]), key=lambda a: (a["number"], a["id"])):
        kind, data, quote = annotation["kind"], annotation["data"], annotation["quote"] or ""
        note = rich_text(lookup, data.get("note"))
        filters["kind", kind] = None
        if kind == "claim":
            claim = own.get(annotation["claim"]) or lookup.row("claim", "id", annotation["claim"])
            words = claim["text"] if claim else quote
            parts.append(_heading(annotation, words))
            if claim is None:
                continue
            filters["stance", claim["stance"]] = None
            found = details.get(claim["id"]) or lookup.row("claim_detail", "id", claim["id"])
            verdict = rich_text(lookup, found["data"].get("verdict")) if found else ""
            if claim["rating"]:
                label = options.ratings.label(claim["rating"])
                filters["rating", label] = None
                parts.append(_p(f"{label}. {verdict}"))
            elif verdict:
                parts.append(_p(verdict))
            parts.append(_p(_name(lookup, data.get("speaker") or claim["speaker"])))
            if quote != words:
                parts.append(_p(quote))
            parts.append(_p(note))
        elif kind == "correction":
            parts.append(_heading(annotation, quote or data.get("now") or data.get("was") or _first_words(note)))
            parts.extend((_p(data.get("was")), _p(data.get("now")), _p(note)))
        else:
            parts.append(_heading(annotation, quote or _first_words(note)))
            parts.extend((_p(note), _p(data.get("neutral"))))
    return _document(options, row, row["title"], filters, parts, row["published"])


def _claim(lookup: Lookup, options: SiteOptions, subject: str) -> str:
    row = _row(lookup, "claim", subject)
    detail = lookup.row("claim_detail", "id", row["id"])
    data = detail["data"] if detail else {}
    filters = [("kind", "claim"), ("stance", row["stance"]), ("language", _language(row))]
    if row["rating"]:
        filters.append(("rating", options.ratings.label(row["rating"])))
    if row["said_on"]:
        filters.append(("year", row["said_on"][:4]))
    parts = [
        _p(rich_text(lookup, data.get("verdict"))),
        _p(_name(lookup, row["speaker"])),
        _p(rich_text(lookup, data.get("note"))),
        _p(rich_text(lookup, data.get("body"))),
    ]
    return _document(options, row, row["text"], filters, parts, row["said_on"] or "")


def _entity(lookup: Lookup, options: SiteOptions, subject: str) -> str:
    row = _row(lookup, "entity", subject)
    detail = lookup.row("entity_detail", "id", row["id"])
    data = detail["data"] if detail else {}
    parts = [_p(alias) for alias in data.get("aliases") or ()]
    parts += [_p(row["description"]), _p(data.get("ownership")), _p(rich_text(lookup, data.get("body")))]
    return _document(options, row, row["name"], [("kind", "entity"), ("type", row["kind"])], parts)


def _page(lookup: Lookup, options: SiteOptions, subject: str) -> str:
    row = _row(lookup, "plain_page", subject)
    body = lookup.row("plain_page_body", "id", subject)
    words = rich_text(lookup, body["data"].get("body")) if body else ""
    return _document(options, row, row["title"], [("kind", "page")], [_p(words)])


_DOCUMENTS = {"article": _article, "claim": _claim, "entity": _entity, "page": _page}


def _document(
    options: SiteOptions, row: Row, title: str, filters: Iterable[tuple[str, str]], parts: Iterable[str], date: str = ""
) -> str:
    marks = "".join(f'<p data-pagefind-filter="{name}:{escape(value)}"></p>' for name, value in filters)
    meta = f'<p data-pagefind-meta="date:{escape(date)}"></p>' if date else ""
    meta += '<p data-pagefind-meta="draft:yes"></p>' if row["draft"] else ""
    return (
        f'<!doctype html><html lang="{escape(options.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>"
        f"<body><h1>{escape(title)}</h1>{marks}{meta}{''.join(parts)}</body></html>"
    )


def _p(words: str | None) -> str:
    return f"<p>{escape(words, quote=False)}</p>\n" if words else ""


def _first_words(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + "…"


def _heading(annotation: Row, words: str) -> str:
    tag = HEADINGS[annotation["kind"]]
    return f'<{tag} id="{escape(annotation["id"])}">{escape(words, quote=False)}</{tag}>\n'
