"""Articles as they come: from other systems, in other scripts, long, and quoted in every which way."""

from __future__ import annotations

import json
import random

import pytest
from harness import broken_links, read, squeeze

ARTICLE = "content/articles/talks-end.md"


def write_article(site, front, body, name="talks-end"):
    head = "title: Talks end\npublished: 2024-03-14\noriginal: true\n"
    return site.write(f"content/articles/{name}.md", f"---\n{head}{front}---\n{body}")


def marked(site, name="talks-end"):
    return site.page(f"articles/{name}").marked()


# --- bytes ---


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
        lambda data: data.rstrip(b"\n"),
    ],
    ids=["CRLF", "CR", "BOM", "BOM and CRLF", "no last line end"],
)
def test_line_ends_and_byte_order_marks_change_nothing(minimal_site, change):
    minimal_site.built()
    before = minimal_site.snapshot()
    for path in minimal_site.folder.glob("content/**/*.md"):
        path.write_bytes(change(path.read_bytes()))
    site_yaml = minimal_site.folder / "site.yaml"
    site_yaml.write_bytes(change(site_yaml.read_bytes()))
    minimal_site.built()
    assert minimal_site.snapshot() == before


def test_a_place_is_right_in_a_file_with_carriage_returns_and_a_byte_order_mark(minimal_site):
    minimal_site.edit(ARTICLE, "  - We agreed", "  - We all agreed")
    path = minimal_site.folder / ARTICLE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    [problem] = minimal_site.build().diagnostics
    assert (problem.place.line, problem.place.column, problem.place.end_column) == (6, 5, 38)
    assert problem.place.text == "  - We all agreed on 12,000 prisoners"


# --- scripts ---


def test_hebrew_names_link_and_have_pages(minimal_site):
    minimal_site.write("content/entities/people/dana.md", "---\nname: דנה כהן\nlanguage: he\n---\n")
    minimal_site.write("content/entities/people/יוסי-לוי.md", "---\nname: יוסי לוי\nlanguage: he\n---\n")
    body = "אמרה דנה כהן. Yossi (יוסי לוי) agreed: “הסכמנו על 12,000 אסירים”.\n"
    write_article(minimal_site, "language: he\nclaims:\n  - {quote: 'הסכמנו על 12,000 אסירים', speaker: dana}\n", body)
    minimal_site.built()
    page = minimal_site.page("articles/talks-end")
    linked = {a.text: a.get("href") for a in page.all("a", class_="e")}
    assert linked["דנה כהן"] == "../../entities/dana/"
    transliterated = linked["יוסי לוי"].removeprefix("../../entities/").strip("/")
    assert transliterated.isascii()
    assert page.one("h1") is not None
    assert list(marked(minimal_site).values()) == ["הסכמנו על 12,000 אסירים"]
    assert minimal_site.page("entities/dana").words("h1") == "דנה כהן"
    assert minimal_site.page(f"entities/{transliterated}").words("h1") == "יוסי לוי"
    assert broken_links(minimal_site) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Er sagte: „Wir einigten uns“ – ja.", '"Wir einigten uns" - ja'),
        ("She said ‘it’s over’… and left.", "'it's over'... and left"),
        ("Le prix : 12\u00a0000\u202f€, dit-il.", "12 000 €"),
        ("The agree\u00adment was signed.", "The agreement was"),
        ("Café society", "Cafe\u0301 society"),
        ("The ﬁnal oﬀer stands.", "The final offer"),
        ("He said שלום\u200f עולם today", "שלום עולם"),
    ],
)
def test_typography_is_folded_and_the_article_stays_as_it_is(minimal_site, text, quote):
    quoted = "'" + quote.replace("'", "''") + "'"
    write_article(minimal_site, f"claims:\n  - {quoted}\n", text + "\n").built()
    [words] = marked(minimal_site).values()
    assert words in text
    assert squeeze(words) == squeeze(quote)


# --- quotes ---


def test_the_same_quote_claimed_twice_in_one_article(minimal_site):
    body = "On Monday they met.\n\nOn Monday they met.\n\nOn Monday they met.\n"
    front = """\
claims:
  - {id: first, quote: On Monday they met, occurrence: 1, speaker: anna-petrova}
  - {id: third, quote: On Monday they met, occurrence: 3, speaker: anna-petrova}
  - {id: also-third, quote: On Monday they met, occurrence: 3, speaker: anna-petrova}
"""
    write_article(minimal_site, front, body).built()
    page = minimal_site.page("articles/talks-end")
    assert marked(minimal_site) == dict.fromkeys(["first", "third", "also-third"], "On Monday they met")
    blocks = {
        number: {m.get("aria-details") for m in page.one("p", id=f"p-{number}").iter("mark")} for number in (1, 2, 3)
    }
    assert blocks == {1: {"first"}, 2: set(), 3: {"third", "also-third"}}


def test_the_same_words_claimed_twice_alike_have_two_cards(minimal_site):
    write_article(minimal_site, "claims:\n  - they met\n  - they met\n", "On Monday they met.\n").built()
    assert len(marked(minimal_site)) == 2


