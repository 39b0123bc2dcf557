"""What the search index was made of, document by document, so that of a shard only what changed is written anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class IndexedDocument(NamedTuple):
    """A document of a shard: its page's address, what it is about, its digest, and its fragment's name ("": none)."""

    url: str
    kind: str
    subject: str
    digest: str
    fragment: str


def indexed_documents(database: sqlite3.Connection, shards: Iterable[int]) -> dict[int, list[IndexedDocument]]:
    """The documents of some shards, as they were indexed last, in the order of their addresses."""
    query = "SELECT url, kind, subject, digest, fragment FROM search_document WHERE shard = ? ORDER BY url"
    return {shard: [IndexedDocument(*row) for row in database.execute(query, (shard,))] for shard in shards}


def record_indexed(database: sqlite3.Connection, shards: Mapping[int, Sequence[IndexedDocument]], count: int) -> None:
    """Note what some shards were made of; `count`: how many shards there are."""
    database.execute("DELETE FROM search_document WHERE shard >= ?", (count,))
    database.executemany("DELETE FROM search_document WHERE shard = ?", [(shard,) for shard in shards])
    rows = ((shard, *document) for shard, documents in shards.items() for document in documents)
    database.executemany("INSERT INTO search_document VALUES (?,?,?,?,?,?)", rows)
