"""Views: pure, complete, deterministic data."""

from __future__ import annotations

import json
import posixpath
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from archive import OPTIONS, Archive

from sitegen.core.lookup import Value
from sitegen.core.options import FRAME, FRAME_READ, SiteOptions, trace_options
from sitegen.site import urls
from sitegen.site.article import view as article_view
from sitegen.site.claim import view as claim_view
from sitegen.site.entity import view as entity_view
from sitegen.site.page_kind import PageKind
from sitegen.site.pages import PAGE_KINDS
from sitegen.site.search_documents import document, document_list


def pages(archive: Archive, options: SiteOptions = OPTIONS) -> dict[str, tuple[PageKind, dict[str, Any]]]:
    found = {}
    for kind in PAGE_KINDS:
        for output, subject in kind.outputs(archive, options):
            assert output not in found, f"{output} is made twice"
            found[output] = kind, kind.view(archive, options, output, subject)
    return found


def article(archive: Archive, id: str = "talks-end") -> Any:
    return article_view(archive, OPTIONS, urls.article_output(id), id)["article"]


def claim(archive: Archive, id: str = "prisoners-12000", options: SiteOptions = OPTIONS) -> Any:
    return claim_view(archive, options, urls.claim_output(id), id)


def entity(archive: Archive, id: str) -> Any:
    return entity_view(archive, OPTIONS, urls.entity_output(id), id)["entity"]


def plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(name, str) and plain(item) for name, item in value.items())
    if isinstance(value, list | tuple):
        return all(map(plain, value))
    return value is None or type(value) in (str, int, bool)


def hrefs(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [
            v for k, v in value.items() if k in ("href", "home", "prev", "next") and isinstance(v, str) and ("/" in v)
        ]
        return own + [found for item in value.values() for found in hrefs(item)]
    return [found for item in value for found in hrefs(item)] if isinstance(value, list | tuple) else []


@pytest.mark.parametrize("options", [OPTIONS, replace(OPTIONS, base_url=None, links="files", publisher=None)])
def test_views_are_plain_data_and_the_same_twice(archive: Archive, options: SiteOptions) -> None:
    first, second = pages(archive, options), pages(archive, options)
    for output, (_, view) in first.items():
        assert plain(view), output
        assert json.dumps(view) == json.dumps(second[output][1])


@pytest.mark.parametrize("links", ["folders", "files"])
def test_every_address_leads_to_a_page(archive: Archive, links: str) -> None:
    options = replace(OPTIONS, links=links)
    made = pages(archive, options)
    assets = {row["output"] for row in archive.rows("asset")}
    for output, (_, view) in made.items():
        for href in hrefs(view):
            if urlsplit(href).scheme or output == "404.html":
                continue
            path = unquote(urlsplit(href).path)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(output), path))
            if path.endswith("/"):
                target = posixpath.join(target, "index.html").removeprefix("./")
            assert target in made or target in assets, (output, href)


def test_an_empty_archive_has_its_pages() -> None:
    made = pages(Archive())
    assert {
        "index.html",
        "articles/index.html",
        "claims/index.html",
        "entities/index.html",
        "corrections/index.html",
        "speakers/index.html",
        "search/index.html",
        "404.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
    } <= set(made)


def test_without_base_url_nothing_needs_one(archive: Archive) -> None:
    made = pages(archive, replace(OPTIONS, base_url=None))
    assert not {"feed.xml", "sitemap.xml"} & set(made)
    for _, view in made.values():
        if "page" in view:
            assert (view["page"]["canonical"], view["page"]["json_ld"], view["page"]["og"]) == ("", None, None)
            assert view["site"]["feed"] == ""


def test_adding_a_file_of_the_same_rows_in_another_order_changes_nothing(archive: Archive) -> None:
    """Views sort what they read: the order of rows is the order of files, which says nothing."""

    class Reversed(Archive):
        def __init__(self) -> None:
            self.db, self.columns, self.asked = archive.db, archive.columns, []

        def rows(self, table: str, column: str | None = None, value: Value = None) -> Any:
            return list(super().rows(table, column, value))[::-1]

    forwards, backwards = pages(archive), pages(Reversed())
    assert set(forwards) == set(backwards)
    for output in forwards:
        assert forwards[output][1] == backwards[output][1], output


