"""What worker processes are sent to compile, and what they do with it: a chunk of files, and the rows of all of them.

A task carries everything it needs to know (paths, options, a digest), so that any process that sees the project's files
can run it; what is dear to set up is kept per process.
"""

from __future__ import annotations

import json
import marshal
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import FileIO
from typing import Any, NamedTuple

from sitegen.core.digest import digest
from sitegen.core.garbage import uncollected
from sitegen.core.options import SiteOptions


class CompileContext(NamedTuple):
    """What compiling needs to know."""

    project: str
    options: SiteOptions
    aliases: bytes
    """(words, entity) of every name, as JSON: sent with each chunk, taken apart once."""


class CompileTask(NamedTuple):
    """A content file to compile: path relative to the project, kind, its number in the catalog, and the key to compare
    with."""

    path: str
    kind: str
    number: int
    old_digest: str
    """SHA-256 of the bytes that the catalog's rows were compiled from; "" if they must be compiled anyway."""
    known: tuple[str, bytes] | None = None
    """The file's row of `front_matter`."""


class CompileResult(NamedTuple):
    """A compiled file. `is_same`: its bytes are those of `old_digest`, and nothing was done."""

    path: str
    number: int
    digest: str
    is_same: bool
    diagnostics: list[dict[str, Any]]


class CompiledChunk(NamedTuple):
    """Compiled files and the rows of all of them, packed."""

    files: list[CompileResult]
    rows: bytes

    def values(self) -> dict[str, list[Any]]:
        """Table → the values of its rows, one row after the other, each after its file's number. To be called where
        they are used: an executor takes results apart in a thread of its own, and the two would wait for each other.
        """
        return marshal.loads(self.rows)  # type: ignore[no-any-return]


@uncollected()
def compile_chunk(context: CompileContext, tasks: Sequence[CompileTask]) -> CompiledChunk:
    """Read and compile some files."""
    values: defaultdict[str, list[Any]] = defaultdict(list)
    results = [_compile(context, task, values) for task in tasks]
    try:
        return CompiledChunk(results, marshal.dumps(dict(values)))
    except ValueError as error:
        # A bug of ours: not all rows are plain data. Of several files, the one that it is has to be told.
        if len(tasks) == 1:
            return CompiledChunk([_crashed(tasks[0], results[0].digest, error)], marshal.dumps({}))
        return _join([compile_chunk(context, [task]) for task in tasks])


def _compile(context: CompileContext, task: CompileTask, values: Mapping[str, list[Any]]) -> CompileResult:
    """Read and compile one file. The values of its rows are put behind those of others."""
    from sitegen.core.diagnostics import Place, diagnose, to_json

    try:
        # `read_bytes` takes twice as long: for a path of parts, and a buffer that a file read at once doesn't need.
        with FileIO(f"{context.project}/{task.path}") as file:
            data = file.read()
    except OSError as error:
        problem = diagnose("unreadable", f"the file can't be read: {error.strerror}", Place(task.path))
        return CompileResult(task.path, task.number, "", False, [to_json(problem)])
    found = digest(data)
    if found == task.old_digest:
        return CompileResult(task.path, task.number, found, True, [])
    if task.kind == "asset":
        values["asset"].extend((task.number, task.path, "media/" + task.path.removeprefix("content/"), found))
        return CompileResult(task.path, task.number, found, False, [])
    try:
        # Loaded for texts that changed: most that are read again didn't, they were only touched.
        from sitegen.compile.compile_file import compile_file
        from sitegen.compile.front_matter import KnownFrontMatter

        aliases = _alias_table(context.aliases)
        known = KnownFrontMatter(*task.known) if task.known else None
        compiled = compile_file(task.path, task.kind, data, context.options, aliases, known)
    except Exception as error:
        if os.environ.get("SITEGEN_DEBUG"):
            raise
        return _crashed(task, found, error)
    for table, rows in compiled.rows.items():
        of_table = values[table]
        for row in rows:
            of_table.append(task.number)
            of_table += row
    return CompileResult(task.path, task.number, found, False, [to_json(item) for item in compiled.diagnostics])


def _crashed(task: CompileTask, found: str, error: Exception) -> CompileResult:
    from sitegen.core.diagnostics import Place, diagnose, to_json

    message = f"the compiler failed on this file: {type(error).__name__}: {error}"
    hint = "this is a bug of sitegen; please report it with the file"
    problem = diagnose("compile-crash", message, Place(task.path), hints=(hint,))
    return CompileResult(task.path, task.number, found, False, [to_json(problem)])


def _join(chunks: Sequence[CompiledChunk]) -> CompiledChunk:
    values: defaultdict[str, list[Any]] = defaultdict(list)
    for chunk in chunks:
        for table, found in chunk.values().items():
            values[table] += found
    return CompiledChunk([file for chunk in chunks for file in chunk.files], marshal.dumps(dict(values)))


@lru_cache(maxsize=1)
def _alias_table(aliases: bytes) -> Any:
    from sitegen.compile.mentions import AliasTable

    return AliasTable.of(json.loads(aliases))
