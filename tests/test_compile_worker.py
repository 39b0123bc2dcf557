"""Files compiled a chunk at a time: a bug that one of them meets is told of that one, and the others are compiled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from harness import ROOT, Site

from sitegen.build import build_site
from sitegen.build_request import BuildRequest
from sitegen.catalog.store import columns
from sitegen.compile import compile_file as stage
from sitegen.compile.compiled import Compiled
from sitegen.compile_worker import CompileContext, CompileTask, compile_chunk
from sitegen.core.options import SiteOptions

compile_well = stage.compile_file


def _raise(path: str, *about: Any) -> Compiled:
    raise RecursionError(f"planted at {path}: {len(about)} arguments")


def _give_no_plain_data(path: str, *about: Any) -> Compiled:
    compiled = compile_well(path, *about)
    compiled.refer("body:1", "any", object())  # type: ignore[arg-type]
    return compiled


@pytest.mark.parametrize("fault", [_raise, _give_no_plain_data])
def test_a_bug_is_told_of_the_file_that_met_it(minimal_site: Site, monkeypatch: pytest.MonkeyPatch, fault: Any) -> None:
    minimal_site.build()
    before = minimal_site.files()
    articles = sorted((minimal_site.folder / "content/articles").glob("*.md"))
    second = minimal_site.folder / "content/articles/second.md"
    second.write_text(articles[0].read_text().replace("id: ", "id: second-"))
    path = second.relative_to(minimal_site.folder).as_posix()

    def compile_badly(where: str, *about: Any) -> Compiled:
        return (fault if where == path else compile_well)(where, *about)

    monkeypatch.setattr(stage, "compile_file", compile_badly)
    report = build_site(BuildRequest(minimal_site.folder, jobs=1))
    crashes = [item for item in report.diagnostics if item.code == "compile-crash"]
    assert [item.place.path for item in crashes] == [path]
    assert not build_site(BuildRequest(minimal_site.folder, jobs=1)).ok  # nor is it taken for compiled the next time
    assert minimal_site.files() == before
    monkeypatch.undo()
    # Its digest was noted, with no rows: only another text, or another program, has it compiled again.
    second.write_text(second.read_text() + "\nOne more sentence.\n")
    report = build_site(BuildRequest(minimal_site.folder, jobs=1))
    assert "compile-crash" not in {item.code for item in report.diagnostics}


def test_a_file_that_cannot_be_read_is_told_and_has_no_rows(tmp_path: Path) -> None:
    tasks = [CompileTask(f"content/articles/{name}.md", "article", number, "") for number, name in enumerate("ab", 1)]
    chunk = compile_chunk(CompileContext(str(tmp_path), SiteOptions(title="T"), b"[]"), tasks)
    assert [(file.number, file.is_same) for file in chunk.files] == [(1, False), (2, False)]
    assert [item["code"] for file in chunk.files for item in file.diagnostics] == ["unreadable", "unreadable"]
    assert chunk.values() == {}


def test_every_row_has_a_value_for_each_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows come to the catalog one after the other, with nothing between them."""
    seen: set[str] = set()

    def compile_and_look(path: str, *about: Any) -> Compiled:
        compiled = compile_well(path, *about)
        for table, rows in compiled.rows.items():
            seen.add(table)
            assert {len(row) + 1 for row in rows} == {len(columns()[table])}, f"{table}, of {path}"
        return compiled

    monkeypatch.setattr(stage, "compile_file", compile_and_look)
    report = build_site(BuildRequest(ROOT, tmp_path / "site", jobs=1, search=False, state=tmp_path / "state"))
    assert report.ok
    assert {"annotation", "claim", "mention", "reference"} < seen
