"""Stats that every build compares with those it finds, in a few large rows: of 100,000 articles, to read a row for each
file takes longer than to look at the files.

They are the stats of the tables `file` and `page` once more, packed by `marshal`: a catalog is read by the program that
wrote it, and by the same Python.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

PACK = 512
"""Stats in a row: enough to make reading it cheap, few enough to make writing it anew after an edit cheap, too."""

FileStat = tuple[str, str, int, int, int, int]
"""(path, kind, size, mtime_ns, ctime_ns, inode) of a content file."""

OutputStat = tuple[str, int, int]
"""(output, size, mtime_ns) of a file of the output."""

_KEY = "known_files"


def known_files(database: sqlite3.Connection, key: str) -> list[FileStat] | None:
    """The stats of all content files, by path, if their rows are those that `key` stands for; None if that isn't known:
    a file was recorded since, or none ever."""
    if database.execute("SELECT 1 FROM meta WHERE name = ? AND value = ?", (_KEY, key)).fetchone() is None:
        return None
    found: list[FileStat] = []
    for (pack,) in database.execute("SELECT files FROM known_files ORDER BY number"):
        found += marshal.loads(pack)
    return found


def keep_files(database: sqlite3.Connection, key: str, files: list[FileStat]) -> None:
    """Record that the rows of these files, and of no others, are those that `key` stands for."""
    packs = [marshal.dumps(files[start : start + PACK]) for start in range(0, len(files), PACK)]
    before = [pack for (pack,) in database.execute("SELECT files FROM known_files ORDER BY number")]
    changed = [(number, pack) for number, pack in enumerate(packs) if before[number : number + 1] != [pack]]
    database.executemany("INSERT OR REPLACE INTO known_files VALUES (?, ?)", changed)
    database.execute("DELETE FROM known_files WHERE number >= ?", (len(packs),))
    database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, key))


def doubt_files(database: sqlite3.Connection) -> None:
    """Note that a file is recorded, or forgotten: what is known of all of them doesn't hold any more."""
    database.execute("DELETE FROM meta WHERE name = ?", (_KEY,))


def published_stats(database: sqlite3.Connection, part: int = 0, parts: int = 1) -> list[OutputStat]:
    """The stats of every file of the output, or of those in one of so many parts of about the same size."""
    end = (database.execute("SELECT max(number) FROM known_pages").fetchone()[0] or 0) + 1
    query = "SELECT pages FROM known_pages WHERE number >= ? AND number < ?"
    found: list[OutputStat] = []
    for (pack,) in database.execute(query, (part * end // parts, (part + 1) * end // parts)):
        found += marshal.loads(pack)
    return found


def read_stats(catalog: Path, parts: int) -> list[list[OutputStat]]:
    """The stats of every file of the output, part by part, read by a connection of its own, which writes nothing."""
    with closing(sqlite3.connect(f"file:{quote(str(catalog))}?mode=ro", uri=True)) as database:
        return [published_stats(database, part, parts) for part in range(parts)]


def keep_pages(database: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Record what the rows of `page` with these ids say now."""
    query = "SELECT output, size, mtime_ns FROM page WHERE id >= ? AND id < ?"
    for number in sorted({id // PACK for id in ids}):
        stats = database.execute(query, (number * PACK, (number + 1) * PACK)).fetchall()
        database.execute("INSERT OR REPLACE INTO known_pages VALUES (?, ?)", (number, marshal.dumps(stats)))


def page_ids(database: sqlite3.Connection, outputs: Collection[str]) -> set[int]:
    """The ids of the rows of `page` of some outputs."""
    query = "SELECT id FROM page WHERE output = ?"
    return {row[0] for output in outputs for row in database.execute(query, (output,))}