def test_every_card_stands_once_and_every_reference_has_a_card(archive: Archive) -> None:
    view = article(archive)
    cards = view["header_cards"] + [card for section in view["sections"] for card in section["cards"]]
    assert [card["id"] for card in view["header_cards"]] == ["n1", "k2"]
    assert sorted(card["id"] for card in cards) == ["c1", "c2", "k1", "k2", "n1", "n2"]
    texts = [view["title"], *(section["parts"] for section in view["sections"])]
    references = [part for text in texts for part in text if isinstance(part, dict)]
    assert sorted(part["ref"] for part in references) == ["c1", "c2", "k1", "n1", "n2"]
    assert {part["ref"]: part["rating"] and part["rating"]["label"] for part in references}["c1"] == "False"


def test_a_card_shows_the_claims_text_beside_its_rating(archive: Archive) -> None:
    card = article(archive)["sections"][0]["cards"][0]
    assert card["text"] == "Both sides agreed to exchange 12,000 prisoners."
    assert card["rating"] == {"id": "false", "label": "False", "step": 1}
    assert card["verdict"] == "<p>The signed protocol lists 1,200 people.</p>"
    assert card["stance"]["stance"] == "withdrawn"
    assert card["stance"]["event"]["date"] == {"iso": "2024-03-19"}
    assert card["evidence"][0]["title"] == "The signed protocol"
    assert card["quoted_by"][0]["name"] == "Varda News Agency"


def test_rich_text_links_are_relative_and_escaped(archive: Archive) -> None:
    html = "".join(
        part for section in article(archive)["sections"] for part in section["parts"] if isinstance(part, str)
    )
    assert '<a class="e" href="../../entities/anna-petrova/">Anna Petrova</a>' in html
    assert '<bdi lang="he">דוד כהן</bdi></a>' in html
    assert 'href="#figures"' in html
    assert 'src="../../articles/talks-end/photo%20of%20talks.jpg"' in html


def test_a_dangling_link_leaves_its_words(archive: Archive) -> None:
    archive.add("plain_page", id="x", title="X", order=9, menu=0, draft=0)
    archive.add("plain_page_body", id="x", data={"body": [["to", "nobody", "a <b> & c"], " ", ["to", "nothing", None]]})
    assert pages(archive)["x/index.html"][1]["body"] == "a &lt;b&gt; &amp; c nothing"


def test_related_articles_come_through_shared_claims(archive: Archive) -> None:
    related = article(archive)["related"]
    assert [entry["href"] for entry in related] == ["../../articles/sikhot/"]
    assert related[0]["claim"]["href"] == "../../claims/prisoners-12000/"


def test_a_new_article_with_a_shared_claim_changes_few_others(archive: Archive) -> None:
    """Related articles are neighbours in a ring of ids: what many share doesn't make all their pages change."""
    for number in range(30):
        archive.article(f"a-{number:02}", f"Article {number}", "2024-01-01", claims=1)
        archive.annotation(f"a-{number:02}", "c1", "claim", 1, "words", "prisoners-12000")
    before = {row["id"]: article(archive, row["id"]) for row in archive.rows("article")}
    archive.article("a-15b", "New", "2024-01-02", claims=1)
    archive.annotation("a-15b", "c1", "claim", 1, "words", "prisoners-12000")
    changed = [id for id, view in before.items() if article(archive, id) != view]
    assert 0 < len(changed) <= 5


def test_a_claims_page_tells_where_and_when(archive: Archive) -> None:
    view = claim(archive)["claim"]
    assert [entry["article"]["href"] for entry in view["appearances"]] == [
        "../../articles/sikhot/#c1",
        "../../articles/talks-end/#c1",
    ]
    events = [(entry["date"]["iso"], entry["event"]) for entry in view["timeline"]]
    assert events == sorted(events, key=lambda entry: entry[0])
    assert ("2024-03-19", "withdrawn") in events
    assert ("2024-03-25", "review-corrected") in events
    assert view["scale"] == {"worst": "False", "best": "True", "size": 5}
    assert [entry["id"] for entry in view["corrections"]] == ["own-1"]
    assert [entry["id"] for entry in view["touched_by"]] == ["k1"]


def test_one_claim_review_and_only_when_something_was_found(archive: Archive) -> None:
    review: Any = claim(archive)["page"]["json_ld"]
    assert review["@type"] == "ClaimReview"
    assert review["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "False",
        "ratingValue": 1,
        "bestRating": 5,
        "worstRating": 1,
        "ratingExplanation": "The signed protocol lists 1,200 people.",
    }
    assert review["url"] == "https://archive.example.org/varda/claims/prisoners-12000/"
    assert claim(archive, "talks-end-c2")["page"]["json_ld"] is None
    archive.db.execute(
        "UPDATE claim_detail SET data = json_set(data, '$.review.status', 'in-review') WHERE id = 'prisoners-12000'"
    )
    assert claim(archive)["page"]["json_ld"] is None


