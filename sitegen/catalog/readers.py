"""Which page, and which list of pages, asked the catalog for what: the reads of rule 2, kept both ways round.

`page_reads` has each page's lookups, `reader` each lookup's pages: a page is looked at anew for what one of the two
says, and put into the other for what it says then.
"""

from __future__ import annotations

import marshal
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set

from sitegen.catalog.packing import PackedReads, unpack_reads
from sitegen.catalog.put_rows import put_rows
from sitegen.catalog.traces import EVERYTHING

FEW = 200
"""Pages up to which each is looked for by itself, and not among all."""

BATCH = 8192
"""Pages whose reads are turned round together: this bounds memory."""

_ADD_PAGES = "ON CONFLICT (lookup) DO UPDATE SET pages = CAST(pages || excluded.pages AS BLOB)"

_Change = tuple[int, bytes, bytes]
"""(id of a page, the lookups it had, those it has)"""


def record_reads(database: sqlite3.Connection, reads: Mapping[str, PackedReads], commons: Mapping[bytes, int]) -> None:
    """Note what pages (by output) have read. Those that don't lie in the output are passed over. `commons`: the numbers
    of the sets that they have in common."""
    changes: list[_Change] = []
    shared: list[tuple[int, int]] = []
    for page, output, common, old in _known(database, reads):
        packed = reads[output]
        if old != packed.own:
            changes.append((page, old, packed.own))
        if common != commons[packed.common]:
            shared.append((commons[packed.common], page))
    database.executemany("UPDATE page SET common = ? WHERE id = ?", shared)
    for start in range(0, len(changes), BATCH):
        _change(database, changes[start : start + BATCH])


def turn_round(own: Sequence[bytes]) -> list[bytes]:
    """What pages numbered from 1 have read, turned round: of each batch of them the values of rows of `reader`, packed
    by marshal. Takes nothing but time, so another process can do it."""
    found = []
    for start in range(0, len(own), BATCH):
        came: defaultdict[int, list[int]] = defaultdict(list)
        for page, packed in enumerate(own[start : start + BATCH], start + 1):
            for lookup in unpack_reads(packed):
                came[lookup].append(page)
        found.append(marshal.dumps(_reader_values(came)))
    return found


def record_all_reads(database: sqlite3.Connection, own: Sequence[bytes], turned: Iterable[bytes]) -> None:
    """Note what pages numbered from 1 have read, where nothing was known of any. `turned`: the same by `turn_round`."""
    put_rows(database, "page_reads", 2, [v for page, packed in enumerate(own, 1) if packed for v in (page, packed)])
    for batch in turned:
        put_rows(database, "reader", 2, marshal.loads(batch), _ADD_PAGES)


def forget_reads(database: sqlite3.Connection, outputs: Set[str]) -> None:
    """Pages that will be gone have read nothing."""
    _change(database, [(page, old, b"") for page, _, _, old in _known(database, outputs)])


def record_listings(database: sqlite3.Connection, listings: Mapping[str, PackedReads]) -> None:
    """Note what was read to compute lists of the archive (by name)."""
    rows = ((name, packed.own + packed.common) for name, packed in listings.items())
    database.executemany("INSERT OR REPLACE INTO listing VALUES (?, ?)", rows)


def forget_listings(database: sqlite3.Connection, names: Collection[str]) -> None:
    """What was computed under these names must be computed again."""
    database.executemany("DELETE FROM listing WHERE name = ?", [(name,) for name in names])


def touched_pages(database: sqlite3.Connection) -> set[str]:
    """Outputs of the pages that made a touched lookup."""
    # CROSS: SQLite keeps the order then. Few touches, many reads.
    query = "SELECT reader.pages FROM touch CROSS JOIN reader ON reader.lookup = touch.lookup"
    pages = {page for (packed,) in database.execute(query) for page in array("i", packed)}
    found = "SELECT output FROM page WHERE id = ?"
    outputs = {database.execute(found, (page,)).fetchone()[0] for page in pages}
    common = (
        "SELECT output FROM page WHERE common IN (SELECT common_read.common FROM touch "
        "CROSS JOIN common_read WHERE common_read.lookup = touch.lookup)"
    )
    return outputs.union(output for (output,) in database.execute(common))


