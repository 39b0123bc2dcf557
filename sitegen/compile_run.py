"""Has content files compiled by worker processes, and says which one a process died of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.compile_worker import CompileContext, CompiledChunk, CompileTask, compile_chunk
from sitegen.core.diagnostics import Diagnostic, Place, diagnose
from sitegen.pool import Pool, WorkerDied, find_killer, run_chunks


def compile_files(
    pool: Pool, context: CompileContext, tasks: Sequence[CompileTask], lost: list[Diagnostic]
) -> Iterator[CompiledChunk]:
    """The files of each chunk of the tasks, as they come. What is wrong where a process died is put into `lost`."""
    try:
        for _, chunk in run_chunks(pool, compile_chunk, context, tasks):
            yield chunk
    except WorkerDied as died:
        culprit = find_killer(compile_chunk, context, died.tasks)
        path = culprit.path if culprit else died.tasks[0].path
        message = "a worker process died while compiling this file" + ("" if culprit else " or one of those after it")
        lost.append(diagnose("worker-died", message, Place(path), hints=("is the machine short of memory? try -j 1",)))
