"""One index: search documents in, a folder of verified files out. `shards.py` makes a site's index of these.

A search document is a small HTML page made for the index alone, so that a change of a template never changes the index:

    <html><body>
    <h1>Title</h1>                                         the result's title, five times the weight
    <i data-pagefind-filter="kind:article"></i>            a filter's value: an empty element each, so that it isn't
    text; <i data-pagefind-filter="rating:half true, mostly"></i>    everything after the first colon is the value <i
    data-pagefind-meta="entities:Jane Doe, Acme"></i>   words to find it by that aren't shown <p>text …</p> <h2
    id="c1">…</h2> <p>…</p>                            a place of its own in the results, to the next heading with an id
    </body></html>
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

from sitegen.core.digest import digest

from .binary import find_binary
from .bundle import PRELUDE, clear_folder
from .errors import SearchFailed, reason
from .pagefind import Reply, Service
from .settle import settle
from .verify import ENTRY, fragment_file, read_entry, verify_index

# Changes whenever the same documents would give other files than before.
_FORMAT = f"2 {digest(PRELUDE.read_bytes())}"

# A path relative to the site's root, percent-encoded: Pagefind gives it to the browser as it is.
_URL = re.compile(r"(?![/.])(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-Fa-f]{2})*")
_HTML = re.compile(r"\s*(?:<!doctype[^>]*>\s*)?<html[\s>]", re.IGNORECASE)
_IN_FLIGHT = 256  # documents that are sent but not answered; bounds the service's memory, and ours

# Pagefind's own user interfaces: the theme has its own.
_NOT_NEEDED = (
    "pagefind-ui.*",
    "pagefind-modular-ui.*",
    "pagefind-component-ui.*",
    "pagefind-highlight.*",
    "playground",
)


class SearchDocument(NamedTuple):
    """One page for the index.

    `url`: the page's path below the site's root, percent-encoded, e.g. "articles/x/" ("" is the home page).
    `html`: a whole page, `<html>…</html>`; a bare body is wrapped.
    """

    url: str
    html: str


class Indexed(NamedTuple):
    """`pages`: URL → name of the fragment, of each document that the index holds. `wordless`: URLs of those left out,
    because they have no word to find.
    """

    pages: Mapping[str, str]
    wordless: tuple[str, ...]


_NOTHING: Mapping[str, str] = {}


def document_digest(document: SearchDocument) -> str:
    """sha256 in hex of one document: what an index is remembered by, instead of its documents."""
    return digest(f"{len(document.url)} {document.url}{document.html}".encode("utf-8", "surrogatepass"))


class IndexDigest:
    """sha256 in hex over (url, document digest) pairs in order of URL, Pagefind's version and the language.

    An index with an equal digest needn't be made again: it would be byte for byte the same.
    """

    def __init__(self, version: str, language: str) -> None:
        self._total = hashlib.sha256(f"{_FORMAT}\n{version}\n{language}\n".encode())

    def add(self, url: str, document: str) -> None:
        """The next document: its URL and its digest."""
        self._total.update(f"{document} {url}\n".encode())

    def hexdigest(self) -> str:
        return self._total.hexdigest()


def index_digest(documents: Iterable[tuple[str, str]], version: str, language: str) -> str:
    """`IndexDigest` of (url, document digest) pairs."""
    total = IndexDigest(version, language)
    for url, one in documents:
        total.add(url, one)
    return total.hexdigest()


def documents_digest(documents: Iterable[SearchDocument], version: str, language: str) -> str:
    """`index_digest` of the documents themselves."""
    return index_digest(((document.url, document_digest(document)) for document in documents), version, language)


def write_index(
    documents: Iterable[SearchDocument],
    directory: Path,
    language: str,
    binary: Path | None = None,
    timeout: float = 120.0,
    kept: Mapping[str, str] = _NOTHING,
) -> Indexed:
    """Write the index of `documents` into `directory`, which is empty or doesn't exist, and verify it.

    `documents` come in ascending order of URL, each URL once (SQL: ORDER BY url), and are taken one by one. `language`
    is the one the words are stemmed in, whatever the documents say ("en"). `timeout`: seconds of silence after which
    Pagefind counts as dead. The same documents always give the same bytes. If no document has a word to index, the
    directory stays empty. `kept`: the fragments (name → URL) that an index made of the very same documents has: they
    aren't written again, and are missing in the directory. Raises SearchUnavailable if there is no Pagefind,
    SearchFailed if the index couldn't be made or isn't whole.
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
        held = {directory / fragment_file(name): name for name in kept}
        _hold_places(held)
        if counts:
            service.answer(
                service.request({"type": "WriteFiles", "index_id": 0, "output_path": str(directory)}),
                # It answers when all is written, which takes milliseconds per document on a slow machine.
                extra=len(counts) * 0.05,
            )
    try:
        if _is_empty(directory):
            clear_folder(directory)
            found: Mapping[str, str] = {}
        else:
            _tidy(directory)
            empty = {name: kept[name] for name in _free_places(held)}
            settle(directory)
            found = verify_index(directory, counts, empty)
    except OSError as error:
        raise SearchFailed(f"the search index could not be written: {reason(error)}") from error
    missing = sorted(counts.keys() - found)
    # Pagefind counts a document without a word as one of one word, and then leaves it out.
    if lost := [url for url in missing if counts[url] > 1]:
        raise SearchFailed(
            f"the search index lacks {lost[0]!r} and {len(lost) - 1} more of the {len(counts)} pages put in"
        )
    return Indexed(found, tuple(missing))


def _hold_places(held: Iterable[Path]) -> None:
    """Put an empty file where each fragment would be written: one that is there Pagefind neither packs nor writes."""
    try:
        for path in held:
            path.parent.mkdir(exist_ok=True)
            path.touch()
    except OSError as error:
        raise SearchFailed(f"the search index could not be written: {reason(error)}") from error


def _free_places(held: Mapping[Path, str]) -> list[str]:
    """Take the empty files away again; the names of those that stayed empty."""
    empty = [path for path in held if path.stat().st_size == 0]
    for path in empty:
        path.unlink()
    return [held[path] for path in empty]


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
    """Whether Pagefind had nothing to write, or found no word at all: an index that the browser would choke on."""
    try:
        return not any(directory.iterdir()) or json.loads((directory / ENTRY).read_bytes())["languages"] == {}
    except (ValueError, KeyError, TypeError):
        return False  # damaged: the verification says how


def _tidy(directory: Path) -> None:
    """Remove what our own search page doesn't ask for: two thirds of the bytes of a small index."""
    needed = f"wasm.{read_entry(directory).wasm}.pagefind"
    for pattern in _NOT_NEEDED:
        for path in directory.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in directory.glob("wasm.*.pagefind"):
        if path.name != needed:
            path.unlink()
