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
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from sitegen.catalog import readers, traces
from sitegen.catalog.lookups import CatalogLookup, PackedReads, pack_reads
from sitegen.catalog.store import Catalog
from sitegen.core.digest import digest_value
from sitegen.core.options import SiteOptions, trace_options
from sitegen.publish import output as out
from sitegen.publish.binary import binary_version, find_binary
from sitegen.publish.bundle import DIRECTORY, shard_folder, write_directory
from sitegen.publish.errors import SearchFailed, reason
from sitegen.publish.plan import Staged
from sitegen.publish.search import SearchDocument, documents_digest
from sitegen.publish.shards import Documents, build_shards, shard_count, shard_of
from sitegen.site.search import BY_SUBJECT, document, document_list

SEARCH_FOLDER = "pagefind"

DOCUMENTS = "search documents"
"""The name of the list of documents among what is computed of the archive."""

PAGEFIND = ("site", "pagefind", None)
"""The lookup that stands for Pagefind's version: another one makes another index of the same documents."""

TICK = 0.05
"""Seconds."""

Listed = tuple[str, str, str]
"""(url, kind, subject) of a document."""

_CHUNK = 64  # documents whose rows are read by one query each, and that are in memory together


@dataclass(frozen=True, slots=True)
class IndexUpdate:
    """The index's files, staged anew or to be kept; the state to be given to the next update; the lookups (packed) that
    the documents of each shard looked at anew, and their list, were made from.
    """

    state: str
    staged: list[Staged]
    keep: list[str]
    reads: dict[str, PackedReads] = field(default_factory=dict)


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
        whole = [place for place in files if place not in damaged]
        self._threads = ThreadPoolExecutor(1, "index")
        source = _Source(catalog, options, binary_version(find_binary()))
        last = _Last(json.loads(known) if known else [], files, whole, untouched)
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
    output: Path, options: SiteOptions, catalog: Catalog, files: list[str], damaged: set[str]
) -> IndexBuild | nullcontext[None]:
    """The update of the search index, begun; nothing, if it is as it should be."""
    known = catalog.meta("search")
    untouched = (
        set() if traces.is_everything_touched(catalog.database) else readers.untouched_listings(catalog.database)
    )
    if files and known and not damaged.intersection(files) and untouched.issuperset(index_names(known)):
        return nullcontext()
    return IndexBuild(output, catalog.path, options, known, files, damaged, untouched)


def touch_index(catalog: Catalog, version: str) -> None:
    """Note that Pagefind isn't of the version that made the index."""
    if catalog.meta("pagefind") != version:
        with catalog.transaction():
            traces.touch(catalog.database, [PAGEFIND], "")
            catalog.set_meta("pagefind", version)


def outdated_index(catalog: Catalog) -> set[str]:
    """What of the search index a later build must look at, although this one answers what touched it."""
    names = set(index_names(catalog.meta("search") or "[]"))
    return names - readers.untouched_listings(catalog.database)


@dataclass(frozen=True, slots=True)
class _Source:
    """What documents are made from."""

    catalog: Path
    options: SiteOptions
    version: str
    """Pagefind's."""


@dataclass(frozen=True, slots=True)
class _Last:
    """What the last update left: {"members", "documents": digests} of each shard; files, and those still in place."""

    shards: Sequence[Mapping[str, str]]
    files: Sequence[str]
    whole: Sequence[str]
    untouched: Collection[str]


