"""Addresses: relative, complete, and in one place."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote, urljoin

import pytest
from archive import OPTIONS
from hypothesis import given
from hypothesis import strategies as st

from sitegen.site import urls
from sitegen.site.dates import instant


@pytest.mark.parametrize("root", ["https://x.example/", "https://x.example/deep/folder/"])
@pytest.mark.parametrize(
    "source", ["index.html", "claims/index.html", "articles/a/index.html", "articles/year/2024/page/2/index.html"]
)
@pytest.mark.parametrize("target", ["index.html", "claims/x/index.html", "feed.xml", "articles/a/photo of talks.jpg"])
def test_a_link_leads_to_its_page_from_anywhere(root: str, source: str, target: str) -> None:
    link = urls.href(source, target, OPTIONS)
    assert not link.startswith("/")
    assert urljoin(root + urls.address(source), link) == root + urls.address(target)


def test_links_to_files_name_the_file() -> None:
    options = replace(OPTIONS, links="files")
    assert urls.href("claims/x/index.html", "index.html", options) == "../../index.html"
    assert urls.href("index.html", "claims/x/index.html", options, "c1") == "claims/x/index.html#c1"


def test_the_page_for_missing_addresses_links_from_the_servers_root() -> None:
    assert urls.href("404.html", "claims/index.html", OPTIONS) == "/varda/claims/"
    assert urls.href("404.html", "index.html", replace(OPTIONS, base_url=None)) == "./"


def test_plain_names_get_unique_slugs() -> None:
    slugs = [urls.ref_slug(name) for name in ("anna-petrova", "Anna Petrova", "anna petrova", "דוד כהן", "A/../b")]
    assert slugs[0] == "anna-petrova"
    assert len(set(slugs)) == len(slugs)
    assert all(slug.replace("-", "").isalnum() and slug.isascii() for slug in slugs)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "vbscript:x", "", None])
def test_other_schemes_are_not_linked(url: str | None) -> None:
    assert urls.external(url) == ""


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=urls.SHORT))
def test_words_are_named_in_an_address_character_by_character(words: str) -> None:
    assert urls.words_fragment(words) == ":~:text=" + quote(words, safe="").replace("-", "%2D")


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("2024", "2024-01-01T00:00:00Z"),
        ("2024-03", "2024-03-01T00:00:00Z"),
        ("2024-03-14", "2024-03-14T00:00:00Z"),
        ("2024-03-14T09:05:00Z", "2024-03-14T09:05:00Z"),
        ("2024-03-14T09:05+02:00", "2024-03-14T09:05:00+02:00"),
        ("0001-13", "0001-13-01T00:00:00Z"),
    ],
)
def test_dates_keep_the_precision_they_were_written_with_for_machines(text: str, full: str) -> None:
    assert instant(text) == full
