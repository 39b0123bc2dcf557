"""However files are written, moved or removed: the preview comes to show what lies on the disk, and what is wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from harness import MINIMAL, Site
from running import Preview

from sitegen.cli.serve import Teller
from sitegen.preview.watch import Watcher

ARTICLE = "content/articles/talks-end.md"
OUTPUT = "articles/talks-end/index.html"
TEXT = MINIMAL[ARTICLE]
NEW = TEXT.replace("They will meet again", "Nobody will ever meet")


def by_writing(path: Path) -> None:
    path.write_text(NEW, encoding="utf-8")


def by_renaming(path: Path) -> None:
    aside = path.with_name(".talks-end.md.tmp")
    aside.write_text(NEW, encoding="utf-8")
    aside.replace(path)


def by_keeping_a_backup(path: Path) -> None:
    """As Vim does: the old file becomes the copy, a new one is written, the copy goes."""
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = path.with_name("talks-end.md~")
    path.rename(backup)
    path.write_text(NEW, encoding="utf-8")
    backup.unlink()


def by_copying_over(path: Path) -> None:
    backup = path.with_name("talks-end.md~")
    shutil.copy2(path, backup)
    by_writing(path)


def by_removing_first(path: Path) -> None:
    path.unlink()
    path.write_text(NEW, encoding="utf-8")


def by_halves(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for piece in (NEW[:30], NEW[30:200], NEW[200:]):
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())


def by_swapping_the_folder(path: Path) -> None:
    other = path.parent.with_name("articles.new")
    shutil.copytree(path.parent, other)
    (other / path.name).write_text(NEW, encoding="utf-8")
    path.parent.rename(path.parent.with_name(".articles.old"))
    other.rename(path.parent)


def by_swapping_all_content(path: Path) -> None:
    content = path.parents[1]
    other = content.with_name("content.new")
    shutil.copytree(content, other)
    (other / "articles" / path.name).write_text(NEW, encoding="utf-8")
    content.rename(content.with_name("content.old"))
    other.rename(content)


WAYS = [
    by_writing,
    by_renaming,
    by_keeping_a_backup,
    by_copying_over,
    by_removing_first,
    by_halves,
    by_swapping_the_folder,
    by_swapping_all_content,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_save_is_shown_however_it_is_done(preview: Preview, way: Callable[[Path], None]) -> None:
    events = preview.events(OUTPUT)
    first = events.next()
    way(preview.site.folder / ARTICLE)
    events.until(lambda state: state["page"] not in (first["page"], ""))
    assert "Nobody will ever meet" in preview.page("articles/talks-end/").words("main")
    assert events.problems["errors"] == 0
    # … and so is the next one.
    preview.site.edit(ARTICLE, "Nobody will ever", "Somebody may")
    shown = events.heard[-1]["page"]
    events.until(lambda state: state["page"] not in (shown, ""))
    assert "Somebody may meet" in preview.page("articles/talks-end/").words("main")


def test_looking_every_now_and_then(minimal_site: Site, start: Callable[..., Preview]) -> None:
    preview = start(minimal_site, "--poll").built()
    assert preview.said.count("Changes are looked for every now and then") == 1
    events = preview.events(OUTPUT)
    first = events.next()
    by_renaming(preview.site.folder / ARTICLE)
    events.until(lambda state: state["page"] != first["page"])
    assert "Nobody will ever meet" in preview.page("articles/talks-end/").words("main")


def test_problems_are_told_with_their_frames_and_go_away(preview: Preview) -> None:
    events = preview.events(OUTPUT)
    events.next()
    preview.site.edit(ARTICLE, "  - We agreed on 12,000", "  - We agreed on 1,200")
    events.until_codes("quote-not-found")
    [problem] = events.problems["shown"]
    quote, passage = problem["places"]
    assert (quote["path"], quote["line"], quote["words"]) == (ARTICLE, 6, "We agreed on 1,200 prisoners")
    assert (passage["line"], passage["words"]) == (11, "We agreed on 12,000 prisoners")
    assert "Nearest passage" in passage["message"]
    assert problem["hints"] == ["it has “12,000” where the quote has “1,200”"]
    assert "error[quote-not-found]" in preview.read_until("1 error")
    preview.site.write(ARTICLE, TEXT)
    events.until_codes()


def test_a_build_that_nobody_asked_for_does_not_repeat_problems(
    minimal_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    report = minimal_site.edit(ARTICLE, "published: ", "publishd: ").build()
    with closing(Watcher(minimal_site.folder, True)) as watcher:
        teller = Teller(watcher)
        teller.tell(report, [], True)
        said = capsys.readouterr().out
        assert "error[unknown-field]" in said
        assert said.count("1 error") == 1
        teller.tell(report, [], False)
        assert capsys.readouterr().out == ""
        teller.tell(report, [], True)
        said = capsys.readouterr().out
        assert "1 error" in said
        assert "unknown-field" not in said


def test_an_article_whose_quote_is_lost_is_shown_with_that_annotation_at_its_end(preview: Preview) -> None:
    events = preview.events(OUTPUT)
    events.next()
    lost = TEXT.replace("  - We agreed on 12,000", "  - We agreed on 1,200").replace("They will meet", "They may meet")
    preview.site.write(ARTICLE, lost)
    events.until_codes("quote-not-found", "permalink-gone")
    page = preview.page("articles/talks-end/")
    assert "They may meet" in page.words("main")
    end = page.words("section", class_="lost")
    assert "Not found in the text" in end
    assert "We agreed on 1,200 prisoners" in end
    assert "so-called border regime" in " ".join(page.marked().values())
    assert not preview.site.build().ok
    assert not preview.site.output.exists()


def test_a_page_shown_early_goes_when_the_build_fails(minimal_site: Site, start: Callable[..., Preview]) -> None:
    """The page that is looked at is rendered, and shown, before another one's template fails."""
    site = minimal_site.write(
        "themes/default/templates/home.html",
        "{% extends 'default/home.html' %}{% block main %}{{ super() }}"
        "{% if articles|selectattr('title', 'equalto', 'Boom')|list %}{{ nothing.at.all }}{% endif %}{% endblock %}",
    )
    preview = start(site).built()
    events = preview.events(OUTPUT)
    first = events.next()["page"]
    site.edit(ARTICLE, "title: Talks end", "title: Boom")
    events.until_codes("template")
    assert events.heard[-1]["page"] == first
    assert "Talks end" in preview.page("articles/talks-end/").words("main")
    site.edit(ARTICLE, "title: Boom", "title: Talks go on")
    events.until_codes()
    assert "Talks go on" in preview.page("articles/talks-end/").words("main")