def test_a_verdict_without_a_word_is_no_review(archive: Archive) -> None:
    archive.db.execute("UPDATE claim SET rating = NULL WHERE id = 'prisoners-12000'")
    data = "json_set(data, '$.verdict', json('[\"<p>&nbsp;</p>\"]'))"
    archive.db.execute(f"UPDATE claim_detail SET data = {data} WHERE id = 'prisoners-12000'")
    assert claim(archive)["page"]["json_ld"] is None


def test_the_outlets_text_is_not_presented_as_ours(archive: Archive) -> None:
    page: Any = article_view(archive, OPTIONS, urls.article_output("talks-end"), "talks-end")["page"]
    assert page["json_ld"]["@type"] == "WebPage"
    assert page["json_ld"]["publisher"]["name"] == "Media Watch"
    news = page["json_ld"]["mainEntity"]
    assert (news["@type"], news["publisher"]["name"]) == ("NewsArticle", "Varda News Agency")
    assert news["url"] == "https://vna.example/talks"
    assert [c["text"] for c in news["correction"]] == ["1,200 prisoners"]  # the outlet's own, not ours


def test_an_entitys_page(archive: Archive) -> None:
    anna, agency, david = (entity(archive, id) for id in ("anna-petrova", "varda-news-agency", "david-cohen"))
    assert anna["counts"] == {"by": 1, "about": 0, "articles": 1}
    assert anna["mentions"]["articles"][0]["sentences"][0]["href"] == "../../articles/talks-end/#p-1"
    assert anna["together"][0]["name"] == "דוד כהן"
    assert [entry["id"] for entry in agency["corrections"]] == ["k1"]
    assert [entry["href"] for entry in agency["ids"]] == ["https://vna.example"]  # javascript: isn't linked
    assert agency["type"] == "News media organization"
    assert david["lang"] == "he"
    assert [c["text"] for c in david["claims_about"]] == ["Both sides agreed to exchange 12,000 prisoners."]
    assert "sikhot" in david["mentions"]["articles"][1]["href"]


def test_long_lists_are_cut_into_pages(archive: Archive) -> None:
    for number in range(450):
        archive.article(f"a-{number:03}", f"Article {number}", f"2023-01-{number % 28 + 1:02}", "varda-news-agency")
    made = pages(archive)
    folder = "articles/year/2023/"
    lists = [made[f"{folder}{page}index.html"][1]["list"] for page in ("", "page/2/", "page/3/")]
    assert [len(entries["entries"]) for entries in lists] == [200, 200, 50]
    assert len({entry["href"] for entries in lists for entry in entries["entries"]}) == 450
    assert lists[1]["pager"]["prev"].endswith("articles/year/2023/")
    assert made["articles/index.html"][1]["years"][0]["entries"] == []


def test_what_an_entitys_page_has_no_room_for_is_in_lists(archive: Archive) -> None:
    for number in range(130):
        archive.claim(f"about-{number:03}", f"Claim {number}", said_on="2023-01-01")
        archive.add("claim_entity", claim=f"about-{number:03}", entity="david-cohen", role="about")
        archive.correction(f"k-{number:03}", "2023-02-01", article="talks-end")
        archive.add("correction_entity", article="talks-end", correction=f"k-{number:03}", entity="david-cohen")
    made = pages(archive)
    david = made["entities/david-cohen/index.html"][1]["entity"]
    assert (len(david["claims_about"]), len(david["corrections"])) == (50, 30)
    assert david["about_list"] == "../../claims/about/david-cohen/"
    assert david["corrections_list"]["href"] == "../../corrections/entity/david-cohen/"
    claims = made["claims/about/david-cohen/index.html"][1]["list"]
    assert (len(claims["entries"]), claims["about"]["name"]) == (131, "דוד כהן")
    folder = "corrections/entity/david-cohen/"
    found = [made[f"{folder}{page}index.html"][1]["list"]["entries"] for page in ("", "page/2/")]
    assert sum(map(len, found)) == david["corrections_list"]["count"] == 130


