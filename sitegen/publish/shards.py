"""The search index in shards: which document belongs to which, and the making of those that changed, two at a time."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from .binary import binary_version, find_binary
from .bundle import bundle_shard, drop_program, shard_folder, take_program
from .errors import SearchFailed, reason
from .search import IndexDigest, SearchDocument, document_digest, write_index
from .verify import fragment_file

Documents = Generator[SearchDocument, None, None]

# One edit rewrites one shard (3 ms a document); a first search makes two requests for each; Pagefind needs
# 0.45 MB of memory a document. More than 32 shards burden browsers, two of more than 2,000 documents memory.
SMALL, LARGE = 500, 2_000
MOST_SMALL = 32

PROCESSES = 2


class ShardDocument(NamedTuple):
    """What is remembered of a document: its digest, and the name of its fragment ("" if it has no word to find)."""

    digest: str
    fragment: str


class KnownShard(NamedTuple):
    """A shard as it was made last, and lies in the site: the digest of its documents, and these by URL."""

    digest: str
    documents: Mapping[str, ShardDocument]


class ShardWork(NamedTuple):
    """A shard to be made. `documents`: makes them, in ascending order of URL. `known`: what may be kept."""

    documents: Callable[[], Documents]
    known: KnownShard | None = None


class BuiltShard(NamedTuple):
    """`digest`: of the documents it was made from, which are `documents`, in order of URL. `pages`: how many have
    words to find. `start`: the name of its start file, "" if it is empty. `kept`: the names of fragments that weren't
    written again. `is_known`: its documents are those it was made from last; nothing was written, and nothing else is
    said.
    """

    digest: str
    documents: Sequence[ShardDocument] = ()
    pages: int = 0
    start: str = ""
    kept: Sequence[str] = ()
    is_known: bool = False


class BuiltShards(NamedTuple):
    """The shards that were made, by number, and the names of the program's files (none if no shard with pages was)."""

    shards: Mapping[int, BuiltShard]
    program: Mapping[str, str]


def shard_count(documents: int) -> int:
    """How many shards so many documents go into: one up to 500; then twice as many each time they would be fuller
    than that; from 32 on, than 2,000.

    Doubling makes the rare build dear in which the number changes, and with it all shards: a growing archive has few
    of them.
    """
    count = 1
    while documents > count * (SMALL if count < MOST_SMALL else LARGE):
        count *= 2
    return count


def shard_of(id: str, count: int) -> int:
    """The shard of the document with this permanent name."""
    return int.from_bytes(hashlib.sha256(id.encode()).digest()[:8]) % count


def build_shards(
    shards: Mapping[int, ShardWork],
    folder: Path,
    language: str,
    stop: threading.Event | None = None,
    binary: Path | None = None,
) -> BuiltShards:
    """Write these shards below `folder`, each with a Pagefind of its own, two side by side.

    Each shard's documents are asked for, and taken one by one, in the thread that makes it; of one that is known, they
    are all made first. When `stop` is set, or one shard fails, the others end soon. The same documents give the same
    bytes. Raises SearchFailed, SearchUnavailable, and whatever the making of documents raises.
    """
    stop = stop or threading.Event()
    binary = binary or find_binary()
    version = binary_version(binary)

    def build(number: int) -> BuiltShard:
        directory = folder / shard_folder(number)
        total, digests = IndexDigest(version, language), dict[str, str]()
        known = shards[number].known
        kept: Mapping[str, str] = {}
        with closing(shards[number].documents()) as made:
            documents: Iterable[SearchDocument] = _watched(made, total, digests, stop)
            if known:
                documents = list(documents)
                if total.hexdigest() == known.digest:
                    return BuiltShard(known.digest, is_known=True)
                kept = _kept_fragments(known, digests)
            pages = _write(documents, directory, language, binary, kept)
        try:
            start = bundle_shard(directory) if pages else ""
        except OSError as error:
            raise SearchFailed(f"the search index could not be written: {reason(error)}") from error
        now = [ShardDocument(digest, pages.get(url, "")) for url, digest in digests.items()]
        unwritten = tuple(name for name in pages.values() if not (directory / fragment_file(name)).exists())
        return BuiltShard(total.hexdigest(), now, len(pages), start, unwritten)

    with ThreadPoolExecutor(PROCESSES, "shard") as pool:
        futures = {number: pool.submit(build, number) for number in sorted(shards)}
        try:
            done, _ = wait(futures.values(), return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
            built = {number: future.result() for number, future in futures.items()}
        except BaseException:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return BuiltShards(built, _share_program(folder, [number for number, shard in built.items() if shard.pages]))


def _watched(
    documents: Documents, total: IndexDigest, digests: dict[str, str], stop: threading.Event
) -> Iterator[SearchDocument]:
    """The documents, their digests noted by URL, and added up, as they pass."""
    for document in documents:
        if stop.is_set():
            raise SearchFailed("the making of the search index was ended")
        digests[document.url] = document_digest(document)
        total.add(document.url, digests[document.url])
        yield document


def _kept_fragments(known: KnownShard, digests: Mapping[str, str]) -> Mapping[str, str]:
    """The fragments of documents that are what they were, name → URL: a fragment follows from its document alone."""
    same = ((url, found.fragment) for url, found in known.documents.items() if digests.get(url) == found.digest)
    return {fragment: url for url, fragment in same if fragment}


def _write(
    documents: Iterable[SearchDocument], directory: Path, language: str, binary: Path, kept: Mapping[str, str]
) -> Mapping[str, str]:
    """Write one index; its pages, as in `Indexed`."""
    try:
        return write_index(documents, directory, language, binary, kept=kept).pages
    except SearchFailed:
        # Names are short digests. Once in 100,000 edits a new fragment has the name of one that is kept, and isn't
        # written for its sake; the verification has seen that.
        if not kept:
            raise
        shutil.rmtree(directory, ignore_errors=True)
        return write_index(documents, directory, language, binary).pages


def _share_program(folder: Path, numbers: list[int]) -> Mapping[str, str]:
    """Pagefind writes its program into each shard; all use one."""
    try:
        for number in numbers[1:]:
            drop_program(folder / shard_folder(number))
        return take_program(folder / shard_folder(numbers[0]), folder) if numbers else {}
    except OSError as error:
        raise SearchFailed(f"the search index could not be written: {reason(error)}") from error
