"""What crawlers are told: everything may be read, and where the sitemap is."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.page_kind import PageKind, View


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.ROBOTS, "")]


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`sitemap`: its address, "" if there is none"""
    return {"sitemap": (urls.absolute(urls.SITEMAP, options) or "") if options.feeds else ""}


PAGE_KIND = PageKind("robots", "robots.txt", outputs, view)