def test_an_archive_in_hebrew_runs_from_right_to_left(archive: Archive) -> None:
    site: Any = pages(archive, replace(OPTIONS, language="he"))["index.html"][1]["site"]
    assert site["dir"] == "rtl"
    hebrew = article(archive, "sikhot")
    assert (hebrew["lang"], hebrew["dir"]) == ("he", "rtl")


def test_views_ask_by_one_column_and_never_for_the_state_of_the_build(archive: Archive) -> None:
    pages(archive)
    assert not {table for table, _, _ in archive.asked} & {
        "file",
        "page",
        "meta",
        "diagnostic",
        "reference",
        "body_all",
    } - {"file"}


def test_search_documents_lead_to_cards(archive: Archive) -> None:
    documents = {
        url: document(archive, OPTIONS, kind, subject) for url, kind, subject in document_list(archive, OPTIONS)
    }
    talks = documents["articles/talks-end/"]
    assert '<h2 id="c1">Both sides agreed to exchange 12,000 prisoners.</h2>' in talks
    assert '<h4 id="n1">to be freed</h4>' in talks
    # A correction of the whole article has no words of it.
    assert '<h3 id="k2">The figure was removed without a notice.</h3>' in talks
    for mark in (
        "kind:article",
        "kind:claim",
        "kind:correction",
        "kind:note",
        "rating:False",
        "year:2024",
        "publisher:Varda News Agency",
        "stance:maintained",
        "stance:withdrawn",
        "language:en",
    ):
        assert f'data-pagefind-filter="{mark}"' in talks
    assert 'data-pagefind-filter="stance:withdrawn"' in documents["claims/prisoners-12000/"]
    assert "stance:" not in documents["entities/david-cohen/"] + documents["about/"]
    archive.claim("regional", "A claim.", stance="denied", language="EN-gb")
    assert 'data-pagefind-filter="language:en"' in document(archive, OPTIONS, "claim", "regional")
    assert {"claims/prisoners-12000/", "entities/david-cohen/", "about/"} <= set(documents)
    assert "claims/talks-end-c2/" not in documents  # it is found in its article
    assert "Monitor &amp; observer &lt;of&gt; the truce." in documents["entities/david-cohen/"]


def test_pages_of_a_section_share_the_site_and_a_change_of_the_menu_is_seen(archive: Archive) -> None:
    def site(output: str, options: SiteOptions = OPTIONS) -> Any:
        return pages(archive, options)[output][1]["site"]

    first = site(urls.article_output("talks-end"))
    others = [v["site"] for output, (_, v) in pages(archive).items() if output.startswith("articles/")]
    assert any(other is first for other in others)
    marked = {output: [m["name"] for m in v["site"]["menu"] if m["current"] == "page"]
              for output, (_, v) in pages(archive).items() if "site" in v}  # fmt: skip
    assert marked[urls.ARTICLES] == ["articles"]
    assert marked[urls.article_output("talks-end")] == []
    archive.asked.clear()
    before = len(first["menu"])
    archive.add("plain_page", id="press", title="Press", order=1, menu=1, draft=0)
    again = site(urls.article_output("talks-end"))
    assert len(again["menu"]) == before + 1
    assert ("plain_page", "menu", 1) in archive.asked
    page = site(urls.plain_page_output("press"))
    assert [m["name"] for m in page["menu"] if m["current"]] == ["press"]
    assert site(urls.article_output("talks-end"), replace(OPTIONS, title="Other"))["title"] == "Other"


def test_every_page_asks_for_what_its_frame_shows(archive: Archive) -> None:
    """The frame is remembered, but each page's trace must hold what it depends on."""
    for kind in PAGE_KINDS:
        for output, subject in kind.outputs(archive, OPTIONS):
            archive.asked.clear()
            reads: set[Any] = set()
            view = kind.view(archive, trace_options(OPTIONS, reads), output, subject)
            if "site" in view and "page" in view:
                assert ("plain_page", "menu", 1) in archive.asked, output
                assert ("plain_page", "id", OPTIONS.corrections_policy) in archive.asked, output
                assert FRAME_READ in reads, output
    shown = "title language publisher license corrections_policy ratings feeds base_url links search"
    assert set(shown.split()) <= FRAME


def test_nothing_in_a_template_can_change_the_shared_site(archive: Archive) -> None:
    options = replace(OPTIONS, extra={"x-links": [{"to": ["a", "b"]}]})
    site: Any = pages(archive, options)[urls.HOME][1]["site"]
    assert site["extra"] == {"x-links": ({"to": ("a", "b")},)}
    assert isinstance(site["menu"], tuple)
