"""What an edit costs: exactly these pages are rendered again, and no other file is touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from .archive import Archive, Doc, article, edition, small_archive
from .project import DEFAULT_THEME, Project, build, page_keys, stats, tree

FRAMED = "every page that has the site's frame"
STRUCTURED = "every page that has structured data"
EVERY = "every page"


@dataclass(frozen=True)
class Effect:
    """What one build changed. `rendered` are pages whose key is new; `written`, `removed` are files of the site."""

    rendered: set[str]
    written: set[str]
    removed: set[str]
    same_bytes: set[str]
    """Pages that were rendered for nothing."""


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = small_archive()
        self.project = Project(folder)
        self.update()

    def update(self) -> Effect:
        """Build after an edit of the archive."""
        self.project.apply(self.archive)
        output = self.folder / "site"
        had = output.exists()
        keys, before, bytes_before = (page_keys(self.folder), stats(output), tree(output)) if had else ({}, {}, {})
        report = build(self.folder)
        assert report.ok, [f"{d.place.path}: {d.message}" for d in report.diagnostics]
        assert report.site is not None
        found, after, data = page_keys(self.folder), stats(output), tree(output)
        rendered = {page for page, key in found.items() if keys.get(page) != key}
        assert report.site.rendered == len(rendered)
        return Effect(
            _pages(rendered),
            _pages({path for path, stat in after.items() if before.get(path) != stat} - {".sitegen/manifest"}),
            _pages(before.keys() - after.keys()),
            _pages({path for path in rendered & bytes_before.keys() if data[path] == bytes_before[path]}),
        )


def _pages(outputs: set[str]) -> set[str]:
    return {output.removesuffix("index.html") or "home" for output in outputs}


@pytest.fixture
def site(workplace: Path) -> Site:
    return Site(workplace / "site")


def _front(id: str, **changes: object) -> Callable[[Archive], None]:
    return lambda archive: archive.doc(id).front.update(changes)


def _annotation(id: str, list_: str, index: int, **changes: object) -> Callable[[Archive], None]:
    return lambda archive: archive.doc(id).front[list_][index].update(changes)


def _replace(id: str, old: str, new: str) -> Callable[[Archive], None]:
    def change(archive: Archive) -> None:
        doc = archive.doc(id)
        assert old in doc.body
        doc.body = doc.body.replace(old, new)

    return change


def _site(**changes: object) -> Callable[[Archive], None]:
    return lambda archive: archive.site.update(changes)


def _plain(path: str, data: bytes) -> Callable[[Archive], None]:
    return lambda archive: archive.plain.update({path: data})


def _source(id: str, **changes: object) -> Callable[[Archive], None]:
    return lambda archive: archive.sources[id].update(changes)


LISTS = {"home", "articles/", "articles/year/2024/", "articles/publisher/varda-news-agency/", "feed.xml"}
"""Lists that show an article of 2024 by the agency; the agency's own page is one more."""

