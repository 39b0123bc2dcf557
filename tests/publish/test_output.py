"""The output folder: what is refused, what is changed, what is left alone."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path

import pytest
from conftest import build, digest, own_files, site_of

from sitegen.publish.errors import OutputRefused, PublishFailed
from sitegen.publish.manifest import Manifest
from sitegen.publish.output import Published, in_place, open_output, publish, stage, stage_file, stage_folder

SITE = {"index.html": "home", "a/index.html": "A", "b/index.html": "B", "assets/s.css": "css"}


def test_first_build_makes_the_site_and_leaves_only_the_manifest(tmp_path: Path) -> None:
    output = tmp_path / "deep" / "site"
    published = build(output, SITE)
    assert site_of(output) == SITE
    assert own_files(output) == {"manifest"}
    assert published.changed == set(SITE)
    assert published.removed == ()
    assert (output / ".sitegen/manifest").read_text() == published.manifest.text
    assert published.manifest.files["a/index.html"] == (digest("A"), 1)


def test_equal_sites_have_equal_manifests(tmp_path: Path) -> None:
    build(tmp_path / "one", SITE)
    build(tmp_path / "two", dict(reversed(SITE.items())))
    assert (tmp_path / "one/.sitegen/manifest").read_bytes() == (tmp_path / "two/.sitegen/manifest").read_bytes()


def test_only_what_changed_is_touched(tmp_path: Path) -> None:
    first = build(tmp_path, SITE)
    inodes = {path: (tmp_path / path).stat().st_ino for path in SITE}
    changed = {"a/index.html": "A2", "c/index.html": "C", "assets/s.css": "css"}
    published = build(tmp_path, changed, keep={"index.html": ""})
    assert published.changed == {"a/index.html", "c/index.html"}
    assert published.removed == ("b/index.html",)
    assert site_of(tmp_path) == {**changed, "index.html": "home"}
    assert not (tmp_path / "b").exists()
    for path in ("index.html", "assets/s.css"):
        assert (tmp_path / path).stat().st_ino == inodes[path]
    assert published.stats["assets/s.css"] == first.stats["assets/s.css"]


def test_publishing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    build(tmp_path, SITE)
    before = (tmp_path / ".sitegen/manifest").stat()
    published = build(tmp_path, SITE)
    assert not published.changed
    assert not published.removed
    after = (tmp_path / ".sitegen/manifest").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert own_files(tmp_path) == {"manifest"}


def test_order_of_publishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, {"old.html": "o", "page.html": "1", "index.html": "1", "sitemap.xml": "1"})
    done: list[str] = []
    replace, unlink = os.replace, os.unlink
    relative = len(str(tmp_path)) + 1
    monkeypatch.setattr(os, "replace", lambda a, b: (done.append(f"{b}"[relative:]), replace(a, b)))
    monkeypatch.setattr(os, "unlink", lambda a, **k: (done.append(f"- {a}"[relative + 2 :]), unlink(a, **k)))
    build(
        tmp_path,
        {
            "index.html": "2",
            "sitemap.xml": "2",
            "page.html": "2",
            "new.html": "2",
            "s.css": "2",
            "pagefind-1/pagefind-entry.json": "2",
            "pagefind-1/index/en_1.pf_index": "2",
        },
    )
    first = done.index("pagefind-1")  # before it: the folder is opened; it is new, so it comes as a whole
    assert done[first:] == [
        "pagefind-1",
        "s.css",
        "new.html",
        "page.html",
        "sitemap.xml",
        "index.html",
        "old.html",
        ".sitegen/manifest",
        ".sitegen/journal",
    ]


def test_file_and_folder_may_take_each_others_place(tmp_path: Path) -> None:
    build(tmp_path, {"x": "file", "y/one.html": "1", "y/deep/two.html": "2"})
    site = {"x/deep/index.html": "folder", "y": "file"}
    published = build(tmp_path, site)
    assert site_of(tmp_path) == site
    assert published.removed == ("x", "y/deep/two.html", "y/one.html")


def test_a_name_that_changes_only_its_case(tmp_path: Path) -> None:
    build(tmp_path, {"About.html": "1"})
    build(tmp_path, {"about.html": "2"})
    assert site_of(tmp_path) == {"about.html": "2"}


def test_files_of_others_are_never_deleted_or_overwritten(tmp_path: Path) -> None:
    build(tmp_path, SITE)
    (tmp_path / "CNAME").write_text("mine")
    (tmp_path / "a/notes.txt").write_text("mine")
    build(tmp_path, {"index.html": "home"})
    assert site_of(tmp_path) == {"index.html": "home", "CNAME": "mine", "a/notes.txt": "mine"}
    with pytest.raises(PublishFailed, match=r"CNAME.*wasn't made by sitegen"):
        build(tmp_path, {"index.html": "new", "CNAME": "ours"})
    with pytest.raises(PublishFailed, match="folder with files that sitegen didn't make"):
        build(tmp_path, {"index.html": "new", "a": "ours"})
    with pytest.raises(PublishFailed, match="is a file where the site needs a folder"):
        build(tmp_path, {"index.html": "new", "CNAME/index.html": "ours"})
    assert site_of(tmp_path) == {"index.html": "home", "CNAME": "mine", "a/notes.txt": "mine"}
    # The very bytes we would write: nothing is lost by calling the file ours.
    assert "CNAME" in build(tmp_path, {"CNAME": "mine"}).manifest.files


def test_a_folder_in_the_place_of_our_file_is_left(tmp_path: Path) -> None:
    build(tmp_path, SITE)
    (tmp_path / "b/index.html").unlink()
    (tmp_path / "b/index.html").mkdir()
    (tmp_path / "b/index.html/mine").write_text("mine")
    build(tmp_path, {"index.html": "home"})
    assert site_of(tmp_path) == {"index.html": "home", "b/index.html/mine": "mine"}


def recorded(published: Published) -> list[tuple[str, int, int]]:
    return [(path, *stat) for path, stat in published.stats.items()]


@pytest.mark.parametrize("edit", ["deleted", "edited", "same size", "same size and time"])
def test_hand_changed_output_is_seen_and_repaired(tmp_path: Path, edit: str) -> None:
    first = build(tmp_path, SITE)
    assert in_place(tmp_path, recorded(first)) == set()
    page = tmp_path / "a/index.html"
    before = page.stat()
    page.unlink() if edit == "deleted" else page.write_text("longer" if edit == "edited" else "X")
    if edit == "same size and time":
        os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    suspects = in_place(tmp_path, recorded(first))
    # What hides its size and its time is found when the page is made again, e.g. by a clean build.
    assert suspects == (set() if edit == "same size and time" else {"a/index.html"})
    published = build(tmp_path, {"a/index.html": "A"}, keep={path: "" for path in SITE if path != "a/index.html"})
    assert published.changed == {"a/index.html"}
    assert site_of(tmp_path) == SITE


def test_in_place_suspects_what_is_gone_or_became_a_link(tmp_path: Path) -> None:
    first = build(tmp_path, SITE)
    assert in_place(tmp_path / "gone", recorded(first)) == set(SITE)
    (tmp_path / "a").rename(tmp_path / "elsewhere")
    (tmp_path / "a").symlink_to("elsewhere")
    assert in_place(tmp_path, recorded(first)) == {"a/index.html"}


def test_links_inside_the_output_are_never_followed(tmp_path: Path) -> None:
    output, outside = tmp_path / "site", tmp_path / "outside"
    build(output, {"index.html": "home", "a/index.html": "A", "a/b/c.html": "C"})
    (output / "a").rename(outside)
    (output / "a").symlink_to(outside)
    precious = {"index.html": "A", "b/c.html": "C"}
    for site in ({"index.html": "new", "a/index.html": "A2"}, {"index.html": "new", "a/new/x.html": "X"}):
        with pytest.raises(PublishFailed, match="symbolic link"):
            build(output, site)
        assert site_of(outside) == precious
        assert (output / "index.html").read_text() == "home"
    # Not even to delete.
    with pytest.raises(PublishFailed, match="symbolic link"):
        build(output, {"index.html": "new"})
    assert site_of(outside) == precious


def test_a_link_in_the_place_of_our_file_is_replaced_or_removed_itself(tmp_path: Path) -> None:
    output, outside = tmp_path / "site", tmp_path / "outside.html"
    build(output, {"a.html": "A", "b.html": "B"})
    outside.write_text("A")
    for name in ("a.html", "b.html"):
        (output / name).unlink()
        (output / name).symlink_to(outside)
    build(output, {"a.html": "A"})
    assert not (output / "a.html").is_symlink()
    assert not os.path.lexists(output / "b.html")
    assert outside.read_text() == "A"


def test_the_output_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to("real")
    build(tmp_path / "site", SITE)
    assert site_of(tmp_path / "real") == SITE


def test_refused_outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    content, home = project / "content", tmp_path / "home"
    for folder in (content / "articles", home / "docs", tmp_path / "full"):
        folder.mkdir(parents=True)
    (tmp_path / "full/letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "dangling").symlink_to("nowhere/at/all")
    (project / ".sitegen").mkdir()
    (project / ".sitegen/catalog.db").write_text("mine")
    monkeypatch.setenv("HOME", str(home))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.exists()}
    for path, words in {
        tmp_path / "full": "isn't empty and wasn't made by sitegen",
        tmp_path / "file": "not a folder",
        tmp_path / "file/below": "can't be written to",
        content: "overlap",
        content / "articles/site": "overlap",
        project: "project itself|overlap",
        tmp_path: "project itself|overlap",
        home: "home folder",
        Path("/"): "root folder",
        tmp_path / "dangling": "not a folder",
    }.items():
        with pytest.raises(OutputRefused, match=words) as refused:
            open_output(path, [content], project)
        assert refused.value.hints
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.exists()}
    with pytest.raises(OutputRefused, match="project itself"):
        open_output(project, [], project)
    assert open_output(project / "site", [content], project) == Manifest()


def test_an_empty_or_half_marked_folder_is_taken(tmp_path: Path) -> None:
    assert open_output(tmp_path / "new", []) == Manifest()
    (tmp_path / "empty").mkdir()
    assert open_output(tmp_path / "empty", []) == Manifest()
    (tmp_path / "half/.sitegen/stage").mkdir(parents=True)
    (tmp_path / "half/.sitegen/manifest.new").write_text("")
    assert open_output(tmp_path / "half", []) == Manifest()
    build(tmp_path / "half", SITE)
    assert own_files(tmp_path / "half") == {"manifest"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputRefused, match="can't be written to"):
        open_output(tmp_path, [])


@pytest.mark.parametrize("damage", ["short", "line", "empty", "binary", "path", "twice", "tail"])
def test_a_damaged_manifest_is_an_error_and_nothing_is_deleted(tmp_path: Path, damage: str) -> None:
    build(tmp_path, SITE)
    manifest = tmp_path / ".sitegen/manifest"
    whole = manifest.read_bytes()
    lines = whole.splitlines(keepends=True)
    manifest.write_bytes(
        {
            "short": b"".join(lines[:-1]),
            "line": whole.replace(b" 1 a/", b" x a/"),
            "empty": b"",
            "binary": b"\xff" + whole,
            "path": whole.replace(b" a/index", b" ../index"),
            "twice": b"".join([*lines[:-1], lines[1]]),
            "tail": whole[:-4],
        }[damage]
    )
    with pytest.raises(OutputRefused, match=r"manifest.*damaged") as refused:
        open_output(tmp_path, [])
    assert refused.value.hints
    assert site_of(tmp_path) == SITE


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/a",
        "a//b",
        "a/",
        "../a",
        "a/../b",
        "./a",
        "a\\b",
        "a\0b",
        "a\nb",
        "a\tb",
        "c:a",
        "\ud800",
        "é" * 200,
        ".sitegen/manifest",
        ".SITEGEN/x",
        "a/.sitegen/x",
    ],
)
def test_unsafe_output_paths(tmp_path: Path, path: str) -> None:
    open_output(tmp_path, [])
    with pytest.raises(PublishFailed):
        stage(tmp_path, path, b"")


@pytest.mark.parametrize(
    "path", ["a", "a b/ü.html", "_headers", ".well-known/x", "a..b/c...d", "x/" * 50 + "y", "é" * 127]
)
def test_safe_output_paths(tmp_path: Path, path: str) -> None:
    build(tmp_path, {path: "text"})
    assert site_of(tmp_path) == {path: "text"}
    assert open_output(tmp_path, []).files.keys() == {path}


def test_contradictions_are_the_callers_mistake(tmp_path: Path) -> None:
    build(tmp_path, SITE)
    old = open_output(tmp_path, [])
    one = stage(tmp_path, "a/index.html", b"x")
    with pytest.raises(ValueError, match="twice"):
        publish(tmp_path, old, [one, one])
    with pytest.raises(ValueError, match="twice"):
        publish(tmp_path, old, [one], ["a/index.html"])
    with pytest.raises(ValueError, match="never published"):
        publish(tmp_path, old, [], ["z.html"])
    with pytest.raises(PublishFailed):
        stage(tmp_path, "a/index.html", b"the same path again")


def test_a_staged_file_that_lost_its_end_is_not_published(tmp_path: Path) -> None:
    build(tmp_path, SITE)
    old = open_output(tmp_path, [])
    staged = stage(tmp_path, "a/index.html", b"a long page")
    Path(stage_file(tmp_path, "a/index.html")).write_bytes(b"a long")
    with pytest.raises(PublishFailed, match="6 of 11 bytes"):
        publish(tmp_path, old, [staged])
    Path(stage_file(tmp_path, "a/index.html")).unlink()
    with pytest.raises(PublishFailed):
        publish(tmp_path, old, [staged])
    assert site_of(tmp_path) == SITE


def test_a_folder_made_by_another_program_is_staged(tmp_path: Path) -> None:
    old = open_output(tmp_path, [])
    folder = Path(stage_file(tmp_path, "pagefind-1.5.2"))
    (folder / "index").mkdir(parents=True)
    (folder / "index/x.pf_index").write_text("x")
    (folder / "link").symlink_to("/etc/passwd")
    publish(tmp_path, old, stage_folder(tmp_path, "pagefind-1.5.2"))
    assert site_of(tmp_path) == {"pagefind-1.5.2/index/x.pf_index": "x"}


def test_errors_survive_the_way_between_processes() -> None:
    failed = pickle.loads(pickle.dumps(PublishFailed("a.html", "No space left on device")))
    assert (failed.path, failed.cause) == ("a.html", "No space left on device")
    refused = pickle.loads(pickle.dumps(OutputRefused("no", ("do",))))
    assert (refused.message, refused.hints) == ("no", ("do",))


def test_ten_thousand_files(tmp_path: Path) -> None:
    site = {f"articles/article-{number}/index.html": f"text {number}" for number in range(10_000)}
    old = open_output(tmp_path, [])
    staged = [stage(tmp_path, path, text.encode()) for path, text in site.items()]
    started = time.process_time()
    first = publish(tmp_path, old, staged)
    whole = time.process_time() - started
    assert len(first.changed) == 10_000
    started = time.process_time()
    assert in_place(tmp_path, recorded(first)) == set()
    walk = time.process_time() - started
    started = time.process_time()
    one = next(iter(site))
    second = build(tmp_path, {one: "new"}, keep={path: "" for path in site if path != one})
    single = time.process_time() - started
    assert second.changed == {one}
    # Far above what is usual (half a second, 0.06, 0.1): only another order of growth shall fail on a slow machine.
    assert whole < 10
    assert walk < 2
    assert single < 3
