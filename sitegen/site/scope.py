"""One page while its view is made: where it lies, and whom and what it has named so far."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from sitegen.core.lookup import Lookup, Row
from sitegen.core.options import SiteOptions, read_frame
from sitegen.site import urls
from sitegen.site.dates import date

Party: TypeAlias = dict[str, str]
"""A person or organisation as templates show it: {"name", "href" ("" for a plain name), "lang" ("" as the page's)}."""

RIGHT_TO_LEFT = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi")
)


@lru_cache(maxsize=512)
def type_words(type: str) -> str:
    """A schema.org type in words: "NewsMediaOrganization" -> "News media organization"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type).capitalize()


@lru_cache(maxsize=512)
def direction(language: str) -> str:
    """ "rtl" or "ltr", from a BCP 47 tag."""
    parts = language.lower().split("-")
    if len(parts) > 1 and parts[1] in ("latn", "cyrl"):
        return "ltr"
    return "rtl" if parts[0] in RIGHT_TO_LEFT or parts[1:2] in (["arab"], ["hebr"]) else "ltr"


class Scope:
    """The lookups, options and place of one page."""

    __slots__ = ("_parties", "_ratings", "files", "lookup", "options", "output", "root", "targets")

    def __init__(self, lookup: Lookup, options: SiteOptions, output: str) -> None:
        self.lookup = lookup
        self.options = options = read_frame(options)
        self.output = output
        self.files = options.links == "files"
        self.root = urls.root_of(output, options)
        self._parties: dict[str, Party] = {}
        self._ratings: dict[str, dict[str, Any]] = {}
        self.targets: dict[str, tuple[str, str] | None] = {}
        """What `[[id]]` links of this page resolved to: (opening tag, label)."""

    def row(self, table: str, id: str) -> Row | None:
        """The row of that id, if there is one."""
        return self.lookup.row(table, "id", id)

    def rows(self, table: str, ids: Collection[str]) -> list[Row]:
        """The rows of those of some ids that there are, in that order, read together."""
        found = self.lookup.each(table, "id", ids)
        return [found[id][0] for id in ids if found[id]]

    def data(self, table: str, id: str) -> dict[str, Any]:
        """The `data` of the row of that id, {} if there is none."""
        row = self.row(table, id)
        return row["data"] if row else {}

    def cited(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """A record that says where something is written, completed from the shared source it names."""
        source = record.get("source")
        if not source:
            return record
        return {**self.data("source", source), **{name: value for name, value in record.items() if value}}

    def href(self, output: str, fragment: str = "") -> str:
        """The address of another page of the site as seen from this one."""
        path = self.root + urls.address(output, self.files) or "./"
        return f"{path}#{fragment}" if fragment else path

    def lang(self, language: str | None) -> str:
        """A language worth saying, because it isn't the site's."""
        return language if language and language != self.options.language else ""

    def dir(self, language: str) -> str:
        """The direction of a language worth saying, because it isn't the site's."""
        if language == self.options.language:
            return ""
        own = direction(language)
        return own if own != direction(self.options.language) else ""

    def party(self, ref: str | None) -> Party | None:
        """Whom a REF names."""
        if not ref:
            return None
        try:
            return self._parties[ref]
        except KeyError:
            party = self._parties[ref] = self._party(ref)
            return party

    def _party(self, ref: str) -> Party:
        entity = self.lookup.row("entity", "id", ref)
        if entity is None:
            return {"name": ref, "href": "", "lang": ""}
        return {
            "name": entity["name"],
            "href": self.href(urls.entity_output(ref)),
            "lang": self.lang(entity["language"]),
        }

    def parties(self, refs: list[str] | None) -> list[Party]:
        """Whom a list of REFs names, in its order."""
        return [party for ref in refs if (party := self.party(ref))] if refs else []

    def article_link(self, id: str, fragment: str = "") -> dict[str, Any] | None:
        """An article as a link: {"title", "href", "lang", "draft", "date", "publisher"}."""
        row = self.row("article", id)
        return article_item(self, row, fragment) if row else None

    def rating(self, rating: str | None) -> dict[str, Any] | None:
        """A rating as templates show it: {"id", "label", "step" (1 = worst, 0 = not on the scale)}."""
        if not rating:
            return None
        if rating not in self._ratings:
            ratings = self.options.ratings
            self._ratings[rating] = {"id": rating, "label": ratings.label(rating), "step": ratings.step(rating) or 0}
        return self._ratings[rating]


def article_item(scope: Scope, row: Row, fragment: str = "") -> dict[str, Any]:
    """An article as one line of a list."""
    return {
        "title": row["title"],
        "href": scope.href(urls.article_output(row["id"]), fragment),
        "lang": scope.lang(row["language"]),
        "draft": bool(row["draft"]),
        "date": date(row["published"]),
        "publisher": scope.party(row["publisher"]),
    }


def claim_link(scope: Scope, row: Row, fragment: str = "") -> dict[str, Any]:
    """A claim as a link: {"title", "href", "lang", "draft"}."""
    return {
        "title": row["text"],
        "href": scope.href(urls.claim_output(row["id"]), fragment),
        "lang": scope.lang(row["language"]),
        "draft": bool(row["draft"]),
    }


def claim_item(scope: Scope, row: Row) -> dict[str, Any]:
    """A claim as one line of a list: its text beside its rating, never the rating alone."""
    return {
        "text": row["text"],
        "href": scope.href(urls.claim_output(row["id"])),
        "lang": scope.lang(row["language"]),
        "rating": scope.rating(row["rating"]),
        "speaker": scope.party(row["speaker"]),
        "date": date(row["said_on"]),
        "stance": row["stance"],
        "draft": bool(row["draft"]),
    }