def untouched_listings(database: sqlite3.Connection) -> set[str]:
    """Names of the lists whose lookups all answer as they did."""
    touched = {lookup for (lookup,) in database.execute("SELECT DISTINCT lookup FROM touch")}
    if EVERYTHING in touched:
        return set()
    listings = database.execute("SELECT name, lookups FROM listing")
    return {name for name, lookups in listings if touched.isdisjoint(unpack_reads(lookups))}


def reads_of(database: sqlite3.Connection, output: str) -> set[int]:
    """The numbers of the lookups recorded of a page."""
    query = "SELECT lookup FROM common_read WHERE common = (SELECT common FROM page WHERE output = ? AND common <> 0)"
    found = {lookup for (lookup,) in database.execute(query, (output,))}
    return found.union(*(unpack_reads(old) for _, _, _, old in _known(database, {output})))


def touches_of(database: sqlite3.Connection, output: str, table: str) -> list[tuple[str, str]]:
    """(path of the file that changed, lookup in words) of the touches that a page's lookups met. `table`: those not
    answered yet ("touch"), or those the last publish answered ("last_touch").
    """
    reads = reads_of(database, output)
    touches = database.execute(f"SELECT DISTINCT path, words, lookup FROM {table} ORDER BY 1, 2")
    return list(dict.fromkeys((path, words) for path, words, lookup in touches if lookup in reads))


def _known(
    database: sqlite3.Connection, outputs: Set[str] | Mapping[str, object]
) -> Iterator[tuple[int, str, int, bytes]]:
    """(id, output, common, lookups) of those of some pages that lie in the output."""
    query = (
        "SELECT page.id, page.output, page.common, coalesce(page_reads.lookups, x'') "
        "FROM page LEFT JOIN page_reads ON page_reads.page = page.id"
    )
    if len(outputs) > FEW:
        yield from (row for row in database.execute(f"{query} ORDER BY page.id").fetchall() if row[1] in outputs)
    else:
        for output in outputs:
            yield from database.execute(f"{query} WHERE page.output = ?", (output,)).fetchall()


def _change(database: sqlite3.Connection, changes: Sequence[_Change]) -> None:
    """Make pages' lookups others, both ways round."""
    came: defaultdict[int, list[int]] = defaultdict(list)
    went: defaultdict[int, set[int]] = defaultdict(set)
    for page, old, new in changes:
        before, now = set(unpack_reads(old)), unpack_reads(new)
        for lookup in now if not before else before.symmetric_difference(now):
            if lookup in before:
                went[lookup].add(page)
            else:
                came[lookup].append(page)
    database.executemany("DELETE FROM page_reads WHERE page = ?", [(page,) for page, old, _ in changes if old])
    rows = [(page, new) for page, _, new in changes if new]
    database.executemany("INSERT INTO page_reads VALUES (?, ?)", rows)
    for lookup, pages in went.items():
        (packed,) = database.execute("SELECT pages FROM reader WHERE lookup = ?", (lookup,)).fetchone()
        rest = array("i", [page for page in array("i", packed) if page not in pages])
        if rest:
            database.execute("UPDATE reader SET pages = ? WHERE lookup = ?", (rest.tobytes(), lookup))
        else:
            database.execute("DELETE FROM reader WHERE lookup = ?", (lookup,))
    put_rows(database, "reader", 2, _reader_values(came), _ADD_PAGES)


def _reader_values(came: Mapping[int, list[int]]) -> list[int | bytes]:
    return [value for lookup in sorted(came) for value in (lookup, array("i", came[lookup]).tobytes())]


def put_common(database: sqlite3.Connection, sets: Collection[bytes]) -> dict[bytes, int]:
    """The number of each set of lookups that pages have in common; of new ones, a new number."""
    known: dict[int, list[int]] = {}
    for number, lookup in database.execute("SELECT common, lookup FROM common_read ORDER BY common, lookup"):
        known.setdefault(number, []).append(lookup)
    numbers = {array("q", lookups).tobytes(): number for number, lookups in known.items()} | {b"": 0}
    for packed in sorted(sets - numbers.keys()):
        numbers[packed] = max(numbers.values()) + 1
        rows: Iterable[tuple[int, int]] = ((numbers[packed], lookup) for lookup in unpack_reads(packed))
        database.executemany("INSERT INTO common_read VALUES (?, ?)", rows)
    return numbers
