"""`sitegen why PAGE`: what changed, and how the page sees it. `build --verify`: whether that was all."""

from __future__ import annotations

import os
import sqlite3

import pytest

ARTICLE = "content/articles/talks-end.md"


@pytest.fixture
def built(minimal_site):
    """A site whose files are old enough for the build to trust their times."""
    return minimal_site.built().built()


def why(site, page: str) -> str:
    ran = site.run("why", page)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


@pytest.mark.parametrize(
    "page",
    [
        "articles/talks-end/",
        "/articles/talks-end",
        "articles/talks-end/index.html",
        "talks-end",
        "site/articles/talks-end/index.html",
        "site/articles/talks-end/",
        "./site/articles/talks-end",
        ARTICLE,
        f"./{ARTICLE}",
    ],
)
def test_a_page_that_nothing_touched_is_up_to_date(built, page):
    assert why(built, page) == "articles/talks-end/ is up to date since the first build\n"


def test_what_would_make_a_page_new_is_named_with_its_lookup(built):
    built.edit(ARTICLE, "They will meet", "They may meet")
    told = why(built, "articles/talks-end/")
    assert "would be made again by a build now" in told
    assert f"{ARTICLE}  body article=talks-end" in told
    assert why(built, "corrections/").startswith("corrections/ is up to date")


def test_the_sitemap_is_asked_nothing_of_prose(built):
    page = "sitemap/articles-2024-1.xml"
    built.edit(ARTICLE, "They will meet", "They may meet")
    assert why(built, page).startswith(f"{page} is up to date")
    built.edit(ARTICLE, "original: true", "original: true\nmodified: 2024-05-02")
    assert f"{ARTICLE}  article year=2024" in why(built, page)
    assert "<lastmod>2024-05-02" in built.built().text(page)


def test_asking_changes_nothing(built):
    built.edit(ARTICLE, "title: Talks end", "title: Talks are over")
    before, state = built.files(), (built.folder / ".sitegen/catalog.db").read_bytes()
    first = why(built, "/")
    assert "the home page would be made again" in first
    assert f"{ARTICLE}  article (all)" in first
    assert (built.files(), (built.folder / ".sitegen/catalog.db").read_bytes()) == (before, state)
    assert why(built, "/") == first


def test_what_follows_from_another_article_is_named_with_its_file(built):
    other = "content/articles/other.md"
    built.write(other, "---\ntitle: Other\npublished: 2024-03-15\noriginal: true\n---\nNobody spoke.\n")
    built.built()
    built.edit(other, "Nobody spoke", "Anna Petrova spoke")
    built.built()
    assert f"{other}  neighbour article=talks-end" in why(built, "articles/talks-end/")


def test_after_the_build_the_same_is_told_of_the_past(built):
    built.edit(ARTICLE, "title: Talks end", "title: Talks are over")
    built.built()
    told = why(built, "/")
    assert told.startswith("the home page is up to date; the last build made it")
    assert f"{ARTICLE}  article (all)" in told
    assert "is up to date since the first build" in why(built, "corrections-policy/")


def test_a_change_that_the_page_does_not_show(built):
    built.write("content/entities/people/anna-petrova.md", "---\nname: Anna Petrova\nwikidata: Q42\n---\n")
    assert "would be made again" in why(built, "entities/anna-petrova/")
    built.edit(ARTICLE, "“We agreed", "They had talked. “We agreed")
    built.edit(ARTICLE, "context:\n", "context:\n  - quote: They had talked\n    note: For two days.\n")
    (claim,) = (path.name for path in (built.output / "claims").iterdir() if path.name.startswith("we-agreed"))
    told = why(built, f"claims/{claim}/")
    assert "would be looked at, and kept: what changed isn't shown on it" in told
    assert f"{ARTICLE}  annotation claim={claim}" in told


def test_an_option_is_named(built):
    built.edit("site.yaml", "title: Test archive", "title: Another archive")
    told = why(built, "articles/talks-end/")
    assert "site.yaml  site title" in told


def test_an_option_that_a_page_does_not_show(built):
    built.edit(
        "site.yaml", "title: Test archive", "description: Of tests\nx-desk: desk@example.org\ntitle: Test archive"
    )
    assert "site.yaml  site description" in why(built, "/")
    assert why(built, "articles/talks-end/").startswith("articles/talks-end/ is up to date")


def test_a_template_is_named(built):
    built.edit("site.yaml", "title: Test", "theme: mine\ntitle: Test")
    built.write("themes/mine/templates/404.html", '{% extends "default/404.html" %}')
    built.built()
    built.write("themes/mine/templates/404.html", '{% extends "default/404.html" %}{# other #}')
    assert "the template 404.html" in why(built, "404.html")
    assert "is up to date" in why(built, "articles/talks-end/")


def test_paths_from_elsewhere(built, tmp_path):
    """Of the folder one is in, or of the project's; whole ones; of a site that lies elsewhere."""
    up_to_date = "articles/talks-end/ is up to date since the first build\n"
    for page in (f"{built.folder}/{ARTICLE}", f"{built.output}/articles/talks-end/index.html", ARTICLE):
        ran = built.run("why", "-C", str(built.folder), page, folder=tmp_path)
        assert (ran.code, ran.out) == (0, up_to_date), page
    elsewhere = tmp_path / "public"
    assert built.run("build", "-q", "-o", str(elsewhere)).code == 0
    assert "articles/talks-end/ is up to date" in why(built, f"{elsewhere}/articles/talks-end/")
    assert built.run("why", "site/articles/talks-end/").code == 2


