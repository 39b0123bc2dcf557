"""What the preview answers, where it runs, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from harness import MINIMAL, Site
from running import Preview

from sitegen.compile.edition_text import edition_text

ARTICLE = "content/articles/talks-end.md"


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that many tests ask, and none changes. No editor is set."""
    site = Site(tmp_path_factory.mktemp("unchanged")).write_all(MINIMAL)
    running = Preview(site, SITEGEN_EDITOR="", VISUAL="", EDITOR="vim").built()
    yield running
    running.stop()


def test_files_on_disk_are_those_of_build_and_the_script_is_added_on_the_way(preview: Preview) -> None:
    """… but for the name of the folder of the theme's files, which a changed style must not change here."""
    site = preview.site.built()
    mirror = preview.site.folder / ".sitegen/preview/site"
    (assets,) = (site.output / "assets").iterdir()
    for built in site.files():
        path = built.replace(f"assets/{assets.name}/", "assets/")
        data = (site.output / built).read_bytes().replace(f"assets/{assets.name}/".encode(), b"assets/")
        assert (mirror / path).read_bytes() == data
        answer = preview.get(f"/{path}")
        if path.endswith(".html"):
            tag = answer.text[answer.text.index('<script src="/__sitegen/') :].partition("</script>")[0] + "</script>"
            assert answer.text.replace(tag, "") == data.decode()
            assert f'data-page="{path}"' in tag
        else:
            assert answer.body == data


def test_addresses(unchanged: Preview) -> None:
    assert unchanged.get("/articles/talks-end?hide=note").headers["location"] == "/articles/talks-end/?hide=note"
    missing = unchanged.get("/articles/nobody/")
    assert missing.status == 404
    assert 'data-page="articles/nobody/index.html" data-digest=""' in missing.text
    hostile = unchanged.get("/%22%3E%3Cscript%3Ealert(1)%3C/script%3E/")
    assert hostile.status == 404
    assert "<script>alert" not in hostile.text
    assert unchanged.get("/assets/style.css").headers["content-type"] == "text/css; charset=utf-8"


def test_a_page_says_which_file_it_is_made_from(minimal_site: Site, start: Callable[..., Preview]) -> None:
    edition = "content/editions/2024-04-01.yaml"
    preview = start(minimal_site.write(edition, edition_text("2024-04-01", "2024-04-01", []))).built()
    pages = {
        "articles/talks-end/index.html": ARTICLE,
        "entities/anna-petrova/index.html": "content/entities/people/anna-petrova.md",
        "corrections/editions/2024-04-01/index.html": edition,
        "corrections/index.html": None,
    }
    for page, path in pages.items():
        told = json.loads(preview.get(f"/__sitegen/source?page={page}").text)["page"]
        assert (told and told["path"]) == path


def test_what_is_unchanged_is_not_sent_again(preview: Preview) -> None:
    tag = preview.get("/").headers["etag"]
    assert preview.get("/", If_None_Match=tag).status == 304
    events = preview.events()
    page = events.next()["page"]
    preview.site.edit(ARTICLE, "title: Talks end", "title: Talks go on")
    events.until(lambda state: state["page"] != page)
    assert preview.get("/", If_None_Match=tag).status == 200


def test_drafts_are_shown_here_and_marked(minimal_site: Site, start: Callable[..., Preview]) -> None:
    minimal_site.edit(ARTICLE, "original: true\n", "original: true\ndraft: true\n")
    preview = start(minimal_site).built()
    assert "Draft" in preview.page("articles/talks-end/").words("main")
    assert "articles/talks-end/index.html" not in minimal_site.built().files()
    assert start(minimal_site, "--no-drafts").built().get("/articles/talks-end/").status == 404


def test_with_search(minimal_site: Site, start: Callable[..., Preview]) -> None:
    preview = start(minimal_site, "--search").built()
    assert preview.page("search/").one("form", role="search") is not None
    files = [path for path in built_files(preview) if path.startswith("pagefind/")]
    assert files
    for path in files:
        assert preview.get(f"/{path}").status == 200, path


def test_the_first_build_may_fail(minimal_site: Site, start: Callable[..., Preview]) -> None:
    good = MINIMAL[ARTICLE]
    minimal_site.write(ARTICLE, good.replace("published: 2024-03-14", "published: never"))
    preview = start(minimal_site)
    preview.read_until("1 error")
    answer = preview.get("/")
    assert (answer.status, "No site yet" in answer.text) == (503, True)
    events = preview.events("index.html")
    events.until_codes("bad-date")
    minimal_site.write(ARTICLE, good)
    events.until(lambda state: state["page"])
    assert preview.get("/").status == 200


def test_its_folder_may_be_thrown_away(preview: Preview) -> None:
    """`.sitegen` holds nothing that can't be made again, even while a preview runs."""
    shutil.rmtree(preview.site.folder / ".sitegen")
    assert preview.get("/").status == 404
    events = preview.events()
    page = events.next()["page"]
    preview.site.edit(ARTICLE, "title: Talks end", "title: Talks go on")
    events.until(lambda state: state["page"] != page)
    assert "Talks go on" in preview.page("articles/talks-end/").words("main")
    assert preview.get("/corrections-policy/").status == 200


def built_files(preview: Preview) -> list[str]:
    """The files of the preview's own site."""
    mirror = Site(preview.site.folder)
    mirror.output = preview.site.folder / ".sitegen/preview/site"
    return mirror.files()


# --- beside others ---


