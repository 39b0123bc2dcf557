"""Brings the catalog up to date with the content folder: compiles what changed, forgets what is gone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from pathlib import Path

from sitegen import workers
from sitegen.catalog.store import Catalog, FileState
from sitegen.core.diagnostics import Diagnostic, Place, diagnose, from_json
from sitegen.core.digest import digest_value
from sitegen.core.options import SiteOptions
from sitegen.scan import RACY_NS, ScannedFile

Progress = Callable[[str, int, int], None]


def update_catalog(
    project: Path,
    options: SiteOptions,
    catalog: Catalog,
    scanned: Sequence[ScannedFile],
    pool: Executor | None,
    progress: Progress,
) -> list[Diagnostic]:
    """Make the catalog's rows those of the files scanned; the diagnostics of all files, also of those not compiled now.

    Entities are compiled before everything else: their names are what articles and claims are searched for.
    """
    began = time.time_ns()
    known = catalog.files()
    paths = {file.path for file in scanned}
    lost: list[Diagnostic] = []
    is_new = not known
    with catalog.transaction():
        catalog.remove_files(state.id for path, state in known.items() if path not in paths)
        ratings = options.ratings
        rules = digest_value([options.language, options.links, options.drafts, ratings.scale, ratings.other])
        done = 0
        changed = False
        for is_first in (True, False):
            files = [file for file in scanned if (file.kind == "entity") == is_first]
            aliases = () if is_first else tuple(catalog.aliases())
            key = digest_value([rules, aliases])
            context = workers.CompileContext(str(project), options, aliases, key)
            tasks = [task for file in files if (task := _task(file, known.get(file.path), key))]
            by_path = {file.path: file for file in files}
            done += len(files) - len(tasks)
            for results in _run(pool, context, tasks, lost):
                _store(catalog, results, by_path, known, key, began, is_new)
                changed = changed or any(result.rows is not None for result in results)
                done += len(results)
                progress("compile", done, len(scanned))
        catalog.index()
        if changed or len(known) != len(scanned):
            catalog.derive()
    rows = catalog.database.execute("SELECT data FROM diagnostic")
    return [*lost, *(from_json(json.loads(data)) for (data,) in rows)]


def _task(file: ScannedFile, state: FileState | None, key: str) -> workers.CompileTask | None:
    """What is to be done for a file; None if its stat says that nothing is."""
    if state is None or state.key != key or state.kind != file.kind:
        return workers.CompileTask(file.path, file.kind, "")
    same = (state.size, state.mtime_ns, state.ctime_ns, state.inode) == file[2:]
    return None if same else workers.CompileTask(file.path, file.kind, state.digest)


def _run(
    pool: Executor | None, context: workers.CompileContext, tasks: Sequence[workers.CompileTask], lost: list[Diagnostic]
) -> Iterable[list[workers.CompileResult]]:
    try:
        yield from workers.run_chunks(pool, workers.compile_chunk, context, tasks)
    except workers.WorkerDied as died:
        culprit = workers.find_killer(workers.compile_chunk, context, died.tasks)
        path = culprit.path if culprit else died.tasks[0].path
        message = "a worker process died while compiling this file" + ("" if culprit else " or one of those after it")
        lost.append(diagnose("worker-died", message, Place(path), hints=("is the machine short of memory? try -j 1",)))


def _store(
    catalog: Catalog,
    results: Sequence[workers.CompileResult],
    files: dict[str, ScannedFile],
    known: dict[str, FileState],
    key: str,
    began: int,
    is_new: bool,
) -> None:
    """Write the results of one chunk."""
    rows: dict[str, list[tuple[object, ...]]] = {}
    for result in results:
        file, state = files[result.path], known.get(result.path)
        # A file touched a moment ago may change again without its times showing it: never trust such a stat.
        is_racy = began - max(file.mtime_ns, file.ctime_ns) < RACY_NS
        stat = (file.size, file.mtime_ns, 0 if is_racy else file.ctime_ns, file.inode)
        number = catalog.put_file(FileState(state.id if state else 0, file.path, file.kind, *stat, result.digest, key))
        if result.rows is None:
            continue
        if not is_new and state is not None:
            catalog.clear_files([number])
        for table, values in result.rows.items():
            rows.setdefault(table, []).extend((number, *row) for row in values)
        if result.diagnostics:
            found = [(number, json.dumps(item, ensure_ascii=False)) for item in result.diagnostics]
            rows.setdefault("diagnostic", []).extend(found)
    for table, values in rows.items():
        catalog.add_rows(table, values)
