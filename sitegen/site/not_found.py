"""The page a server shows for an address that isn't there, at whatever depth that is."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.scope import Scope


def outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return [(urls.NOT_FOUND, "")]


def view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`rooted`: whether the links hold at any depth. Without `base_url` nobody knows where the site begins."""
    scope = Scope(lookup, options, output)
    return frame(scope, "not-found", "") | {"rooted": bool(options.base_url)}


PAGE_KIND = PageKind("not-found", "404.html", outputs, view)
