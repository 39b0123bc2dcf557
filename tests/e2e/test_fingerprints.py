"""The theme's files may be kept by browsers for ever: what lies at one of their addresses never changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from harness import Site

STYLE = "themes/press/assets/press.css"


@pytest.fixture
def press(minimal_site: Site) -> Site:
    """A theme with a style, and a picture that the style names."""
    minimal_site.edit("site.yaml", "title: Test archive", "title: Test archive\ntheme: press")
    minimal_site.write(STYLE, "body { background: url(img/paper.svg) }")
    minimal_site.write("themes/press/assets/img/paper.svg", "<svg/>")
    return minimal_site.built()


def _folder(site: Site) -> Path:
    (folder,) = (site.output / "assets").iterdir()
    return folder


def test_every_page_names_the_files_where_they_are(press: Site) -> None:
    named = set()
    for page in press.output.rglob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"]*assets/[^"]*)"', page.read_text(encoding="utf-8")):
            named.add((press.output / address[1:] if address[0] == "/" else page.parent / address).resolve())
    assert {path.name for path in named} == {"style.css", "site.js", "favicon.svg"}
    assert all(path.is_file() for path in named)
    assert re.fullmatch(r"[0-9a-f]{10}", _folder(press).name)


def test_what_a_style_names_is_beside_it(press: Site) -> None:
    assert (_folder(press) / "press.css").read_text() == "body { background: url(img/paper.svg) }"
    assert (_folder(press) / "img/paper.svg").is_file()


@pytest.mark.parametrize("path", [STYLE, "themes/press/assets/img/paper.svg", "themes/press/assets/new.css"])
def test_another_content_has_another_address_and_the_old_one_goes(path: str, press: Site) -> None:
    before = _folder(press)
    press.write(path, "/* other */").built()
    assert _folder(press) != before, "the old folder is gone, and there is another"
    assert f"{_folder(press).name}/style.css" in press.page("articles/talks-end/").html


def test_the_same_content_has_the_same_address(press: Site) -> None:
    before, text = _folder(press), (press.folder / STYLE).read_text()
    press.write(STYLE, "p {}").built()
    press.write(STYLE, text).built()
    assert _folder(press) == before


def test_without_fingerprints_a_style_changes_no_page(press: Site) -> None:
    press.edit("site.yaml", "theme: press", "theme: press\nfingerprint: false").built()
    assert (press.output / "assets/press.css").is_file()
    report = press.write(STYLE, "p {}").build()
    assert report.site is not None
    assert set(report.site.written) == {"assets/press.css"}


def test_a_template_that_names_a_file_by_its_place_is_told_how(press: Site) -> None:
    template = '{% extends "default/base.html" %}\n{% block head %}\n<link href="{{ site.root }}assets/press.css">'
    press.write("themes/press/templates/base.html", template + "\n{% endblock %}")
    (problem,) = press.build().diagnostics
    assert (problem.code, problem.place.path, problem.place.line) == ("template", "themes/press/templates/base.html", 3)
    assert "write {{ site.assets }}press.css" in problem.message


def test_why_names_the_theme_when_a_style_changed(press: Site) -> None:
    press.write(STYLE, "p {}")
    assert "themes/press/assets" in press.run("why", "articles/talks-end/").out
