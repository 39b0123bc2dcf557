"""`--executor dask://…`: the same bytes from a cluster that the test starts itself; a worker that dies is survived."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from threading import Thread
from typing import Any

import distributed
import pytest
from harness import Site

from sitegen import pool
from sitegen.build import BuildReport, build_site
from sitegen.build_request import BuildRequest

ARTICLES = 40


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two worker processes on this machine."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as started:
        yield started


@pytest.fixture
def archive(minimal_site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Articles enough for many small chunks of work."""
    monkeypatch.setattr(pool, "CHUNK", 4)
    text = (minimal_site.folder / "content/articles/talks-end.md").read_text()
    for number in range(ARTICLES):
        minimal_site.write(f"content/articles/talks-{number}.md", text.replace("Talks end", f"Talks {number}"))
    return minimal_site


def _address(cluster: Any) -> str:
    return "dask://" + cluster.scheduler_address.removeprefix("tcp://")


def _build(
    site: Site, folder: str, executor: str, progress: Any = lambda *_: None
) -> tuple[BuildReport, dict[str, bytes]]:
    output = site.folder / folder
    state = site.folder / f"{folder}-state"
    request = BuildRequest(site.folder, output, 1, search=False, state=state, executor=executor)
    report = build_site(request, progress)
    return report, {str(p.relative_to(output)): p.read_bytes() for p in output.rglob("*") if p.is_file()}


def test_a_cluster_makes_the_same_bytes(archive: Site, cluster: Any) -> None:
    report, found = _build(archive, "there", _address(cluster))
    assert report.ok, report.diagnostics
    assert report.site is not None
    assert report.site.rendered > ARTICLES
    assert found == _build(archive, "here", "")[1]


@pytest.mark.parametrize("stage", ["compile", "render"])
def test_a_worker_that_dies_is_survived(archive: Site, cluster: Any, stage: str) -> None:
    killed: list[int] = []

    def kill(at: str, done: int, total: int) -> None:
        if at == stage and not killed and done < total:
            worker = next(iter(cluster.workers.values()))
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    report, found = _build(archive, f"there-{stage}", _address(cluster), kill)
    assert killed
    assert report.ok, report.diagnostics
    assert found == _build(archive, f"here-{stage}", "")[1]


def test_problems_of_the_content_are_told_as_ever(archive: Site, cluster: Any) -> None:
    archive.edit("content/articles/talks-7.md", "We agreed on 12,000 prisoners\n", "We agreed on 1,200 prisoners\n")
    report, _ = _build(archive, "there", _address(cluster))
    assert [item.code for item in report.diagnostics] == ["quote-not-found"]


def test_a_cluster_that_is_not_there(minimal_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.cluster.ANSWER_SECONDS", 1)
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    report, _ = _build(minimal_site, "there", f"dask://127.0.0.1:{port}")
    assert [item.code for item in report.diagnostics] == ["executor-unusable"]
    assert report.is_unusable
    assert f"no Dask scheduler answers at 127.0.0.1:{port}" in report.diagnostics[0].message
    assert report.diagnostics[0].place.path == "--executor"


def _greet(listener: socket.socket, words: bytes) -> None:
    """Say something to the first who comes, and wait until he goes."""
    connection, _ = listener.accept()
    with closing(connection):
        connection.sendall(words)
        with suppress(ConnectionResetError):  # he may have gone without hearing it out
            connection.recv(1)


def test_what_listens_is_no_scheduler(minimal_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.cluster.ANSWER_SECONDS", 1)
    for words in (b"", b"220 mail.example.org ready\r\n"):
        with closing(socket.create_server(("127.0.0.1", 0))) as listener:
            greeter = Thread(target=_greet, args=(listener, words))
            greeter.start()
            address = f"127.0.0.1:{listener.getsockname()[1]}"
            report, _ = _build(minimal_site, "there", f"dask://{address}")
            greeter.join()
        assert report.is_unusable
        assert f"no Dask scheduler answers at {address}" in report.diagnostics[0].message


@pytest.mark.parametrize(
    "address",
    ["ray://there", "dask://", "dask://there", "dask://there:port", "dask://:8786", "dask://h:99999", "dask://h:0"],
)
def test_an_address_of_no_known_kind(minimal_site: Site, address: str) -> None:
    ran = minimal_site.run("build", "--executor", address)
    assert ran.code == 2
    assert "dask://HOST:PORT" in ran.err


def test_a_worker_that_does_not_see_the_project_is_named(
    minimal_site: Site, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that only this process sees, as on a machine without the shared file system."""
    monkeypatch.setattr("sitegen.cluster.look_around", _blind)
    report, _ = _build(minimal_site, "there", _address(cluster))
    assert [item.code for item in report.diagnostics] == ["executor-unusable"]
    assert "doesn't see" in report.diagnostics[0].message


def _blind(path: str) -> tuple[str, int]:
    return "the same", len(path) + os.getpid()