def test_a_new_and_a_removed_source_file(built):
    built.write("content/pages/about.md", "---\ntitle: About\n---\nText.\n")
    assert why(built, "content/pages/about.md") == "about/ is new: the next build makes it\n"
    (built.folder / ARTICLE).unlink()
    assert why(built, ARTICLE).startswith("articles/talks-end/ goes away")


def test_a_file_that_is_copied(built):
    (style,) = (built.output / "assets").rglob("style.css")
    assert "is copied" in why(built, style.relative_to(built.folder).as_posix())
    built.write("content/pages/data.csv", "a,b\n")
    built.write("content/pages/about.md", "---\ntitle: About\n---\n[Data](data.csv)\n")
    built.built()
    assert "data.csv is copied" in why(built, "content/pages/data.csv")


def test_a_templates_pages_are_counted(built):
    built.edit("site.yaml", "title: Test", "theme: mine\ntitle: Test")
    built.write("themes/mine/templates/404.html", '{% extends "default/404.html" %}')
    built.write("themes/mine/templates/lonely.html", "nobody")
    built.built()
    mine = "themes/mine/templates/404.html"
    assert "is part of 1 page; they are up to date with it" in why(built, mine)
    built.write(mine, '{% extends "default/404.html" %}{# other #}')
    told = why(built, mine)
    assert "is part of 1 page: a build now would make them again" in told
    assert "1 × not-found  404.html" in told
    assert "is part of no page" in why(built, "themes/mine/templates/lonely.html")


def test_new_lost_and_damaged_pages(built):
    built.write("content/pages/about.md", "---\ntitle: About\n---\nText.\n")
    assert why(built, "about/") == "about/ is new: the next build makes it\n"
    (built.folder / "content/pages/about.md").unlink()
    (built.folder / ARTICLE).unlink()
    assert "goes away" in why(built, "articles/talks-end/")
    os.truncate(built.output / "index.html", 3)
    assert "changed or removed by hand" in why(built, "/")


def test_what_cannot_be_explained(built, tmp_path):
    ran = built.run("why", "articles/nosuch/")
    assert ran.code == 2
    assert "no page is at articles/nosuch/: write its address" in ran.err
    for page in (
        "articles/talk-end/",
        "talksend",
        "content/articles/talk-ends.md",
        "site/articles/talks_end/index.html",
    ):
        ran = built.run("why", page)
        assert (ran.code, ran.out) == (2, "")
        assert "did you mean articles/talks-end/" in ran.err
    ran = built.run("why", "site.yaml")
    assert ran.code == 2
    assert "site.yaml makes no page of its own" in ran.err
    ran = built.run("why", "-C", str(tmp_path / "nowhere"), "/")
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_before_the_first_build(minimal_site):
    ran = minimal_site.run("why", "/")
    assert (ran.code, ran.out) == (2, "")
    assert "run `sitegen build`" in ran.err


def test_verify_says_that_the_bytes_are_those_of_a_clean_build(built):
    built.edit(ARTICLE, "They will meet", "They may meet")
    ran = built.run("build", "-q", "--verify")
    assert (ran.code, ran.err) == (0, "Verified: a clean build leaves the same bytes.\n")


def test_verify_names_the_first_difference_and_what_its_page_read(built):
    """The build is told that nothing touched the article: what a forgotten touch would do."""
    built.edit(ARTICLE, "They will meet", "They may meet")
    assert built.run("check").code == 0  # takes the edit into the catalog, and touches what it touches
    forget(built, "DELETE FROM touch")
    ran = built.run("build", "-q", "--no-search", "--verify")
    assert ran.code == 3
    assert "error: articles/talks-end/index.html differs at byte" in ran.err
    assert "They will" in ran.err
    assert "They may" in ran.err
    assert "read: body article=talks-end\n" in ran.err
    assert "please report it" in ran.err


def test_verify_says_which_lookup_was_not_recorded(built):
    forget(built, "DELETE FROM page_reads")
    forget(built, "DELETE FROM reader")
    built.edit(ARTICLE, "They will meet", "They may meet")
    ran = built.run("build", "-q", "--no-search", "--verify")
    assert ran.code == 3
    assert "read: body article=talks-end   (not recorded)" in ran.err


def forget(site, statement: str) -> None:
    """Change the catalog behind the build's back, as a bug would."""
    path = site.folder / ".sitegen/catalog.db"
    with sqlite3.connect(path) as database:
        database.execute(statement)
    database.close()
    stat = path.stat()
    path.with_name("catalog.db.seal").write_text(f"{stat.st_size} {stat.st_mtime_ns}\n")


def test_a_template_that_is_broken_is_named(minimal_site):
    """The page was touched, too: its view would be compared under a template that has no digest."""
    site = minimal_site.built()
    site.write("themes/default/templates/home.html", "{% broken")
    site.edit("content/articles/talks-end.md", "title: Talks end", "title: Talks ended")
    ran = site.run("why", "index.html")
    assert ran.code == 2
    assert "themes/default/templates/home.html" in ran.err