def test_quotes_across_markup_blocks_lists_tables_and_footnotes(minimal_site):
    body = """\
## The *first* day

A [link](https://a.example) and `code` here.

- one item
- another **item**

| Side | Lists |
|---|---|
| Varda | 700 |

The end.[^1]

[^1]: A note at the foot.
"""
    quotes = [
        "first day A link and code",
        "here. one item another item",
        "Side Lists Varda 700",
        "The end",
        "note at the foot",
    ]
    front = "claims:\n" + "".join(f"  - {{id: q{n}, quote: {quote}}}\n" for n, quote in enumerate(quotes))
    write_article(minimal_site, front, body)
    report = minimal_site.build()
    assert report.ok, report.diagnostics
    found = marked(minimal_site)
    assert {id: squeeze(words) for id, words in found.items()} == {f"q{n}": squeeze(q) for n, q in enumerate(quotes)}
    assert broken_links(minimal_site) == []


def test_overlapping_nested_and_coinciding_passages(minimal_site):
    quotes = ["one two three", "two three four", "two", "two three four", "one two three four five", "five"]
    front = "claims:\n" + "".join(f"  - {{id: q{n}, quote: {quote}}}\n" for n, quote in enumerate(quotes))
    write_article(minimal_site, front, "zero one *two* three four **five** six\n")
    assert minimal_site.build().ok
    assert marked(minimal_site) == {f"q{n}": quote for n, quote in enumerate(quotes)}


def test_a_long_article(minimal_site):
    rng = random.Random(3000)
    words = [
        f"{rng.choice('bdgklmnprst')}{rng.choice('aeiou')}{rng.choice('bdgklmnprst')}{number}" for number in range(3000)
    ]
    blocks = [" ".join(words[at : at + 75]) + "." for at in range(0, 3000, 75)]
    body = "\n\n".join(f"“{block}”" if rng.random() < 0.3 else block for block in blocks)
    starts = sorted(rng.sample(range(2900), 40))
    quotes = [" ".join(words[at : at + rng.randint(2, 90)]) for at in starts]
    front = "claims:\n" + "".join(f"  - {{id: q{n}, quote: {quote}}}\n" for n, quote in enumerate(quotes))
    write_article(minimal_site, front, body + "\n")
    report = minimal_site.build()
    # Sentences end at block borders, so a quote that crosses one leaves out the stop: those are errors, and only those.
    crossing = [at for at, quote in zip(starts, quotes, strict=True) if at // 75 != (at + len(quote.split()) - 1) // 75]
    assert len([item for item in report.diagnostics if item.severity == "error"]) == len(crossing) > 5
    kept = [(n, q) for n, (at, q) in enumerate(zip(starts, quotes, strict=True)) if at not in crossing]
    front = "claims:\n" + "".join(f"  - {{id: q{n}, quote: {quote}}}\n" for n, quote in kept)
    write_article(minimal_site, front, body + "\n")
    report = minimal_site.build()
    assert report.ok
    assert marked(minimal_site) == {f"q{n}": quote for n, quote in kept}
    assert report.seconds < 5


def test_notes_on_the_whole_article_need_no_quote(minimal_site):
    front = "context:\n  - note: This text is a translation.\ncorrections:\n  - 2024-03-15: The headline was changed.\n"
    write_article(minimal_site, front, "Text.\n").built()
    page = minimal_site.page("articles/talks-end")
    assert len(page.all("aside", class_="n-note")) == len(page.all("aside", class_="n-correction")) == 1
    assert not page.all("mark")


# --- hostile text ---


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{ 7 * 7 }} {% include 'x' %}",
        "[x](javascript:alert(1))",
        "</mark></p></article><h1>Other</h1>",
    ],
)
def test_markup_in_an_article_stays_text(minimal_site, text):
    quoted = "'" + text.replace("'", "''") + "'"
    front = f"subtitle: {quoted}\nsummary: {quoted}\nclaims:\n  - {{quote: Words, verdict: {quoted}, text: {quoted}}}\n"
    write_article(minimal_site, front, f"Words: {text}\n")
    assert minimal_site.build().ok
    for page in minimal_site.pages():
        assert not [
            s for s in page.all("script") if "alert" in "".join(s.itertext()) and s.get("type") != "application/ld+json"
        ]
        assert not [e for e in page.root.iter() if "onerror" in e.attrib or e.get("href", "").startswith("javascript:")]
        assert len(page.all("h1")) == 1
    if not text.startswith("["):
        assert text in minimal_site.page("articles/talks-end").words()


# --- drafts ---


def test_drafts_are_built_only_when_asked(minimal_site):
    write_article(minimal_site, "draft: true\n", "Not yet.\n", name="later")
    minimal_site.built()
    assert "articles/later/index.html" not in minimal_site.files()
    minimal_site.built(drafts=True)
    assert "articles/later/index.html" in minimal_site.files()
    assert [item.code for item in minimal_site.build().diagnostics] == ["permalink-gone"]
    assert "articles/later/index.html" not in minimal_site.files()


