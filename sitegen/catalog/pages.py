"""What lies in the output, as the last publish left it, and what its pages asked the catalog."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sitegen.catalog.lookups import PackedReads, unpack_reads
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


def published_stats(database: sqlite3.Connection) -> Iterator[tuple[str, int, int]]:
    """(output, size, mtime_ns) of every file."""
    return database.execute("SELECT output, size, mtime_ns FROM page")


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


def reads_of(database: sqlite3.Connection, output: str) -> set[int]:
    """The numbers of the lookups recorded of a page."""
    query = (
        "SELECT lookup FROM page_read WHERE page = (SELECT id FROM page WHERE output = :output) UNION "
        "SELECT lookup FROM common_read WHERE common = (SELECT common FROM page WHERE output = :output)"
    )
    return {lookup for (lookup,) in database.execute(query, {"output": output})}


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
    removed: Iterable[str],
) -> None:
    """Note what was published and removed; what the pages looked at have read (by output), and what was computed of the
    archive besides (by name). Every touch is answered then.
    """
    gone = [(output,) for output in removed]
    database.executemany("DELETE FROM page_read WHERE page = (SELECT id FROM page WHERE output = ?)", gone)
    database.executemany("DELETE FROM page WHERE output = ?", gone)
    commons = _put_common(database, {packed.common for packed in reads.values()})
    database.executemany(
        "INSERT INTO page (output, kind, subject, key, digest, size, mtime_ns, made, common) "
        "VALUES (?,?,?,?,?,?,?,?,0) ON CONFLICT (output) DO UPDATE SET kind = excluded.kind, "
        "subject = excluded.subject, key = excluded.key, digest = excluded.digest, size = excluded.size, "
        "mtime_ns = excluded.mtime_ns, made = excluded.made",
        put,
    )
    _put_reads(database, "page", "output", {output: packed.own for output, packed in reads.items()})
    database.executemany(
        "UPDATE page SET common = ? WHERE output = ? AND common <> ?",
        ((number := commons[packed.common], output, number) for output, packed in reads.items()),
    )
    database.executemany("INSERT OR IGNORE INTO listing (kind) VALUES (?)", [(kind,) for kind in listings])
    _put_reads(database, "listing", "kind", {kind: packed.own + packed.common for kind, packed in listings.items()})
    forget_touches(database)


def forget_listings(database: sqlite3.Connection, names: Collection[str]) -> None:
    """What was computed under these names must be computed again."""
    rows = [(name,) for name in names]
    database.executemany("DELETE FROM listing_read WHERE listing = (SELECT id FROM listing WHERE kind = ?)", rows)
    database.executemany("DELETE FROM listing WHERE kind = ?", rows)


def forget_publish(database: sqlite3.Connection) -> None:
    """Nothing is known of the output any more."""
    for table in ("page", "search_document", "listing", "page_read", "common_read", "listing_read"):
        database.execute(f"DELETE FROM {table}")


def _put_common(database: sqlite3.Connection, sets: Collection[bytes]) -> dict[bytes, int]:
    """The number of each set of lookups that pages have in common; of new ones, a new number."""
    known: dict[int, list[int]] = {}
    for number, lookup in database.execute("SELECT common, lookup FROM common_read ORDER BY common, lookup"):
        known.setdefault(number, []).append(lookup)
    numbers = {array("q", lookups).tobytes(): number for number, lookups in known.items()} | {b"": 0}
    for packed in sorted(sets - numbers.keys()):
        numbers[packed] = max(numbers.values()) + 1
        rows = ((numbers[packed], lookup) for lookup in unpack_reads(packed))
        database.executemany("INSERT INTO common_read VALUES (?, ?)", rows)
    return numbers


def _put_reads(database: sqlite3.Connection, table: str, name: str, reads: Mapping[str, bytes]) -> None:
    many = sum(map(len, reads.values())) // 8 > MANY
    if many:
        database.execute(f"DROP INDEX IF EXISTS {table}_read_lookup")
    ids = _ids(database, table, name, reads)
    database.executemany(f"DELETE FROM {table}_read WHERE {table} = ?", ((number,) for number, _ in ids))
    database.executemany(
        f"INSERT INTO {table}_read VALUES (?, ?)",
        ((number, lookup) for number, packed in ids for lookup in unpack_reads(packed)),
    )
    if many:
        database.execute(f"CREATE INDEX {table}_read_lookup ON {table}_read(lookup)")


def _ids(database: sqlite3.Connection, table: str, name: str, reads: Mapping[str, bytes]) -> list[tuple[int, bytes]]:
    """(id, packed lookups) in the order of ids."""
    if len(reads) > MANY // 100:
        known = database.execute(f"SELECT id, {name} FROM {table} ORDER BY id")
        return [(number, reads[value]) for number, value in known if value in reads]
    query = f"SELECT id FROM {table} WHERE {name} = ?"
    return sorted((database.execute(query, (value,)).fetchone()[0], packed) for value, packed in reads.items())
