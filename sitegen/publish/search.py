"""The search index: search documents in, a folder of verified files out.

A search document is a small HTML page made for the index alone, so that a change of a template never changes the index. See
`docs` of `write_index` for what may be in one.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

from .errors import SearchFailed, reason
from .packed import Value, decode, encode, name_digest, pack, unpack
from .pagefind import Reply, Service, find_binary
from .verify import ENTRY, read_entry, verify_index

# Changes whenever the same documents would give other files than before.
_FORMAT = "1"

# A path relative to the site's root, percent-encoded: Pagefind gives it to the browser as it is.
_URL = re.compile(r"(?![/.])(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-Fa-f]{2})*")
_HTML = re.compile(r"\s*(?:<!doctype[^>]*>\s*)?<html[\s>]", re.IGNORECASE)
_IN_FLIGHT = 256  # documents that are sent but not answered; bounds the service's memory, and ours

# Pagefind's own user interfaces: the theme has its own.
_NOT_NEEDED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.*", "playground")


class SearchDocument(NamedTuple):
    """One page for the index.

    `url`: the page's path below the site's root, percent-encoded, without a leading slash ("articles/x/"; "" is the home page).
    `html`: a whole page, `<html>…</html>`; a bare body is wrapped.
    """

    url: str
    html: str


class Indexed(NamedTuple):
    """`pages`: how many documents the index holds. `wordless`: URLs of those left out, because they have no word to find."""

    pages: int
    wordless: tuple[str, ...]


def document_digest(document: SearchDocument) -> str:
    """sha256 in hex of one document: what an index is remembered by, instead of its documents."""
    return hashlib.sha256(f"{len(document.url)} {document.url}{document.html}".encode("utf-8", "surrogatepass")).hexdigest()


def index_digest(documents: Iterable[tuple[str, str]], version: str, language: str) -> str:
    """sha256 in hex over (url, document digest) pairs in order of URL, Pagefind's version and the language.

    An index with an equal digest needn't be made again: it would be byte for byte the same.
    """
    total = hashlib.sha256(f"{_FORMAT}\n{version}\n{language}\n".encode())
    for url, digest in documents:
        total.update(f"{digest} {url}\n".encode())
    return total.hexdigest()


def documents_digest(documents: Iterable[SearchDocument], version: str, language: str) -> str:
    """`index_digest` of the documents themselves."""
    return index_digest(((document.url, document_digest(document)) for document in documents), version, language)


def write_index(
    documents: Iterable[SearchDocument], directory: Path, language: str, binary: Path | None = None, timeout: float = 120.0
) -> Indexed:
    """Write the index of `documents` into `directory`, which is empty or doesn't exist, and verify it.

    `documents` come in ascending order of URL, each URL once (SQL: ORDER BY url), and are taken one by one. `language` is the one
    the words are stemmed in, whatever the documents say ("en"). `timeout`: seconds of silence after which Pagefind counts as
    dead. The same documents always give the same bytes. If no document has a word to index, the directory stays empty.
    Raises SearchUnavailable if there is no Pagefind, SearchFailed if the index couldn't be made or isn't whole.
    """
    directory = directory.absolute()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise SearchFailed(f"{directory} isn't empty: Pagefind would mix the old index into the new one")
    except OSError as error:
        raise SearchFailed(f"{directory} can't be used: {reason(error)}") from error
    with Service(binary or find_binary(), timeout) as service:
        counts = _send(service, documents, language)
        if counts:
            service.answer(
                service.request({"type": "WriteFiles", "index_id": 0, "output_path": str(directory)}),
                # It answers when all is written, which takes milliseconds per document on a slow machine.
                extra=len(counts) * 0.05,
            )
    try:
        if _is_empty(directory):
            _clear(directory)
            found: set[str] = set()
        else:
            _tidy(directory)
            _settle(directory)
            found = verify_index(directory, counts)
    except OSError as error:
        raise SearchFailed(f"the search index could not be written: {reason(error)}") from error
    missing = sorted(counts.keys() - found)
    # Pagefind counts a document without a word as one of one word, and then leaves it out.
    if lost := [url for url in missing if counts[url] > 1]:
        raise SearchFailed(f"the search index lacks {lost[0]!r} and {len(lost) - 1} more of the {len(counts)} pages put in")
    return Indexed(len(found), tuple(missing))


def _send(service: Service, documents: Iterable[SearchDocument], language: str) -> dict[str, int]:
    """Feed all documents; give the number of words that Pagefind saw in each, by URL."""
    config = {"force_language": language, "keep_index_url": True}
    service.answer(service.request({"type": "NewIndex", "config": config}))
    counts: dict[str, int] = {}
    sent: deque[tuple[str, Future[Reply]]] = deque()

    def take() -> None:
        url, future = sent.popleft()
        counts[url] = int(service.answer(future).get("page_word_count", 0))

    last: str | None = None
    for url, html in documents:
        if not _URL.fullmatch(url) or ".." in url.split("/"):
            raise SearchFailed(f"{url!r} is not a percent-encoded URL below the site's root")
        if last is not None and url <= last:
            raise SearchFailed(f"the search documents are not in the order of their URLs: {url!r} after {last!r}")
        last = url
        # Pagefind silently ignores a page that has no <html>.
        page = html if _HTML.match(html) else f"<html><body>{html}</body></html>"
        request = {"type": "AddFile", "index_id": 0, "url": url, "file_contents": page}
        sent.append((url, service.request(request)))
        if len(sent) >= _IN_FLIGHT:
            take()
    while sent:
        take()
    return counts


def _is_empty(directory: Path) -> bool:
    """Whether Pagefind was given nothing to write, or found no word at all: an index that the browser would choke on."""
    try:
        return not any(directory.iterdir()) or json.loads((directory / ENTRY).read_bytes())["languages"] == {}
    except (ValueError, KeyError, TypeError):
        return False  # damaged: the verification says how


def _clear(directory: Path) -> None:
    for path in directory.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _tidy(directory: Path) -> None:
    """Remove what our own search page doesn't ask for: two thirds of the bytes of a small index."""
    needed = f"wasm.{read_entry(directory).wasm}.pagefind"
    for pattern in _NOT_NEEDED:
        for path in directory.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in directory.glob("wasm.*.pagefind"):
        if path.name != needed:
            path.unlink()


