"""The index in shards: which documents go where, two made side by side, and what happens when one fails."""

from __future__ import annotations

import functools
import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.publish import packed
from sitegen.publish.binary import find_binary
from sitegen.publish.bundle import DIRECTORY, write_directory
from sitegen.publish.errors import SearchFailed
from sitegen.publish.search import SearchDocument, documents_digest
from sitegen.publish.shards import BuiltShard, Documents, KnownShard, ShardWork, build_shards, shard_count, shard_of

COUNT = 3
NAMES = [f"a{number:03}" for number in range(90)]


def documents(number: int) -> Documents:
    for name in NAMES:
        if shard_of(name, COUNT) == number:
            yield SearchDocument(
                f"articles/{name}/",
                f'<html><body><h1>{name}</h1><p data-pagefind-filter="kind:article"></p>'
                f'<p data-pagefind-filter="year:{2000 + int(name[1:]) % 7}"></p><p>common words</p></body></html>',
            )


def documents_edited(number: int) -> Callable[[], Documents]:
    """The documents of a shard, a word more in the first."""

    def make() -> Documents:
        for place, (url, html) in enumerate(documents(number)):
            yield SearchDocument(url, html.replace("common", "common elephant") if place == 0 else html)

    return make


ALL = {number: ShardWork(functools.partial(documents, number)) for number in range(COUNT)}


def tree(directory: Path) -> dict[str, bytes]:
    return {p.relative_to(directory).as_posix(): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}


def test_how_many_shards() -> None:
    counts = {0: 1, 500: 1, 501: 2, 1_000: 2, 1_001: 4, 11_500: 32, 64_000: 32, 64_001: 64, 115_000: 64}
    assert {number: shard_count(number) for number in counts} == counts
    assert all(number <= 2_000 * shard_count(number) for number in range(0, 200_000, 997))


def test_a_document_stays_in_its_shard() -> None:
    # Fixed for good: the index of every published site is divided so.
    assert [shard_of(id, 8) for id in ("article/talks-end", "entity/david-cohen", "page/über-uns")] == [7, 2, 6]
    sizes = Counter(shard_of(f"article/a-{number}", 8) for number in range(8_000))
    assert set(sizes) == set(range(8))
    assert max(sizes.values()) < 1_150


def test_what_a_shard_consists_of(tmp_path: Path) -> None:
    made = build_shards(ALL, tmp_path, "en")
    starts = {number: tmp_path / f"shard-{number}" / shard.start for number, shard in made.shards.items()}
    write_directory(tmp_path, "en", made.program, starts)
    directory = json.loads((tmp_path / DIRECTORY).read_bytes())
    assert [shard["folder"] for shard in directory["shards"]] == ["shard-0", "shard-1", "shard-2"]
    files = tree(tmp_path)
    assert {name for name in files if "/" not in name} == {DIRECTORY, directory["worker"], directory["starts"]}
    assert files[directory["starts"]] == b"".join(
        files[f"{shard['folder']}/{shard['start']}"] for shard in directory["shards"]
    )
    assert sum(shard.pages for shard in made.shards.values()) == len(NAMES)
    for number, shard in made.shards.items():
        folder = f"shard-{number}"
        own = [name.removeprefix(f"{folder}/") for name in files if name.startswith(f"{folder}/")]
        assert {name for name in own if "/" not in name} == {shard.start}
        assert {name.partition("/")[0] for name in own} == {shard.start, "index", "fragment"}
        assert shard.digest == documents_digest(documents(number), "1.5.2", "en")
        # Its start: a line that says what is in it, and that.
        head, _, rest = files[f"{folder}/{shard.start}"].partition(b"\n")
        names = [name for name, _ in json.loads(head)]
        assert [name.partition("/")[0].rpartition(".")[2] for name in names] == ["json", "pf_meta", "filter", "filter"]
        assert sum(size for _, size in json.loads(head)) == len(rest)
        meta = rest[json.loads(head)[0][1] :][: json.loads(head)[1][1]]
        assert isinstance(packed.decode(packed.unpack(meta)), list)


def test_shards_are_the_same_bytes_made_together_or_alone(tmp_path: Path) -> None:
    build_shards(ALL, tmp_path / "together", "en")
    whole = tree(tmp_path / "together")
    for number in ALL:
        build_shards({number: ALL[number]}, tmp_path / f"alone-{number}", "en")
        alone = tree(tmp_path / f"alone-{number}")
        assert {name: data for name, data in whole.items() if name.startswith(f"shard-{number}/")} == {
            name: data for name, data in alone.items() if "/" in name
        }
        assert {name: data for name, data in whole.items() if "/" not in name} == {
            name: data for name, data in alone.items() if "/" not in name
        }


