"""The default theme's pages, from the views of a small archive: well formed, inert, whole."""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import html5lib
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))

from archive import OPTIONS, Archive, small_archive

from sitegen.core.options import SiteOptions
from sitegen.render.theme import Theme
from sitegen.site import urls
from sitegen.site.pages import PAGE_KINDS

THEME = Theme([Path(__file__).parents[2] / "themes" / "default"])
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}<!--\x0b"


def render(archive: Archive, options: SiteOptions = OPTIONS) -> dict[str, str]:
    return {
        output: THEME.render_page(kind.template, kind.view(archive, options, output, subject)).decode()
        for kind in PAGE_KINDS
        for output, subject in kind.outputs(archive, options)
    }


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    return render(small_archive())


@pytest.mark.parametrize(
    "options", [OPTIONS, replace(OPTIONS, base_url=None, links="files", publisher=None, search=False)]
)
@pytest.mark.parametrize("archive", [small_archive, Archive])
def test_pages_are_well_formed(archive: type[Archive], options: SiteOptions) -> None:
    for output, text in render(archive(), options).items():
        if output.endswith(".html"):
            html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
            ids = Counter(re.findall(r' id="([^"]+)"', text))
            assert [id for id, count in ids.items() if count > 1] == [], output
            assert " style=" not in text
            assert " onclick" not in text
        elif output.endswith(".xml"):
            assert text.startswith("<?xml")
            ET.fromstring(text)


def test_what_the_default_theme_names_is_in_the_view(site: dict[str, str]) -> None:
    assert site
    assert not THEME.distrusted


def test_every_link_and_fragment_inside_the_site_is_there(site: dict[str, str]) -> None:
    root = "https://here.example/deep/"
    ids = {output: set(re.findall(r' id="([^"]+)"', text)) for output, text in site.items()}
    by_address = {root + urls.address(output): output for output in site}
    outputs = {row["output"] for row in small_archive().rows("asset")}
    for output, text in site.items():
        if not output.endswith(".html") or output == "404.html":
            continue
        for link in re.findall(r'(?:href|src)="([^"]*)"', text):
            address, fragment = urldefrag(urljoin(root + urls.address(output), link.replace("&amp;", "&")))
            if not address.startswith(root) or address.startswith(root + "assets/"):
                continue
            if address in by_address:
                assert not fragment or fragment in ids[by_address[address]] or fragment == "figures", (output, link)
            else:
                assert address.removeprefix(root).replace("%20", " ") in outputs, (output, link)


def test_the_markup_of_annotations(site: dict[str, str]) -> None:
    text = site["articles/talks-end/index.html"]
    reference = '<a class="ref r-claim" role="doc-noteref" id="r-c1" href="#c1">2'
    reference += '<span class="vh"> claim, rated false</span></a>'
    assert reference in text
    assert re.search(r'<aside class="n n-claim[^"]*" id="c1" role="doc-footnote" aria-labelledby="sg-t-c1">', text)
    assert '<a role="doc-backlink" href="#r-c1">' in text
    assert 'href="#r-k2"' not in text  # it is about the whole article: there is no passage to go back to
    assert text.index('id="r-c1"') < text.index('id="c1"') < text.index('id="p-2"')


def test_structured_data_is_whole(site: dict[str, str]) -> None:
    found = {}
    for output, text in site.items():
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
        assert len(scripts) <= 1
        if scripts:
            found[output] = json.loads(scripts[0])["@type"]
    assert found["articles/talks-end/index.html"] == "WebPage"
    assert found["claims/prisoners-12000/index.html"] == "ClaimReview"
    assert found["entities/varda-news-agency/index.html"] == "NewsMediaOrganization"
    assert "claims/talks-end-c2/index.html" not in found


