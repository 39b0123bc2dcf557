"""The catalog file: opened, checked, filled, and thrown away when it isn't this program's.

There is one writer, the build. A killed build leaves the catalog as the last commit made it; a catalog that is damaged,
older, foreign or changed by anyone else counts as absent, because everything in it can be made again.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.catalog.known_stats import doubt_files
from sitegen.catalog.put_rows import put_rows

STATE = frozenset(
    (
        "meta file known_files page known_pages page_reads reader common_read listing search_document touch last_touch"
    ).split()
)
"""Tables whose rows don't belong to one content file."""
CatalogFailed = sqlite3.Error
"""The catalog can't be read or written: the disk is full, or the file isn't ours to write."""

SEAL = ".seal"
"""Ending of the file beside the catalog that tells its size and time after our last commit."""

FEW = 500
"""Files up to which each is looked for by itself, and not among all."""


class FileState(NamedTuple):
    """A content file as the catalog knows it."""

    id: int
    path: str
    kind: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    digest: str
    key: str


@cache
def schema() -> str:
    return Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")


@cache
def columns() -> Mapping[str, Sequence[str]]:
    """Column names of every table."""
    with sqlite3.connect(":memory:") as database:
        database.executescript(schema())
        names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        tables = [row[0] for row in database.execute(names)]
        return {table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")] for table in tables}


@cache
def content_tables() -> Sequence[str]:
    """Tables whose rows are compiled from content files."""
    return [table for table, names in columns().items() if "file" in names and table not in STATE]


@cache
def _statements() -> Sequence[str]:
    lines = [re.sub(r"--.*", "", line) for line in schema().split("\n")]
    return [" ".join(statement.split()) for statement in "\n".join(lines).split(";") if statement.strip()]


def open_catalog(path: Path, program: str) -> Catalog:
    """Open the catalog, or begin a new one if there is none that this program can trust."""
    wanted = hashlib.sha256(f"{program}\0{schema()}".encode()).hexdigest()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        if _is_sealed(path):
            try:
                catalog = Catalog(path)
                if catalog.meta("program") == wanted and catalog.is_sound():
                    return catalog
                catalog.close()
            except sqlite3.DatabaseError:
                pass
        for suffix in ("", "-journal", "-wal", "-shm", SEAL):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    catalog = Catalog(path)
    catalog.create(wanted)
    return catalog


def copy_catalog(path: Path, folder: Path) -> Path | None:
    """A copy of the catalog that can be changed without harm; None if there is no sound one."""
    if not path.exists() or not _is_sealed(path):
        return None
    import shutil

    copy = folder / path.name
    shutil.copy2(path, copy)
    copy.with_name(copy.name + SEAL).write_text(_seal_of(copy))
    return copy


def _seal_of(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_size} {stat.st_mtime_ns}\n"


def read_seal(path: Path) -> bytes | None:
    """The size and time of a catalog after our last commit; None if there is none."""
    try:
        return path.with_name(path.name + SEAL).read_bytes()
    except OSError:
        return None


def _is_sealed(path: Path) -> bool:
    """Whether the file is as our last commit left it. SQLite itself doesn't see most damage, and no forgery at all."""
    try:
        return read_seal(path) == _seal_of(path).encode()
    except OSError:
        return False


class Catalog:
    """The archive's database, with the state of the last build."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = sqlite3.connect(path, isolation_level=None, cached_statements=512)
        self.database.execute("PRAGMA synchronous = OFF")
        self.database.execute("PRAGMA cache_size = -65536")

    def create(self, program: str) -> None:
        """Make the tables. Their indexes come with the first `index`: filling a table is faster without."""
        with self.transaction():
            for statement in _statements():
                if not statement.startswith("CREATE INDEX"):
                    self.database.execute(statement)
            self.set_meta("program", program)

    def index(self) -> None:
        """Make the indexes that aren't there yet."""
        for statement in _statements():
            if statement.startswith("CREATE INDEX"):
                self.database.execute(statement.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))

    def is_sound(self) -> bool:
        """A quick look: the tables are those of the schema."""
        names = {row[0] for row in self.database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return names.issuperset(re.findall(r"^CREATE TABLE (\w+)", schema(), re.MULTILINE))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")
        self.path.with_name(self.path.name + SEAL).write_bytes(_seal_of(self.path).encode())

    def meta(self, name: str) -> str | None:
        row = self.database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_meta(self, name: str, value: str) -> None:
        self.database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def files(self) -> dict[str, FileState]:
        """Every content file of the last build, by path."""
        return {state.path: state for state in map(FileState._make, self.database.execute("SELECT * FROM file"))}

    def files_at(self, paths: Collection[str]) -> dict[str, FileState]:
        """Those of some content files that the last build knew, by path."""
        if len(paths) > FEW:
            wanted = set(paths)
            return {path: state for path, state in self.files().items() if path in wanted}
        query = "SELECT * FROM file WHERE path = ?"
        rows = (self.database.execute(query, (path,)).fetchone() for path in paths)
        return {row[1]: FileState(*row) for row in rows if row}

    def file_paths(self) -> set[str]:
        """The path of every content file of the last build."""
        return {path for (path,) in self.database.execute("SELECT path FROM file")}

    def file_stats(self, key: str) -> set[tuple[Any, ...]]:
        """(path, kind, size, mtime_ns, ctime_ns, inode) of every content file whose rows `key` stands for: to be
        compared with all that were scanned at once."""
        query = "SELECT path, kind, size, mtime_ns, ctime_ns, inode FROM file WHERE key = ?"
        return set(self.database.execute(query, (key,)))

    def has_files(self) -> bool:
        return self.database.execute("SELECT 1 FROM file LIMIT 1").fetchone() is not None

    def new_number(self) -> int:
        """From here on ids of files are free."""
        return int(self.database.execute("SELECT coalesce(max(id), 0) + 1 FROM file").fetchone()[0])

    def put_file(self, state: FileState) -> None:
        """Record a file."""
        doubt_files(self.database)
        self.database.execute("INSERT OR REPLACE INTO file VALUES (?,?,?,?,?,?,?,?,?)", state)

    def set_keys(self, ids: Iterable[int], key: str) -> None:
        """Record that the rows of some files are those that another key stands for, too."""
        doubt_files(self.database)
        self.database.executemany("UPDATE file SET key = ? WHERE id = ?", ((key, number) for number in ids))

    def remove_file(self, number: int) -> None:
        """Forget a file. Its rows are gone already."""
        doubt_files(self.database)
        self.database.execute("DELETE FROM file WHERE id = ?", (number,))

    def rows_of(self, table: str, number: int) -> list[tuple[Any, ...]]:
        """The rows of a table that were compiled from a file, without its id."""
        names = ", ".join(f'"{name}"' for name in columns()[table] if name != "file")
        return self.database.execute(f"SELECT {names} FROM {table} WHERE file = ?", (number,)).fetchall()

    def clear_rows(self, table: str, number: int) -> None:
        self.database.execute(f"DELETE FROM {table} WHERE file = ?", (number,))

    def add_rows(self, table: str, values: Sequence[Any]) -> None:
        """Insert rows: the values of one after the other, each beginning with its file's id."""
        put_rows(self.database, table, len(columns()[table]), values)

    def aliases(self) -> list[tuple[str, str]]:
        """(words, entity id) of every name to be linked, in order."""
        return list(self.database.execute("SELECT DISTINCT words, entity FROM alias ORDER BY words, entity"))

    def close(self) -> None:
        self.database.close()
