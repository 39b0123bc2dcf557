"""An entity named more often than a page has room for: its mentions are on pages of their own, of which an edit makes
few anew."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sitegen.why import explain_page

from .archive import article
from .project import Project, build, tree
from .test_reuse import Site

PARTS = "entities/varda-news-agency/mentions/"
AGENCY = "entities/varda-news-agency/"


@pytest.fixture
def site(workplace: Path) -> Site:
    """Four articles fill a part each, 2019 to 2022; the newest ones, of other tests, are in the fifth."""
    site = Site(workplace / "site")
    for year in range(2019, 2023):
        site.archive.docs[f"content/articles/of-{year}.md"] = article(
            f"Of {year}", f"{year}-05-01", "VNA said so. " * 298, publisher="Another outlet"
        )
    site.update()
    return site


def parts(found: set[str]) -> set[int]:
    return {int(page.removeprefix(PARTS).strip("/")) for page in found if page.startswith(PARTS)}


def is_clean(site: Site, folder: Path) -> bool:
    clean = Project(folder)
    clean.apply(site.archive)
    assert build(folder).ok
    return tree(folder / "site") == tree(site.folder / "site")


def test_every_mention_is_on_one_of_the_pages(site: Site) -> None:
    pages = {
        place: data.decode()
        for place, data in tree(site.folder / "site").items()
        if place.startswith(PARTS) and place.endswith(".html")
    }
    assert parts({page.removesuffix("index.html") for page in pages}) == {1, 2, 3, 4, 5}
    found = {place: len(re.findall('class="ctx"', page)) for place, page in pages.items()}
    assert [found[f"{PARTS}{number}/index.html"] for number in range(1, 5)] == [200] * 4  # … and 98 more in the article
    assert "… 98 more mentions" in pages[f"{PARTS}1/index.html"]
    newest = pages[f"{PARTS}5/index.html"]
    assert "Agency repeats the figure" in newest
    assert 'rel="prev"' not in newest
    assert f'<a href="../../../../{PARTS}4/" rel="next">Earlier</a>' in newest
    assert f'<a href="../../../../{PARTS}5/" rel="prev">Later</a>' in pages[f"{PARTS}4/index.html"]
    assert (
        'rel="canonical" href="https://archive.example/varda/entities/varda-news-agency/mentions/4/"'
        in (pages[f"{PARTS}4/index.html"])
    )
    assert f'href="../../{PARTS}5/"' in (site.folder / "site" / AGENCY / "index.html").read_text(encoding="utf-8")
    assert f"{PARTS}1/" in (site.folder / "site/sitemap/mentions-1.xml").read_text(encoding="utf-8")


def test_what_is_new_makes_the_newest_page_new(site: Site, workplace: Path) -> None:
    doc = site.archive.doc("agency-repeats")
    doc.body += "\nVNA said more.\n"
    effect = site.update()
    assert parts(effect.rendered) == {5}
    assert "agency-repeats" in explain_page(site.folder, f"{PARTS}5/").reasons[0][0]
    assert is_clean(site, workplace / "clean")


def test_a_page_more_or_less_leaves_the_old_ones_alone(site: Site, workplace: Path) -> None:
    added = "content/articles/of-2026.md"
    site.archive.docs[added] = article("Of 2026", "2026-05-01", "VNA said so. " * 298, publisher="Another outlet")
    assert parts(site.update().rendered) == {3, 4, 5, 6}  # the others don't lead there
    assert is_clean(site, workplace / "more")
    del site.archive.docs[added]
    effect = site.update()
    assert (parts(effect.rendered), parts(effect.removed)) == ({3, 4, 5}, {6})
    for year in range(2019, 2022):
        del site.archive.docs[f"content/articles/of-{year}.md"]
    site.update()
    site.archive.doc("of-2022").body = "VNA said so.\n"
    effect = site.update()
    assert parts(effect.removed) == {1, 2}
    assert 'class="ctx"' in (site.folder / "site" / AGENCY / "index.html").read_text(encoding="utf-8")
    assert is_clean(site, workplace / "less")


def test_an_article_of_another_date_changes_its_page(site: Site, workplace: Path) -> None:
    site.archive.doc("of-2020").front["published"] = "2020-06-01"
    assert parts(site.update().rendered) == {2}
    site.archive.doc("of-2020").front["published"] = "2018-06-01"
    assert parts(site.update().rendered) == {1, 2}
    assert is_clean(site, workplace / "clean")


def test_a_second_article_of_one_id_leaves_no_trace(site: Site, workplace: Path) -> None:
    second = "content/articles/second/of-2020.md"
    site.archive.docs[second] = article("Second", "2023-01-01", "Nobody said so.", publisher="Another outlet")
    site.archive.doc("of-2020").body += "\nVNA said more.\n"
    site.project.apply(site.archive)
    assert not build(site.folder).ok
    del site.archive.docs[second]
    site.update()
    assert is_clean(site, workplace / "clean")


def test_who_published_an_article_is_not_in_the_parts(site: Site, workplace: Path) -> None:
    site.archive.doc("of-2020").front["publisher"] = "varda-news-agency"
    site.update()
    clean = Project(workplace / "clean")
    clean.apply(site.archive)
    assert build(clean.folder).ok
    assert _part_rows(site.folder) == _part_rows(clean.folder)


def _part_rows(folder: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(folder / ".sitegen" / "catalog.db")) as database:
        return database.execute("SELECT part, data FROM mention_part ORDER BY part").fetchall()
