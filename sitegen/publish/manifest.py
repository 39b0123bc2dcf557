"""The manifest: which files in the output folder are ours.

It is text, one line per file, sorted by path, and it holds no times, so the same site always has the same manifest:

    sitegen manifest 1: 2 files
    <sha256 in hex> <size in bytes> articles/a/index.html
    <sha256 in hex> <size in bytes> index.html

The count in the first line tells a whole manifest from one that lost its end. The manifest is also the mark that the
folder is ours, and the only licence to delete: a path that isn't in it is never removed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import NamedTuple

from .errors import PublishFailed

OWN_FOLDER = ".sitegen"

FEW = 1_000
"""So many changes are made in a manifest's text faster than in its files."""

_FIRST = "sitegen manifest 1: {} files"
_HEADER = re.compile(r"sitegen manifest 1: (\d{1,9}) files")
_LINE = re.compile(r"([0-9a-f]{64}) (\d{1,15}) (.+)")
# Nearly every path is of this shape; the slow checks below are for the rest. A leading dot in any part leads to them
# too.
_PLAIN = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}/)*[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\:\u2028\u2029]")
_LONGEST_NAME = 255  # bytes; the limit of every common file system


class Entry(NamedTuple):
    """One published file: sha256 of its bytes in hex, and its size in bytes."""

    digest: str
    size: int


class Manifest:
    """The files of a published site: output path -> entry."""

    def __init__(self, files: Mapping[str, Entry] | None = None) -> None:
        if files is not None:
            self.files = files

    @cached_property
    def files(self) -> Mapping[str, Entry]:
        return {}

    @cached_property
    def text(self) -> str:
        """Equal manifests give equal texts."""
        lines = [_FIRST.format(len(self.files)) + "\n"]
        lines += [f"{entry[0]} {entry[1]} {path}\n" for path, entry in sorted(self.files.items())]
        return "".join(lines)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def entry(self, path: str) -> Entry | None:
        """The file at a path, if it is ours."""
        return self.files.get(path)

    def changed(self, put: Mapping[str, Entry], removed: Collection[str]) -> Manifest:
        """This one with other files."""
        gone = set(removed)
        return Manifest({path: entry for path, entry in self.files.items() if path not in gone} | dict(put))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Manifest) and self.text == other.text

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Manifest({dict(self.files)!r})"


class _KnownManifest(Manifest):
    """A manifest known to be whole, whose text is only taken apart when its files are asked for: of a large site, an
    edit changes a few lines.
    """

    def __init__(self, text: str, digest: str | None = None) -> None:
        super().__init__()
        self.text = text
        if digest is not None:
            self.digest = digest

    def entry(self, path: str) -> Entry | None:
        if "files" in self.__dict__:
            return self.files.get(path)
        start, end = _place_of(path, self.text)
        return Entry(self.text[start : start + 64], _size_of(self.text[start:end])) if start < end else None

    def changed(self, put: Mapping[str, Entry], removed: Collection[str]) -> Manifest:
        if len(put) + len(removed) > FEW:
            return super().changed(put, removed)
        old = self.text
        lines = dict.fromkeys(removed, "")
        lines |= {path: f"{entry.digest} {entry.size} {path}\n" for path, entry in put.items()}
        places = sorted((*_place_of(path, old), path) for path in lines)
        count = int(_HEADER.match(old)[1])  # type: ignore[index]
        count += sum((lines[path] != "") - (start < end) for start, end, path in places)
        pieces, done = [_FIRST.format(count), "\n"], old.index("\n") + 1
        for start, end, path in places:
            pieces += old[done:start], lines[path]
            done = end
        return _KnownManifest("".join((*pieces, old[done:])))

    @cached_property
    def files(self) -> Mapping[str, Entry]:
        found = {}
        for line in self.text.split("\n")[1:-1]:
            size, _, path = line[65:].partition(" ")
            found[path] = Entry(line[:64], int(size))
        return found


def _place_of(path: str, text: str) -> tuple[int, int]:
    """Where a path's line begins and ends in a manifest's text. Both are where it would begin if it isn't there."""
    low, high = text.index("\n") + 1, len(text)
    while low < high:
        start = text.rfind("\n", 0, (low + high) // 2) + 1
        end = text.index("\n", start) + 1
        found = text[start + 65 : end - 1].partition(" ")[2]
        if found == path:
            return start, end
        low, high = (end, high) if found < path else (low, start)
    return low, low


def _size_of(line: str) -> int:
    return int(line[65:].partition(" ")[0])


def read_manifest(data: bytes, known: str | None = None) -> Manifest:
    """The manifest that a file's bytes hold; `known` is the digest of one that is known to be whole. Raises ValueError
    if anything at all is wrong with it.
    """
    text = data.decode("utf-8")
    found = hashlib.sha256(data).hexdigest()
    if known == found:
        return _KnownManifest(text, known)
    manifest = parse_manifest(text)
    manifest.digest = found
    return manifest


def parse_manifest(text: str) -> Manifest:
    """The manifest that `text` holds. Raises ValueError, naming the line, if anything at all is wrong with it."""
    header, *lines = text.split("\n")
    found = _HEADER.fullmatch(header)
    if not found or not lines or lines.pop() != "":
        raise ValueError("line 1: not a manifest, or its end is missing" if not found else "its end is missing")
    files: dict[str, Entry] = {}
    for number, line in enumerate(lines, start=2):
        parts = _LINE.fullmatch(line)
        if not parts or parts[3] in files:
            raise ValueError(f"line {number}: not an entry, or one that is there twice")
        try:
            check_output_path(parts[3])
        except PublishFailed as error:
            raise ValueError(f"line {number}: {error.cause}") from None
        files[parts[3]] = Entry(parts[1], int(parts[2]))
    if len(files) != int(found[1]):
        raise ValueError(f"{len(files)} entries where line 1 promises {found[1]}")
    return Manifest(files)


def check_output_path(path: str) -> None:
    """Accept `path` as a file's place in the output: relative, `/`-separated, inside it, and none of our own files.

    Raises PublishFailed otherwise. Collisions between paths (case, Unicode forms) are the link stage's matter.
    """
    if _PLAIN.fullmatch(path):
        return
    names = path.split("/")
    if not path or path.startswith("/") or "" in names:
        raise PublishFailed(repr(path), "is not a relative path of a file")
    if "." in names or ".." in names:
        raise PublishFailed(repr(path), "must not contain '.' or '..' as a part")
    if _FORBIDDEN.search(path):
        raise PublishFailed(repr(path), "must not contain a backslash, a colon or a control character")
    if any(name.casefold() == OWN_FOLDER for name in names):
        raise PublishFailed(repr(path), f"must not lie in {OWN_FOLDER}, which is the generator's own folder")
    try:
        if any(len(name.encode("utf-8")) > _LONGEST_NAME for name in names):
            raise PublishFailed(repr(path), f"has a part longer than {_LONGEST_NAME} bytes")
    except UnicodeEncodeError:
        raise PublishFailed(repr(path), "contains half a surrogate pair, which is not a character") from None
