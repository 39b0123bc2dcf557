"""Work that is handed to processes: a process that dies is survived, and what it was at is named."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

import pytest
from harness import Site

from sitegen.build import build_site
from sitegen.build_request import BuildRequest
from sitegen.pool import Pool, WorkerDied, find_killer, run_chunks


def double(context: str, tasks: Sequence[int]) -> list[int]:
    """Twice every task; the process that gets the deadly one is killed, as by a machine short of memory."""
    for task in tasks:
        if str(task) == context:
            os.kill(os.getpid(), signal.SIGKILL)
    return [2 * task for task in tasks]


def test_all_tasks_are_done() -> None:
    with Pool(2) as pool:
        done = [result for _, results in run_chunks(pool, double, "", range(1000)) for result in results]
    assert sorted(done) == [2 * task for task in range(1000)]


@pytest.mark.parametrize("deadly", [0, 500, 999])
def test_a_process_that_dies_is_told_with_its_tasks(deadly: int) -> None:
    with pytest.raises(WorkerDied) as died, Pool(2) as pool:
        list(run_chunks(pool, double, str(deadly), range(1000)))
    assert died.value.tasks


def test_the_task_that_kills_is_found() -> None:
    assert find_killer(double, "65", range(64, 70)) == 65
    assert find_killer(double, "1", range(64, 65)) is None


def test_a_content_folder_that_cannot_be_read_is_not_an_empty_one(minimal_site: Site) -> None:
    assert minimal_site.build().ok
    before = minimal_site.files()
    (minimal_site.folder / "content").rename(minimal_site.folder / "moved")
    report = minimal_site.build()
    assert "unreadable" in [item.code for item in report.diagnostics]
    assert not report.ok
    assert minimal_site.files() == before


def test_a_template_that_is_not_text_is_a_named_error(minimal_site: Site) -> None:
    minimal_site.write("themes/mine/templates/article.html", b"\xff\xfe")
    minimal_site.write("site.yaml", "title: T\nfeeds: false\ntheme: mine\ncorrections_policy: corrections-policy\n")
    report = minimal_site.build()
    assert {item.code for item in report.diagnostics if item.severity == "error"} == {"template"}
    assert {item.place.path for item in report.diagnostics if item.code == "template"} == {
        "themes/mine/templates/article.html"
    }


def test_processes_are_started_before_the_index_has_threads(
    minimal_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process forked beside a thread that starts a program of its own can keep that program's pipe open for ever."""
    threads: list[int] = []
    start = ProcessPoolExecutor._launch_processes  # type: ignore[attr-defined]

    def launch(self: ProcessPoolExecutor) -> None:
        threads.append(sum(thread.name.startswith(("index", "shard")) for thread in threading.enumerate()))
        start(self)

    monkeypatch.setattr(ProcessPoolExecutor, "_launch_processes", launch)
    monkeypatch.setattr("sitegen.pool.CHUNK", 4)
    assert build_site(BuildRequest(minimal_site.folder, jobs=2)).ok
    minimal_site.edit("site.yaml", "title: Test archive", "title: Test\nratings: {labels: {mixed: So-so}}")
    assert build_site(BuildRequest(minimal_site.folder, jobs=2)).ok
    assert threads == [0, 0]
