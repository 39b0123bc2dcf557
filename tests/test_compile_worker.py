"""Files compiled a chunk at a time: a bug that one of them meets is told of that one, and the others are compiled."""

from __future__ import annotations

from typing import Any

import pytest
from harness import Site

from sitegen.build import build_site
from sitegen.build_request import BuildRequest
from sitegen.compile import compile_file as stage
from sitegen.compile.compiled import Compiled

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
    assert minimal_site.files() == before
    monkeypatch.undo()
    # Its digest was noted, with no rows: only another text, or another program, has it compiled again.
    second.write_text(second.read_text() + "\nOne more sentence.\n")
    report = build_site(BuildRequest(minimal_site.folder, jobs=1))
    assert "compile-crash" not in {item.code for item in report.diagnostics}
