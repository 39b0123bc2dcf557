"""The content folder as it is: every file with its kind and its stat. Reads no file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from operator import attrgetter
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
    _scan_folder(str(root), CONTENT, os.path.realpath(root), found, problems)
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


def _scan_folder(folder: str, prefix: str, root: str, found: list[ScannedFile], problems: list[Diagnostic]) -> None:
    """Look at a folder, and at those in it. `prefix`: its path relative to the project; `root`: where `content/` is."""
    try:
        entries = sorted(os.scandir(folder), key=_NAME)
    except OSError as error:
        # Never the same as an empty folder: everything in it would be taken off the site.
        hint = "make it readable" if prefix != CONTENT else "articles go into content/articles/"
        problem = f"the folder can't be read: {error.strerror}"
        problems.append(diagnose("unreadable", problem, Place(prefix), hints=(hint,)))
        return
    usual = kind_of(f"{prefix}/.md")  # nearly every file's; a look at the name is for the others
    for entry in entries:
        name = entry.name
        if is_left_out(name):
            continue
        path = f"{prefix}/{name}"
        problem = None if name.isascii() else _check_name(path)
        if problem is None and not entry.is_file(follow_symlinks=False):
            if entry.is_dir(follow_symlinks=False):
                _scan_folder(entry.path, path, root, found, problems)
                continue
            problem = _check_link(entry, path, root)
        kind = usual if name.endswith(".md") else kind_of(path)
        if problem is None and kind is None:
            problem = _astray(path)
        if problem is None and kind is not None:
            try:
                stat = entry.stat()
            except OSError as error:
                problem = diagnose("unreadable", f"the file can't be read: {error.strerror}", Place(path))
            else:
                found.append(ScannedFile(path, kind, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
                continue
        if problem is not None:
            problems.append(problem)


_NAME = attrgetter("name")


def _check_name(path: str) -> Diagnostic | None:
    try:
        path.encode()
    except UnicodeEncodeError:
        return diagnose("unreadable", "the file's name isn't UTF-8", Place(ascii(path)[1:-1]), hints=("rename it",))
    return None


def _check_link(entry: os.DirEntry[str], path: str, root: str) -> Diagnostic | None:
    """What is wrong with something that is neither a file nor a folder. A link to a file of `content/` will do."""
    if not entry.is_symlink():
        return diagnose("unreadable", "this isn't a regular file", Place(path), hints=("remove it from content/",))
    real = os.path.realpath(entry.path)
    if Path(real).is_dir() and f"{real}{os.sep}".startswith(root + os.sep):
        hint = "remove it: a file needs no second place, as everything refers to it by its id"
        problem = "the symbolic link leads to a folder of content/ itself, whose files are there already"
        return diagnose("outside-project", problem, Place(path), hints=(hint,))
    if real.startswith(root + os.sep) and Path(real).is_file():
        return None
    what = "leads out of content/" if Path(real).exists() else "leads nowhere"
    hint = "copy the file into content/, or remove the link"
    return diagnose("outside-project", f"the symbolic link {what}", Place(path), hints=(hint,))


def _astray(path: str) -> Diagnostic:
    hint = "move it into content/articles, content/claims, content/entities or content/pages"
    if path.lower().endswith(YAML):
        hint = f"an edition of the corrections log lies right in {CONTENT}/{EDITIONS}, as DATE.yaml"
    elif not path.endswith(MARKDOWN):
        hint = f"rename it to {Path(path).stem}{Path(path).suffix.lower()}: in small letters it is Markdown"
    return diagnose("unexpected-file", "no page is made from this file", Place(path), hints=(hint,))
