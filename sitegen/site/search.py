"""The search page, and the compact documents the search index is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.article_lists import year_folder
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.rich import rich_text
from sitegen.site.scope import Scope

BUNDLE = "pagefind/"
"""Folder of the search index in the site."""


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.SEARCH, "")] if options.search else []


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`search`: {"bundle", "root": relative addresses}, `lists`: static pages for readers without script"""
    scope = Scope(lookup, options, output)
    years = sorted({row["year"] for row in lookup.rows("article")}, reverse=True)
    return frame(scope, "search", "", section="search") | {
        "search": {"bundle": scope.root + BUNDLE, "root": scope.root},
        "lists": {
            "articles": scope.href(urls.ARTICLES),
            "claims": scope.href(urls.CLAIMS),
            "speakers": scope.href(urls.SPEAKERS),
            "entities": scope.href(urls.ENTITIES),
            "corrections": scope.href(urls.CORRECTIONS),
        },
        "years": [{"year": year, "href": scope.href(urls.paged_output(year_folder(year), 1))} for year in years],
    }


def search_documents(lookup: Lookup, options: SiteOptions) -> Iterator[tuple[str, str]]:
    """(address from the site's root, HTML) of everything that can be found, in the order of addresses within each kind.

    The documents are made for the index, not for readers: only h1, h3 and p (Pagefind glues the words of other
    elements together), an id on the heading of each annotation, so that a search leads to its card, and filters
    of few values.
    """
    names = _Names(lookup)
    for row in _by_id(lookup.rows("article")):
        yield urls.address(urls.article_output(row["id"])), _article(lookup, options, names, row)
    for row in _by_id(lookup.rows("claim", article=None)):
        yield urls.address(urls.claim_output(row["id"])), _claim(lookup, options, names, row)
    for row in _by_id(lookup.rows("entity")):
        yield urls.address(urls.entity_output(row["id"])), _entity(lookup, options, row)
    for row in _by_id(lookup.rows("plain_page")):
        body = lookup.row("plain_page_body", id=row["id"])
        words = rich_text(body["data"].get("body")) if body else ""
        yield (
            urls.address(urls.plain_page_output(row["id"])),
            _document(options, row["title"], [("kind", "page")], [_p(words)]),
        )


class _Names:
    """Names of entities, each looked up once."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.known: dict[str, str] = {}

    def of(self, ref: str | None) -> str:
        if not ref:
            return ""
        if ref not in self.known:
            row = self.lookup.row("entity", id=ref)
            self.known[ref] = row["name"] if row else ref
        return self.known[ref]


def _article(lookup: Lookup, options: SiteOptions, names: _Names, row: Row) -> str:
    own = {claim["id"]: claim for claim in lookup.rows("claim", article=row["id"])}
    filters = {("kind", "article"): None, ("year", row["year"]): None}
    if row["publisher"]:
        filters["publisher", names.of(row["publisher"])] = None
    detail = lookup.row("article_detail", id=row["id"])
    head = detail["data"] if detail else {}
    text = lookup.row("search_text", article=row["id"])
    parts = [_p(words) for words in (head.get("subtitle"), row["summary"], head.get("caption")) if words]
    parts += [_p(block) for block in (text["text"] if text else "").split("\n")]
    for annotation in sorted(lookup.rows("annotation", article=row["id"]), key=lambda a: (a["number"], a["id"])):
        kind, data, quote = annotation["kind"], annotation["data"], annotation["quote"] or ""
        filters["kind", kind] = None
        if kind == "claim":
            claim = own.get(annotation["claim"]) or lookup.row("claim", id=annotation["claim"])
            words = claim["text"] if claim else quote
            parts.append(_heading(annotation["id"], f"Claim: {words}"))
            if claim is None:
                continue
            if claim["rating"]:
                label = options.ratings.label(claim["rating"])
                filters["rating", label] = None
                parts.append(_p(f"{label}. {claim['verdict'] or ''}"))
            elif claim["verdict"]:
                parts.append(_p(claim["verdict"]))
            parts.append(_p(names.of(data.get("speaker") or claim["speaker"])))
            if quote != words:
                parts.append(_p(quote))
            parts.append(_p(rich_text(data.get("note"))))
        elif kind == "correction":
            parts.append(_heading(annotation["id"], f"Correction: {quote or data.get('now') or data.get('was') or ''}"))
            parts.extend((_p(data.get("was")), _p(data.get("now")), _p(rich_text(data.get("note")))))
        else:
            parts.append(_heading(annotation["id"], f"Note: {quote}"))
            parts.extend((_p(rich_text(data.get("note"))), _p(data.get("neutral"))))
    return _document(options, row["title"], filters, parts, row["published"])


def _claim(lookup: Lookup, options: SiteOptions, names: _Names, row: Row) -> str:
    detail = lookup.row("claim_detail", id=row["id"])
    data = detail["data"] if detail else {}
    filters = [("kind", "claim")]
    if row["rating"]:
        filters.append(("rating", options.ratings.label(row["rating"])))
    if row["said_on"]:
        filters.append(("year", row["said_on"][:4]))
    parts = [
        _p(row["verdict"]),
        _p(names.of(row["speaker"])),
        _p(rich_text(data.get("note"))),
        _p(rich_text(data.get("body"))),
    ]
    return _document(options, row["text"], filters, parts, row["said_on"] or "")


def _entity(lookup: Lookup, options: SiteOptions, row: Row) -> str:
    detail = lookup.row("entity_detail", id=row["id"])
    data = detail["data"] if detail else {}
    parts = [_p(alias) for alias in data.get("aliases") or ()]
    parts += [_p(row["description"]), _p(data.get("ownership")), _p(rich_text(data.get("body")))]
    return _document(options, row["name"], [("kind", "entity"), ("type", row["kind"])], parts)


def _document(
    options: SiteOptions, title: str, filters: Iterable[tuple[str, str]], parts: Iterable[str], date: str = ""
) -> str:
    marks = "".join(f'<p data-pagefind-filter="{name}:{escape(value)}"></p>' for name, value in filters)
    meta = f'<p data-pagefind-meta="date:{escape(date)}"></p>' if date else ""
    return (
        f'<!doctype html><html lang="{escape(options.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>"
        f"<body><h1>{escape(title)}</h1>{marks}{meta}{''.join(parts)}</body></html>"
    )


def _p(words: str | None) -> str:
    return f"<p>{escape(words, quote=False)}</p>\n" if words else ""


def _heading(id: str, words: str) -> str:
    return f'<h3 id="{escape(id)}">{escape(words, quote=False)}</h3>\n'


def _by_id(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row["id"])


PAGE_KIND = PageKind("search", "search.html", outputs, view)
