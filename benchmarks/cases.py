"""The cases: for each program and each state of the archive, what is set up before and what is run."""

import os
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.archives import Archive, remove
from benchmarks.edits import EDITS, edit_prose
from benchmarks.tools import Tools

CLEAN, NOTHING, PROSE = "clean", "nothing changed", "prose"
SEARCH = " + Pagefind"


@dataclass(frozen=True)
class Case:
    """`prepare(round)` is not measured; `command`, run in `folder`, is. `output` is the site it makes.

    With `memory`, it is run in the round in which memory is measured, too.
    """

    program: str
    state: str
    prepare: Callable[[int], None]
    command: list[str]
    folder: Path
    output: Path
    memory: bool = True


def peer_cases(
    program: str, command: list[str], archive: Archive, output: Path, states: Sequence[str] = (CLEAN, NOTHING, PROSE)
) -> list[Case]:
    """A peer builds everything every time: clean, over its last output, and after an edit of an article's prose.

    What the edit is doesn't matter to it, so this one stands for all; so does the memory of the clean build.
    """

    def clean(_: int) -> None:
        archive.restore()
        remove(output)

    prepare: dict[str, Callable[[int], None]] = {
        CLEAN: clean,
        NOTHING: lambda _: None,
        PROSE: lambda number: edit_prose(archive, number + 1),
    }
    return [Case(program, state, prepare[state], command, archive.root, output, state == CLEAN) for state in states]


def hugo_command(tools: Tools, output: Path, search: bool) -> list[str]:
    """Hugo, and Pagefind's own program over its output if there is to be a search."""
    build = [str(tools.hugo), "--quiet", "--ignoreCache", "--noBuildLock", "--destination", str(output)]
    if not search:
        return build
    index = [str(tools.pagefind), "--quiet", "--site", str(output)]
    return ["sh", "-c", f"{shlex.join(build)} && {shlex.join(index)}"]


def eleventy_command(tools: Tools, site: Path, output: Path) -> list[str]:
    """Eleventy takes its output as a path from the site's folder."""
    return [*(tools.eleventy or []), "--quiet", f"--output={os.path.relpath(output, site)}"]


def pelican_command(tools: Tools, output: Path) -> list[str]:
    """Pelican, with nothing printed but errors."""
    return [str(tools.pelican), "--settings", "pelicanconf.py", "--output", str(output), "--quiet"]


def sitegen_cases(tools: Tools, archive: Archive, output: Path, search: bool) -> list[Case]:
    """Sitegen: clean, with nothing changed, and after each kind of edit, as a new process every time."""
    program = "sitegen with search" if search else "sitegen"
    command = [str(tools.sitegen), "build", "-C", str(archive.root), "-o", str(output)]
    if not search:
        command.append("--no-search")

    def clean(_: int) -> None:
        archive.restore()
        for edit in EDITS.values():
            edit(archive, 0)
        remove(output, archive.root / ".sitegen")

    def editing(edit: Callable[[Archive, int], None]) -> Callable[[int], None]:
        return lambda number: edit(archive, number + 1)

    prepare: dict[str, Callable[[int], None]] = {CLEAN: clean, NOTHING: lambda _: None}
    prepare |= {name: editing(edit) for name, edit in EDITS.items()}
    few = (CLEAN, NOTHING, PROSE)
    return [Case(program, state, job, command, archive.root, output, state in few) for state, job in prepare.items()]