CASES: dict[str, tuple[Callable[[Archive], None], set[str] | str]] = {
    "prose": (_replace("road-open", "Drivers waited", "People waited"), {"articles/road-open/"}),
    "prose that names somebody else": (
        _replace("road-open", "The border was quiet.", "Ms Petrova left."),
        # … and the ministry, which is now named in one article with her; and an article that names her, too.
        {
            "home",
            "entities/",
            "articles/road-open/",
            "articles/talks-end/",
            "entities/anna-petrova/",
            "entities/ministry-of-talks/",
            "entities/anna-petrova/entity.json",
        },
    ),
    "a note": (_annotation("talks-end", "context", 1, note="Other."), {"articles/talks-end/"}),
    "an article's title": (
        _front("road-open", title="Another title"),
        LISTS
        | {
            "articles/road-open/",
            "articles/agency-repeats/",  # holds the same claim
            "articles/talks-begin/",  # names the same ministry
            "claims/road-open/",
            "entities/ministry-of-talks/",
            "entities/ministry-of-talks/entity.json",
        },
    ),
    "an article's date": (
        _front("road-open", published="2024-03-02"),
        LISTS
        | {
            "articles/road-open/",
            "articles/agency-repeats/",
            "articles/talks-begin/",
            "claims/road-open/",
            "entities/ministry-of-talks/",
            "entities/ministry-of-talks/entity.json",
        },
    ),
    "an own claim's rating": (
        _annotation("monitors-report", "claims", 0, rating="mostly-true"),
        {
            "articles/monitors-report/",
            "home",
            "claims/",
            "claims/twelve-shells/",
            "claims/rating/mostly-true/",
            "entities/border-monitors/",
            "sitemap/pages-1.xml",  # a list came, a list went
            "entities/border-monitors/entity.json",
        },
    ),
    "an own claim's speaker": (
        _annotation("talks-begin", "claims", 0, speaker="miriam-halevi"),
        {
            "articles/talks-begin/",
            "claims/",
            "claims/no-results/",
            "claims/rating/unrated/",
            "entities/miriam-halevi/",
            "speakers/",
            "entities/miriam-halevi/entity.json",
        },
    ),
    "a shared claim's rating": (
        _front("prisoners-12000", rating="mixed"),
        {
            "articles/talks-end/",
            "articles/agency-repeats/",
            "home",
            "claims/",
            "claims/prisoners-12000/",
            "claims/rating/mixed/",
            "entities/anna-petrova/",
            "sitemap/pages-1.xml",
            "entities/anna-petrova/entity.json",
        },
    ),
    "a shared claim's verdict": (
        _front("prisoners-12000", verdict="Other."),
        {"articles/talks-end/", "articles/agency-repeats/", "claims/prisoners-12000/"},
    ),
    "a shared claim's analysis": (
        _replace("prisoners-12000", "Nobody has explained", "Nobody explains"),
        {"claims/prisoners-12000/"},
    ),
    "a shared claim's text": (
        _front("prisoners-12000", claim="Other."),
        {
            "articles/talks-end/",
            "articles/agency-repeats/",
            "claims/",
            "claims/prisoners-12000/",
            "claims/rating/false/",
            "corrections/",
            "corrections/year/2024/",
            "entities/anna-petrova/",
            "feed.xml",
            "home",
            "entities/anna-petrova/entity.json",
            "corrections/feed.xml",
            "corrections/feed.json",
        },
    ),
    "a correction": (
        _annotation("talks-end", "corrections", 0, now="1,201"),
        {
            "articles/talks-end/",
            "claims/prisoners-12000/",
            "corrections/",
            "corrections/year/2024/",
            "entities/varda-news-agency/",
            "feed.xml",
            "home",
            "entities/varda-news-agency/entity.json",
            "corrections/feed.xml",
            "corrections/feed.json",
        },
    ),
    "a source": (
        _source("protocol", title="Another title"),
        {
            "articles/talks-end/",
            "articles/agency-repeats/",
            "claims/prisoners-12000/",
            # What is said of the ministry is from it.
            "entities/ministry-of-talks/",
            "entities/ministry-of-talks/entity.json",
        },
    ),
    "where a description is from": (
        _front("varda-city", description_source={"source": "monitors-log", "title": "Its last page"}),
        {"entities/varda-city/", "entities/varda-city/entity.json"},
    ),
    "an entity's description": (
        _front("varda-city", description="A town."),
        {"entities/", "entities/kind/place/", "entities/varda-city/", "entities/varda-city/entity.json"},
    ),
    "an entity's text": (
        _replace("varda-news-agency", "The agency of", "An agency of"),
        {"entities/varda-news-agency/"},
    ),
    "an alias that no text has": (
        _front("varda-city", aliases=["the city of towers"]),
        {"entities/varda-city/", "entities/varda-city/entity.json", "entities/the-city-of-towers/"},
    ),
    "an alias that one text has": (
        _front("miriam-halevi", aliases=["Miriam Halevi", "Drivers"]),
        {
            "home",
            "entities/",
            "articles/road-open/",
            "articles/hebrew/",  # names her, too
            "entities/miriam-halevi/",
            "entities/ministry-of-talks/",
            "entities/miriam-halevi/entity.json",
            "entities/drivers/",
        },
    ),
    "an entity's name": (
        _front("varda-city", name="Varda Town"),
        {
            "articles/monitors-report/",
            "articles/talks-begin/",
            "articles/talks-end/",
            "claims/road-open/",  # its text names the city
            "home",
            "entities/",
            "entities/kind/place/",
            "entities/varda-city/",
            # Those who were named in an article with the city:
            "entities/anna-petrova/",
            "entities/border-monitors/",
            "entities/ministry-of-talks/",
            "entities/varda-news-agency/",
            "entities/varda-city/entity.json",
            "entities/varda-town/",  # leads on
        },
    ),
    "an edition": (
        lambda archive: archive.plain.update({"content/editions/2024-05-01.yaml": edition(archive, "2024-05-01")}),
        {"corrections/", "corrections/editions/2024-05-01/", "sitemap/pages-1.xml"},
    ),
    "a plain page": (_replace("how-we-rate", "By evidence", "With care"), {"how-we-rate/"}),
    "an included template": (
        _plain("themes/press/templates/imprint.html", b"<p>Printed.</p>\n"),
        {"about/", "corrections-policy/", "how-we-rate/"},
    ),
    # Options of site.yaml: what shows them. (A description is in the view of every page, but their templates hide it.)
    "the site's description": (_site(description="Of another kind."), {"home", "feed.xml"}),
    "the site's licence": (_site(license="https://example.org/licence"), FRAMED),
    "the site's publisher": (_site(publisher={"name": "The Publisher"}), FRAMED),
    "the site's own field": (_site(**{"x-desk": "desk@example.org"}), set()),
    "no corrections policy": (lambda archive: archive.site.pop("corrections_policy"), FRAMED),
    "no page of the method": (lambda archive: archive.site["ratings"].pop("method"), FRAMED),
    "no structured data": (_site(structured_data="false"), STRUCTURED),
    "no feeds": (_site(feeds="false"), FRAMED),
    "links to files": (_site(links="files"), FRAMED),
    "another address": (_site(base_url="https://other.example/"), EVERY),
    "a rating's label": (
        lambda archive: archive.site["ratings"]["labels"].update(mixed="So-so"),
        {
            "articles/agency-repeats/",
            "articles/road-open/",
            "claims/",
            "claims/road-open/",
            "claims/prisoners-12000/",  # names the other as related
            "claims/rating/mixed/",
            "entities/ministry-of-talks/",
            "entities/varda-city/",
            "entities/varda-news-agency/",
            "how-we-rate/",
        },
    ),
    "a style sheet": (_plain("themes/press/assets/extra.css", b"p { color: red }\n"), FRAMED),
    "an image": (_plain("content/articles/2024/hall.png", b"\x89PNG other"), set()),
    "a new article": (
        lambda archive: archive.docs.update(
            {"content/articles/new.md": article("New", "2024-03-12", "Nobody.", "Nothing.")}
        ),
        LISTS | {"articles/new/", "entities/varda-news-agency/", "sitemap/articles-2024-1.xml"},
    ),
    "a new page outside the menu": (
        lambda archive: archive.docs.update({"content/pages/new.md": Doc({"title": "New"}, "Text.\n")}),
        {"new/", "sitemap/pages-1.xml"},
    ),
    "a menu entry": (_front("about", title="About us"), FRAMED),
    "the site's title": (_site(title="Another archive"), FRAMED),
    "a macro that every page imports": (
        lambda archive: archive.plain.update(
            {"themes/press/templates/parts.html": (DEFAULT_THEME / "templates/parts.html").read_bytes() + b"{# #}\n"}
        ),
        FRAMED,
    ),
    "a logo": (_plain("themes/press/theme.yaml", b"logo: favicon.svg\n"), FRAMED),
    "a word of the theme": (_plain("themes/press/strings/en.yaml", b"skip: To the text\n"), FRAMED),
}


