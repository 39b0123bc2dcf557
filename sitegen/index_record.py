"""What an update of the search index gives, and how it is noted."""

from __future__ import annotations

from dataclasses import dataclass, field

from sitegen.catalog.indexed import IndexedDocument, record_indexed
from sitegen.catalog.packing import PackedReads
from sitegen.catalog.store import Catalog
from sitegen.index_state import read_state
from sitegen.publish.plan import Staged


@dataclass(frozen=True, slots=True)
class IndexUpdate:
    """The index's files, staged anew or to be kept; the state to be given to the next update; the lookups (packed) that
    the documents of each shard looked at anew, and their list, were made from; what the shards that were made consist
    of.
    """

    state: str
    staged: list[Staged]
    keep: list[str]
    reads: dict[str, PackedReads] = field(default_factory=dict)
    documents: dict[int, list[IndexedDocument]] = field(default_factory=dict)


def record_index(catalog: Catalog, index: IndexUpdate) -> None:
    """Note what the shards that were made consist of; within the transaction that notes what was published."""
    if index.documents:
        record_indexed(catalog.database, index.documents, len(read_state(index.state)["shards"]))
