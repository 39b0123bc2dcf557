"""The search index in shards: which document belongs to which, and the making of those that changed, two at a time."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from .binary import binary_version, find_binary
from .bundle import bundle_shard, drop_program, shard_folder, take_program
from .errors import SearchFailed, reason
from .search import IndexDigest, SearchDocument, document_digest, write_index

Documents = Generator[SearchDocument, None, None]

# One edit rewrites one shard (4 ms a document); a first search makes two requests for each; Pagefind needs
# 0.45 MB of memory a document. More than 16 shards burden browsers, two of more than 2,000 documents memory.
SMALL, LARGE = 1_000, 2_000
MOST_SMALL = 16

PROCESSES = 2


class BuiltShard(NamedTuple):
    """`digest`: of the documents it was made from. `pages`: how many it holds. `start`: the name of its start file, ""
    if it is empty.
    """

    digest: str
    pages: int
    start: str


class BuiltShards(NamedTuple):
    """The shards that were made, by number, and the names of the program's files (none if there are no pages)."""

    shards: Mapping[int, BuiltShard]
    program: Mapping[str, str]


def shard_count(documents: int) -> int:
    """How many shards so many documents go into: one up to 1,000; then twice as many each time they would be fuller
    than that; from 16 on, than 2,000.

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
    shards: Mapping[int, Callable[[], Documents]],
    folder: Path,
    language: str,
    stop: threading.Event | None = None,
    binary: Path | None = None,
) -> BuiltShards:
    """Write these shards below `folder`, each with a Pagefind of its own, two side by side.

    Each shard's documents are asked for, and taken one by one, in the thread that makes it: they come in ascending
    order of URL. When `stop` is set, or one shard fails, the others end soon. The same documents give the same bytes.
    Raises SearchFailed, SearchUnavailable, and whatever the making of documents raises.
    """
    stop = stop or threading.Event()
    binary = binary or find_binary()
    version = binary_version(binary)

    def build(number: int) -> BuiltShard:
        directory = folder / shard_folder(number)
        total = IndexDigest(version, language)
        with closing(shards[number]()) as documents:
            pages = write_index(_watched(documents, total, stop), directory, language, binary).pages
        try:
            return BuiltShard(total.hexdigest(), pages, bundle_shard(directory) if pages else "")
        except OSError as error:
            raise SearchFailed(f"the search index could not be written: {reason(error)}") from error

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


def _watched(documents: Documents, total: IndexDigest, stop: threading.Event) -> Iterator[SearchDocument]:
    """The documents, their digest added up as they pass."""
    for document in documents:
        if stop.is_set():
            raise SearchFailed("the making of the search index was ended")
        total.add(document.url, document_digest(document))
        yield document


def _share_program(folder: Path, numbers: list[int]) -> Mapping[str, str]:
    """Pagefind writes its program into each shard; all use one."""
    try:
        for number in numbers[1:]:
            drop_program(folder / shard_folder(number))
        return take_program(folder / shard_folder(numbers[0]), folder) if numbers else {}
    except OSError as error:
        raise SearchFailed(f"the search index could not be written: {reason(error)}") from error
