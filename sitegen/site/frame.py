"""What every page has around its content: the site's name and menu, and what machines are told of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sitegen.core.lookup import Row
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.page_kind import View
from sitegen.site.scope import Scope, direction

Menu: TypeAlias = tuple[tuple[str, str, str, bool], ...]
"""(name, title or "", output, whether it is a draft) of each entry."""

MENU = (
    ("articles", urls.ARTICLES),
    ("claims", urls.CLAIMS),
    ("entities", urls.ENTITIES),
    ("corrections", urls.CORRECTIONS),
    ("search", urls.SEARCH),
)


def frame(
    scope: Scope,
    kind: str,
    title: str,
    *,
    section: str = "",
    description: str | None = None,
    og_type: str = "website",
    json_ld: dict[str, Any] | None = None,
) -> View:
    """{"site": …, "page": …}: the two that every view begins with.

    `title` "" lets the template name the page (its words aren't the author's). `section` is the menu's entry it lies
    below.
    """
    options = scope.options
    canonical = urls.absolute(scope.output, options) if scope.output != urls.NOT_FOUND else None
    return {
        "site": site(scope, section),
        "page": {
            "kind": kind,
            "title": title,
            "description": description or "",
            "canonical": canonical or "",
            "og": {"type": og_type, "url": canonical} if canonical else None,
            "json_ld": json_ld if has_structured_data(scope) else None,
        },
    }


def site(scope: Scope, section: str) -> View:
    """The site as its pages show it; the menu marks the section the page lies in.

    Pages at the same depth and of one section are given the same dict, so that what shows nothing else is rendered once
    for all of them. Nothing may change it: its lists are tuples.
    """
    options = scope.options
    # Each page asks for what the site shows, though it is made already: asking leaves the page's trace.
    pages = scope.lookup.rows("plain_page", "menu", 1)
    policy = plain_page_href(scope, options.corrections_policy)
    method = plain_page_href(scope, options.ratings.method)
    sites = _sites.get(id(options))
    if sites is None or sites.pages != pages:
        if len(_sites) >= MOST_OPTIONS:
            _sites.clear()
        sites = _sites[id(options)] = _Sites(options, pages)
    current = scope.output if scope.output in sites.places else ""
    key = (scope.root, section, current, policy, method)
    found = sites.made.get(key)
    if found is None:
        found = sites.made[key] = _site(scope, section, sites.menu, policy, method)
    return found


class _Sites:
    """The site's dicts of pages that have the same options and the same plain pages in the menu."""

    def __init__(self, options: SiteOptions, pages: Sequence[Row]) -> None:
        self.options = options
        self.pages = pages
        own = sorted((row["order"], row["title"], row["id"], bool(row["draft"])) for row in pages)
        self.menu: Menu = (
            *((name, "", output, False) for name, output in MENU if name != "search" or options.search),
            *((id, title, urls.plain_page_output(id), draft) for _, title, id, draft in own),
        )
        self.places = frozenset(output for _, _, output, _ in self.menu)
        self.made: dict[tuple[str, str, str, str, str], View] = {}
        """By root, section, place in the menu ("" for none), and the places of policy and method."""


MOST_OPTIONS = 16
_sites: dict[int, _Sites] = {}
"""By the identity of their options, which they keep: else it could become another's."""


def _site(scope: Scope, section: str, menu: Menu, policy: str, method: str) -> View:
    options = scope.options
    publisher = options.publisher
    return {
        "title": options.title,
        "description": options.description or "",
        "language": options.language,
        "dir": direction(options.language),
        "root": scope.root,
        "assets": scope.root + options.assets,
        "home": scope.href(urls.HOME),
        "menu": tuple(_entry(scope, *entry, section) for entry in menu),
        "search": scope.href(urls.SEARCH) if options.search else "",
        "publisher": {"name": publisher.name, "href": urls.external(publisher.url)} if publisher else None,
        "license": urls.external(options.license),
        "policy": policy,
        "method": method,
        "feed": scope.href(urls.FEED) if has_feeds(scope) else "",
        "extra": _frozen(options.extra),
    }


def _frozen(value: object) -> object:
    """Plain data with tuples for lists."""
    if isinstance(value, Mapping):
        return {key: _frozen(part) for key, part in value.items()}
    return tuple(_frozen(part) for part in value) if isinstance(value, list | tuple) else value


def plain_page_href(scope: Scope, id: str | None) -> str:
    """The address of a plain page named in `site.yaml`, "" if it isn't there."""
    return scope.href(urls.plain_page_output(id)) if id and scope.row("plain_page", id) else ""


def has_feeds(scope: Scope) -> bool:
    return bool(scope.options.feeds and scope.options.base_url)


def has_structured_data(scope: Scope) -> bool:
    return bool(scope.options.structured_data and scope.options.base_url)


def _entry(scope: Scope, name: str, title: str, output: str, draft: bool, section: str) -> dict[str, object]:
    current = "page" if output == scope.output else "true" if name == section else ""
    return {"name": name, "title": title, "href": scope.href(output), "current": current, "draft": draft}
