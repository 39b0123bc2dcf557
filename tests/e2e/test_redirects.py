"""Addresses that lead on: of ids that were, and of names."""

from __future__ import annotations

import json

import pytest
from harness import Site


@pytest.fixture
def site(minimal_site: Site) -> Site:
    front = "name: Anna Petrova\naliases: [Ms Petrova, A. Petrova]\nredirect_from: [petrova]\nmentions: none\n"
    return minimal_site.write("content/entities/people/anna-petrova.md", f"---\n{front}---\n").built()


@pytest.mark.parametrize("address", ["petrova", "ms-petrova", "a-petrova"])
def test_an_old_id_and_an_alias_lead_on(site, address):
    page = site.page(f"entities/{address}")
    assert page.one("meta", http_equiv="refresh").get("content") == "0; url=../../entities/anna-petrova/"
    assert page.one("link", rel="canonical").get("href") == "https://archive.example/entities/anna-petrova/"
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert "You will find it here: Anna Petrova" in page.words("main")


def test_nothing_lists_them(site):
    listed = "".join(path.read_text(encoding="utf-8") for path in site.output.glob("sitemap/*.xml"))
    assert "entities/anna-petrova/" in listed
    for words in (listed, site.page("entities").html):
        assert "petrova/" not in words.replace("anna-petrova/", "")


def test_the_summary_counts_them_apart(site):
    done = site.run("build", "--format", "json")
    assert json.loads(done.out)["kinds"]["redirect"] == 3
    assert "1 entity page, 1 plain page, 3 redirects, " in site.run("build").out


def write_person(site: Site, id: str, **front: object) -> None:
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in front.items())
    site.write(f"content/entities/people/{id}.md", f"---\n{lines}mentions: none\n---\n")


@pytest.mark.parametrize(("written", "codes"), [(False, ["permalink-gone"]), (True, [])])
def test_an_address_that_goes_over_to_a_namesake_is_told(site, written, codes):
    """Whoever linked to the one comes to the other now: perhaps another person."""
    write_person(site, "john-smith", name="John Smith")
    write_person(site, "john-q-smith", name="John Q. Smith")
    site.built()
    site.delete("content/entities/people/john-smith.md")
    front = {"redirect_from": ["john-smith"]} if written else {}
    write_person(site, "john-q-smith", name="John Q. Smith", aliases=["John Smith"], **front)
    assert [item.code for item in site.build().diagnostics] == codes
    assert site.page("entities/john-smith").one("main").find("h1").text == "Another address of this page"
    assert site.build().diagnostics == []