def _known(built: BuiltShard) -> KnownShard:
    """What is known of shard 0 once it is built."""
    return KnownShard(built.digest, dict(zip((url for url, _ in documents(0)), built.documents, strict=True)))


def test_of_a_shard_that_is_known_only_what_changed_is_written(tmp_path: Path) -> None:
    edited = documents_edited(0)

    first = build_shards({0: ALL[0]}, tmp_path / "first", "en").shards[0]
    again = build_shards({0: ShardWork(ALL[0].documents, _known(first))}, tmp_path / "again", "en")
    assert again.shards[0].is_known
    assert again.program == tree(tmp_path / "again") == {}

    clean = build_shards({0: ShardWork(edited)}, tmp_path / "clean", "en")
    after = build_shards({0: ShardWork(edited, _known(first))}, tmp_path / "after", "en")
    built, whole = after.shards[0], tree(tmp_path / "clean")
    assert not built.is_known
    assert built._replace(kept=()) == clean.shards[0]
    written = tree(tmp_path / "after")
    kept = {f"shard-0/fragment/{name}.pf_fragment" for name in built.kept}
    assert len([name for name in written if "/fragment/" in name]) == 1
    assert kept.isdisjoint(written)
    # With the fragments that lie in the site already, it is what a clean build makes.
    old = tree(tmp_path / "first")
    assert written | {name: old[name] for name in kept} == whole
    assert after.program == clean.program


def test_a_fragment_that_is_known_by_the_name_of_another_is_found_out(tmp_path: Path) -> None:
    first = build_shards({0: ALL[0]}, tmp_path / "first", "en").shards[0]
    clean = build_shards({0: ShardWork(documents_edited(0))}, tmp_path / "clean", "en").shards[0]
    # Two names in each other's place: as if Pagefind had found a file of the name there, and not written its own.
    known = _known(first).documents
    a, b = sorted(known)[-2:]
    swapped = {a: known[b].fragment, b: known[a].fragment}
    wrong = {url: one._replace(fragment=swapped.get(url, one.fragment)) for url, one in known.items()}
    work = ShardWork(documents_edited(0), KnownShard(first.digest, wrong))
    assert build_shards({0: work}, tmp_path / "after", "en").shards[0] == clean
    assert tree(tmp_path / "after") == tree(tmp_path / "clean")


def test_shards_without_a_word(tmp_path: Path) -> None:
    def empty() -> Documents:
        yield SearchDocument("a/", "<html></html>")

    made = build_shards({0: ShardWork(empty), 1: ALL[1]}, tmp_path / "one", "en")
    assert (made.shards[0].pages, made.shards[0].start) == (0, "")
    assert set(made.program) == {"worker"}
    assert build_shards({0: ShardWork(empty)}, tmp_path / "none", "en").program == {}


def test_one_shard_that_fails_ends_the_others(tmp_path: Path) -> None:
    begun, taken = threading.Event(), []

    def failing() -> Documents:
        begun.wait(20)
        yield SearchDocument("b/", "<p>text</p>")
        yield SearchDocument("a/", "<p>text</p>")

    def endless() -> Documents:
        for number in range(20_000):
            taken.append(number)
            begun.set()
            yield SearchDocument(f"{number:05}/", "<p>text</p>")

    threads = threading.active_count()
    with pytest.raises(SearchFailed, match="order of their URLs"):
        build_shards(
            {number: ShardWork(make) for number, make in enumerate((failing, endless, endless))}, tmp_path, "en"
        )
    assert len(taken) < 20_000
    assert threading.active_count() == threads


def test_a_dead_pagefind_and_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    real = find_binary()
    fake = tmp_path / "pagefind"
    fake.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        f"os.execv({str(real)!r}, [{str(real)!r}, '--version']) if '--version' in sys.argv else sys.exit(101)\n"
    )
    fake.chmod(0o755)
    with pytest.raises(SearchFailed, match="exit code 101"):
        build_shards(ALL, tmp_path / "dead", "en", binary=fake)
    (tmp_path / "file").write_text("")
    with pytest.raises(SearchFailed, match="can't be used"):
        build_shards(ALL, tmp_path / "file", "en")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
def test_a_full_disk_is_named(tmp_path: Path) -> None:
    (tmp_path / DIRECTORY).symlink_to("/dev/full")
    with pytest.raises(OSError, match=os.strerror(28)):
        write_directory(tmp_path, "en", {}, {})


def test_making_can_be_ended_from_outside(tmp_path: Path) -> None:
    stop = threading.Event()

    def stopping() -> Documents:
        yield SearchDocument("a/", "<p>text</p>")
        stop.set()
        yield SearchDocument("b/", "<p>text</p>")
        pytest.fail("it was asked for more")

    with pytest.raises(SearchFailed, match="was ended"):
        build_shards({0: ShardWork(stopping)}, tmp_path, "en", stop)
