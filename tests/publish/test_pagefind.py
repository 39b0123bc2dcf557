"""The client of `pagefind --service`: the real one, and fakes that behave badly."""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from itertools import repeat
from pathlib import Path

import pytest

from sitegen.publish.binary import binary_version, find_binary
from sitegen.publish.errors import SearchFailed, SearchUnavailable
from sitegen.publish.pagefind import Service

Fake = Callable[[str], Path]

# What every fake begins with: `requests()` gives the requests' numbers, `reply` answers one.
_PRELUDE = """#!{python}
import base64, json, os, sys, time
def requests():
    data = b""
    while chunk := os.read(0, 65536):
        *messages, data = (data + chunk).split(b",")
        for message in messages:
            if message == b"!":
                sys.exit(0)
            yield json.loads(base64.b64decode(message))
def reply(number, **payload):
    os.write(1, base64.b64encode(json.dumps({{"message_id": number, "payload": payload}}).encode()) + b",")
"""


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """Makes an executable of a few lines of Python."""

    def make(body: str) -> Path:
        path = tmp_path / "pagefind"
        path.write_text(_PRELUDE.format(python=sys.executable) + body)
        path.chmod(0o755)
        return path

    return make


def test_the_real_service_answers_and_ends_well() -> None:
    with Service(find_binary()) as service:
        index = service.request({"type": "NewIndex", "config": {}})
        page = service.request({"type": "AddFile", "index_id": 0, "url": "a/", "file_contents": "<html>word"})
        odd = service.request(
            {"type": "AddFile", "index_id": 0, "url": "b/", "file_contents": "<html>half \ud800 word"}
        )
        assert service.answer(index)["type"] == "NewIndex"
        assert service.answer(page)["page_word_count"] == 1
        assert service.answer(odd)["type"] == "IndexedFile"
        with pytest.raises(SearchFailed, match="Pagefind:"):
            service.answer(service.request({"type": "WriteFiles", "index_id": 99, "output_path": "/nowhere"}))
    with pytest.raises(SearchFailed):
        service.request({"type": "NewIndex", "config": {}})


def test_large_requests_do_not_block_each_other() -> None:
    with Service(find_binary()) as service:
        service.request({"type": "NewIndex", "config": {}})
        text = "<html>" + "lorem ipsum " * 40_000
        futures = [
            service.request({"type": "AddFile", "index_id": 0, "url": f"{n}/", "file_contents": text}) for n in range(4)
        ]
        assert {service.answer(future)["page_word_count"] for future in futures} == {80_000}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("sys.exit(101)", "exit code 101"),
        ("print('panicked at x.rs', file=sys.stderr); sys.exit(101)", "exit code 101: panicked at x.rs"),
        ("next(requests()); os.kill(os.getpid(), 9)", "exit code -9"),
        ("os.write(1, b'garbage,'); time.sleep(60)", "not in its protocol"),
        ("os.write(1, b'W10=,'); time.sleep(60)", "not in its protocol"),
        ("reply(77, type='NewIndex'); time.sleep(60)", "request 77"),
        ("reply(None, type='Error', message='Unparseable'); time.sleep(60)", "Unparseable"),
        ("os.close(1); time.sleep(60)", "didn't answer|exit code"),
        ("time.sleep(60)", "didn't answer within 1 s"),
        ("[reply(r['message_id'], type='Error', message='bad config') for r in requests()]", "bad config"),
    ],
)
def test_a_service_that_fails_is_a_named_error(fake: Fake, body: str, words: str) -> None:
    threads = threading.active_count()
    timeout = 1 if "didn't answer" in words else 20  # a loaded machine may take a second to start a program
    with pytest.raises(SearchFailed, match=words), Service(fake(body), timeout) as service:
        service.answer(service.request({"type": "NewIndex"}))
    assert threading.active_count() == threads


def test_a_service_that_dies_later_fails_all_that_wait(fake: Fake) -> None:
    binary = fake("stream = requests(); reply(next(stream)['message_id'], type='NewIndex'); next(stream); sys.exit(3)")
    service = Service(binary, timeout=20)
    first, *others = [service.request({"type": "NewIndex"}) for _ in range(5)]
    assert service.answer(first) == {"type": "NewIndex"}
    for future in others:
        with pytest.raises(SearchFailed, match="exit code 3"):
            service.answer(future)
    with pytest.raises(SearchFailed, match="exit code 3"):
        service.request({"type": "NewIndex"})
    service.kill()
    service.kill()


def test_a_service_that_takes_nothing_does_not_hold_us_up(fake: Fake) -> None:
    big = {"type": "AddFile", "file_contents": "x" * 1_000_000}
    with (
        pytest.raises(SearchFailed, match="took no request for 1 s"),
        Service(fake("time.sleep(60)"), timeout=1) as service,
    ):
        deque(map(service.request, repeat(big, 1000)))


def test_a_service_that_will_not_end(fake: Fake) -> None:
    body = "for r in requests(): reply(r['message_id'], type='NewIndex'); time.sleep(60)"
    with pytest.raises(SearchFailed, match="didn't end within 3 s"), Service(fake(body), timeout=3) as service:
        service.answer(service.request({"type": "NewIndex"}))


def test_a_bad_exit_code_after_the_farewell(fake: Fake) -> None:
    body = "for r in requests():\n  reply(r['message_id'], type='NewIndex')\n  sys.exit = lambda c: os._exit(7)"
    with pytest.raises(SearchFailed, match="exit code 7"), Service(fake(body), timeout=20) as service:
        service.answer(service.request({"type": "NewIndex"}))


def test_our_own_error_ends_the_service(fake: Fake) -> None:
    service = Service(fake("time.sleep(60)"), timeout=20)
    future = service.request({"type": "NewIndex"})
    with pytest.raises(ZeroDivisionError), service:
        _ = 1 / 0
    assert future.exception() is not None


def test_finding_the_binary(tmp_path: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    assert binary_version(find_binary()).startswith("1.")
    binary = fake("")
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(binary))
    assert find_binary() == binary
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "none"))
    with pytest.raises(SearchUnavailable, match="PAGEFIND_BINARY_PATH"):
        find_binary()
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    for package in ("pagefind_bin", "pagefind_bin_extended"):
        monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_binary() == binary
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    with pytest.raises(SearchUnavailable, match="pip install pagefind-bin"):
        find_binary()


def test_a_binary_that_does_not_run_here(tmp_path: Path, fake: Fake) -> None:
    with pytest.raises(SearchUnavailable, match="Unsupported system page size"):
        binary_version(fake("print('<jemalloc>: Unsupported system page size', file=sys.stderr); os.abort()"))
    with pytest.raises(SearchUnavailable, match="didn't answer within 1 s"):
        binary_version(fake("time.sleep(60)"), timeout=1)
    with pytest.raises(SearchUnavailable, match="doesn't run"):
        binary_version(fake("print('hello')"))
    nothing = tmp_path / "nothing"
    nothing.write_bytes(os.urandom(100))
    for path in (nothing, tmp_path / "missing"):
        with pytest.raises(SearchUnavailable, match="can't be run"):
            binary_version(path)
        with pytest.raises(SearchUnavailable, match="can't be run"):
            Service(path)
