"""Rendering leaves no cycles behind: while a site is built, nobody collects them."""

from __future__ import annotations

import gc
from collections.abc import Callable

from harness import Site

from sitegen.build import build_site
from sitegen.build_request import BuildRequest
from sitegen.core.garbage import uncollected


def test_pages_are_gone_when_they_are_rendered(built: Callable[[str], Site], site: Site) -> None:
    folder = built("example").folder
    warm = BuildRequest(folder, site.folder / "warm", jobs=1, search=False, state=site.folder / "warm-state")
    again = BuildRequest(folder, site.folder / "site", jobs=1, search=False, state=site.folder / "state")
    build_site(warm)
    gc.collect()
    with uncollected():
        report = build_site(again)
        left = gc.collect()
    assert report.site is not None
    assert report.site.rendered > 200
    # One article's view alone is hundreds of dicts and lists.
    assert left < report.site.rendered
