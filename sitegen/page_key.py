"""What a page is made from, as a digest; and which options of the site that is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sitegen.core.digest import digest_view
from sitegen.core.options import SHOWN


def page_key(program: str, template: str, view: Any) -> str:
    """What a page is made from, as a digest: equal keys, equal pages. Of the site, only what its template can show
    (`Theme.template_digest` says it): a page without the description isn't made from it.
    """
    if "site" in view:
        view = view | {"site": _site_digest(template, view["site"])}
    return digest_view([program, template, view])


MOST_DIGESTS = 256
_site_digests: dict[tuple[str, int], tuple[Any, str]] = {}
"""By template and the identity of the site, which is kept beside the digest: else it could become another's."""


def _site_digest(template: str, site: Any) -> str:
    """What a template can show of the site, as a digest: made once for all pages that share the site's dict."""
    known = _site_digests.get((template, id(site)))
    if known is None:
        if len(_site_digests) >= MOST_DIGESTS:
            _site_digests.clear()
        parts = _shown_parts(template)
        shown = site if parts is None else {part: site[part] for part in parts if part in site}
        known = _site_digests[template, id(site)] = site, digest_view(shown)
    return known[1]


def shown_options(template: str) -> frozenset[tuple[str, str, None]]:
    """The traces of what a template shows of its page's frame, but for options that all pages count as reading."""
    shown = _shown_parts(template)
    return frozenset(("site", name, None) for name in SHOWN if shown is None or name in shown)


@lru_cache(maxsize=64)
def _shown_parts(template: str) -> Sequence[str] | None:
    parts = template.partition(" ")[2]
    return None if parts == "*" else parts.split(",")
