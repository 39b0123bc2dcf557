"""The search index: made by the real Pagefind, verified, and damaged in every way we know of."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitegen.publish import packed
from sitegen.publish.errors import SearchFailed, SearchUnavailable
from sitegen.publish.search import (
    Indexed,
    SearchDocument,
    document_digest,
    documents_digest,
    index_digest,
    write_index,
)
from sitegen.publish.verify import verify_index

COUNT = 60


def document(number: int) -> SearchDocument:
    kind, rating = ("article", "claim", "note")[number % 3], ("false", "true", "half, true")[number % 3]
    return SearchDocument(
        f"articles/a{number:03}/",
        f'<!doctype html><html lang="en-GB"><body><h1>Title {number}</h1><i data-pagefind-filter="kind:{kind}"></i>'
        f'<i data-pagefind-filter="rating:{rating}"></i><i data-pagefind-filter="year:{2000 + number % 7}"></i>'
        f'<p>common text word{number}</p><h3 id="c1">Claim: prices rose {number} times</h3><p>They did not.</p>',
    )


DOCUMENTS = [document(number) for number in range(COUNT)]
URLS = {url for url, _ in DOCUMENTS}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good index. Tests copy it before they damage it."""
    directory = tmp_path_factory.mktemp("index") / "pagefind-1.5.2"
    assert [*write_index(iter(DOCUMENTS), directory, "en").pages] == sorted(URLS)
    return directory


def tree(directory: Path) -> dict[str, bytes]:
    return {p.relative_to(directory).as_posix(): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}


def test_what_is_in_an_index(made: Path) -> None:
    files = tree(made)
    assert verify_index(made, URLS).keys() == URLS
    assert len([name for name in files if name.startswith("fragment/")]) == COUNT
    assert len([name for name in files if name.startswith("filter/")]) == 3
    # Nothing but what our own search page asks for.
    fixed = {name for name in files if "/" not in name and not name.endswith(".pf_meta")}
    assert fixed == {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind"}
    assert list(json.loads(files["pagefind-entry.json"])["languages"]) == ["en"]  # forced, whatever the documents say
    fragment = json.loads(packed.unpack(next(data for name, data in files.items() if name.startswith("fragment/"))))
    assert fragment["url"] in URLS
    assert fragment["anchors"][0]["id"] == "c1"


def test_the_same_documents_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    for again in ("one", "two", "three"):
        write_index(DOCUMENTS, tmp_path / again, "en")
        assert tree(tmp_path / again) == tree(made)


def test_documents_are_taken_one_by_one(tmp_path: Path) -> None:
    # With the window of requests in flight this shows that the whole list is never held.
    taken = 0

    def endless() -> Iterator[SearchDocument]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            if number == 700:
                raise RuntimeError("the caller's own error")
            yield SearchDocument(f"{number:05}/", "<p>text</p>")

    with pytest.raises(RuntimeError, match="own error"):
        write_index(endless(), tmp_path / "index", "en")
    assert taken == 701


def test_a_bare_body_is_wrapped_and_a_wordless_document_is_left_out(tmp_path: Path) -> None:
    documents = [
        SearchDocument("", "<h1>Home</h1>"),
        SearchDocument("a/", "<html><body></html>"),
        SearchDocument("b%20c/", "x"),
    ]
    found = write_index(documents, tmp_path / "index", "en")
    assert ([*found.pages], found.wordless) == (["", "b%20c/"], ("a/",))
    assert verify_index(tmp_path / "index", {"", "b%20c/"}) == found.pages


def test_no_documents_no_index(tmp_path: Path) -> None:
    assert write_index([], tmp_path / "a", "en") == Indexed({}, ())
    assert write_index([SearchDocument("a/", "···")], tmp_path / "b", "en") == Indexed({}, ("a/",))
    assert tree(tmp_path / "a") == tree(tmp_path / "b") == {}


def test_an_index_without_filters(tmp_path: Path) -> None:
    assert write_index([SearchDocument("a/", "<p>word</p>")], tmp_path / "index", "xx").pages.keys() == {"a/"}


@pytest.mark.parametrize(
    ("urls", "words"),
    [
        (["b/", "a/"], "order"),
        (["a/", "a/"], "order"),
        (["/a/"], "not a percent-encoded"),
        (["a b/"], "not a percent-encoded"),
        (["ü/"], "not a percent-encoded"),
        (["a?b"], "not a percent-encoded"),
        (["a#b"], "not a percent-encoded"),
        (["a%2"], "not a percent-encoded"),
        (["a/../b"], "not a percent-encoded"),
        (["https://example.org/"], "not a percent-encoded"),
    ],
)
def test_urls_that_are_refused(tmp_path: Path, urls: list[str], words: str) -> None:
    with pytest.raises(SearchFailed, match=words):
        write_index([SearchDocument(url, "<p>text</p>") for url in urls], tmp_path / "index", "en")


def test_only_into_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    with pytest.raises(SearchFailed, match="isn't empty"):
        write_index(DOCUMENTS, tmp_path, "en")
    with pytest.raises(SearchFailed, match="can't be used"):
        write_index(DOCUMENTS, tmp_path / "mine", "en")


def test_without_pagefind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "none"))
    with pytest.raises(SearchUnavailable):
        write_index(DOCUMENTS, tmp_path / "index", "en")