@pytest.mark.parametrize("case", CASES)
def test_an_edit_renders_the_pages_that_show_it(case: str, site: Site) -> None:
    """… and no other; what is rendered truly differs, and no other file is written."""
    change, expected = CASES[case]
    files = tree(site.folder / "site")
    change(site.archive)
    effect = site.update()
    pages = _pages(set(page_keys(site.folder)))
    lead_on = _pages({path for path, data in files.items() if b'http-equiv="refresh"' in data})
    is_word = case in ("a word of the theme", "a logo")
    if expected == FRAMED:
        bare = {page for page in pages if page.endswith((".xml", ".txt", ".json"))} | lead_on
        assert effect.rendered - bare == pages - bare
        assert effect.rendered & lead_on == (lead_on if is_word or case == "links to files" else set())
    elif expected == STRUCTURED:
        assert effect.rendered == _pages({path for path, data in files.items() if b"application/ld+json" in data})
    else:
        assert effect.rendered == (pages if expected == EVERY else expected)
    if "macro" not in case:
        # Feeds and what leads on are rendered for nothing: their templates have words, but not these.
        others = {page for page in effect.same_bytes if not page.endswith((".xml", ".json"))} - lead_on
        assert (others if is_word else effect.same_bytes) == set()
    copied = {path for path in effect.written if path.startswith(("assets/", "media/"))}
    assert effect.written - copied == effect.rendered - effect.same_bytes