def test_two_previews_and_a_build_side_by_side(minimal_site: Site, start: Callable[..., Preview]) -> None:
    first = start(minimal_site).built()
    second = start(minimal_site).built()
    assert f"process {first.process.pid} ({first.address})" in second.said
    assert first.port != second.port
    heard = [preview.events() for preview in (first, second)]
    pages = [events.next()["page"] for events in heard]
    minimal_site.edit(ARTICLE, "title: Talks end", "title: Talks go on")
    report = minimal_site.build()
    assert report.ok, "a build needs nothing that a preview holds"
    for events, page, preview in zip(heard, pages, (first, second), strict=True):
        events.until(lambda state, page=page: state["page"] != page)
        assert "Talks go on" in preview.page("").words("main")
    assert first.stop() == 0
    third = start(minimal_site).built()
    assert third.said.count("Another preview") == 0, "the folder of one that ended is free"


def test_a_busy_port(minimal_site: Site, start: Callable[..., Preview]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        preview = start(minimal_site, "--port", str(taken)).built()
        assert f"Port {taken} is taken; this is the next free one." in preview.said
        assert taken < preview.port <= taken + 20


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminated"])
def test_it_ends_at_once_with_browsers_listening(preview: Preview, how: signal.Signals) -> None:
    preview.events().next()
    preview.events("articles/index.html").next()
    assert preview.stop(how) == 0
    assert preview.said.endswith("Preview ended.\n")


def test_it_ends_in_the_middle_of_a_build(minimal_site: Site, start: Callable[..., Preview]) -> None:
    text = "---\ntitle: Number {0}\npublished: 2024\noriginal: true\n---\nText {0}.\n"
    minimal_site.write_all({f"content/articles/n-{number}.md": text.format(number) for number in range(800)})
    preview = start(minimal_site)
    assert preview.stop() == 0
    assert preview.said.endswith("Preview ended.\n")
    assert minimal_site.built()
    assert start(minimal_site).built().get("/articles/n-799/").status == 200


def test_no_project(site: Site) -> None:
    ran = site.run("serve")
    assert ran.code == 2
    assert "site-yaml" in ran.err
    assert not list(site.folder.iterdir())


def test_no_such_host(minimal_site: Site) -> None:
    ran = minimal_site.run("serve", "--host", "203.0.113.1", "--no-search")
    assert ran.code == 2
    assert "can't run: 203.0.113.1:8000: " in ran.err


def test_the_server_is_imported_by_serve_alone() -> None:
    dear = "'preview' in name or name in ('http.server', 'watchfiles')"
    code = f"import sys, sitegen.cli; print([name for name in sys.modules if {dear}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --- the editor ---


@pytest.fixture
def editor(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A command for $SITEGEN_EDITOR, and the pipe into which it writes what it was asked to open."""
    folder = tmp_path_factory.mktemp("editor")
    pipe = folder / "opened"
    os.mkfifo(pipe)
    script = folder / "edit it.sh"
    script.write_text(f'#!/bin/sh\nprintf \'%s|%s|%s\' "$1" "$2" "$3" > \'{pipe}\'\n')
    script.chmod(0o755)
    return f"'{script}' {{file}} {{line}} {{column}}", pipe


def post(preview: Preview, place: object) -> tuple[int, dict[str, str]]:
    origin = preview.address.rstrip("/")
    body = json.dumps(place).encode()
    answer = preview.ask("POST", "/__sitegen/open", body, Origin=origin, Content_Type="application/json")
    return answer.status, json.loads(answer.text) if answer.status in (200, 409) else {}


def test_a_place_opens_in_the_editor(
    minimal_site: Site, start: Callable[..., Preview], editor: tuple[str, Path]
) -> None:
    command, pipe = editor
    preview = start(minimal_site, SITEGEN_EDITOR=command).built()
    assert post(preview, {"path": ARTICLE, "line": 6, "column": 5}) == (200, {"address": None})
    assert pipe.read_text() == f"{minimal_site.folder / ARTICLE}|6|5"


@pytest.mark.parametrize(
    "path",
    [
        "../outside.md",
        "/etc/passwd",
        "content/../../outside.md",
        "content/link.md",
        "content",
        "",
        ".sitegen/lock",
        "a\0b",
    ],
)
def test_nothing_outside_the_project_is_opened(unchanged: Preview, path: str) -> None:
    outside = unchanged.site.folder.with_name("outside.md")
    outside.write_text("x")
    (unchanged.site.folder / ".sitegen/lock").touch()
    if not (unchanged.site.folder / "content/link.md").is_symlink():
        (unchanged.site.folder / "content/link.md").symlink_to(outside)
    status, told = post(unchanged, {"path": path, "line": 1, "column": 1})
    assert status == 409
    assert told.keys() == {"error"}


@pytest.mark.parametrize("place", [[], "x", {}, {"path": 1}, {"path": ARTICLE, "line": "1; rm -rf"}, None])
def test_a_wrong_wish(unchanged: Preview, place: object) -> None:
    assert post(unchanged, place)[0] == 400


def test_without_an_editor_the_browser_is_given_an_address(unchanged: Preview) -> None:
    """Vim would need a terminal."""
    status, told = post(unchanged, {"path": ARTICLE, "line": 6, "column": None})
    assert (status, told["address"]) == (200, f"vscode://file{unchanged.site.folder / ARTICLE}:6:1")


def test_an_editor_that_is_not_there(minimal_site: Site, start: Callable[..., Preview]) -> None:
    preview = start(minimal_site, SITEGEN_EDITOR="/no/such/editor").built()
    status, told = post(preview, {"path": ARTICLE, "line": 6, "column": 1})
    assert (status, told) == (409, {"error": "the editor /no/such/editor can't be started: No such file or directory"})
