"""Compiled templates are kept for the next build: found again, never out of date, never needed."""

from __future__ import annotations

import marshal
import os
import shutil
import sys
from pathlib import Path
from types import CodeType

import pytest
from harness import Site

from sitegen.render.code_cache import DIGEST, MOST, CodeFolder, open_folder
from sitegen.render.failed import TemplateFailed
from sitegen.render.theme import Theme


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CodeFolder:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    opened = open_folder("a program")
    assert opened is not None
    return opened


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    return write(tmp_path / "theme", "<p>{{ title }} {{ t.search }}")


def write(theme: Path, text: str) -> Path:
    (theme / "templates").mkdir(parents=True, exist_ok=True)
    (theme / "templates" / "page.html").write_text(text, "utf-8")
    return theme


def say(theme: Path, word: str) -> None:
    (theme / "strings").mkdir(exist_ok=True)
    (theme / "strings" / "en.yaml").write_text(f"search: {word}\n", "utf-8")


def render(theme: Path, folder: CodeFolder | None) -> str:
    return Theme([theme], "en", folder).render_page("page.html", {"title": "A"}).decode()


def kept(folder: CodeFolder) -> list[Path]:
    return sorted(folder.path.iterdir())


def codes(folder: CodeFolder) -> list[Path]:
    """Of what is kept, the compiled templates."""
    return [file for file in kept(folder) if isinstance(marshal.loads(file.read_bytes()[DIGEST:]), CodeType)]


def test_what_is_kept_is_used(folder: CodeFolder, theme: Path) -> None:
    say(theme, "Search")
    assert render(theme, folder) == "<p>A Search"
    (file,) = codes(folder)
    write(theme, "<p>another")
    render(theme, folder)
    (other,) = set(codes(folder)) - {file}
    file.write_bytes(other.read_bytes())
    write(theme, "<p>{{ title }} {{ t.search }}")
    assert render(theme, folder) == "<p>another"


def test_another_text_another_word_and_another_program_have_code_of_their_own(folder: CodeFolder, theme: Path) -> None:
    say(theme, "Search")
    assert render(theme, folder) == "<p>A Search"
    say(theme, "Find")
    assert render(theme, folder) == "<p>A Find"
    write(theme, "<b>{{ title }} {{ t.search }}")
    assert render(theme, folder) == "<b>A Find"
    assert render(theme, CodeFolder(folder.path, "another program")) == "<b>A Find"
    assert len(codes(folder)) == 4


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 400])
def test_what_is_broken_is_made_again(folder: CodeFolder, theme: Path, damage: bytes) -> None:
    say(theme, "Search")
    render(theme, folder)
    files = kept(folder)
    assert len(files) == 2  # the code, and the words
    for file in files:
        whole = file.read_bytes()
        for data in (damage, whole[:-9], whole[:40] + b"?" + whole[41:]):
            file.write_bytes(data)
            assert render(theme, folder) == "<p>A Search"
            assert file.read_bytes() == whole


def test_there_is_an_end_to_what_is_kept(folder: CodeFolder, theme: Path) -> None:
    say(theme, "Search")
    for number in range(MOST):
        (folder.path / f"{number}").write_bytes(b"old")
        os.utime(folder.path / f"{number}", (number, number))
    assert render(theme, folder) == "<p>A Search"
    # The words were one too many; the code came after the older half had gone.
    assert len(kept(folder)) == MOST + 1 - (MOST + 1) // 2 + 1
    assert render(theme, folder) == "<p>A Search"