def test_a_page_rendered_to_the_same_bytes_is_not_written(site: Site) -> None:
    parts = (DEFAULT_THEME / "templates/parts.html").read_bytes()
    site.archive.plain["themes/press/templates/parts.html"] = parts + b"{# nobody sees this #}\n"
    effect = site.update()
    assert effect.rendered
    assert effect.written == set()


def test_an_option_that_a_template_shows_is_followed(site: Site) -> None:
    """The imprint is a part of the plain pages."""
    plain_pages = {"about/", "corrections-policy/", "how-we-rate/"}
    for shown in (
        b"{{ site.description }}{{ site.extra['x-desk'] if site.extra }}",
        b"{{ site|length }}{{ site['description'] }}",
    ):
        site.archive.plain["themes/press/templates/imprint.html"] = b"<p>%b</p>\n" % shown
        assert site.update().rendered == plain_pages
        site.archive.site["description"] = f"Beside {len(shown)} words."
        assert site.update().rendered == plain_pages | {"home", "feed.xml"}
    site.archive.site["x-desk"] = "desk@example.org"
    assert site.update().rendered == plain_pages


def test_nothing_changed_renders_and_writes_nothing(site: Site) -> None:
    for _ in range(2):
        effect = site.update()
        assert (effect.rendered, effect.written, effect.removed) == (set(), set(), set())


def test_a_moved_article_keeps_its_pages(site: Site) -> None:
    path = site.archive.path_of("road-open")
    new = "content/articles/elsewhere/road-open.md"
    site.project.move(path, new)
    site.archive.docs[new] = site.archive.docs.pop(path)
    effect = site.update()
    assert (effect.rendered, effect.written, effect.removed) == (set(), set(), set())


def test_other_line_ends_render_nothing(site: Site) -> None:
    for doc in site.archive.docs.values():
        doc.crlf = True
    assert site.update().written == set()


def test_an_edition_is_made_again_where_a_link_of_it_leads_elsewhere_and_else_never(site: Site) -> None:
    page = "corrections/editions/2024-05-01/"
    correction = site.archive.doc("talks-end").front["corrections"][0]
    correction["id"] = "prisoners"
    site.archive.plain["content/editions/2024-05-01.yaml"] = edition(site.archive, "2024-05-01")
    assert page in site.update().rendered
    correction["now"] = "1,201"
    site.archive.doc("prisoners-12000").front["claim"] = "Another claim."
    site.archive.doc("varda-news-agency").front["name"] = "Another name"
    assert page not in site.update().rendered
    correction["id"] = "prisoners-corrected"
    assert page in site.update().rendered
    site.archive.doc("own-view").front["redirect_from"] = ["somewhere-else"]
    assert page not in site.update().rendered


