"""Brings the search index up to date with the catalog: makes the shards anew whose documents changed.

with IndexBuild(…) as index:     begins, in threads of its own; the catalog must not change meanwhile
    …                            pages are rendered
    update = index.result()      what is to be published, and kept
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from sitegen.catalog.lookups import CatalogLookup
from sitegen.core.options import SiteOptions
from sitegen.publish import output as out
from sitegen.publish.binary import binary_version, find_binary
from sitegen.publish.bundle import DIRECTORY, shard_folder, write_directory
from sitegen.publish.errors import SearchFailed, reason
from sitegen.publish.plan import Staged
from sitegen.publish.search import SearchDocument, documents_digest
from sitegen.publish.shards import Documents, build_shards, shard_count, shard_of
from sitegen.site.search import BY_SUBJECT, document, document_list

SEARCH_FOLDER = "pagefind"

Listed = tuple[str, str, str]
"""(url, kind, subject) of a document."""

_CHUNK = 64  # documents whose rows are read by one query each, and that are in memory together


@dataclass(frozen=True, slots=True)
class IndexUpdate:
    """The index's files, staged anew or to be kept, and the digests of the documents they were made from: JSON."""

    digest: str
    staged: list[Staged]
    keep: list[str]


class IndexBuild:
    """The update of the index, in threads of its own. Leaving it before the result was asked for ends it.

    `known`: the digest of the last update. `published`: all paths of the site as it is; of them, `damaged` aren't in
    place as they were published.
    """

    def __init__(
        self,
        output: Path,
        catalog: Path,
        options: SiteOptions,
        known: str | None,
        published: Iterable[str],
        damaged: Collection[str],
    ) -> None:
        self._stop = threading.Event()
        files = [place for place in published if place.startswith(f"{SEARCH_FOLDER}/")]
        whole = [place for place in files if place not in damaged]
        self._threads = ThreadPoolExecutor(1, "index")
        self._future = self._threads.submit(_update, output, catalog, options, known, files, whole, self._stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._threads.shutdown(wait=True)

    def result(self) -> IndexUpdate:
        """The update, waited for. Raises SearchFailed, SearchUnavailable, PublishFailed."""
        return self._future.result()


def update_index(
    output: Path,
    catalog: Path,
    options: SiteOptions,
    known: str | None,
    published: Iterable[str],
    damaged: Collection[str],
) -> IndexUpdate:
    """`IndexBuild`, begun and waited for."""
    with IndexBuild(output, catalog, options, known, published, damaged) as build:
        return build.result()


def _update(
    output: Path,
    catalog: Path,
    options: SiteOptions,
    known: str | None,
    files: Sequence[str],
    whole: Sequence[str],
    stop: threading.Event,
) -> IndexUpdate:
    with closing(CatalogLookup(catalog)) as lookup:  # closed early: it keeps every article's row
        members = _divide(document_list(lookup, options))
    version = binary_version(find_binary())
    digests = {
        number: digest
        for number, digest in _reusable(known, len(members), files, whole).items()
        if digest == _shard_digest(catalog, options, members[number], version)
    }
    kept = {number: _below(shard_folder(number), files) for number in digests}
    changed = {
        number: partial(_documents, catalog, options, shard)
        for number, shard in enumerate(members)
        if number not in digests
    }
    if not changed:
        return IndexUpdate(_format(digests), [], [*files])
    folder = out.stage_path(output, SEARCH_FOLDER)
    made = build_shards(changed, folder, options.language, stop)
    digests |= {number: shard.digest for number, shard in made.shards.items()}
    starts = {number: shard.start for number, shard in made.shards.items() if shard.start}
    starts |= {number: Path(place).name for number, places in kept.items() for place in places if "/start." in place}
    keep = [place for places in kept.values() for place in places]
    program = made.program
    if starts and not program:  # the shards that were made are empty
        program, places = _published_program(files)
        keep += places
    try:
        write_directory(folder, options.language, program, starts)
    except OSError as error:
        raise SearchFailed(f"the search index could not be written: {reason(error)}") from error
    return IndexUpdate(_format(digests), out.stage_folder(folder, SEARCH_FOLDER), keep)


def _divide(listed: Sequence[Listed]) -> list[list[Listed]]:
    """The documents of each shard, in the order they came in."""
    count = shard_count(len(listed))
    members: list[list[Listed]] = [[] for _ in range(count)]
    for url, kind, subject in listed:
        members[shard_of(f"{kind}/{subject}", count)].append((url, kind, subject))
    return members


def _reusable(known: str | None, count: int, files: Sequence[str], whole: Sequence[str]) -> dict[int, str]:
    """The shards whose files all lie as they were published, and the digests of their documents."""
    digests = json.loads(known) if known else []
    lost = set(files).difference(whole)
    common = [place for place in files if place.count("/") == 1]
    if len(digests) != count or f"{SEARCH_FOLDER}/{DIRECTORY}" not in common or lost.intersection(common):
        return {}
    return {
        number: digest
        for number, digest in enumerate(digests)
        if not lost.intersection(_below(shard_folder(number), files))
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


def _shard_digest(catalog: Path, options: SiteOptions, listed: Sequence[Listed], version: str) -> str:
    return documents_digest(_documents(catalog, options, listed), version, options.language)


def _documents(catalog: Path, options: SiteOptions, listed: Sequence[Listed]) -> Documents:
    """Documents, one by one, their rows read a chunk at a time, by lookups of their own: they are made in the thread
    that takes them.
    """
    with closing(CatalogLookup(catalog)) as lookup:
        for start in range(0, len(listed), _CHUNK):
            chunk = listed[start : start + _CHUNK]
            for kind, lookups in BY_SUBJECT.items():
                if subjects := [subject for _, of, subject in chunk if of == kind]:
                    for table, column in lookups:
                        lookup.prefetch(table, column, subjects)
            for url, kind, subject in chunk:
                yield SearchDocument(url, document(lookup, options, kind, subject))


def _format(digests: Mapping[int, str]) -> str:
    return json.dumps([digests[number] for number in sorted(digests)])