def _update(output: Path, source: _Source, last: _Last, stop: threading.Event) -> IndexUpdate:
    reads: dict[str, PackedReads] = {}
    members = _divide(_list_documents(source, reads))
    state = [{"members": _members_digest(shard, source), "documents": ""} for shard in members]
    for number, known in _reusable(last, len(members)).items():
        is_same = known["members"] == state[number]["members"]
        if is_same and _shard_name(number) in last.untouched:
            state[number] = dict(known)
        elif is_same and known["documents"] == _documents_digest(source, members[number], number, reads):
            state[number]["documents"] = known["documents"]
    kept = {
        number: _below(shard_folder(number), last.files) for number, found in enumerate(state) if found["documents"]
    }
    changed = {
        number: partial(_documents, source, shard, number, reads)
        for number, shard in enumerate(members)
        if number not in kept
    }
    if not changed:
        return IndexUpdate(json.dumps(state), [], [*last.files], reads)
    folder = out.stage_path(output, SEARCH_FOLDER)
    made = build_shards(changed, folder, source.options.language, stop)
    for number, shard in made.shards.items():
        state[number]["documents"] = shard.digest
    starts = {number: shard.start for number, shard in made.shards.items() if shard.start}
    starts |= {number: Path(place).name for number, places in kept.items() for place in places if "/start." in place}
    keep = [place for places in kept.values() for place in places]
    program = made.program
    if starts and not program:  # the shards that were made are empty
        program, places = _published_program(last.files)
        keep += places
    try:
        write_directory(folder, source.options.language, program, starts)
    except OSError as error:
        raise SearchFailed(f"the search index could not be written: {reason(error)}") from error
    return IndexUpdate(json.dumps(state), out.stage_folder(folder, SEARCH_FOLDER), keep, reads)


def _shard_name(number: int) -> str:
    return f"search shard {number}"


def index_names(state: str) -> list[str]:
    """The names of all that an index of this state was computed from, as in `IndexUpdate.reads`."""
    return [DOCUMENTS, *(_shard_name(number) for number in range(len(json.loads(state))))]


def _list_documents(source: _Source, reads: dict[str, PackedReads]) -> Sequence[Listed]:
    with closing(CatalogLookup(source.catalog)) as lookup:  # closed early: it keeps every article's row
        listed = document_list(lookup, trace_options(source.options, lookup.reads))
        reads[DOCUMENTS] = pack_reads(lookup.reads | {PAGEFIND})
    return listed


def _divide(listed: Sequence[Listed]) -> list[list[Listed]]:
    """The documents of each shard, in the order they came in."""
    count = shard_count(len(listed))
    members: list[list[Listed]] = [[] for _ in range(count)]
    for url, kind, subject in listed:
        members[shard_of(f"{kind}/{subject}", count)].append((url, kind, subject))
    return members


def _members_digest(listed: Sequence[Listed], source: _Source) -> str:
    return digest_value([source.version, source.options.language, listed])


def _reusable(last: _Last, count: int) -> dict[int, Mapping[str, str]]:
    """The shards whose files all lie as they were published, and what they were made from."""
    lost = set(last.files).difference(last.whole)
    common = [place for place in last.files if place.count("/") == 1]
    if len(last.shards) != count or f"{SEARCH_FOLDER}/{DIRECTORY}" not in common or lost.intersection(common):
        return {}
    return {
        number: found
        for number, found in enumerate(last.shards)
        if not lost.intersection(_below(shard_folder(number), last.files))
    }


def _below(folder: str, files: Sequence[str]) -> list[str]:
    prefix = f"{SEARCH_FOLDER}/{folder}/"
    return [place for place in files if place.startswith(prefix)]


def _published_program(files: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The names of the program's files, and the files themselves, where they were published."""
    names = {
        name.partition(".")[0]: name
        for name in (place.removeprefix(f"{SEARCH_FOLDER}/") for place in files)
        if name.startswith(("worker.", "wasm."))
    }
    return names, [f"{SEARCH_FOLDER}/{name}" for name in names.values()]


def _documents_digest(source: _Source, listed: Sequence[Listed], number: int, reads: dict[str, PackedReads]) -> str:
    return documents_digest(_documents(source, listed, number, reads), source.version, source.options.language)


def _documents(source: _Source, listed: Sequence[Listed], number: int, reads: dict[str, PackedReads]) -> Documents:
    """The documents of a shard, one by one, their rows read a chunk at a time, by lookups of their own: they are made
    in the thread that takes them. What all of them have read is put into `reads` at the end.
    """
    with closing(CatalogLookup(source.catalog)) as lookup:
        options = trace_options(source.options, lookup.reads)
        for start in range(0, len(listed), _CHUNK):
            chunk = listed[start : start + _CHUNK]
            for kind, lookups in BY_SUBJECT.items():
                if subjects := [subject for _, of, subject in chunk if of == kind]:
                    for table, column in lookups:
                        lookup.prefetch(table, column, subjects)
            for url, kind, subject in chunk:
                yield SearchDocument(url, document(lookup, options, kind, subject))
        reads[_shard_name(number)] = pack_reads(lookup.reads)
