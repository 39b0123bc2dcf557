"""Lists of several pages: what moves from page to page, or makes one more or less, leaves what a clean build makes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from .archive import article
from .test_mentions import is_clean
from .test_reuse import Site

MANY = 202
YEAR, OUTLET = "articles/year/2010/", "articles/publisher/another-outlet-*"
RATING, SPEAKER = "claims/rating/unproven/", "speakers/a-driver-*"
LOG = "corrections/year/2010/"


def path_of(number: int) -> str:
    return f"content/articles/road-{number:03}.md"


@pytest.fixture
def site(workplace: Path) -> Site:
    """Lists of 202 articles, claims and corrections of one day, and so by their ids. The log's pages have 100, others
    200."""
    site = Site(workplace / "site")
    claim = {"quote": "The road is open", "speaker": "A driver", "rating": "unproven", "verdict": "Nobody knows."}
    for number in range(MANY):
        site.archive.docs[path_of(number)] = article(
            f"Road {number}",
            "2010-05-01",
            "The road is open, he said.",
            publisher="Another outlet",
            claims=[claim | {"id": f"open-{number:03}", "said_on": "2010-04-15", "evidence": [{"title": "A log"}]}],
            corrections=[{"date": "2010-06-01", "id": f"closed-{number:03}", "note": "It was closed."}],
        )
    site.update()
    return site


def change(site: Site, number: int, item: str = "", **fields: Any) -> None:
    front = site.archive.docs[path_of(number)].front
    (front[item][0] if item else front).update(fields)


def pages(site: Site, folder: str) -> list[list[int]]:
    """The numbers of what each page of a list has."""
    (start,) = (site.folder / "site").glob(folder)
    found = [start / "index.html", *sorted(start.glob("page/*/index.html"))]
    number = re.compile(r'class="ti"><a href="[^"]*?(\d{3})[/"]')
    return [[int(entry) for entry in number.findall(page.read_text(encoding="utf-8"))] for page in found]


def cut(numbers: list[int], size: int = 200) -> list[list[int]]:
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


def test_what_is_dated_otherwise_goes_to_its_place(site: Site, workplace: Path) -> None:
    all_of_them = list(range(MANY))
    for folder in (YEAR, OUTLET, RATING, SPEAKER):
        assert pages(site, folder) == cut(all_of_them)
    assert pages(site, LOG) == cut(all_of_them, 100)

    change(site, 3, published="2010-04-21")  # from the first page to the last
    change(site, 4, "claims", said_on="2010-04-01")
    change(site, 201, "claims", said_on="2010-04-20")  # and from the last to the first
    change(site, 5, "corrections", date="2010-05-20")
    site.update()
    others = [number for number in all_of_them if number != 3]
    assert pages(site, YEAR) == pages(site, OUTLET) == cut([*others, 3])
    others = [number for number in all_of_them if number not in (4, 201)]
    assert pages(site, RATING) == pages(site, SPEAKER) == cut([201, *others, 4])
    others = [number for number in all_of_them if number != 5]
    assert pages(site, LOG) == cut([*others, 5], 100)
    assert is_clean(site, workplace / "clean")


def test_a_page_less_and_a_page_more(site: Site, workplace: Path) -> None:
    last = {path: site.archive.docs.pop(path) for path in map(path_of, (200, 201))}
    change(site, 0, publisher="One more outlet")
    change(site, 1, "claims", rating="satire", speaker="A passenger")
    change(site, 2, "corrections", date="2011-06-01")
    gone = site.update().removed
    assert {f"{YEAR}page/2/", f"{RATING}page/2/", f"{LOG}page/3/"} <= gone
    lengths = [[len(page) for page in pages(site, folder)] for folder in (YEAR, OUTLET, RATING, SPEAKER, LOG)]
    assert lengths == [[200], [199], [199], [199], [100, 99]]
    assert is_clean(site, workplace / "less")

    site.archive.docs |= last
    change(site, 0, publisher="Another outlet")
    change(site, 1, "claims", rating="unproven", speaker="A driver")
    site.update()
    for folder in (YEAR, OUTLET, RATING, SPEAKER):
        assert pages(site, folder) == cut(list(range(MANY)))
    assert is_clean(site, workplace / "more")
