"""Editions of the corrections log as readers see them: words that stay, links that follow, a place in the log."""

from __future__ import annotations

import pytest
from harness import Site, broken_links, told

from sitegen.compile.edition_text import edition_text
from sitegen.editions import freeze_log

DAY = "2024-04-30"
PAGE = f"corrections/editions/{DAY}/"
FILE = f"content/editions/{DAY}.yaml"
ARTICLE = "content/articles/talks-end.md"
FRONT = """\
publisher: varda-news-agency
source: {url: https://vna.example/1, archived: https://a.example/1}
corrections:
  - date: 2024-03-20
    id: prisoners
    quote: We agreed on 12,000 prisoners
    issued_by: varda-news-agency
    was: 12,000
    now: 1,200
    note: She had misread <b>it</b>.
    source: https://vna.example/correction
    requested: {date: 2024-03-16, by: anna-petrova, outcome: corrected}
"""


def freeze(site: Site, day: str = DAY) -> None:
    freeze_log(site.folder, day, "2024-05-02")


@pytest.fixture
def frozen(minimal_site: Site) -> Site:
    """An archive with an edition of two corrections; nothing is wrong with it."""
    minimal_site.write("content/entities/organizations/varda-news-agency.md", "---\nname: Varda News Agency\n---\n")
    minimal_site.write(
        "content/claims/shelling.md",
        "---\nclaim: Nobody shot.\nspeaker: anna-petrova\ncorrections:\n  - 2024-04-02: A date was wrong.\n---\n",
    )
    minimal_site.edit(ARTICLE, "original: true\n", FRONT)
    minimal_site.edit(
        ARTICLE,
        "  - We agreed on 12,000 prisoners\n",
        "  - {quote: 'We agreed on 12,000 prisoners', speaker: anna-petrova}\n",
    )
    freeze(minimal_site)
    return minimal_site.built()


def entries(site: Site, page: str = PAGE) -> list[str]:
    return [" ".join(" ".join(entry.itertext()).split()) for entry in site.page(page).all("li", class_="log")]


def test_it_has_the_words_of_the_log(frozen: Site) -> None:
    """The same entries; in an edition each also says who published the article."""
    log = frozen.page("corrections/").all("li", class_="log")
    assert entries(frozen) == [
        "Correction · 2 April 2024 · of our own review Nobody shot. A date was wrong. Issued by this archive",
        "Correction · 20 March 2024 Talks end Varda News Agency We agreed on 12,000 prisoners Was: 12,000 Now: 1,200 "
        "She had misread <b>it</b>. Issued by Varda News Agency · source · Requested 16 March 2024 by Anna Petrova : "
        "it was corrected",
    ]
    assert entries(frozen, "corrections/") == [
        words.replace(" end Varda News Agency", " end") for words in entries(frozen)
    ]
    assert [entry.get("id") for entry in log] == ["shelling_correction-1", "talks-end_prisoners"]
    assert frozen.page(PAGE).ids() >= {"shelling_correction-1", "talks-end_prisoners"}


def test_its_head_says_when_it_was_frozen_and_how_to_cite_it(frozen: Site) -> None:
    page = frozen.page(PAGE)
    assert page.words("h1") == "Corrections, edition of 30 April 2024"
    assert page.words("title") == "Corrections, edition of 30 April 2024 – Test archive"
    words = page.words("main")
    assert "Frozen on 2 May 2024: 2 corrections. These words stay as they were then" in words
    address = f"https://archive.example/{PAGE}"
    assert f"Test archive, Corrections, edition of 30 April 2024. {address}" in words
    assert [link.get("href") for link in page.all("link", rel="canonical")] == [address]
    digest = (frozen.folder / FILE).read_text(encoding="utf-8").partition("sha256: ")[2].partition("\n")[0]
    assert page.words("code") == digest
    assert "corrections/index.html" in page.targets() or "corrections/" in page.targets()
    assert f"<loc>{address}</loc>" in frozen.text("sitemap/pages-1.xml")


def test_one_correction_is_one(frozen: Site) -> None:
    freeze(frozen, "2024-03-31")
    words = frozen.built().page("corrections/editions/2024-03-31/").words("main")
    assert "Frozen on 2 May 2024: 1 correction." in words


def test_the_log_lists_editions_the_newest_first_and_nothing_where_there_is_none(frozen: Site) -> None:
    freeze(frozen, "2024-05-01")
    page = frozen.built().page("corrections/")
    assert "Editions to cite" in page.words("main")
    links = [link.get("href") for link in page.all("a") if "editions/" in link.get("href", "")]
    assert links == ["../corrections/editions/2024-05-01/", "../corrections/editions/2024-04-30/"]
    frozen.delete("content/editions")
    frozen.build()
    assert "Editions" not in frozen.page("corrections/").words("main")


def test_whatever_is_edited_later_its_words_stay(frozen: Site) -> None:
    before = frozen.page(PAGE).html
    frozen.edit(ARTICLE, "now: 1,200", "now: 1,201").edit(ARTICLE, "title: Talks end", "title: Talks have ended")
    frozen.edit("content/claims/shelling.md", "Nobody shot", "Nobody fired")
    for file, name in (
        ("organizations/varda-news-agency", "Varda News Agency"),
        ("people/anna-petrova", "Anna Petrova"),
    ):
        frozen.edit(f"content/entities/{file}.md", f"name: {name}", "name: Another Name")
    assert frozen.build().ok
    assert "1,201" in frozen.page("corrections/").words("main")
    assert frozen.page(PAGE).html == before


