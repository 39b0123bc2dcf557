"""`sitegen lock`: writes the locks of articles' texts into their files."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.source_text import SourceText, decode, split_front_matter
from sitegen.compile.text_lock import CannotLock, LockedText, lock_text
from sitegen.core.diagnostics import Diagnostic
from sitegen.core.ids import id_of_path
from sitegen.core.suggest import did_you_mean
from sitegen.options_update import SITE_FILE
from sitegen.scan import ScannedFile, scan_content
from sitegen.whole_file import write_whole

LOCKED, KEPT, ANEW, CHANGED, FAILED = "locked", "is locked already", "locked anew", "text-changed", "failed"


class Outcome(NamedTuple):
    """What became of one article: its path, one of the words above, and for FAILED the reason."""

    path: str
    became: str
    reason: str = ""


class CannotFind(Exception):
    """No such article, or no project. The message says what to do."""


def lock_articles(project: Path, names: Collection[str]) -> Iterator[Outcome]:
    """Lock the articles of these ids or paths; a text that was locked and is another now is locked anew.

    Raises CannotFind before anything is written, OSError.
    """
    project = project.absolute()
    articles = [file.path for file in _scan(project)[0] if file.kind == "article"]
    chosen = [_find(project, articles, name) for name in names]
    for path in dict.fromkeys(chosen):
        yield _lock(project, path, accepts_change=True)


def lock_all(project: Path) -> Iterator[Outcome]:
    """Lock all articles that aren't. A lock that doesn't fit its text stays: CHANGED. Raises CannotFind."""
    project = project.absolute()
    files, problems = _scan(project)
    for problem in problems:
        if problem.code == "unreadable":  # there may be articles in it
            yield Outcome(problem.place.path, FAILED, problem.message)
    for file in files:
        if file.kind == "article":
            yield _lock(project, file.path, accepts_change=False)


def _scan(project: Path) -> tuple[list[ScannedFile], list[Diagnostic]]:
    if not (project / SITE_FILE).is_file():
        raise CannotFind(f"there is no site.yaml in {project}; name the project with -C")
    return scan_content(project)


def _find(project: Path, articles: Collection[str], name: str) -> str:
    """The path of the article that a name means: its path from here or in the project, its id, its file's name."""
    for path in (Path(name), project / name):
        if path.is_file() and (found := os.path.relpath(path.resolve(), project.resolve()).replace(os.sep, "/")):
            if found in articles:
                return found
            raise CannotFind(f"{name} is no article: those lie in content/articles/")
    wanted = name.strip("/").removeprefix("articles/")
    ids = {id_of_path(path): path for path in articles}
    if wanted in ids:
        return ids[wanted]
    for article in articles:
        source = _read(project / article)
        value = read_yaml(source.yaml).value if isinstance(source, SourceText) else None
        if isinstance(value, dict) and value.get("id") == wanted:
            return article
    raise CannotFind("; ".join((f"there is no article `{name}`", *did_you_mean(wanted, ids))))


def _lock(project: Path, path: str, accepts_change: bool) -> Outcome:
    try:
        return _lock_file(project / path, path, accepts_change)
    except OSError as error:
        # One file that can't be written hides nothing of the others: some of them are locked already.
        return Outcome(path, FAILED, error.strerror or str(error))


def _lock_file(file: Path, path: str, accepts_change: bool) -> Outcome:
    source = _read(file)
    if isinstance(source, Diagnostic):
        return Outcome(path, FAILED, source.message)
    try:
        locked = lock_text(source)
    except CannotLock as error:
        return Outcome(path, FAILED, str(error))
    if locked.before == locked.digest:
        return Outcome(path, KEPT)
    if locked.before and not accepts_change:
        return Outcome(path, CHANGED)
    if not _write(file, source.text, locked):
        return Outcome(path, FAILED, "its lines end in different ways; save it with one kind of line end")
    return Outcome(path, ANEW if locked.before else LOCKED)


def _read(file: Path) -> SourceText | Diagnostic:
    text = decode(file.name, file.read_bytes())
    return text if isinstance(text, Diagnostic) else split_front_matter(file.name, text)


def _write(file: Path, before: str, locked: LockedText) -> bool:
    """Put the new text in the file's place, at once and with the line ends it has. False: they are mixed."""
    old = file.read_bytes()
    for line_end in ("\n", "\r\n", "\r"):
        for mark in (b"", b"\xef\xbb\xbf"):
            if old == mark + before.replace("\n", line_end).encode():
                write_whole(file, mark + locked.text.replace("\n", line_end).encode())
                return True
    return False
