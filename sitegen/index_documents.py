"""The documents of the search index: which there are, which shard each belongs to, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sitegen.catalog.indexed import IndexedDocument
from sitegen.catalog.lookups import CatalogLookup
from sitegen.catalog.packing import PackedReads, pack_reads
from sitegen.core.options import SiteOptions, trace_options
from sitegen.index_state import DOCUMENTS, PAGEFIND
from sitegen.publish.search import SearchDocument
from sitegen.publish.shards import Documents, shard_count, shard_of
from sitegen.site.search_documents import BY_SUBJECT, document, document_list

Members = Sequence[tuple[str, str, str]]
"""(url, kind, subject) of documents, in the order of URLs."""

_CHUNK = 64  # documents whose rows are read by one query each, and that are in memory together


def divide(listed: Members) -> list[Members]:
    """The documents of each shard, in the order they came in."""
    count = shard_count(len(listed))
    members: list[list[tuple[str, str, str]]] = [[] for _ in range(count)]
    for url, kind, subject in listed:
        members[shard_of(f"{kind}/{subject}", count)].append((url, kind, subject))
    return [*members]


def members_of(documents: Iterable[IndexedDocument]) -> Members:
    """The members that a shard had when these were noted."""
    return [found[:3] for found in documents]


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """What documents are made from. What was asked for goes to `reads`, by name: lookups, packed."""

    catalog: Path
    options: SiteOptions
    version: str
    """Pagefind's."""

    def listed(self, reads: dict[str, PackedReads]) -> Members:
        """All documents that there are."""
        with closing(CatalogLookup(self.catalog)) as lookup:  # closed early: it keeps every article's row
            listed = document_list(lookup, trace_options(self.options, lookup.reads))
            reads[DOCUMENTS] = pack_reads(lookup.reads | {PAGEFIND})
        return listed

    def documents(self, members: Members, name: str, reads: dict[str, PackedReads]) -> Callable[[], Documents]:
        """What makes the documents of a shard, one by one, in the thread that takes them."""
        return lambda: self._documents(members, name, reads)

    def _documents(self, members: Members, name: str, reads: dict[str, PackedReads]) -> Documents:
        """Rows are read a chunk at a time, by lookups of its own."""
        with closing(CatalogLookup(self.catalog)) as lookup:
            options = trace_options(self.options, lookup.reads)
            for start in range(0, len(members), _CHUNK):
                chunk = members[start : start + _CHUNK]
                for kind, lookups in BY_SUBJECT.items():
                    if subjects := [subject for _, of, subject in chunk if of == kind]:
                        for table, column in lookups:
                            lookup.prefetch(table, column, subjects)
                for url, kind, subject in chunk:
                    yield SearchDocument(url, document(lookup, options, kind, subject))
            reads[name] = pack_reads(lookup.reads)
