"""Every link inside the site leads somewhere, wherever the site lies and however it is read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from harness import broken_links


@pytest.mark.parametrize("archive", ["example", "starter", "data model", "example with links to files"])
def test_every_internal_link_is_relative_and_leads_to_something(built, archive):
    assert broken_links(built(archive)) == []


def test_links_to_files_name_the_file(built):
    site = built("example with links to files")
    for page in site.pages():
        for element, address in page.links():
            path = address.partition("#")[0]
            if "://" not in address and element.tag == "a" and path:
                assert not path.endswith(("/", "..")), f"{page.path}: {address} needs a web server"


def test_links_to_folders_name_the_folder(built):
    site = built("example")
    for page in site.pages():
        assert not [address for _, address in page.links() if re.search(r"(^|/)index\.html", address)], page.path


@pytest.mark.parametrize("archive", ["example", "starter", "data model"])
def test_feeds_and_sitemaps_name_pages_that_are_there(built, archive):
    site = built(archive)
    options = (site.folder / "site.yaml").read_text(encoding="utf-8")
    base = re.search(r"^base_url: (\S+)", options, re.MULTILINE)[1]
    files = set(site.files())
    named = 0
    for path in files:
        if path.endswith(".xml"):
            text = site.text(path)
            ET.fromstring(text)
            for address in re.findall(r"(?:href=\"|<loc>|<id>)(http[^\"<]*)", text):
                if address.startswith(base):
                    target = address.removeprefix(base).partition("#")[0]
                    assert (target + "index.html" if target.endswith("/") or not target else target) in files, address
                    named += 1
    assert named > 10


def test_pages_name_entities_where_the_text_names_them(built):
    page = built("data model").page("articles/talks-end")
    names = {a.text: a.attrib["href"] for a in page.all("a", class_="e")}
    assert names["Anna Petrova"] == "../../entities/anna-petrova/"
    assert names["the agency"] == "../../entities/varda-news-agency/"
    assert names["Varda"] == "../../entities/republic-of-varda/"
    assert "articles/talks-end/" in {
        t.partition("#")[0] for t in built("data model").page("entities/anna-petrova").targets()
    }


def test_double_brackets_link_in_notes_claims_and_pages(built):
    site = built("data model")
    assert "entities/border-administration/" in site.page("articles/talks-end").targets()
    claim = site.page("claims/prisoners-12000").targets()
    assert {"entities/anna-petrova/", "articles/talks-end/"} <= claim
    assert {"entities/anna-petrova/", "claims/prisoners-12000/", "articles/talks-end/"} <= site.page("about").targets()


def test_double_brackets_lead_to_places(minimal_site):
    text = "## Our aims\n\nSee [[talks-end#p-2|the end]], [[anna-petrova#sg-articles]] and [[about#h-our-aims]].\n"
    minimal_site.write("content/pages/about.md", f"---\ntitle: About\n---\n{text}")
    page = minimal_site.built().page("about")
    assert {"articles/talks-end/#p-2", "entities/anna-petrova/#sg-articles", "about/#h-our-aims"} <= page.targets()
    assert "See the end, Anna Petrova and About." in page.words("main")
    assert broken_links(minimal_site) == []
