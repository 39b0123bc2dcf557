"""Brings the catalog up to date with the content folder: compiles what changed, forgets what is gone."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from sitegen.catalog import traces
from sitegen.catalog.changes import Changes
from sitegen.catalog.derived import NAMES, derive_again
from sitegen.catalog.known_stats import FileStat, keep_files, known_files
from sitegen.catalog.mention_parts import LISTED, derive_parts_again, entities_listing
from sitegen.catalog.store import Catalog, FileState, columns, content_tables
from sitegen.compile_run import compile_files
from sitegen.compile_worker import CompileContext, CompiledChunk, CompileResult, CompileTask
from sitegen.core.diagnostics import Diagnostic, from_json
from sitegen.core.digest import digest_value
from sitegen.core.options import SiteOptions
from sitegen.pool import CHUNK, Pool
from sitegen.scan import RACY_NS, ScannedFile

Progress = Callable[[str, int, int], None]

NAMING = frozenset({"article", "claim"})
"""Kinds of files whose rows depend on the names of entities, too."""

COUNTED = frozenset({"annotation", "claim"})
"""Tables of which a build's summary gives numbers."""

MANY = 500
"""Changed files from which on it costs less to look at every page than to find out which ones they touch."""

WAITING = 512
"""Rows of one table that are inserted at a time: of the texts' own, a few MB."""


def update_catalog(
    project: Path,
    options: SiteOptions,
    catalog: Catalog,
    scanned: list[ScannedFile],
    pool: Pool,
    progress: Progress,
    only: Collection[str] | None = None,
) -> tuple[list[Diagnostic], Changes]:
    """Make the catalog's rows those of the files scanned. Gives the diagnostics of all files, also of those not
    compiled now, and what changed. `only`: the paths that were scanned for; the other files are as they were.

    Entities are compiled before articles and claims, which are searched for their names.
    """
    lost: list[Diagnostic] = []
    changes = Changes()
    ratings = options.ratings
    rules = digest_value([options.language, options.links, options.drafts, ratings.scale, ratings.other])
    with catalog.transaction():
        before = catalog.aliases()
        known_key = digest_value([rules, before])
        known = known_files(catalog.database, known_key) if only is None else None
        if known != scanned:
            update = _Update(catalog, scanned, only, known)
            changes = update.changes
            update.remove_lost()
            for is_naming in (False, True):
                aliases: tuple[tuple[str, str], ...] = ()
                if is_naming:
                    aliases = tuple(catalog.aliases() if changes.are_any else before)
                key = digest_value([rules, aliases])
                if is_naming and before != list(aliases):
                    update.pass_over_unnamed(known_key, key, before, aliases)
                tasks = update.tasks(is_naming, key)
                names = json.dumps(aliases).encode() if tasks else b""
                context = CompileContext(str(project), options, names)
                for chunk in compile_files(pool, context, tasks, lost):
                    update.store(chunk, key)
                    progress("compile", update.done, len(scanned))
                update.insert_waiting()
            update.finish(pool)
            if only is None and not lost:
                update.keep_stats(key)
    rows = catalog.database.execute("SELECT data FROM diagnostic")
    return [*lost, *(from_json(json.loads(data)) for (data,) in rows)], changes


