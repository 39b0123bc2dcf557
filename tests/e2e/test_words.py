"""What readers and machines are told about a claim: the words, who passed it on, when, and what an article adds."""

from __future__ import annotations

import json

from harness import Site

FILES = {
    "content/entities/organizations/vna.md": "---\nname: Varda News Agency\n---\n",
    "content/claims/shared.md": """\
---
claim: Both sides agreed.
speaker: anna-petrova
said_on: 2024-03-10
rating: false
verdict: It is *false*, says [[vna]]; see [[own-piece|our piece]] and [[talks-end]].
evidence: [{title: Protocol}]
---
""",
    "content/articles/talks-end.md": """\
---
title: Talks & end
published: 2024-03-14
publisher: vna
source: https://vna.example/1
claims:
  - quote: We agreed
    claim: shared
    speaker: anna-petrova
    verdict: The headline left it out.
    note: In the third paragraph.
    history:
      - {date: 2024-03-15, event: repeated, note: On the radio.}
corrections:
  - 2024-03-20: Both [[vna]] and [[anna-petrova|she]] corrected it.
---
“We agreed,” Anna Petrova said.
""",
    "content/articles/own-piece.md": """\
---
title: Our piece
published: 2024-05-02
original: true
claims:
  - {quote: They never met, speaker: anna-petrova}
---
They never met, she wrote.
""",
}


def lay_out(site: Site) -> Site:
    return site.write_all(FILES).built()


def test_links_of_a_verdict_are_words_for_machines(minimal_site: Site) -> None:
    words = "It is false, says Varda News Agency; see our piece and Talks & end."
    page = lay_out(minimal_site).page("claims/shared")
    review = json.loads("".join(page.one("script", type="application/ld+json").itertext()))
    assert review["reviewRating"]["ratingExplanation"] == words
    assert page.one("meta", name="description").get("content") == words
    assert "Both Varda News Agency and she corrected it." in minimal_site.text("feed.xml")
    # A name that changes changes there, too.
    minimal_site.edit("content/entities/organizations/vna.md", "Varda News", "Vardan News").built()
    assert "says Vardan News Agency" in (
        minimal_site.page("claims/shared").one("meta", name="description").get("content") or ""
    )


def test_a_claim_is_passed_on_only_by_those_that_are_named(minimal_site: Site) -> None:
    lay_out(minimal_site)
    assert "passed on by" not in minimal_site.page("articles/talks-end").words()
    minimal_site.edit("content/articles/talks-end.md", "    verdict:", "    quoted_by: vna\n    verdict:").built()
    assert "passed on by Varda News Agency" in minimal_site.page("articles/talks-end").words()


def test_what_an_appearance_adds_is_shown(minimal_site: Site) -> None:
    lay_out(minimal_site)
    page = minimal_site.page("claims/shared").words()
    for words in ("The headline left it out.", "In the third paragraph.", "Repeated Talks & end", "On the radio."):
        assert words in page
    card = minimal_site.page("articles/talks-end").words()
    assert card.index("It is false") < card.index("The headline left it out.") < card.index("In the third paragraph.")


def test_a_timeline_has_what_was_said_in_an_article_of_ones_own(minimal_site: Site) -> None:
    words = lay_out(minimal_site).page("entities/anna-petrova").words()
    assert words.index("Said Both sides agreed.") < words.index("2 May 2024 Published They never met")


def test_a_link_to_a_place_is_checked_when_the_place_goes(minimal_site: Site) -> None:
    """Also by a build that reads nothing but the file that changed."""
    lay_out(minimal_site)
    link = "See [it](talks-end.md#p-1) and [that](/corrections/?year=2024#top).\n"
    minimal_site.edit(
        "content/articles/own-piece.md", "They never met, she wrote.\n", f"They never met.\n\n{link}"
    ).built()
    html = minimal_site.page("articles/own-piece").html
    assert 'href="../../articles/talks-end/#p-1"' in html
    assert 'href="../../corrections/?year=2024#top"' in html
    minimal_site.edit("content/articles/talks-end.md", "“We agreed,”", "## “We agreed,”")
    [item] = minimal_site.build().diagnostics
    assert (item.code, item.place.path, item.place.line) == ("broken-link", "content/articles/own-piece.md", 10)
    minimal_site.edit("content/articles/talks-end.md", "## “We agreed,”", "“We agreed,”").built()
