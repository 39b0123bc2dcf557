"""What lies in the output, as the last publish left it, and what its pages asked the catalog."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sitegen.catalog.known_stats import keep_pages, page_ids
from sitegen.catalog.packing import PackedReads
from sitegen.catalog.put_rows import put_rows
from sitegen.catalog.readers import forget_reads, put_common, record_all_reads, record_listings, record_reads
from sitegen.catalog.traces import forget_touches

FILE = "file"
"""The kind of what isn't a page: copied as it is, or made by Pagefind."""

MANY = 20_000
"""Rows of reads from which on it costs less to make their index anew than to keep it."""


class PageState(NamedTuple):
    """A file of the output."""

    output: str
    kind: str
    subject: str
    key: str
    digest: str
    size: int
    mtime_ns: int
    made: int


def pages_of_kind(database: sqlite3.Connection, kind: str) -> dict[str, str]:
    """Output → subject of every page of a kind."""
    return dict(database.execute("SELECT output, subject FROM page WHERE kind = ?", (kind,)))


def page_states(database: sqlite3.Connection, outputs: Iterable[str]) -> dict[str, PageState]:
    """Those of some outputs that lie in the output."""
    query = "SELECT output, kind, subject, key, digest, size, mtime_ns, made FROM page WHERE output = ?"
    found = (database.execute(query, (output,)).fetchone() for output in outputs)
    return {row[0]: PageState(*row) for row in found if row}


def page_keys(database: sqlite3.Connection, outputs: Collection[str]) -> dict[str, str]:
    """Output → key of those of some outputs that lie in the output."""
    if len(outputs) > MANY // 100:
        return {output: key for output, key in database.execute("SELECT output, key FROM page") if output in outputs}
    return {output: state.key for output, state in page_states(database, outputs).items()}


def file_digests(database: sqlite3.Connection) -> dict[str, str]:
    """Output → digest of everything of kind FILE."""
    return dict(database.execute("SELECT output, digest FROM page WHERE kind = 'file'"))


def files_below(database: sqlite3.Connection, folder: str) -> list[str]:
    """Outputs of kind FILE in a folder ("pagefind/"), in order."""
    query = "SELECT output FROM page WHERE kind = 'file' AND output >= ? AND output < ? ORDER BY output"
    return [row[0] for row in database.execute(query, (folder, folder + "\U0010ffff"))]


def count_pages(database: sqlite3.Connection) -> dict[str, int]:
    """Kind → number of pages, in the order of the kinds' names."""
    query = "SELECT kind, count(*) FROM page WHERE kind <> 'file' GROUP BY kind ORDER BY kind"
    return dict(database.execute(query).fetchall())


def build_number(database: sqlite3.Connection) -> int:
    """The number of the last build that published something."""
    row = database.execute("SELECT max(made) FROM page").fetchone()
    return int(row[0] or 0)


def record_publish(
    database: sqlite3.Connection,
    put: Sequence[PageState],
    reads: Mapping[str, PackedReads],
    listings: Mapping[str, PackedReads],
    removed: Collection[str],
    turned: Iterable[bytes] | None = None,
) -> None:
    """Note what was published and removed; what the pages looked at have read (by output), and what was computed of the
    archive besides (by name). Every touch is answered then.

    `turned`, only where nothing was known of the output: what `turn_round` gives of the reads of `put`, in its order.
    """
    # A new site's pages are numbered from 1; of what lay there before, nothing is known.
    changed = page_ids(database, removed) if turned is None else set(range(1, len(put) + 1))
    gone = [(output,) for output in removed]
    forget_reads(database, set(removed))
    database.executemany("DELETE FROM page WHERE output = ?", gone)
    commons = put_common(database, {packed.common for packed in reads.values()})
    none = PackedReads()
    packed = [reads.get(state.output, none) for state in put]
    rows = ((*state, commons[found.common]) for state, found in zip(put, packed, strict=True))
    if turned is None:
        database.executemany(
            "INSERT INTO page (output, kind, subject, key, digest, size, mtime_ns, made, common) "
            "VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (output) DO UPDATE SET kind = excluded.kind, "
            "subject = excluded.subject, key = excluded.key, digest = excluded.digest, size = excluded.size, "
            "mtime_ns = excluded.mtime_ns, made = excluded.made",
            rows,
        )
        record_reads(database, reads, commons)
        changed |= page_ids(database, [state.output for state in put])
    else:
        numbered = [value for number, row in enumerate(rows, 1) for value in (number, *row)]  # as `turn_round` does
        put_rows(database, "page", 10, numbered)
        record_all_reads(database, [found.own for found in packed], turned)
    keep_pages(database, changed)
    record_listings(database, listings)
    forget_touches(database)


def forget_publish(database: sqlite3.Connection) -> None:
    """Nothing is known of the output any more."""
    for table in ("page", "known_pages", "search_document", "listing", "page_reads", "reader", "common_read"):
        database.execute(f"DELETE FROM {table}")