def test_its_links_lead_to_what_is_there_now(frozen: Site) -> None:
    there = {
        "articles/talks-end/#prisoners",
        "claims/shelling/#correction-1",
        "entities/varda-news-agency/",
        "entities/anna-petrova/",
    }
    assert frozen.page(PAGE).targets() >= there
    words = entries(frozen)

    frozen.edit(ARTICLE, "title: Talks end\n", "title: Talks end\nid: talks-over\nredirect_from: [talks-end]\n")
    frozen.edit(ARTICLE, "id: prisoners", "id: twelve-thousand")
    frozen.edit("content/claims/shelling.md", "claim: N", "id: no-shelling\nredirect_from: [shelling]\nclaim: N")
    (frozen.folder / "content/entities/organizations/varda-news-agency.md").rename(frozen.folder / "content/vna.txt")
    frozen.write("content/entities/organizations/vna.md", "---\nname: VNA\nredirect_from: [varda-news-agency]\n---\n")
    for old in ("publisher: varda-news-agency", "issued_by: varda-news-agency"):
        frozen.edit(ARTICLE, old, old.replace("varda-news-agency", "vna"))
    assert frozen.build().ok
    assert frozen.page(PAGE).targets() >= {"articles/talks-over/", "claims/no-shelling/#correction-1", "entities/vna/"}
    assert entries(frozen) == words


def test_what_is_gone_is_words(frozen: Site) -> None:
    words = entries(frozen)
    frozen.delete("content/articles").delete("content/claims").delete("content/entities/organizations")
    assert frozen.build().ok
    assert entries(frozen) == words
    assert not {
        target for target in frozen.page(PAGE).targets() if target.startswith(("articles/t", "claims/s", "entities/v"))
    }
    assert broken_links(frozen) == []
    frozen.delete("content/entities")
    assert frozen.build().ok
    assert "No correction is recorded yet." in frozen.page("corrections/").words("main")
    assert "Editions to cite" in frozen.page("corrections/").words("main")


def test_what_is_gone_keeps_its_language(frozen: Site) -> None:
    site = (frozen.folder / "site.yaml").read_text(encoding="utf-8")
    frozen.delete(FILE).write("site.yaml", f"{site}language: he\n")
    agency = "content/entities/organizations/varda-news-agency.md"
    frozen.edit(agency, "name:", "language: en\nname:").edit(ARTICLE, "title:", "language: en\ntitle:")
    freeze(frozen)
    frozen.delete("content/articles").delete(agency).build()
    shown = {words.text: words.get("lang") for words in frozen.page(PAGE).all("bdi")}
    assert (shown["Talks end"], shown["Varda News Agency"]) == ("en", "en")


def test_a_changed_file_fails_the_build_and_the_published_edition_stays(frozen: Site) -> None:
    before = frozen.snapshot()
    frozen.edit(FILE, "now: 1,200", "now: 1,201")
    assert [item.code for item in frozen.build().diagnostics] == ["edition-changed"]
    assert frozen.snapshot() == before
    frozen.edit(FILE, "now: 1,201", "now: '1,200'  # the layout may change")
    frozen.built()


def test_an_edition_that_is_gone_is_told(frozen: Site) -> None:
    frozen.delete(FILE)
    assert told(frozen.build().diagnostics, frozen.folder) == [
        f"{PAGE}: warning[permalink-gone]: the edition of {DAY} was published by the last build, and is missing now",
        f"    help: restore {FILE}: readers cite it",
    ]


def test_a_long_one_is_on_several_pages(minimal_site: Site) -> None:
    said = {"date": "2024-03", "kind": "update", "title": "A title", "note": "So.", "issued_by": "us"}
    many = [said | {"id": f"c-{number}", "article": "gone"} for number in range(201)]
    minimal_site.write(FILE, edition_text(DAY, DAY, many))
    minimal_site.build()
    first, third = minimal_site.page(PAGE), minimal_site.page(f"{PAGE}page/3/")
    assert [len(page.all("li", class_="log")) for page in (first, third)] == [100, 1]
    assert "201 corrections" in third.words("main")
    assert "page 3" in third.words("title")
    assert f"Corrections, edition of 30 April 2024. https://archive.example/{PAGE}" in third.words("main")
    assert broken_links(minimal_site) == []


def test_prose_may_link_to_an_edition_by_its_file(frozen: Site) -> None:
    about = f"---\ntitle: About\n---\nSee [it](../editions/{DAY}.yaml#talks-end_prisoners).\n"
    frozen.write("content/pages/about.md", about).built()
    assert f"{PAGE}#talks-end_prisoners" in frozen.page("about/").targets()
    assert broken_links(frozen) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Eingefroren am 2. Mai 2024: 2 Korrekturen."),
        ("he", "הוקפאה ב־2 במאי 2024: שני תיקונים."),
    ],
)
def test_languages(frozen: Site, language: str, words: str) -> None:
    site = (frozen.folder / "site.yaml").read_text(encoding="utf-8")
    frozen.write("site.yaml", f"{site}language: {language}\n")
    assert frozen.build().ok
    page = frozen.page(PAGE)
    assert words in page.words("main")
    assert page.root.get("dir") == ("rtl" if language == "he" else None)
    titles = {link.get("lang") for link in page.all("a") if link.text in ("Talks end", "Nobody shot.")}
    assert titles == {"en"}


def test_the_example_has_one(built) -> None:
    site = built("example")
    day = min(file.stem for file in (site.folder / "content/editions").iterdir())
    page = site.page(f"corrections/editions/{day}/")
    assert f"corrections/editions/{day}/" in site.page("corrections/").targets()
    assert len(page.all("li", class_="log")) > 20
