"""What goes wrong in the middle of an incremental build: the next one doesn't take it for done."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from sitegen.compile import compile_file as stage
from sitegen.compile.compiled import Compiled

from .archive import small_archive
from .project import Project, build, differences, known_stats_agree, small_chunks, tree, trusting_stats

compile_well = stage.compile_file


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only forked workers have the fault that is planted")
def test_an_article_at_which_a_worker_died_is_compiled_by_the_next_build(
    workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, project, clean = small_archive(), Project(workplace / "site"), Project(workplace / "clean")
    project.apply(archive)
    with trusting_stats():
        assert build(project.folder).ok
    before = tree(project.folder / "site")
    paths = [path for path in archive.docs if "/articles/" in path][:3]
    for path in paths:
        archive.docs[path].body += "\nOne more sentence.\n"
    project.apply(archive)
    clean.apply(archive)
    parent = os.getpid()

    def compile_and_die(path: str, *about: Any) -> Compiled:
        if path == paths[1] and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return compile_well(path, *about)

    with trusting_stats():
        with monkeypatch.context() as planted, small_chunks(1):
            planted.setattr(stage, "compile_file", compile_and_die)
            report = build(project.folder, jobs=2)
        assert [item.code for item in report.diagnostics if item.severity == "error"] == ["worker-died"]
        assert tree(project.folder / "site") == before
        known_stats_agree(project.folder)
        assert build(project.folder).ok
    assert build(clean.folder).ok
    assert differences(tree(project.folder / "site"), tree(clean.folder / "site")) == []
