"""Every annotation sits on its words, in every archive there is."""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import frontmatter
import pytest
from harness import Page, Site, squeeze

ARCHIVES = ("example", "starter", "data model")


def articles(site: Site) -> list[tuple[str, Path]]:
    return [(path.stem, path) for path in sorted((site.folder / "content" / "articles").rglob("*.md"))]


@pytest.mark.parametrize("archive", ARCHIVES)
def test_every_annotation_sits_on_its_words(built, archive):
    site = built(archive)
    count = 0
    for name, path in articles(site):
        quoted = list(frontmatter.quotes(frontmatter.split(path)[0]))
        marked = {id: squeeze(words) for id, words in site.page(f"articles/{name}").marked().items()}
        for item in quoted:
            if item.id is not None:
                assert marked[item.id] == squeeze(item.exact), f"{name}: {item.id}"
        assert Counter(marked.values()) == Counter(squeeze(item.exact) for item in quoted), name
        count += len(quoted)
    assert count >= 6


@pytest.mark.parametrize("archive", ARCHIVES)
def test_every_mark_is_described_by_a_card_that_leads_back(built, archive):
    site = built(archive)
    for name, _ in articles(site):
        page = site.page(f"articles/{name}")
        ids = page.ids()
        for id in page.marked():
            card = page.one("aside", id=id)
            reference = page.one("a", id=f"r-{id}")
            assert reference.attrib["href"] == f"#{id}"
            assert f"#r-{id}" in {a.get("href") for a in card.iter("a")}
            assert card.attrib["aria-labelledby"] in ids


@pytest.mark.parametrize("archive", ARCHIVES)
def test_every_claim_has_a_page_that_leads_back_to_its_card(built, archive):
    site = built(archive)
    for name, path in articles(site):
        article = site.page(f"articles/{name}")
        shared = {item.id: item.claim for item in frontmatter.quotes(frontmatter.split(path)[0]) if item.claim}
        for card in article.all("aside", class_="n-claim"):
            id = card.attrib["id"]
            pages = {t for t in article.targets() if t.startswith("claims/") and t.count("/") == 2}
            own = [t for t in pages if f"articles/{name}/#{id}" in site.page(t.partition("#")[0]).targets()]
            assert own, f"no claim page leads back to {name}#{id}"
            if id in shared:
                assert f"claims/{shared[id]}/" in own


@pytest.mark.parametrize("archive", ARCHIVES)
def test_taking_the_marks_away_gives_the_article_unmarked(built, archive, tmp_path):
    site = built(archive)
    bare = Site(tmp_path)
    for folder in ("entities", "pages"):
        for path in (site.folder / "content" / folder).rglob("*.md"):
            bare.write(path.relative_to(site.folder).as_posix(), path.read_bytes())
    for name in ("site.yaml", "content/sources.yaml"):
        if (site.folder / name).exists():
            bare.write(name, (site.folder / name).read_bytes())
    for path in (site.folder / "content" / "articles").rglob("*"):
        if path.is_dir():
            continue
        place = path.relative_to(site.folder).as_posix()
        if path.suffix != ".md":
            bare.write(place, path.read_bytes())
            continue
        data, body = frontmatter.split(path)
        for field in frontmatter.KINDS:
            data.pop(field, None)
        bare.write(place, f"---\n{frontmatter.dump(data)}---\n{body}")
    # Links to claims that are now nowhere are none of this test's business: the articles are.
    for path in (bare.folder / "content" / "entities").rglob("*.md"):
        front = path.read_text(encoding="utf-8").split("---\n")[1]
        path.write_text(f"---\n{front}---\n", encoding="utf-8")
    for path in (bare.folder / "content" / "pages").rglob("*.md"):
        front = path.read_text(encoding="utf-8").split("---\n")[1]
        path.write_text(f"---\n{front}---\nNothing.\n", encoding="utf-8")
    report = bare.build()
    assert report.ok, report.diagnostics
    for name, _ in articles(site):
        marked, unmarked = site.page(f"articles/{name}"), bare.page(f"articles/{name}")
        assert text_without_marks(marked) == text_without_marks(unmarked), name
        assert not unmarked.all("mark")


def text_without_marks(page: Page) -> list[str]:
    """The article's title and blocks as HTML, without marks, references and cards."""
    blocks = [*page.all("h1"), *(e for e in page.root.iter() if e.get("id", "").startswith(("p-", "h-")))]
    return [ET.tostring(_plain(block), encoding="unicode", method="html").strip() for block in blocks]


def _plain(element: ET.Element) -> ET.Element:
    plain = copy.copy(element)
    plain.tail = None
    out = ET.Element(element.tag, element.attrib)
    _move(element, out)
    return out


def _move(source: ET.Element, out: ET.Element) -> None:
    _append(out, source.text)
    for child in source:
        if child.tag == "mark":
            _move(child, out)
        elif "ref" not in child.get("class", "").split() and child.tag != "aside":
            made = ET.SubElement(out, child.tag, child.attrib)
            _move(child, made)
        _append(out, child.tail)


def _append(out: ET.Element, words: str | None) -> None:
    if len(out):
        out[-1].tail = (out[-1].tail or "") + (words or "")
    else:
        out.text = (out.text or "") + (words or "")
