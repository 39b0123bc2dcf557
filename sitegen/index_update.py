"""Brings the search index up to date with the catalog: makes the shards anew whose documents changed.

with IndexBuild(…) as index:     begins, in threads of its own; the catalog must not change meanwhile
    …                            pages are rendered
    update = index.result()      what is to be published, and kept
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sitegen.catalog import readers
from sitegen.catalog.indexed import IndexedDocument, indexed_documents
from sitegen.catalog.lookups import CatalogLookup
from sitegen.catalog.packing import PackedReads
from sitegen.catalog.store import Catalog
from sitegen.core.options import SiteOptions
from sitegen.index_documents import DocumentSource, Members, divide, members_of
from sitegen.index_record import IndexUpdate
from sitegen.index_state import DOCUMENTS, SEARCH_FOLDER, is_index_current, read_state, shard_name
from sitegen.publish import output as out
from sitegen.publish.binary import binary_version, find_binary
from sitegen.publish.bundle import DIRECTORY, shard_folder, write_directory
from sitegen.publish.errors import SearchFailed, reason
from sitegen.publish.search import IndexDigest
from sitegen.publish.shards import (
    BuiltShard,
    BuiltShards,
    KnownShard,
    ShardDocument,
    ShardWork,
    build_shards,
    shard_count,
)
from sitegen.publish.verify import fragment_file

TICK = 0.05
"""Seconds."""


class IndexBuild:
    """The update of the index, in threads of its own. Leaving it before the result was asked for ends it.

    `known`: the state of the last update. `published`: all paths of the site as it is; of them, `damaged` aren't in
    place as they were published. `untouched`: names of `IndexUpdate.reads` whose lookups all answer as they did.
    """

    def __init__(
        self,
        output: Path,
        catalog: Path,
        options: SiteOptions,
        known: str | None,
        published: Iterable[str],
        damaged: Collection[str],
        untouched: Collection[str],
    ) -> None:
        self._stop = threading.Event()
        files = [place for place in published if place.startswith(f"{SEARCH_FOLDER}/")]
        self._threads = ThreadPoolExecutor(1, "index")
        source = DocumentSource(catalog, options, binary_version(find_binary()))
        last = _Last(read_state(known), files, _by_shard(files), damaged.__contains__, untouched)
        self._future = self._threads.submit(_update, output, source, last, self._stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._threads.shutdown(wait=True)

    def result(self, tick: Callable[[], None] = lambda: None) -> IndexUpdate:
        """The update, waited for; `tick` is called meanwhile, every now and then. Raises SearchFailed,
        SearchUnavailable, PublishFailed."""
        while not wait([self._future], TICK).done:
            tick()
        return self._future.result()


def begin_index(
    output: Path, options: SiteOptions, catalog: Catalog, files: list[str], damaged: Collection[str]
) -> IndexBuild | nullcontext[None]:
    """The update of the search index, begun; nothing, if it is as it should be."""
    if is_index_current(catalog, files, damaged):
        return nullcontext()
    untouched = readers.untouched_listings(catalog.database)
    return IndexBuild(output, catalog.path, options, catalog.meta("search"), files, damaged, untouched)


@dataclass(frozen=True, slots=True)
class _Last:
    """What the last update left: its state; the index's files, those of each shard, and which aren't in place any more;
    names of what it made of lookups that all answer as they did.
    """

    state: Mapping[str, Any]
    files: Sequence[str]
    shard_files: Mapping[int, Sequence[str]]
    is_lost: Callable[[str], bool]
    untouched: Collection[str]

    def is_shard_whole(self, number: int) -> bool:
        return not any(map(self.is_lost, self.shard_files.get(number, ())))


def _update(output: Path, source: DocumentSource, last: _Last, stop: threading.Event) -> IndexUpdate:
    reads: dict[str, PackedReads] = {}
    made_as = IndexDigest(source.version, source.options.language).hexdigest()
    digests = _known_digests(last, made_as)
    total, changed, known = _choose(source, last, digests, reads)
    count = shard_count(total)
    if len(digests) != count:
        digests = [""] * count
    works = {
        number: ShardWork(source.documents(members, shard_name(number), reads), known.get(number))
        for number, members in changed.items()
    }
    folder = Path(out.stage_file(output, SEARCH_FOLDER))
    made = build_shards(works, folder, source.options.language, stop) if works else BuiltShards({}, {})
    new = {number: shard for number, shard in made.shards.items() if not shard.is_known}
    if not new:
        return IndexUpdate(json.dumps(last.state), [], [*last.files], reads)
    for number, shard in new.items():
        digests[number] = shard.digest
    keep = [place for number in range(count) if number not in new for place in last.shard_files.get(number, ())]
    starts = {_shard_of(place): output / place for place in keep if "/start." in place}
    starts |= {number: folder / shard_folder(number) / shard.start for number, shard in new.items() if shard.start}
    keep += [
        f"{SEARCH_FOLDER}/{shard_folder(number)}/{fragment_file(name)}"
        for number, shard in new.items()
        for name in shard.kept
    ]
    program = made.program
    if starts and not program:  # the shards that were made are empty
        program, places = _published_program(last.files)
        keep += places
    try:
        write_directory(folder, source.options.language, program, starts)
    except OSError as error:
        raise SearchFailed(f"the search index could not be written: {reason(error)}") from error
    documents = {number: _indexed(changed[number], shard) for number, shard in new.items()}
    state = json.dumps({"made": made_as, "documents": total, "shards": digests})
    return IndexUpdate(state, out.stage_folder(output, SEARCH_FOLDER), keep, reads, documents)


def _known_digests(last: _Last, made_as: str) -> list[str]:
    """The digests of the last shards; none, if something that all of them need is lost or is made otherwise now."""
    common = [place for place in last.files if place.count("/") == 1]
    if last.state["made"] != made_as or f"{SEARCH_FOLDER}/{DIRECTORY}" not in common or any(map(last.is_lost, common)):
        return []
    return list(last.state["shards"])


def _choose(
    source: DocumentSource, last: _Last, digests: Sequence[str], reads: dict[str, PackedReads]
) -> tuple[int, dict[int, Members], dict[int, KnownShard]]:
    """How many documents there are; the members of the shards that may have changed, and of these what is known, by
    number.

    Where the list of documents can't have changed, only what was noted of those shards is read.
    """
    total = int(last.state["documents"])
    is_listed = len(digests) != shard_count(total) or DOCUMENTS not in last.untouched
    listed = source.listed(reads) if is_listed else ()
    members = dict(enumerate(divide(listed))) if is_listed else {}
    total = len(listed) if is_listed else total
    count = shard_count(total)
    usable = [number for number in range(count) if len(digests) == count and last.is_shard_whole(number)]
    touched = {number for number in range(count) if number not in usable or shard_name(number) not in last.untouched}
    with closing(CatalogLookup(source.catalog)) as lookup:
        before = indexed_documents(lookup.database, range(count) if is_listed else touched)
    if not is_listed:
        members = {number: members_of(found) for number, found in before.items()}
    changed = {
        number: found for number, found in members.items() if number in touched or found != members_of(before[number])
    }
    known = {number: _known_shard(digests[number], before[number]) for number in changed if number in usable}
    return total, changed, known


def _known_shard(digest: str, documents: Sequence[IndexedDocument]) -> KnownShard:
    return KnownShard(digest, {found.url: ShardDocument(found.digest, found.fragment) for found in documents})


def _indexed(members: Members, shard: BuiltShard) -> list[IndexedDocument]:
    return [IndexedDocument(*member, *found) for member, found in zip(members, shard.documents, strict=True)]


def _shard_of(place: str) -> int:
    return int(place.split("/", 2)[1].removeprefix(shard_folder("")))


def _by_shard(files: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for place in files:
        if place.count("/") > 1:
            found.setdefault(_shard_of(place), []).append(place)
    return found


def _published_program(files: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The names of the program's files, and the files themselves, where they were published."""
    names = {
        name.partition(".")[0]: name
        for name in (place.removeprefix(f"{SEARCH_FOLDER}/") for place in files)
        if name.startswith("worker.")
    }
    return names, [f"{SEARCH_FOLDER}/{name}" for name in names.values()]