def test_hostile_text_stays_text() -> None:
    """In every column and field that holds plain text."""
    archive = small_archive()
    archive.article(
        "evil",
        HOSTILE,
        "2024-01-01",
        HOSTILE,
        summary=HOSTILE,
        claims=1,
        corrections=1,
        authors=[HOSTILE],
        place=HOSTILE,
        subtitle=HOSTILE,
        rights=HOSTILE,
        topics=[HOSTILE],
        source={"url": "javascript:alert(1)", "archived": HOSTILE},
        body={"sections": []},
    )
    archive.entity(
        "mallory",
        "person",
        "Person",
        HOSTILE,
        aliases=[HOSTILE],
        description=HOSTILE,
        ownership=HOSTILE,
        same_as=[HOSTILE],
        wikidata=HOSTILE,
        roles=[{"role": HOSTILE, "at": HOSTILE}],
    )
    archive.claim(
        "evil-claim",
        HOSTILE,
        speaker=HOSTILE,
        rating="false",
        said_on="2024-01-01",
        said_at=HOSTILE,
        evidence=[{"url": "javascript:alert(1)", "title": HOSTILE, "publisher": HOSTILE, "quote": HOSTILE}],
        history=[{"date": "2024", "event": HOSTILE, "to": HOSTILE, "source": HOSTILE}],
    )
    archive.annotation("evil", "c1", "claim", 1, HOSTILE, "evil-claim", speaker=HOSTILE, attribution=HOSTILE)
    archive.annotation(
        "evil", "k1", "correction", 2, HOSTILE, was=HOSTILE, now=HOSTILE, requested={"by": HOSTILE, "outcome": HOSTILE}
    )
    archive.correction("k1", "2024-01-02", article="evil", was=HOSTILE, now=HOSTILE, quote=HOSTILE, issued_by=HOSTILE)
    archive.add(
        "mention",
        entity="mallory",
        article="evil",
        data=[["p-1", HOSTILE, HOSTILE, HOSTILE]],
    )
    options = replace(OPTIONS, title=HOSTILE, description=HOSTILE)
    for output, text in render(archive, options).items():
        if output.endswith(".xml"):
            ET.fromstring(text)
            continue
        if output.endswith(".json"):
            feed = json.loads(text)
            told = [feed["title"], *(item["title"] for item in feed["items"])]
            assert not any("&lt;" in words for words in told), output
            assert "mallory" not in output or HOSTILE[:-1] in told
            continue
        if not output.endswith(".html"):
            continue
        tree = html5lib.parse(text, namespaceHTMLElements=False)
        assert tree.findall(".//img[@onerror]") == [], output
        scripts = [script for script in tree.iter("script") if script.get("type") != "application/ld+json"]
        assert all(script.get("src") for script in scripts), output
        for element in tree.iter():
            assert not str(element.get("href", "")).lower().startswith("javascript:"), output
        assert "49" not in re.findall(r"\{\{ 7 \* 7 \}\}|\b49\b", text)


def test_an_entity_for_machines(site: dict[str, str]) -> None:
    feed = json.loads(site["entities/anna-petrova/entity.json"])
    assert feed["home_page_url"] == "https://archive.example.org/varda/entities/anna-petrova/"
    assert feed["_entity"]["name"] == "Anna Petrova"
    claim = next(item for item in feed["items"] if item["tags"] == ["claim"])
    assert (claim["title"], claim["content_text"]) == (
        "Claim: Both sides agreed to exchange 12,000 prisoners.",
        "False",
    )
    assert '<link rel="alternate" type="application/feed+json"' in site["entities/anna-petrova/index.html"]


def test_the_corrections_have_feeds(site: dict[str, str]) -> None:
    told = json.loads(site["corrections/feed.json"])
    atom = ET.fromstring(site["corrections/feed.xml"])
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [item["id"] for item in told["items"]] == [found.text for found in atom.findall("a:entry/a:id", names)]
    (changed,) = [item["content_text"] for item in told["items"] if "Was: " in item["content_text"]]
    assert "Was: 12,000 prisoners" in changed
    assert "Now: 1,200 prisoners" in changed
    assert "feed.json" in site["corrections/index.html"]


def test_unicode_that_cannot_be_written_is_replaced() -> None:
    archive = small_archive()
    archive.db.execute("UPDATE article SET title = 'a' || char(65533)")
    assert render(archive)
