"""The cases: for each program and each kind of build, what is set up before and what is run."""

import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tools import Tools

_ADDED = b"\nErratumword"


@dataclass(frozen=True)
class Case:
    """`prepare(round)` is not measured; `command`, run in `folder`, is. `output` is the site it makes."""

    name: str
    prepare: Callable[[int], None]
    command: list[str]
    folder: Path
    output: Path


class Edited:
    """One article in the middle of the archive, whose prose is edited and put back."""

    def __init__(self, corpus: Path) -> None:
        """Pick the article and keep its bytes, without what an interrupted run added."""
        found = sorted((corpus / "content/articles").glob("*/*.md"))
        self._path = found[len(found) // 2]
        self._original = self._path.read_bytes().partition(_ADDED)[0]

    def edit(self, number: int) -> None:
        """Add a paragraph that no quote can be found in; another one for each number."""
        self._path.write_bytes(self._original + _ADDED + f" {number:03d}.\n".encode())

    def restore(self) -> None:
        """Put the original bytes back."""
        if self._path.read_bytes() != self._original:
            self._path.write_bytes(self._original)


def remove(*folders: Path) -> None:
    """Remove folders that may be absent."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def hugo_case(tools: Tools, site: Path, output: Path) -> Case:
    """A clean Hugo build, with Pagefind's index over it if that is installed."""
    build = [str(tools.hugo), "--quiet", "--ignoreCache", "--noBuildLock", "--destination", str(output)]
    if not tools.pagefind:
        return Case("Hugo, clean", lambda _: remove(output), build, site, output)
    index = [str(tools.pagefind), "--quiet", "--site", str(output)]
    both = ["sh", "-c", f"{shlex.join(build)} && {shlex.join(index)}"]
    return Case("Hugo + Pagefind, clean", lambda _: remove(output), both, site, output)


def sitegen_cases(tools: Tools, corpus: Path, output: Path) -> list[Case]:
    """Sitegen: clean, with nothing changed, with one edit of an article's prose; none if it isn't installed."""
    if not tools.sitegen:
        return []
    command = [str(tools.sitegen), "build", "-C", str(corpus), "-o", str(output), "-q"]
    name = "sitegen with search" if tools.pagefind else "sitegen"
    if not tools.pagefind:
        command.append("--no-search")
    edited = Edited(corpus)

    def clean(_: int) -> None:
        edited.restore()
        remove(output, corpus / ".sitegen")

    return [
        Case(f"{name}, clean", clean, command, corpus, output),
        Case(f"{name}, nothing changed", lambda _: None, command, corpus, output),
        Case(f"{name}, one prose edit", edited.edit, command, corpus, output),
    ]
