"""Related articles: those that hold the same claim, then those that mention the same rare names; and why, in words."""

from __future__ import annotations

import pytest
from harness import Site

NAMES = {"ada-byron": "Ada Byron", "carl-dorn": "Carl Dorn", "eva-frost": "Eva Frost", "gus-hill": "Gus Hill"}


@pytest.fixture
def site(minimal_site: Site) -> Site:
    for id, name in NAMES.items():
        minimal_site.write(f"content/entities/people/{id}.md", f"---\nname: {name}\n---\n")
    return minimal_site.write(
        "content/claims/agreed.md", "---\nclaim: They agree.\nspeaker: anna-petrova\nsaid_on: 2024-03-01\n---\n"
    )


def write(site: Site, id: str, *named: str, front: str = "") -> Site:
    text = "They agree. " + " ".join(f"{name} spoke." for name in named)
    head = f"title: Article {id}\npublished: 2024-03-14\noriginal: true\n"
    return site.write(f"content/articles/{id}.md", f"---\n{head}{front}---\n{text}\n")


def related(site: Site, id: str) -> dict[str, str]:
    """Title → why it is related, in the order of the page."""
    page = site.page(f"articles/{id}")
    lists = [s for s in page.all("section") if "".join(s.find("h2").itertext()) == "Related articles"]
    found = {}
    for item in lists[0].iter("li") if lists else ():
        title, dim = (" ".join("".join(p.itertext()).split()) for p in item.findall("p"))
        found[title] = dim.rpartition(" · ")[2]
    return found


def test_the_reason_is_said_in_words(site):
    write(site, "one", "Ada Byron", "Carl Dorn", "Eva Frost", "Gus Hill")
    write(site, "two", "Ada Byron")
    write(site, "three", "Carl Dorn", "Ada Byron")
    write(site, "four", "Carl Dorn", "Ada Byron", "Eva Frost")
    write(site, "five", "Carl Dorn", "Ada Byron", "Eva Frost", "Gus Hill")
    assert related(site.built(), "one") == {
        "Article five": "both mention Eva Frost, Gus Hill and 2 others",
        "Article four": "both mention Eva Frost, Ada Byron and 1 other",
        "Article three": "both mention Ada Byron and Carl Dorn",
        "Article two": "both mention Ada Byron",
    }


def test_rare_names_count_most(site):
    write(site, "one", "Ada Byron", "Carl Dorn")
    write(site, "rare", "Ada Byron")
    for number in range(6):
        write(site, f"common-{number}", "Carl Dorn")
    found = related(site.built(), "one")
    assert list(found) == ["Article rare", *(f"Article common-{n}" for n in range(4))]


def test_the_same_claim_comes_first_and_five_are_shown(site):
    shared = "claims:\n- {quote: They agree, claim: agreed}\n"
    write(site, "one", "Ada Byron", front=shared)
    write(site, "claimed", front=shared)
    for number in range(7):
        write(site, f"near-{number}", "Ada Byron")
    found = related(site.built(), "one")
    assert len(found) == 5
    assert next(iter(found.items())) == ("Article claimed", "also holds They agree.")


def test_names_that_many_articles_mention_relate_none(site):
    for number in range(16):
        write(site, f"a-{number}", "Ada Byron")
    assert related(site.built(), "a-1") == {}


def test_what_an_article_is_about_counts_as_named(site):
    write(site, "one", front="about: [ada-byron]\n")
    write(site, "two", "Ada Byron")
    assert related(site.built(), "one") == {"Article two": "both mention Ada Byron"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "beide nennen Ada Byron und Carl Dorn"), ("he", "שתיהן מזכירות את Ada Byron ואת Carl Dorn")],
)
def test_in_the_language_of_the_site(language, words, site):
    site.write("site.yaml", (site.folder / "site.yaml").read_text() + f"language: {language}\n")
    write(site, "one", "Ada Byron", "Carl Dorn")
    write(site, "two", "Ada Byron", "Carl Dorn")
    assert words in site.built().page("articles/one").words("main")
