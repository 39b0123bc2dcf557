"""Starting: `sitegen new`, and the mistakes of the first minutes."""

from __future__ import annotations

import datetime

import pytest


def test_a_new_site_builds_without_a_word_of_warning(site):
    ran = site.run("new", "my-archive")
    assert (ran.code, ran.err) == (0, "")
    assert "sitegen build -C my-archive" in ran.out
    ran = site.run("build", "-C", "my-archive", "--no-search", "--strict")
    assert ran.code == 0, ran.out
    assert "warning" not in ran.out


def test_a_new_site_shows_each_kind_of_annotation(built):
    site = built("starter")
    page = site.page("articles/talks-end")
    cards = {kind: page.all("aside", class_=f"n-{kind}") for kind in ("claim", "correction", "note")}
    assert {kind: len(found) for kind, found in cards.items()} == {"claim": 4, "correction": 2, "note": 2}
    assert page.one("h1").find(".//mark") is not None, "one note is in the title"
    assert "Mostly false" in page.words()
    assert site.page("claims/prisoners-12000").one("h1").text == "Both sides agreed to exchange 12,000 prisoners."
    [name] = site.page("entities/miriam-halevi").one("h1")
    assert (name.tag, name.text, name.get("lang")) == ("bdi", "מרים הלוי", "he")
    marks = [mark for mark in page.all("mark") if mark.find(".//mark") is not None]
    assert marks, "passages overlap"


def test_every_file_of_a_new_site_explains_itself(built):
    folder = built("starter").folder
    for path in [
        *(folder / "content/articles").glob("*.md"),
        *(folder / "content/claims").glob("*.md"),
        folder / "site.yaml",
    ]:
        assert " # " in path.read_text(encoding="utf-8"), path


def test_a_new_site_is_kept_out_of_a_folder_that_is_in_use(site):
    site.write("taken/file.txt", "Mine.").write("a-file", "Mine.")
    for name in ("taken", "a-file"):
        ran = site.run("new", name)
        assert ran.code == 2
        assert "is there already and isn't empty" in ran.err
    assert [path.name for path in (site.folder / "taken").iterdir()] == ["file.txt"]


def test_a_new_site_in_an_empty_folder(site):
    (site.folder / "empty").mkdir()
    assert site.run("new", "empty").code == 0
    assert (site.folder / "empty/site.yaml").is_file()


def test_a_new_article_is_a_draft_that_harms_nothing(minimal_site):
    ran = minimal_site.run("new", "article", "second-round")
    assert ran.code == 0
    path = "content/articles/second-round.md"
    assert path in ran.out.replace("\\", "/")
    text = (minimal_site.folder / path).read_text(encoding="utf-8")
    assert f"published: {datetime.date.today().isoformat()}" in text
    assert "title: Second round" in text
    report = minimal_site.build()
    assert report.ok
    assert "articles/second-round/index.html" not in minimal_site.files()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("article", "Talks End!"), "did you mean talks-end?"),
        (("article", "talks-end"), "is there already"),
        (("article", "!!!"), "can't be an id"),
        (("article",), "write `sitegen new DIR` or `sitegen new article ID`"),
        (("a", "b"), "write `sitegen new DIR` or `sitegen new article ID`"),
        ((), "Missing argument"),
    ],
)
def test_what_cannot_be_made_is_explained(minimal_site, arguments, words):
    before = sorted(minimal_site.folder.rglob("*"))
    ran = minimal_site.run("new", *arguments)
    assert ran.code == 2
    assert words in ran.err
    assert sorted(minimal_site.folder.rglob("*")) == before


def test_a_new_article_needs_a_project(site):
    ran = site.run("new", "article", "a")
    assert ran.code == 2
    assert "no site.yaml" in ran.err


def test_a_folder_without_site_yaml(site):
    ran = site.run("build")
    assert ran.code == 2
    assert "error[site-yaml]: there is no site.yaml in ." in ran.out
    assert "sitegen new DIR" in ran.out
    assert not list(site.folder.iterdir()), "nothing is left behind"


def test_a_folder_that_does_not_exist(site):
    ran = site.run("build", "-C", "nowhere")
    assert ran.code == 2
    assert "nowhere" in ran.out + ran.err
    assert not list(site.folder.iterdir())


def test_a_file_in_the_place_of_the_folder(site):
    site.write("file", "x")
    ran = site.run("build", "-C", "file")
    assert ran.code == 2


def test_site_yaml_that_is_a_folder(site):
    (site.folder / "site.yaml").mkdir()
    ran = site.run("build")
    assert ran.code == 2
    assert "site.yaml" in ran.out


def test_a_site_without_content(site):
    site.write("site.yaml", "title: Empty\nbase_url: https://a.example/\n")
    (site.folder / "content").mkdir()
    site.built()
    assert "Empty" in site.text("index.html")
