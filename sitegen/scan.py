"""The content folder as it is: every file with its kind and its stat. Reads no file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from sitegen.core.diagnostics import Diagnostic, Place, diagnose

CONTENT = "content"

RACY_NS = 2_000_000_000
"""A file changed within this time before it was looked at may change again without its times showing it (git's "racy"
rule; two seconds is the coarsest clock of a file system in use, FAT)."""


MARKDOWN = (".md", ".markdown")
YAML = (".yaml", ".yml")

EDITIONS = "editions"
"""Folder of the corrections log's editions."""

LOOKED_AT_ALONE = frozenset({"article", "claim", "page"})
"""Kinds of files that change nothing of how other files are compiled."""


class ScannedFile(NamedTuple):
    """A content file: path relative to the project, with `/`; its kind; its stat."""

    path: str
    kind: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


def scan_content(project: Path) -> tuple[list[ScannedFile], list[Diagnostic]]:
    """Every file below `content/`, sorted by path; and what is there that can't be used."""
    found: list[ScannedFile] = []
    problems: list[Diagnostic] = []
    root = project / CONTENT
    known: tuple[str, str | None] = "", None
    for path, entry in _walk(root, CONTENT, os.path.realpath(root), problems):
        try:
            stat = entry.stat()
        except OSError as error:
            problems.append(diagnose("unreadable", f"the file can't be read: {error.strerror}", Place(path)))
            continue
        # For nearly every file its folder says it; a look at the name is for the others.
        folder, _, name = path.rpartition("/")
        if folder != known[0]:
            known = folder, kind_of(f"{folder}/.md")
        kind = known[1] if name.endswith(".md") else kind_of(path)
        if kind is None:
            hint = "move it into content/articles, content/claims, content/entities or content/pages"
            if name.lower().endswith(YAML):
                hint = f"an edition of the corrections log lies right in {CONTENT}/{EDITIONS}, as DATE.yaml"
            elif not path.endswith(MARKDOWN):
                hint = f"rename it to {Path(path).stem}{Path(path).suffix.lower()}: in small letters it is Markdown"
            problems.append(diagnose("unexpected-file", "no page is made from this file", Place(path), hints=(hint,)))
            continue
        found.append(ScannedFile(path, kind, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
    found.sort()
    return found, problems


def scan_files(project: Path, paths: Iterable[str]) -> list[ScannedFile] | None:
    """Those of some files (paths relative to the project) that are there; None if only a look at everything can tell:
    one of them isn't a plain file that a page is made from.
    """
    found = []
    for path in paths:
        parts = path.split("/")
        if parts[0] != CONTENT or kind_of(path) not in LOOKED_AT_ALONE or any(map(is_left_out, parts)):
            return None
        try:
            stat = os.lstat(project / path)
        except FileNotFoundError:
            continue
        except OSError:
            return None
        if not S_ISREG(stat.st_mode):
            return None
        kind = str(kind_of(path))
        found.append(ScannedFile(path, kind, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
    return sorted(found)


def is_left_out(name: str) -> bool:
    """Whether a file or folder of this name is passed over: hidden ones, and the copies that editors make."""
    return name[:1] in ".#" or name[-1:] == "~"


def kind_of(path: str) -> str | None:
    """What a path below `content/` is: article, claim, entity, page, sources, edition or asset; None for Markdown and
    YAML that is astray.
    """
    parts = path.split("/")
    if path == f"{CONTENT}/sources.yaml":
        return "sources"
    folder = parts[1] if len(parts) > 2 else ""
    if folder == EDITIONS and parts[-1].lower().endswith(YAML):
        return "edition" if len(parts) == 3 and parts[-1].endswith(".yaml") else None
    if parts[-1].lower().endswith(MARKDOWN):
        folder = folder if parts[-1].endswith(MARKDOWN) else ""
        return {"articles": "article", "claims": "claim", "entities": "entity", "pages": "page"}.get(folder)
    return "asset"


def _walk(folder: Path, prefix: str, root: str, problems: list[Diagnostic]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        # Never the same as an empty folder: everything in it would be taken off the site.
        hint = "make it readable" if prefix != CONTENT else "articles go into content/articles/"
        problem = f"the folder can't be read: {error.strerror}"
        problems.append(diagnose("unreadable", problem, Place(prefix), hints=(hint,)))
        return
    for entry in entries:
        name, path = entry.name, f"{prefix}/{entry.name}"
        if is_left_out(name):
            continue
        try:
            name.isascii() or name.encode()
        except UnicodeEncodeError:
            shown = ascii(path)[1:-1]
            problems.append(diagnose("unreadable", "the file's name isn't UTF-8", Place(shown), hints=("rename it",)))
            continue
        if entry.is_symlink():
            real = os.path.realpath(entry.path)
            if Path(real).is_dir() and f"{real}{os.sep}".startswith(root + os.sep):
                hint = "remove it: a file needs no second place, as everything refers to it by its id"
                problem = "the symbolic link leads to a folder of content/ itself, whose files are there already"
                problems.append(diagnose("outside-project", problem, Place(path), hints=(hint,)))
                continue
            if not (real.startswith(root + os.sep) and Path(real).is_file()):
                what = "leads out of content/" if Path(real).exists() else "leads nowhere"
                hint = "copy the file into content/, or remove the link"
                problems.append(diagnose("outside-project", f"the symbolic link {what}", Place(path), hints=(hint,)))
                continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), path, root, problems)
        elif entry.is_file():
            yield path, entry
        else:
            hint = "remove it from content/"
            problems.append(diagnose("unreadable", "this isn't a regular file", Place(path), hints=(hint,)))
