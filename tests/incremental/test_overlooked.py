"""Changes that no row of the catalog tells of by itself: what is found, or made, must be what a clean build finds."""

from __future__ import annotations

from harness import MINIMAL, Site

from sitegen.publish.binary import find_binary

TALKS = "content/articles/talks-end.md"
OTHER = "content/articles/other.md"
ABOUT = "content/pages/about.md"


def _codes(site: Site) -> list[str]:
    return [item.code for item in site.build().diagnostics]


def test_an_old_address_that_a_second_article_claims(minimal_site: Site) -> None:
    site = minimal_site.edit(TALKS, "original: true", "original: true\nredirect_from: [old]")
    site.write(OTHER, "---\ntitle: Other\npublished: 2024-03-15\noriginal: true\n---\nWords.\n").built()
    site.edit(OTHER, "original: true", "original: true\nredirect_from: [old]")
    assert _codes(site) == ["output-collision"]
    assert _codes(site) == ["output-collision"]
    site.edit(TALKS, "\nredirect_from: [old]", "").built()


def test_a_link_to_a_correction_on_the_page_of_a_claim_that_another_file_takes_away(minimal_site: Site) -> None:
    correction = "corrections:\n  - {id: fixed, claim: war, issued_by: us, date: 2024-04-01, note: Wrong.}\ncontext:"
    site = minimal_site.write("content/claims/war.md", "---\nclaim: The war ended.\n---\nWords.\n")
    site.edit(TALKS, "context:", correction)
    site.write(ABOUT, "---\ntitle: About\n---\nSee [it](../claims/war.md#fixed).\n").built()
    site.edit(TALKS, "id: fixed", "id: mended")
    assert _codes(site) == ["broken-link"]
    site.edit(ABOUT, "#fixed", "#mended").built()


def test_a_link_to_a_correction_on_the_page_of_an_entity_that_another_file_takes_away(minimal_site: Site) -> None:
    correction = "{id: fixed, date: 2024-04-01, issued_by: us, note: Wrong., entities: [anna-petrova]}"
    site = minimal_site.edit(TALKS, "context:", f"corrections:\n  - {correction}\ncontext:")
    site.write(ABOUT, "---\ntitle: About\n---\nSee [it](../entities/people/anna-petrova.md#talks-end_fixed).\n").built()
    site.edit(TALKS, ", entities: [anna-petrova]", "")
    assert _codes(site) == ["broken-link"]
    site.edit(ABOUT, "#talks-end_fixed", "").built()


def test_a_broken_link_that_its_target_mends(minimal_site: Site) -> None:
    site = minimal_site.write(ABOUT, "---\ntitle: About\n---\nSee [it](../articles/talks-end.md#p-3).\n")
    assert _codes(site) == ["broken-link"]
    site.write(TALKS, MINIMAL[TALKS] + "\nA third paragraph.\n").built()


def test_what_is_wrong_above_prose_that_changes(minimal_site: Site) -> None:
    site = minimal_site.edit(TALKS, "original: true", "original: true\nplaec: Geneva")
    assert _codes(site) == ["unknown-field"]
    site.edit(TALKS, "plaec", "summary: Ended #1\nplace")
    assert _codes(site) == ["yaml-hash"]
    site.write(TALKS, (site.folder / TALKS).read_text("utf-8") + "\nA third paragraph.\n")
    assert _codes(site) == ["yaml-hash"]
    site.edit(TALKS, " #1", "").built()


def test_a_logo_that_goes(minimal_site: Site) -> None:
    site = minimal_site.write("site.yaml", MINIMAL["site.yaml"] + "theme: own\n")
    site.write("themes/own/theme.yaml", "logo: logo.svg\n").write("themes/own/assets/logo.svg", "<svg/>").built()
    site.delete("themes/own/assets/logo.svg")
    assert _codes(site) == ["theme-option"]


def test_the_order_of_own_fields_in_site_yaml(minimal_site: Site) -> None:
    page = '{% for name in site.extra["x-links"] %}{{ name }} {% endfor %}'
    site = minimal_site.write("themes/own/templates/plain-page.html", page)
    options = MINIMAL["site.yaml"] + "theme: own\n"
    site.write("site.yaml", f"{options}x-links: {{one: 1, two: 2}}\n").built()
    assert site.text("corrections-policy/index.html").split() == ["one", "two"]
    site.write("site.yaml", f"{options}x-links: {{two: 2, one: 1}}\n").built()
    assert site.text("corrections-policy/index.html").split() == ["two", "one"]


def test_another_pagefind_makes_the_index_anew(minimal_site: Site) -> None:
    site = minimal_site
    assert _searched(site) == "written"
    assert _searched(site) == "reused"
    newer = site.write("bin/pagefind", _NEWER.format(binary=find_binary())).folder / "bin/pagefind"
    newer.chmod(0o755)
    assert "search       written" in site.run("build", PAGEFIND_BINARY_PATH=str(newer)).out
    assert "search       reused" in site.run("build", PAGEFIND_BINARY_PATH=str(newer)).out


_NEWER = '#!/bin/sh\n[ "$1" = --version ] && echo "pagefind 99.0.0" && exit\nexec "{binary}" "$@"\n'


def _searched(site: Site) -> str:
    report = site.build(search=True)
    assert report.site is not None
    return report.site.search