def test_a_broken_site_file(preview: Preview) -> None:
    events = preview.events()
    events.next()
    good = (preview.site.folder / "site.yaml").read_text()
    preview.site.write("site.yaml", "title: [")
    events.until_codes("yaml-syntax")
    preview.site.delete("site.yaml")
    events.until_codes("site-yaml")
    assert preview.get("/").status == 200
    preview.site.write("site.yaml", good.replace("Test archive", "Another archive"))
    events.until_codes()
    assert "Another archive" in preview.page("").words("header")


def test_a_theme_that_comes_and_goes(preview: Preview) -> None:
    site = preview.site
    events = preview.events("index.html", "assets/extra.css")
    before = events.next()["look"]
    site.write(
        "themes/press/templates/home.html", "{% extends 'default/home.html' %}{% block main %}Press{% endblock %}"
    )
    site.write("themes/press/assets/extra.css", "p { color: red }")
    site.write("site.yaml", (site.folder / "site.yaml").read_text() + "theme: press\n")
    events.until(lambda state: state["files"]["assets/extra.css"])
    assert preview.page("").words("main") == "Press"
    assert events.heard[-1]["look"] != before
    site.delete("themes/press")
    events.until_codes("file-missing")
    assert preview.page("").words("main") == "Press", "the last good page stays"
    site.write(
        "themes/press/templates/home.html", "{% extends 'default/home.html' %}{% block main %}Back{% endblock %}"
    )
    events.until_codes()
    assert preview.page("").words("main") == "Back"
    site.delete("themes")
    events.until_codes("file-missing")


def test_a_checkout_is_shown_as_a_whole(minimal_site: Site, start: Callable[..., Preview]) -> None:
    """Two branches whose 300 articles tell of each other: no state between them is ever shown."""

    def branch(word: str, names: range) -> dict[str, str]:
        text = "---\ntitle: Of {word}\npublished: 2024\noriginal: true\n---\nSee [[{other}]], of {word}.\n"
        return {
            f"content/articles/{word}/{word}-{number}.md": text.format(word=word, other=f"{word}-{(number + 1) % 300}")
            for number in names
        }

    site = plain_assets(minimal_site).write_all(branch("oak", range(300)))
    preview = start(site).built()
    events = preview.events("articles/oak-0/index.html")
    events.next()
    for _ in range(2):
        for old, new in (("oak", "elm"), ("elm", "oak")):
            for path in branch(old, range(300)):
                (site.folder / path).unlink()
            (site.folder / f"content/articles/{old}").rmdir()
            site.write_all(branch(new, range(300)))
            events.until(lambda state, new=new: bool(state["page"]) == (new == "oak"))
            shown = preview.page("articles/")
            listed = {
                target.split("/")[1] for target in shown.targets() if target.startswith("articles/") and "-" in target
            }
            assert not [name for name in listed if name.startswith(old)]
    assert all(not state.get("problems", {}).get("errors") for state in events.heard)
    assert site.built().files() == built_files(preview)


def test_a_storm_ends_in_what_lies_on_the_disk(minimal_site: Site, start: Callable[..., Preview]) -> None:
    """Folders made, filled, renamed and removed as fast as it goes; then what is shown is what `build` makes."""
    preview = start(plain_assets(minimal_site)).built()
    events = preview.events("articles/last/index.html")
    folder = preview.site.folder / "content/articles"
    text = "---\ntitle: Number {0}\npublished: 2024\noriginal: true\n---\nText {0}.\n"
    for number in range(200):
        place = folder / f"a{number % 7}" / f"b{number % 5}" / f"c{number}"
        place.mkdir(parents=True)
        (place / f"n-{number}.md").write_text(text.format(number))
        if number % 3 == 0:
            place.rename(place.with_name(f"moved-{number}"))
        if number % 50 == 49:
            shutil.rmtree(folder / f"a{number % 7}")
    (folder / "deep/deeper/deepest").mkdir(parents=True)
    (folder / "deep/deeper/deepest/last.md").write_text(text.format("last"))
    events.until(lambda state: state["page"])
    preview.site.built()
    last = preview.site.output / "articles/index.html"
    while (preview.site.folder / ".sitegen/preview/site/articles/index.html").read_bytes() != last.read_bytes():
        events.next()
    assert preview.site.files() == built_files(preview)


def plain_assets(site: Site) -> Site:
    """The site with its theme's files where the preview has them, too."""
    return site.edit("site.yaml", "title: Test archive", "title: Test archive\nfingerprint: false")


def built_files(preview: Preview) -> list[str]:
    """The files of the preview's own site."""
    mirror = Site(preview.site.folder)
    mirror.output = preview.site.folder / ".sitegen/preview/site"
    return mirror.files()