def _settle(directory: Path) -> None:
    """Give the filters a fixed order. Pagefind 1.5.2 writes them in the order of a hash table with a random seed, so that their
    files, and those that name them, would have other names after every build; all its other files are reproducible.
    """
    entry = read_entry(directory)
    old_meta = directory / f"pagefind.{entry.hash}.pf_meta"
    meta = _value(old_meta)
    if len(meta) < 5:
        raise SearchFailed(f"the search index's {old_meta.name} isn't made as expected")
    meta[3] = [_settled_filter(directory, row) for row in _rows(meta[3], old_meta)]
    meta[4] = list(_rows(meta[4], old_meta))
    name = _rewrite(old_meta, meta, entry.hash, "pagefind.{}.pf_meta")
    text = (directory / ENTRY).read_text(encoding="utf-8")
    (directory / ENTRY).write_text(text.replace(f'"{entry.hash}"', f'"{name}"'), encoding="utf-8", newline="\n")


def _settled_filter(directory: Path, row: list[Value]) -> Value:
    """One filter's file, [name, [[value, pages], …]], rewritten with its values in order; its new row [name, file]."""
    name, old = str(row[0]), str(row[-1])
    path = directory / "filter" / f"{old}.pf_filter"
    content = _value(path)
    content[1:] = [list(_rows(content[-1], path))]
    return [name, _rewrite(path, content, old, "{}.pf_filter")]


def _value(path: Path) -> list[Value]:
    """The array in one of the index's files."""
    try:
        value = decode(unpack(path.read_bytes()))
        if isinstance(value, list) and value:
            return value
        raise ValueError("it isn't made as expected")
    except ValueError as error:
        raise SearchFailed(f"the search index's {path.name} is damaged: {error}") from None


def _rewrite(path: Path, value: list[Value], old: str, file_name: str) -> str:
    """Put the file with `value` in the place of `path`, whose name holds `old` (`<language>_<digest>`); what the new one's holds."""
    content = encode(value)
    language, _, digest = old.rpartition("_")
    name = f"{language}_{name_digest(content)[: len(digest)]}"
    path.unlink()
    (path.parent / file_name.format(name)).write_bytes(pack(content))
    return name


def _rows(value: Value, path: Path) -> list[list[Value]]:
    """An array of [text, …], in the order of the texts."""
    rows = [row for row in value if isinstance(row, list) and row] if isinstance(value, list) else []
    if not isinstance(value, list) or len(rows) != len(value):
        raise SearchFailed(f"the search index's {path.name} isn't made as expected")
    return sorted(rows, key=lambda row: str(row[0]))
