"""The proof that a search index is whole. Pagefind says nothing of a full disk: it writes empty files and ends well."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import orjson

from .errors import SearchFailed, reason
from .packed import Value, decode, name_digest, unpack

ENTRY = "pagefind-entry.json"

_EMPTY = "the search index's {} is empty: is the disk full?"

# How these scripts end. They have no checksum in their names, and a script that lost its end is no script at all.
_SCRIPTS = {"pagefind.js": b"search};", "pagefind-worker.js": b"})();"}


class IndexEntry(NamedTuple):
    """An index's entry, of its one language: parts of the names of its `pf_meta` and its program; number of pages."""

    hash: str
    wasm: str
    page_count: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What an index's `pf_meta` refers to: names of files without their extension."""

    pages: list[str]
    chunks: list[str]
    filters: list[str]


_NONE: Mapping[str, str] = {}


def verify_index(directory: Path, urls: Container[str], kept: Mapping[str, str] = _NONE) -> dict[str, str]:
    """Check the index in `directory`, all of it; return its pages: URL → name of the fragment, in the order of URLs.

    Checked: the entry parses; its page count is the number of pages listed and of fragments there; every file that is
    referred to is there, and no other; every file isn't empty; every packed file is one whole gzip stream whose content
    has the digest in its name; every page is among `urls`, and in the index once, in order. `kept`: fragments that lie
    elsewhere, and whose they are (name → URL). Raises SearchFailed, naming the file.
    """
    found = {path.relative_to(directory).as_posix(): path for path in directory.rglob("*") if not path.is_dir()}
    for name, path in found.items():
        if path.is_symlink():
            raise SearchFailed(f"the search index's {name} is a symbolic link, which Pagefind doesn't make")
        if path.stat().st_size == 0:
            raise SearchFailed(_EMPTY.format(name))
    entry = read_entry(directory)
    contents = read_contents(directory, entry.hash)
    if len(contents.pages) != entry.page_count:
        raise SearchFailed(
            f"the search index lists {len(contents.pages)} pages where its entry says {entry.page_count}"
        )

    program = f"wasm.{entry.wasm}.pagefind"
    expected = {ENTRY, f"pagefind.{entry.hash}.pf_meta", program, *_SCRIPTS}
    fragments = {name: fragment_file(name) for name in contents.pages}
    packed = {file for name, file in fragments.items() if name not in kept}
    packed |= {f"index/{name}.pf_index" for name in contents.chunks}
    packed |= {f"filter/{name}.pf_filter" for name in contents.filters}
    for name in sorted(expected | packed):
        if name not in found:
            raise SearchFailed(f"the search index's {name} is missing")
    for name in sorted(found.keys() - expected - packed):
        if name.startswith(("fragment/", "index/", "filter/")) or name.endswith(".pf_meta"):
            raise SearchFailed(f"the search index holds {name}, which nothing refers to")

    for name, end in _SCRIPTS.items():
        if not _read(found[name], name).rstrip().endswith(end):
            raise SearchFailed(f"the search index's {name} has lost its end")
    _unpacked(found[program], program)
    about = {fragments[name]: url for name, url in kept.items() if name in fragments}
    for name in sorted(packed):
        content = _content(found[name], name)
        if name.startswith("fragment/"):
            about[name] = _url_of(content, name)
    pages: dict[str, str] = {}
    last: str | None = None
    for name in contents.pages:
        url = about[fragments[name]]
        if url not in urls or (last is not None and url <= last):
            raise SearchFailed(
                f"the search index's {fragments[name]} is about {url!r}, which was not put in there, or twice"
            )
        last = url
        pages[url] = name
    return pages


def fragment_file(name: str) -> str:
    """Where the fragment of this name lies in an index's folder."""
    return f"fragment/{name}.pf_fragment"


def read_entry(directory: Path) -> IndexEntry:
    """An index's entry. Raises SearchFailed if there is none, or none of ours: one language, whole numbers."""
    try:
        (entry,) = json.loads(_read(directory / ENTRY, ENTRY))["languages"].values()
        return IndexEntry(str(entry["hash"]), str(entry["wasm"] or "unknown"), int(entry["page_count"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SearchFailed(f"the search index's {ENTRY} can't be understood: {error}") from None


def read_contents(directory: Path, hashed: str) -> Contents:
    """What the index consists of, from its `pf_meta`: [version, pages, chunks, filters, sorts, …]."""
    name = f"pagefind.{hashed}.pf_meta"
    content = _content(directory / name, name)
    try:
        match decode(content):
            case [str(), list(pages), list(chunks), list(filters), *_]:
                return Contents(
                    pages=[_text(page, 0) for page in pages],
                    chunks=[_text(chunk, 2) for chunk in chunks],
                    filters=[_text(one, 1) for one in filters],
                )
            case _:
                raise ValueError("it isn't made as expected")
    except ValueError as error:
        raise SearchFailed(f"the search index's {name} can't be understood: {error}") from None


def _text(row: Value, place: int) -> str:
    if isinstance(row, list) and place < len(row):
        item = row[place]
        if isinstance(item, str):
            return item
    raise ValueError("it isn't made as expected")


def _url_of(fragment: bytes, name: str) -> str:
    try:
        url = orjson.loads(fragment)["url"]
    except (ValueError, KeyError, TypeError) as error:
        raise SearchFailed(f"the search index's {name} can't be understood: {error}") from None
    return str(url)


def _content(path: Path, name: str) -> bytes:
    """A packed file's content, whose digest is the one in its name: `en_1234567` or `pagefind.en_1234567890`."""
    content = _unpacked(path, name)
    if not name_digest(content).startswith(path.stem.rpartition("_")[2]):
        raise SearchFailed(f"the search index's {name} doesn't hold what its name says")
    return content


def _unpacked(path: Path, name: str) -> bytes:
    try:
        return unpack(_read(path, name))
    except ValueError as error:
        raise SearchFailed(f"the search index's {name} is damaged: {error}") from None


def _read(path: Path, name: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SearchFailed(f"the search index's {name} can't be read: {reason(error)}") from None
    if not data:
        raise SearchFailed(_EMPTY.format(name))
    return data