Damage = Callable[[Path], object]
_DAMAGES: dict[str, Damage] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "last bytes lost": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "deleted": lambda path: path.unlink(),
    "zeros at the end": lambda path: path.write_bytes(path.read_bytes()[:-20] + bytes(20)),
    "a link": lambda path: (path.rename(path.with_name("x")), path.symlink_to("x")),
}
_CLASSES = [
    "pagefind.js",
    "pagefind-worker.js",
    "pagefind-entry.json",
    "wasm.*",
    "*.pf_meta",
    "fragment/*",
    "index/*",
    "filter/*",
]


@pytest.mark.parametrize("damage", _DAMAGES)
@pytest.mark.parametrize("kind", _CLASSES)
def test_every_damage_to_every_class_of_file_is_found(made: Path, tmp_path: Path, kind: str, damage: str) -> None:
    directory = tmp_path / "index"
    shutil.copytree(made, directory)
    _DAMAGES[damage](sorted(directory.glob(kind))[-1])
    with pytest.raises(SearchFailed, match="search index"):
        verify_index(directory, URLS)


def test_what_does_not_belong_together_is_found(made: Path, tmp_path: Path) -> None:
    def damaged(change: Callable[[Path], object]) -> Path:
        directory = tmp_path / f"index{len(list(tmp_path.iterdir()))}"
        shutil.copytree(made, directory)
        change(directory)
        return directory

    def swap(directory: Path) -> None:
        one, two = sorted((directory / "fragment").iterdir())[:2]
        one.write_bytes(two.read_bytes())

    def stale(directory: Path) -> None:
        (directory / "pagefind.en_0000000000.pf_meta").write_bytes(b"of an earlier build")

    def plain(directory: Path) -> None:
        next((directory / "index").iterdir()).write_bytes(gzip.compress(b"no signature"))

    def count(directory: Path) -> None:
        entry = directory / "pagefind-entry.json"
        entry.write_text(entry.read_text().replace(f'"page_count":{COUNT}', f'"page_count":{COUNT + 1}'))

    def odd(directory: Path) -> None:
        (directory / "pagefind-entry.json").write_text('{"languages": {"en": 3}}')

    for change, words in (
        (swap, "doesn't hold what its name says"),
        (stale, "nothing refers to"),
        (plain, "not one of Pagefind's files"),
        (count, "lists 60 pages where its entry says 61"),
        (odd, "can't be understood"),
    ):
        with pytest.raises(SearchFailed, match=words):
            verify_index(damaged(change), URLS)
    with pytest.raises(SearchFailed, match="was not"):
        verify_index(made, URLS - {DOCUMENTS[7].url})


def test_digests() -> None:
    whole = documents_digest(DOCUMENTS, "1.5.2", "en")
    assert whole == index_digest([(d.url, document_digest(d)) for d in DOCUMENTS], "1.5.2", "en")
    others = {
        documents_digest(DOCUMENTS, "1.5.3", "en"),
        documents_digest(DOCUMENTS, "1.5.2", "de"),
        documents_digest(DOCUMENTS[1:], "1.5.2", "en"),
        documents_digest([DOCUMENTS[0]._replace(html="x"), *DOCUMENTS[1:]], "1.5.2", "en"),
    }
    assert len(others | {whole}) == 5
    assert document_digest(SearchDocument("a", "bc")) != document_digest(SearchDocument("ab", "c"))


@pytest.mark.parametrize(
    "value", [0, 23, 24, 255, 256, 65_536, 2**32, -1, -500, "", "ü" * 300, [], [[1, "a"], ["b", []]], list(range(300))]
)
def test_packed_values_come_back(value: packed.Value) -> None:
    data = packed.encode(value)
    assert packed.decode(data) == value
    for length in range(len(data)):
        with pytest.raises(ValueError, match=r"."):
            packed.decode(data[:length])
    with pytest.raises(ValueError, match="follows"):
        packed.decode(data + b"\0")
