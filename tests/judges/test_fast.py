"""The judges that need nothing but Python, on each archive that is judged; and that each sees what is broken."""

from __future__ import annotations

import random

import pytest
from harness import Site as Project

from judges import fast
from judges.generated import make_hebrew, make_hovering, make_large
from judges.pages import Site
from sitegen.editions import freeze_log

BASE = "https://archive.example/"
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title>
<link rel="canonical" href="https://archive.example/{where}">
<link rel="stylesheet" href="{root}style.css">
<script type="application/ld+json">{json}</script></head>
<body class="k-article"><h1 id="top">A page</h1>{body}</body></html>"""
REVIEW = (
    '{"@context": "https://schema.org", "@type": "ClaimReview", "url": "https://archive.example/a/",'
    ' "claimReviewed": "It rained.", "author": {"@type": "Organization", "name": "We"},'
    ' "itemReviewed": {"@type": "Claim", "text": "It rained."},'
    ' "reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": 1, "worstRating": 1,'
    ' "bestRating": 5}}'
)
FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:a</id><title>A</title><updated>2024-03-14T00:00:00Z</updated>'
    "<author><name>We</name></author><entry><id>tag:b</id><title>B</title>"
    "<updated>2024-03-14T00:00:00Z</updated></entry></feed>"
)
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://archive.example/a/</loc></url></urlset>'


@pytest.mark.parametrize("judge", fast.JUDGES, ids=lambda judge: judge.__name__)
def test_an_archive_is_free_of_findings(judge, judged):
    verdict = judge(judged)
    assert verdict.pages > 5
    assert [str(finding) for finding in verdict.findings] == []


@pytest.fixture(scope="module", params=["example", "large", "hebrew", "hovering"])
def judged(request, built, tmp_path_factory):
    """The site of each archive that `make judge` asks about."""
    if request.param == "example":
        return Site(built("example").output)
    make = {"large": make_large, "hebrew": make_hebrew, "hovering": make_hovering}[request.param]
    project = Project(make(tmp_path_factory.mktemp("archive")))
    if request.param == "hebrew":
        freeze_log(project.folder, "2024-12-31", "2025-01-01")
    project.built(search=True)
    return Site(project.output)


def test_the_large_archive_is_as_large_as_it_says(tmp_path):
    site = Project(make_large(tmp_path)).built()
    article = site.page("articles/long/")
    assert len(article.all("aside", class_="n")) == 40
    assert len(article.words("article").split()) > 3000
    named = [path.read_text(encoding="utf-8") for path in tmp_path.glob("content/articles/named-*.md")]
    assert sum(text.count("Ministry of Records") for text in named) == 2000


@pytest.fixture
def small(site: Project):
    """Make a faultless site of two pages, with changes, and give it to a judge; returns what it found."""

    def give(judge, body="", json=REVIEW, css="p { color: red }", **files):
        made = {
            "index.html": PAGE.format(where="", root="", json=REVIEW.replace("example/a/", "example/"), body=""),
            "a/index.html": PAGE.format(where="a/", root="../", json=json, body=body),
            "style.css": css,
            "feed.xml": FEED,
            "sitemap.xml": SITEMAP,
        }
        site.write_all({**made, **{name.replace("__", "."): text for name, text in files.items()}})
        return [str(finding) for finding in judge(Site(site.folder)).findings]

    return give


@pytest.mark.parametrize("judge", fast.JUDGES, ids=lambda judge: judge.__name__)
def test_a_faultless_site_is_free_of_findings(judge, small):
    links = '<p><a href="../#top">home</a> <a href="#top">up</a> <a href="https://example.org/#x">out</a></p>'
    assert small(judge, links) == []


@pytest.mark.parametrize(
    "address",
    [
        "/a/",
        "//host.example/",
        f"{BASE[6:]}",
        "../b/",
        "../../a/",
        "../../../judges/a/",
        "#nowhere",
        "../#nowhere",
        "../style.CSS",
        "javascript:alert(1)",
        "a/",
    ],
)
def test_a_broken_link_is_found(address, small):
    assert len(small(fast.links, f'<p><a href="{address}">there</a></p>')) == 1


@pytest.mark.parametrize(
    "body", ["<p><b>no end</p>", '<p id="a" id="a">twice</p>', "<div><p>x</div></p>", "<p>&nosuch;</p>"]
)
def test_broken_markup_is_found(body, small):
    assert small(fast.html5, body)


def test_a_heavy_page_is_found(small):
    noise = "".join(map(chr, random.Random(1).choices(range(0x4E00, 0x9C00), k=12000)))
    found = small(fast.budgets, noise)
    assert [line.split(" weighs")[0] for line in found] == ["a/index.html: HTML"]
    found = small(fast.budgets, css=f"/* {noise} */")
    assert "a/index.html: CSS" in [line.split(" weighs")[0] for line in found]


def test_many_requests_are_found(small):
    scripts = "".join(f'<script src="../{number}.js"></script>' for number in range(4))
    files = {f"{number}__js": "1" for number in range(4)}
    assert small(fast.budgets, scripts, **files) == ["a/index.html: takes 6 requests, more than 4"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{"@context"', '"@context"'),
        ('"https://schema.org"', '"https://schema.org/other"'),
        ('"Claim", "text": "It rained."', '"Claim", "text": ""'),
        ('"@type": "Claim", ', ""),
        ("example/a/", "example/b/"),
        ('"claimReviewed": "It rained.",', ""),
        ('"name": "We"', '"url": "https://archive.example/"'),
        ('"alternateName": "False",', ""),
        ('"ratingValue": 1,', '"ratingValue": 6,'),
        ('"ratingValue": 1,', '"ratingValue": NaN,'),
        ('"worstRating": 1,', ""),
    ],
)
def test_broken_structured_data_is_found(old, new, small):
    assert REVIEW.count(old) == 1
    assert len(small(fast.json_ld, json=REVIEW.replace(old, new))) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</entry>", ""),
        ("tag:b", "tag:a"),
        ("<title>B</title>", ""),
        ("2024-03-14T00:00:00Z</updated></entry>", "2024-03-14</updated></entry>"),
        ("<author><name>We</name></author>", ""),
        ("<title>A</title>", '<title>A</title><link href="feed.xml"/>'),
    ],
)
def test_a_broken_feed_is_found(old, new, small):
    assert old in FEED
    assert len(small(fast.xml, feed__xml=FEED.replace(old, new))) == 1


def test_a_sitemap_that_names_what_is_not_there_is_found(small):
    assert len(small(fast.xml, sitemap__xml=SITEMAP.replace("/a/", "/b/"))) == 1