def _with_drafts(site):
    """An article, a claim, an entity and a page that aren't published, beside an article that is."""
    site.write_all(
        {
            "content/articles/later.md": "---\ntitle: Later\npublished: 2024-03-20\noriginal: true\ndraft: true\n"
            "publisher: daily\nclaims:\n- {quote: They agree, claim: agreed}\n"
            "corrections:\n- {date: 2024-03-21, quote: Monday, issued_by: daily, was: Sunday, now: Monday}\n---\n"
            "They agree, Anna Petrova said on Monday.\n",
            "content/articles/sooner.md": "---\ntitle: Sooner\npublished: 2024-03-19\noriginal: true\n"
            "publisher: daily\nclaims:\n- {quote: They agree, claim: agreed}\n---\nThey agree, Anna Petrova said.\n",
            "content/claims/agreed.md": "---\nclaim: They agree.\nspeaker: anna-petrova\n---\n",
            "content/claims/denied.md": "---\nclaim: They deny.\nspeaker: anna-petrova\ndraft: true\n---\n",
            "content/entities/organizations/daily.md": "---\nname: The Daily\ntype: Newspaper\n---\n",
            "content/entities/people/nobody.md": "---\nname: No Body\ndraft: true\n---\n",
            "content/pages/hidden.md": "---\ntitle: Hidden\ndraft: true\nmenu: true\n---\nNot yet.\n",
        }
    )
    return site


@pytest.mark.parametrize(
    ("page", "item"),
    [
        ("index.html", "Later"),
        ("articles", "Later"),
        ("articles/year/2024", "Later"),
        ("articles/publisher/daily", "Later"),
        ("articles/sooner", "Later"),  # shares the claim
        ("claims/agreed", "Later"),
        ("entities/anna-petrova", "Later"),
        ("entities/daily", "Later"),
        ("corrections", "Later"),
        ("corrections/year/2024", "Later"),
        ("claims", "They deny."),
        ("entities/anna-petrova", "They deny."),
        ("entities", "No Body"),
        ("entities/kind/person", "No Body"),
        ("claims/agreed", "Hidden"),  # in the menu
    ],
)
def test_a_draft_is_marked_wherever_it_is_listed(page, item, minimal_site):
    site = _with_drafts(minimal_site)
    site.built(drafts=True)
    found = [read(e) for e in site.page(page).all() if any(read(child) == item for child in e.findall("a"))]
    assert found
    assert all(words.split(item, 1)[1].lstrip().startswith(("Draft", "Person Draft")) for words in found), found


def test_a_draft_is_marked_in_the_feed(minimal_site):
    feed = _with_drafts(minimal_site).built(drafts=True).text("feed.xml")
    titles = [part.partition("</title>")[0] for part in feed.split("<title>")[2:]]
    assert sorted(titles) == ["Sooner", "Talks end", "[Draft] Correction: Later", "[Draft] Later"]


def test_a_draft_is_marked_in_the_feeds_for_machines(minimal_site):
    site = _with_drafts(minimal_site)
    site.edit("content/claims/denied.md", "draft: true", "said_on: 2024-03-22\ndraft: true")
    site.built(drafts=True)
    for feed, drafts in {
        "entities/anna-petrova/entity.json": ["[Draft] Claim: They deny.", "[Draft] Later"],
        "corrections/feed.json": ["[Draft] Correction: Later"],
    }.items():
        titles = [item["title"] for item in json.loads(site.text(feed))["items"]]
        assert [title for title in titles if "They deny." in title or "Later" in title] == drafts


@pytest.mark.parametrize("page", ["articles/later", "claims/denied", "entities/nobody", "hidden"])
def test_a_draft_is_marked_on_its_own_page(page, minimal_site):
    assert "Draft" in _with_drafts(minimal_site).built(drafts=True).page(page).words("main")


def test_nothing_of_drafts_is_there_when_they_are_not_shown(minimal_site):
    site = _with_drafts(minimal_site).built()
    pages = [path for path in site.files() if path.endswith((".html", ".xml", ".json"))]
    assert [path for path in pages if "draft" in site.text(path).lower()] == []


def test_the_cards_of_a_draft_are_marked_only_where_the_claim_itself_is_one(minimal_site):
    site = _with_drafts(minimal_site)
    claims = "- {quote: They agree, claim: denied}\n- {quote: on Monday, text: It was Monday.}\n"
    site.edit("content/articles/later.md", "- {quote: They agree, claim: agreed}\n", claims)
    site.build(drafts=True)
    cards = site.page("articles/later").all("aside", class_="n-claim")
    assert ["Draft" in read(card) for card in cards] == [True, False]


def test_what_is_published_is_not_marked(minimal_site):
    words = _with_drafts(minimal_site).built(drafts=True).page("articles").words("main")
    assert "Sooner Draft" not in words


def test_drafts_are_built_only_when_asked_by_the_command(minimal_site):
    write_article(minimal_site, "review: draft\n", "Not yet.\n", name="later")
    assert minimal_site.run("build", "--no-search", "--drafts").code == 0
    assert "articles/later/index.html" in minimal_site.files()
