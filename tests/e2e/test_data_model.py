"""The examples of the data model's description, as an archive: what each of its fields becomes."""

from __future__ import annotations

import json

import pytest
from harness import Page, told


@pytest.fixture
def site(built):
    return built("data model")


@pytest.fixture
def article(site) -> Page:
    return site.page("articles/talks-end")


def test_its_only_problems_are_an_address_that_nobody_archived_and_ids_that_nobody_has(site):
    found = told(site.report.diagnostics, site.folder)
    names = [line.partition("`")[2].partition("`")[0] for line in found if "warning[unknown-id]" in line]
    assert names == ["j-doe", "m-roe", "media-watch"]
    archived = next(n for n, line in enumerate(found) if "no-archived-copy" in line)
    assert found[archived : archived + 3] == [
        "content/articles/talks-end.md:29:9: warning[no-archived-copy]: "
        "the evidence https://monitor.example/daily/2024-03-12 has no archived copy",
        "    at: https://monitor.example/daily/2024-03-12",
        "    help: save it in a web archive and add `archived: https://…`",
    ]


def test_the_article(article):
    words = article.words()
    assert "Talks end with 12,000 prisoners to be freed" in words
    addresses = {address for _, address in article.links()}
    assert "https://vna.example/2024/03/14/talks" in {address.partition("#")[0] for address in addresses}
    assert any(address.startswith("https://web.archive.org/web/20240314120000/") for address in addresses)
    assert "media/articles/talks.wacz" in article.targets()


def test_a_quote_with_its_surroundings_is_the_one_meant(article):
    mark = article.one("mark", aria_details="ceasefire-monday")
    assert mark.text == "on Monday"
    [block] = [p for p in article.all("p") if mark in list(p.iter("mark"))]
    assert "take effect on Monday" in "".join(block.itertext())


def test_a_rated_claim(site, article):
    card = "".join(article.one("aside", id="ceasefire-monday").itertext())
    for words in (
        "Mostly false",
        "Anna Petrova",
        "Ministry of Talks",
        "Monitors logged shelling until Wednesday 13 March.",
    ):
        assert words in card
    page = site.page("claims/ceasefire-monday").words()
    for words in (
        "The ceasefire took effect on Monday 11 March 2024.",
        "on Wednesday",
        "said at the closing press conference",
    ):
        assert words in page


def test_a_shared_claim_is_rated_once_and_shown_where_it_appears(site, article):
    cards = ["".join(card.itertext()) for card in article.all("aside", class_="n-claim")]
    [card] = [card for card in cards if "Both sides agreed to exchange 12,000 prisoners." in card]
    assert "False" in card
    page = site.page("claims/prisoners-12000")
    for words in ("The signed protocol lists 1,200 people.", "Protocol of 14 March 2024", "wrong protocol date"):
        assert words in page.words()
    assert "https://other.example/2024/03/15/story" in {address for _, address in page.links()}


def test_corrections_are_on_the_article_and_in_the_log(site, article):
    for words in (article.words(), site.page("corrections").words()):
        assert "1,200 prisoners" in words
        assert "The agency removed the figure 12,000 without a notice." in words
    assert "wrong protocol date" in site.page("corrections").words()


def test_context_notes(article):
    assert article.one("h1").find("mark").text == "to be freed"
    assert "border administration" in article.words()
    assert "entities/border-administration/" in article.targets()


def test_entities(site):
    agency = site.page("entities/varda-news-agency")
    for words in ("Varda News Agency", "VNA", "State-run; funded from the state budget.", "nobody remembers"):
        assert words in agency.words()
    assert {"entities/ministry-of-information/", "articles/talks-end/"} <= {
        target.partition("#")[0] for target in agency.targets()
    }
    person = site.page("entities/anna-petrova")
    assert "editor-in-chief" in person.words()
    assert "אנה פטרובה" in person.words()
    assert "claims/ceasefire-monday/" in person.targets()


def test_claim_pages_carry_a_claim_review(site):
    page = site.page("claims/ceasefire-monday")
    found = [json.loads(script.text) for script in page.all("script") if script.get("type") == "application/ld+json"]
    reviews = [item for data in found for item in data.get("@graph", [data]) if item.get("@type") == "ClaimReview"]
    [review] = reviews
    assert review["claimReviewed"] == "The ceasefire took effect on Monday 11 March 2024."
    assert review["url"] == "https://archive.example.org/claims/ceasefire-monday/"
    rating = review["reviewRating"]
    assert (rating["alternateName"], rating["ratingValue"], rating["worstRating"], rating["bestRating"]) == (
        "Mostly false",
        2,
        1,
        5,
    )


def test_unrated_claims_have_no_claim_review(site, article):
    [card] = [card for card in article.all("aside", class_="n-claim") if "lasting peace" in "".join(card.itertext())]
    page = site.page(f"claims/{card.attrib['id']}")
    assert "ClaimReview" not in page.html