def test_a_deleted_article_takes_its_pages_along(site: Site) -> None:
    site.archive.docs.pop(site.archive.path_of("monitors-report"))
    effect = site.update()
    assert effect.removed == {
        "articles/monitors-report/",
        "articles/year/2023/",
        "claims/twelve-shells/",
        "claims/rating/true/",
        "sitemap/articles-2023-1.xml",
    }
    assert effect.rendered == {
        "home",
        "feed.xml",
        "articles/",
        "articles/publisher/varda-news-agency/",
        "articles/talks-begin/",  # named the same city
        "articles/talks-end/",
        "claims/",
        "entities/",
        "entities/border-monitors/",
        "entities/border-monitors/entity.json",
        "entities/varda-city/",
        "entities/varda-city/entity.json",
        "entities/varda-news-agency/",
        "speakers/",
        "sitemap.xml",
        "sitemap/claims-1.xml",
        "sitemap/pages-1.xml",
    }
    assert not (site.folder / "site/articles/monitors-report").exists()


def _naming(site: Site, *numbers: int) -> set[str]:
    """Make these of twenty articles name one person, whom no other names; the pages that are rendered."""
    site.archive.docs["content/entities/people/quartermaster.md"] = Doc({"name": "Olga Quartermaster"})
    for number in range(20):
        words = "Olga Quartermaster" if number in numbers else "Somebody"
        doc = Doc({"title": f"{number}", "published": "2024-05-01", "original": "true"}, f"{words} spoke.\n")
        site.archive.docs[f"content/articles/a{number:02}.md"] = doc
    return site.update().rendered


NAMED = {"entities/quartermaster/", "entities/quartermaster/entity.json"}


def test_a_new_neighbour_takes_a_place_in_five_lists(site: Site) -> None:
    """Those of the articles before it in the ring of ids, of ten that are equally near."""
    _naming(site, *range(8), 9, 10)
    expected = {f"articles/a{number:02}/" for number in (3, 4, 5, 6, 7, 8)}
    assert _naming(site, *range(11)) == expected | NAMED


def test_whom_many_articles_name_makes_no_neighbours(site: Site) -> None:
    """From the sixteenth article on, to be named there isn't enough for two to be near: so all cease to be. The
    person's feed has ten items, and stays.
    """
    _naming(site, *range(15))
    expected = {f"articles/a{number:02}/" for number in range(16)}
    assert _naming(site, *range(16)) == expected | {"entities/quartermaster/"}
    assert _naming(site, *range(17)) == {"articles/a16/", "entities/quartermaster/"}


def test_a_damaged_page_alone_is_made_again(site: Site) -> None:
    page = site.folder / "site/articles/road-open/index.html"
    good = page.read_bytes()
    page.write_bytes(good + b"<!-- by hand -->")
    report = build(site.folder)
    assert report.site is not None
    assert report.site.rendered == 1
    assert page.read_bytes() == good


def test_a_repaired_archive_builds_only_what_the_failed_build_left_out(site: Site) -> None:
    sound = site.archive.doc("road-open").body
    site.archive.doc("road-open").front["published"] = "last week"
    site.project.apply(site.archive)
    assert not build(site.folder).ok
    site.archive.doc("road-open").front["published"] = "2024-03"
    site.archive.doc("road-open").body = sound.replace("Drivers waited", "People waited")
    assert site.update().rendered == {"articles/road-open/"}


@pytest.mark.parametrize("place", ["correction", "claim"])
def test_a_name_that_no_body_has_is_found_where_it_stands(place: str, site: Site) -> None:
    """New names are looked for in the texts of corrections and claims, too."""
    if place == "correction":
        site.archive.doc("talks-end").front["corrections"][0]["note"] = "The figure was the Quartermaster's."
    else:
        site.archive.doc("prisoners-12000").front["claim"] = "The Quartermaster counted them."
    site.update()
    site.archive.doc("varda-city").front["aliases"] = ["Quartermaster"]
    assert "entities/varda-city/" in site.update().rendered
    page = (site.folder / "site/entities/varda-city/index.html").read_text()
    assert "prisoners-12000" in page if place == "claim" else "talks-end" in page
    site.archive.doc("varda-city").front["aliases"] = []
    site.update()
    assert (site.folder / "site/entities/varda-city/index.html").read_text() != page
