"""Addresses that names of entities make: they come and go with the names, and with what else has the address."""

from __future__ import annotations

from pathlib import Path

import pytest

from .archive import Doc
from .test_mentions import is_clean
from .test_reuse import Effect, Site

VNA = "entities/vna/"
AGENCY = {"entities/varda-news-agency/", "entities/varda-news-agency/entity.json"}
MONITORS = {"entities/border-monitors/", "entities/border-monitors/entity.json"}
NEW = "content/entities/people/vna.md"


@pytest.fixture
def site(workplace: Path) -> Site:
    return Site(workplace / "site")


def target(site: Site, page: str = VNA) -> str:
    """The entity whose page an address leads on to; "" for a page that stays."""
    html = (site.folder / "site" / page / "index.html").read_text(encoding="utf-8")
    return html.partition('content="0; url=../../entities/')[2].partition('/"')[0]


def with_aliases(site: Site, id: str, *aliases: str) -> Effect:
    site.archive.doc(id).front["aliases"] = list(aliases)
    return site.update()


def test_an_alias_more_or_less(site: Site, workplace: Path) -> None:
    assert target(site) == "varda-news-agency"
    effect = with_aliases(site, "varda-news-agency", "VNA", "V. N. A.", "מדיה")
    assert effect.rendered == AGENCY | {"entities/v-n-a/", "entities/mdyh/"}
    assert is_clean(site, workplace / "more")
    effect = with_aliases(site, "varda-news-agency", "VNA")
    assert effect.rendered == AGENCY
    assert effect.removed == {"entities/v-n-a/", "entities/mdyh/"}
    assert is_clean(site, workplace / "less")


def test_what_two_are_called_leads_to_neither(site: Site, workplace: Path) -> None:
    """Though each writes it in a way of its own."""
    effect = with_aliases(site, "border-monitors", "the monitors", "V’na")
    assert (effect.rendered, effect.removed) == (MONITORS, {VNA})
    assert is_clean(site, workplace / "shared")
    effect = with_aliases(site, "border-monitors", "the monitors")
    assert (effect.rendered, effect.removed) == (MONITORS | {VNA}, set())
    assert is_clean(site, workplace / "given-back")


def test_one_that_goes_over_to_another(site: Site, workplace: Path) -> None:
    site.archive.doc("border-monitors").front["aliases"] = ["Vna"]
    site.archive.doc("varda-news-agency").front["aliases"] = ["V.N. Agency"]
    site.update()
    assert target(site) == "border-monitors"
    assert is_clean(site, workplace / "clean")


def test_a_page_of_its_own_has_the_address(site: Site, workplace: Path) -> None:
    site.archive.docs[NEW] = Doc({"name": "Someone", "draft": "true"})
    assert VNA not in site.update().written
    site.archive.docs[NEW] = Doc({"name": "Someone"})
    assert VNA in site.update().written
    assert target(site) == ""
    assert is_clean(site, workplace / "taken")
    del site.archive.docs[NEW]
    effect = site.update()
    assert target(site) == "varda-news-agency"
    assert "entities/vna/entity.json" in effect.removed
    assert is_clean(site, workplace / "given-back")


def test_a_written_redirect_has_the_address(site: Site, workplace: Path) -> None:
    site.archive.doc("border-monitors").front["redirect_from"] = ["vna"]
    assert site.update().rendered == {VNA}
    assert target(site) == "border-monitors"
    assert is_clean(site, workplace / "taken")
    del site.archive.doc("border-monitors").front["redirect_from"]
    assert site.update().rendered == {VNA}
    assert target(site) == "varda-news-agency"
    assert is_clean(site, workplace / "given-back")


def test_nothing_leads_on_from_where_lists_lie(site: Site) -> None:
    effect = with_aliases(site, "varda-city", "Kind", "con", "…", "The City", "Varda City!")
    assert effect.rendered == {"entities/varda-city/", "entities/varda-city/entity.json", "entities/the-city/"}
