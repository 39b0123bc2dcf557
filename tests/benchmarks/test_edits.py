"""The edits whose cost is measured: each is one that an editor could make, and all of it can be taken back."""

from __future__ import annotations

from pathlib import Path

from harness import Site

from benchmarks.archives import Archive
from benchmarks.corpus import write_corpus
from benchmarks.edits import EDITS

SIZE = 40


def _sources(root: Path) -> dict[str, bytes]:
    inside = (path for folder in ("content", "themes") for path in (root / folder).rglob("*"))
    files = [root / "site.yaml", *(path for path in inside if path.is_file())]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def _changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_every_edit_changes_one_file_and_builds_without_a_message(tmp_path: Path) -> None:
    write_corpus(SIZE, tmp_path)
    generated = _sources(tmp_path)
    archive, site = Archive(tmp_path, SIZE, 1), Site(tmp_path)
    for edit in EDITS.values():
        edit(archive, 0)
    built = site.built().snapshot()
    for number in (1, 2):
        for name, edit in EDITS.items():
            before = _sources(tmp_path)
            edit(archive, number)
            assert len(_changed(before, _sources(tmp_path))) == 1, name
            last, built = built, site.built().snapshot()
            pages = {path for path in _changed(last, built) if path.endswith(".html")}
            assert pages, f"{name} changed no page"
            if name == "prose":
                assert len(pages) == 1
    archive.restore()
    assert _sources(tmp_path) == generated


def test_an_edit_of_the_entities_template_leaves_the_articles_alone(tmp_path: Path) -> None:
    write_corpus(SIZE, tmp_path)
    archive, site = Archive(tmp_path, SIZE, 1), Site(tmp_path)
    for edit in EDITS.values():
        edit(archive, 0)
    before = site.built().snapshot()
    EDITS["the entities' template"](archive, 1)
    pages = {path for path in _changed(before, site.built().snapshot()) if path.endswith(".html")}
    assert pages
    assert {path.split("/")[0] for path in pages} == {"entities"}