class _Update:
    """The catalog while it takes in the results of one build's compiling, and what they touch."""

    def __init__(
        self,
        catalog: Catalog,
        scanned: Sequence[ScannedFile],
        only: Collection[str] | None,
        known: Sequence[FileStat] | None,
    ) -> None:
        self.catalog = catalog
        self.files = {file.path: file for file in scanned}
        self._only = only
        self._known_paths = None if known is None else {stat[0] for stat in known}
        same = set(known or ())
        self._changed = None if known is None else [file for file in scanned if file not in same]
        """The files whose stat isn't as it was known; None if it is known of each file by itself only."""
        self._stats: dict[str, FileStat] = {}
        """Of each file taken in, what the next build is to compare with."""
        self.known: dict[str, FileState] = {}
        """What the last build knew of the files that `tasks` looked at."""
        self.began = time.time_ns()
        self.done = 0
        self._is_new = not catalog.has_files()
        self.changes = Changes()
        self._named: list[tuple[str, str]] = []
        """(article, entity) of what an article began or ceased to name."""
        self._listed: set[str] = set()
        """Entities whose pages list an article that came, went, or names them more or less often,"""
        self._dated: set[str] = set()
        """and articles that came, went or have another date: of two with one id, an error, the later date counts."""
        self._naming: set[str] = set()
        """The files of all these."""
        self._numbers = count(catalog.new_number())
        self._waiting: defaultdict[str, list[Any]] = defaultdict(list)
        """The values of rows waiting to be inserted, where there is nothing to compare them with."""

    def tasks(self, is_naming: bool, key: str) -> list[CompileTask]:
        """What is to be done for the files whose rows depend on names, or for those whose don't."""
        files = self.files.values() if self._changed is None else self._changed
        files = [file for file in files if (file.kind in NAMING) == is_naming]
        if not self._is_new:
            if self._only is None and self._changed is None:
                same = self.catalog.file_stats(key)
                files = [file for file in files if file not in same]
            self.known |= self.catalog.files_at([file.path for file in files])
        found = [task for file in files if (task := self._task(file, key))]
        later = 0 if is_naming or not found else sum(file.kind in NAMING for file in self.files.values())
        self.done = len(self.files) - len(found) - later
        if len(found) > CHUNK:
            return found  # what validates is loaded once for all of them
        return [self._with_front_matter(task) for task in found]

    def _task(self, file: ScannedFile, key: str) -> CompileTask | None:
        """What is to be done for a file; None if its stat says that nothing is."""
        state = self.known.get(file.path)
        if state is None:
            return CompileTask(file.path, file.kind, next(self._numbers), "")
        is_current = (state.key, state.kind) == (key, file.kind)
        if is_current and (state.size, state.mtime_ns, state.ctime_ns, state.inode) == file[2:]:
            return None
        return CompileTask(file.path, file.kind, state.id, state.digest if is_current else "")

    def _with_front_matter(self, task: CompileTask) -> CompileTask:
        state = self.known.get(task.path)
        if state is None or task.kind != "article":
            return task
        rows = self.catalog.rows_of("front_matter", state.id)
        return task._replace(known=rows[0] if rows else None)

    def remove_lost(self) -> None:
        """Forget the files that aren't there any more."""
        known = self._known_paths
        if known is None:
            known = self.catalog.file_paths() if self._only is None else set(self._only)
        for path, state in self.catalog.files_at(sorted(known - self.files.keys())).items():
            self._replace(state.id, path, {})
            self.catalog.remove_file(state.id)

    def pass_over_unnamed(
        self, old_key: str, key: str, before: Iterable[tuple[str, str]], aliases: Iterable[tuple[str, str]]
    ) -> None:
        """Names came or went: files whose texts have none of them needn't be compiled again."""
        from sitegen.alias_update import files_naming

        words = {words for words, _ in set(before).symmetric_difference(aliases)}
        touched = files_naming(self.catalog, words)
        states = [
            state
            for state in self.catalog.files().values()
            if state.key == old_key and state.kind in NAMING and state.id not in touched and state.path in self.files
        ]
        self.catalog.set_keys((state.id for state in states), key)
        self._changed = None

    def store(self, chunk: CompiledChunk, key: str) -> None:
        """Take in some compiled files."""
        self.done += len(chunk.files)
        values = chunk.values()
        for result in chunk.files:
            state = self._state(result, key)
            if self._is_new:
                values.setdefault("file", []).extend(state)
            else:
                self.catalog.put_file(state)
            for item in result.diagnostics:
                values.setdefault("diagnostic", []).extend((result.number, json.dumps(item, ensure_ascii=False)))
        if self._is_new:
            self.changes.is_everything = True
            for table, found in values.items():
                self._wait(table, found)
            return
        rows = {table: _rows_by_file(table, found) for table, found in values.items()}
        for result in chunk.files:
            if not result.is_same:
                own = {table: found[result.number] for table, found in rows.items() if result.number in found}
                self._replace(result.number, result.path, own)

    def _state(self, result: CompileResult, key: str) -> FileState:
        file = self.files[result.path]
        # A file touched a moment ago may change again without its times showing it: never trust such a stat.
        is_racy = self.began - max(file.mtime_ns, file.ctime_ns) < RACY_NS
        stat = (file.size, file.mtime_ns, 0 if is_racy else file.ctime_ns, file.inode)
        self._stats[file.path] = (file.path, file.kind, *stat)
        return FileState(result.number, file.path, file.kind, *stat, result.digest, key)

    def insert_waiting(self) -> None:
        """Insert what waits yet."""
        for table in self._waiting:
            self._insert(table)

    def _wait(self, table: str, values: list[Any]) -> None:
        waiting = self._waiting[table]
        waiting += values
        if len(waiting) > WAITING * len(columns()[table]):
            self._insert(table)

    def _insert(self, table: str) -> None:
        self.catalog.add_rows(table, self._waiting[table])
        self._waiting[table].clear()

    def finish(self, pool: Pool) -> None:
        """Compute what is derived from the rows."""
        database = self.catalog.database
        if self.changes.are_any:
            self.catalog.set_meta("linked", "")  # until what changed has been checked
        if self.changes.is_everything or self.changes.tables & COUNTED:
            self.catalog.set_meta("counts", "")
        if self.changes.is_everything:
            from sitegen.catalog.derive_all import derive_rows, put_derived, read_naming

            derived = pool.begin(derive_rows, read_naming(database))
            self.catalog.index()
            traces.touch_everything(database)
            put_derived(database, derived())
            return
        self.catalog.index()
        if self._naming:
            # Of several files, which one it was isn't told: a derived row may come from all of them.
            path = next(iter(self._naming)) if len(self._naming) == 1 else ""
            reads = list(derive_again(database, self._named)) if self._named else []
            listed = self._listed | entities_listing(database, self._dated)
            self._touch([*reads, *derive_parts_again(database, listed)], path)

    def keep_stats(self, key: str) -> None:
        """Record the stats of all files for the next build: that of each was compared, or it was taken in."""
        stats = [self._stats.get(file.path) or file[:] for file in self.files.values()]
        keep_files(self.catalog.database, key, stats)

    def _replace(self, number: int, path: str, rows: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
        """Make the rows of a file these, and touch the lookups that answer otherwise now."""
        self.changes.files.add(number)
        if len(self.changes.files) > MANY:
            self.changes.is_everything = True
        reads: list[traces.Read] = []
        for table in content_tables():
            old, new = self.catalog.rows_of(table, number), rows.get(table, [])
            if changed := traces.changed_rows(old, new):
                self.catalog.clear_rows(table, number)
                self.catalog.add_rows(table, [value for row in new for value in (number, *row)])
                self.changes.add(table, changed)
                if not self.changes.is_everything:
                    reads.extend(read for row in changed for read in traces.touched_by(table, row))
                if table == "article_entity":
                    self._named += [(str(row[0]), str(row[1])) for row in changed if row[2] in NAMES]
                    self._listed |= {str(row[1]) for row in changed if row[2] in LISTED}
                    self._naming.add(path)
                elif table == "article" and _dates(old) != _dates(new):
                    self._dated |= {str(row[0]) for row in changed}
                    self._naming.add(path)
        self._touch(reads, path)

    def _touch(self, reads: Sequence[traces.Read], path: str) -> None:
        from sitegen.site.pages import SUBJECTS  # loaded where something changed

        traces.touch(self.catalog.database, reads, path, SUBJECTS)


def _dates(articles: Iterable[Sequence[object]]) -> list[tuple[object, object]]:
    """(id, date) of rows of `article`."""
    return [(row[0], row[2]) for row in articles]


def _rows_by_file(table: str, values: Sequence[Any]) -> Mapping[int, Sequence[tuple[Any, ...]]]:
    """File's number → its rows, without it."""
    width = len(columns()[table])
    rows: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for start in range(0, len(values), width):
        rows[values[start]].append(tuple(values[start + 1 : start + width]))
    return rows
