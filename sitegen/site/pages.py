"""Every kind of page of a site. A new kind is a module with its `PageKind`, and a line here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sitegen.site import (
    article,
    article_lists,
    claim,
    claim_lists,
    corrections,
    editions,
    entity,
    entity_feed,
    entity_lists,
    feed,
    home,
    mentions,
    not_found,
    plain_page,
    redirect,
    robots,
    search,
    sitemap,
    speakers,
)
from sitegen.site.page_kind import PageKind

PAGE_KINDS: tuple[PageKind, ...] = (
    home.PAGE_KIND,
    article.PAGE_KIND,
    claim.PAGE_KIND,
    entity.PAGE_KIND,
    mentions.PAGE_KIND,
    *article_lists.PAGE_KINDS,
    *claim_lists.PAGE_KINDS,
    *speakers.PAGE_KINDS,
    *entity_lists.PAGE_KINDS,
    *corrections.PAGE_KINDS,
    editions.PAGE_KIND,
    plain_page.PAGE_KIND,
    redirect.PAGE_KIND,
    search.PAGE_KIND,
    not_found.PAGE_KIND,
    *feed.PAGE_KINDS,
    entity_feed.PAGE_KIND,
    *sitemap.PAGE_KINDS,
    robots.PAGE_KIND,
)


def _by_lookup() -> Mapping[tuple[str, str | None], Sequence[str]]:
    found: dict[tuple[str, str | None], list[str]] = {}
    for kind in PAGE_KINDS:
        for lookup in kind.by_subject:
            found.setdefault(lookup, []).append(kind.name)
    return found


SUBJECTS = _by_lookup()
"""(table, column) of a lookup → the kinds whose pages make it with their own subject."""
