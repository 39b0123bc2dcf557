"""Where an entity is named: the sentences, article by article, on its own page or, of one named often, in parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.article_lists import newest_articles, publisher_folder
from sitegen.site.dates import date
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.paging import key_and_number
from sitegen.site.scope import Scope, article_item

ARTICLES = 30
"""Articles on the own page of an entity that is named more often than a page has room for,"""
SENTENCES = 3
"""and sentences of each."""
MOST = 200
"""Sentences of one article anywhere: a longer text names it all the way through."""
NEAR = 3
"""Parts on either side that a part links to."""
ROLES = ("about", "author")
"""Said beside an article; its publisher stands there anyway."""

Sentence: TypeAlias = Sequence[str]
"""(element id of the block, before, words, after) of a name in its sentence."""


def mentions(scope: Scope, id: str, links: Sequence[Row]) -> dict[str, Any]:
    """What an entity's own page shows, from its `article_entity` rows: {"articles": [{article link, "roles", "count",
    "sentences": [{"before", "words", "after", "href"}]}], "all": {"href", "articles"} | None where these aren't all,
    "published": {"href", "count"} | None}

    The newest first. What it published and doesn't name it is only counted: that has a list of its own.
    """
    roles = _roles(links)
    listed = _listed(roles)
    published = sum("publisher" in found for found in roles.values())
    parts = scope.lookup.rows("mention_part", "entity", id)
    if parts:
        newest = _newest(scope, parts)
        sentences = _sentences(scope, id, newest)
        shown = [(row, sentences[row["id"]]) for row in newest]
    else:
        found = {mention["article"]: mention["data"] for mention in scope.lookup.rows("mention", "entity", id)}
        shown = [(row, found.get(row["id"], ())) for row in newest_articles(scope.rows("article", listed))]
    most = SENTENCES if parts else MOST
    last = urls.mentions_output(id, len(parts))
    return {
        "articles": [_article(scope, row, found, roles.get(row["id"], ()), most) for row, found in shown],
        "all": {"href": scope.href(last), "articles": len(listed)} if parts else None,
        "published": {"href": scope.href(urls.paged_output(publisher_folder(id), 1)), "count": published}
        if published
        else None,
    }


def newest_naming(scope: Scope, id: str) -> list[Row]:
    """The articles that name an entity, are about it or by it, the newest first; of many, ARTICLES."""
    if parts := scope.lookup.rows("mention_part", "entity", id):
        return _newest(scope, parts)
    links = scope.lookup.rows("article_entity", "entity", id)
    return newest_articles(scope.rows("article", _listed(_roles(links))))[:ARTICLES]


def _roles(links: Iterable[Row]) -> dict[str, list[str]]:
    """Article -> the roles that the entity has in it."""
    roles: dict[str, list[str]] = {}
    for link in links:
        roles.setdefault(link["article"], []).append(link["role"])
    return roles


def _listed(roles: Mapping[str, Sequence[str]]) -> list[str]:
    return sorted(article for article, found in roles.items() if found != ["publisher"])


def _newest(scope: Scope, parts: Iterable[Row]) -> list[Row]:
    """The newest articles, from the parts: nothing needs to be read to sort them."""
    ordered = sorted(parts, key=itemgetter("number"), reverse=True)
    return scope.rows("article", [article for part in ordered for article, _ in part["data"]][:ARTICLES])


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.mentions_output(row["entity"], row["number"]), row["part"]) for row in lookup.rows("mention_part")]


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`entity`: {"name", "href", "lang"}, `list`: {"articles" as `mentions`, "from", "to": date, "pager"}

    It reads what it shows and no more: a new article makes the newest part new, not all.
    """
    scope = Scope(lookup, options, output)
    id, number = key_and_number(subject)
    part = lookup.row("mention_part", "part", subject)
    roles = dict(part["data"]) if part else {}
    rows = scope.rows("article", roles)
    sentences = _sentences(scope, id, rows)
    party = scope.party(id) or {"name": id, "href": "", "lang": ""}
    return frame(scope, "mentions", party["name"], section="entities") | {
        "entity": party,
        "list": {
            "articles": [_article(scope, row, sentences[row["id"]], roles[row["id"]].split(), MOST) for row in rows],
            "from": date(rows[-1]["published"]) if rows else None,
            "to": date(rows[0]["published"]) if rows else None,
            "pager": _pager(scope, id, number),
        },
    }


def _pager(scope: Scope, id: str, number: int) -> dict[str, Any]:
    """As `paging.pager`, of parts whose number is known by asking for each: "prev" leads to what is newer."""
    last = number
    while last < number + NEAR and scope.lookup.row("mention_part", "part", f"{id} {last + 1}"):
        last += 1
    near = [n for n in range(last, 0, -1) if n >= number - NEAR or n == 1]
    return {
        "number": number,
        "prev": scope.href(urls.mentions_output(id, number + 1)) if last > number else "",
        "next": scope.href(urls.mentions_output(id, number - 1)) if number > 1 else "",
        "pages": [{"number": n, "href": scope.href(urls.mentions_output(id, n))} for n in near],
    }


def _sentences(scope: Scope, id: str, articles: Iterable[Row]) -> Mapping[str, Sequence[Sentence]]:
    """Article → the sentences in it that name an entity."""
    found = scope.lookup.each("mention", "article", [row["id"] for row in articles], only=("entity", id))
    return {article: rows[0]["data"] if rows else () for article, rows in found.items()}


def _article(scope: Scope, row: Row, found: Sequence[Sentence], roles: Iterable[str], most: int) -> dict[str, Any]:
    item = article_item(scope, row)
    href = item["href"]
    return {
        **item,
        "roles": [role for role in ROLES if role in roles],
        "count": len(found),
        "sentences": [
            {"before": before, "words": words, "after": after, "href": f"{href}#{block}"}
            for block, before, words, after in found[:most]
        ],
    }


PAGE_KIND = PageKind("mentions", "mention-list.html", outputs, view, (("mention_part", "part"),))