def test_words_that_are_kept_are_those_of_the_files(folder: CodeFolder, theme: Path) -> None:
    say(theme, "Search")
    (theme / "theme.yaml").write_text("logo: a.svg\n", "utf-8")
    write(theme, "{{ t.search }} {{ theme.logo }}")
    assert [render(theme, folder) for _ in "12"] == ["Search a.svg"] * 2
    (theme / "theme.yaml").write_text("logo: b.svg\n", "utf-8")
    assert [render(theme, folder) for _ in "12"] == ["Search b.svg"] * 2
    (theme / "strings" / "en.yaml").write_bytes(b"search: \xff")
    with pytest.raises(TemplateFailed, match=r"en\.yaml"):
        render(theme, folder)


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_a_folder_that_others_can_write_to_is_left_alone(folder: CodeFolder) -> None:
    folder.path.chmod(0o777)
    assert open_folder("a program") is None
    folder.path.chmod(0o700)
    assert open_folder("a program") == folder


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("linked", ["sitegen", "sitegen/templates"])
def test_a_link_may_lead_to_what_somebody_else_filled(folder: CodeFolder, tmp_path: Path, linked: str) -> None:
    (tmp_path / "project").mkdir(0o700)
    place = tmp_path / "cache" / linked
    (tmp_path / "cache/sitegen").rename(tmp_path / "project/sitegen")
    place.parent.mkdir(0o700, exist_ok=True)
    place.symlink_to(tmp_path / "project" / linked)
    assert open_folder(folder.program) is None


@pytest.mark.skipif(sys.platform == "win32", reason="no users there that act as others")
def test_nothing_is_left_in_the_home_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert open_folder("a program") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="HOME isn't asked there")
def test_a_home_within_the_project_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", ".")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert open_folder("a program") is None


def test_a_build_needs_no_place_for_it(minimal_site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("home") / "file"
    file.write_text("")
    assert minimal_site.run("build", "--no-search", XDG_CACHE_HOME=str(file)).code == 0


def test_a_project_has_none_of_it(minimal_site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.mktemp("cache")
    assert minimal_site.run("build", "--no-search", HOME=str(cache), XDG_CACHE_HOME=str(cache)).code == 0
    names = {path.name for path in kept(CodeFolder(cache / "sitegen/templates", ""))}
    assert names
    assert names.isdisjoint(path.name for path in minimal_site.folder.rglob("*"))


def test_templates_taken_apart_once_are_known_to_other_projects(
    minimal_site: Site, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, folder: CodeFolder
) -> None:
    minimal_site.built()
    known = kept(folder)
    other = Site(shutil.copytree(minimal_site.folder / "content", tmp_path_factory.mktemp("other") / "content").parent)
    other.write("site.yaml", (minimal_site.folder / "site.yaml").read_text("utf-8"))
    monkeypatch.setattr(Theme, "template_digest", lambda *_: pytest.fail("a template was taken apart again"))
    other.built()
    assert kept(folder) == known


@pytest.mark.usefixtures("folder")
def test_a_template_that_is_saved_while_it_is_taken_apart_is_not_known_as_another(
    minimal_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = minimal_site.folder / "themes/default/templates/article.html"
    text = '{% extends "default/article.html" %}{% block main %}WORD{% endblock %}'
    minimal_site.write("themes/default/templates/article.html", text.replace("WORD", "first"))
    begin = Theme.__init__

    def saved_meanwhile(theme: Theme, *arguments: object) -> None:
        template.write_text(text.replace("WORD", "second"), "utf-8")
        begin(theme, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Theme, "__init__", saved_meanwhile)
        minimal_site.build()
    shutil.rmtree(minimal_site.folder / ".sitegen")
    for word in ("first", "second"):
        template.write_text(text.replace("WORD", word), "utf-8")
        assert minimal_site.build().ok
        assert word in minimal_site.page("articles/talks-end/").html


def test_a_template_of_the_site_is_never_out_of_date(minimal_site: Site, folder: CodeFolder) -> None:
    template = "themes/default/templates/article.html"
    start = '{% extends "default/article.html" %}{% block main %}'
    for word in ("first", "second", "first"):
        minimal_site.write(template, f"{start}{word}{{% endblock %}}")
        shutil.rmtree(minimal_site.folder / ".sitegen", ignore_errors=True)
        assert minimal_site.build().ok
        assert word in minimal_site.page("articles/talks-end/").html
    assert kept(folder)


def test_what_is_wrong_with_templates_is_said_every_time(minimal_site: Site, folder: CodeFolder) -> None:
    minimal_site.write("themes/default/templates/article.html", '{% include "nothing.html" %}')
    said = [[item.message for item in minimal_site.build().diagnostics] for _ in "12"]
    assert said[0] == said[1]
    assert "there is no template nothing.html" in said[0][0]
    assert not kept(folder)
