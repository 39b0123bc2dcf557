"""The content folder as it is: every file with its kind and its stat. Reads no file."""

from __future__ import annotations

import os
from collections.abc import Iterable
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
    _look_into(str(root), CONTENT, os.path.realpath(root), found, problems)
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
        found.append(_scanned(path, kind, stat))
    return sorted(found)


def _scanned(path: str, kind: str, stat: os.stat_result) -> ScannedFile:
    return ScannedFile(path, kind, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


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


def _look_into(folder: str, prefix: str, root: str, found: list[ScannedFile], problems: list[Diagnostic]) -> None:
    """Find the files below a folder, in no fixed order. `prefix`: its path relative to the project; `root`: where
    `content/` really lies.

    Every build sees every file here: what is asked of each takes about as long as the system takes for its stat.
    """
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        # Never the same as an empty folder: everything in it would be taken off the site.
        hint = "make it readable" if prefix != CONTENT else "articles go into content/articles/"
        problem = f"the folder can't be read: {error.strerror}"
        problems.append(diagnose("unreadable", problem, Place(prefix), hints=(hint,)))
        return
    markdown = kind_of(f"{prefix}/.md")
    for entry in entries:
        name = entry.name
        if is_left_out(name):
            continue
        path = f"{prefix}/{name}"
        if (not name.isascii() or entry.is_symlink()) and (unusable := _unusable(path, entry, root)):
            problems.append(unusable)
            continue
        if entry.is_dir(follow_symlinks=False):
            _look_into(entry.path, path, root, found, problems)
        elif entry.is_file():
            try:
                stat = entry.stat()
            except OSError as error:
                problems.append(diagnose("unreadable", f"the file can't be read: {error.strerror}", Place(path)))
                continue
            kind = markdown if name.endswith(".md") else kind_of(path)
            if kind is None:
                problems.append(_astray(path))
            else:
                found.append(_scanned(path, kind, stat))
        else:
            hint = "remove it from content/"
            problems.append(diagnose("unreadable", "this isn't a regular file", Place(path), hints=(hint,)))


def _astray(path: str) -> Diagnostic:
    """What is said of Markdown and YAML that no page is made from."""
    hint = "move it into content/articles, content/claims, content/entities or content/pages"
    if path.lower().endswith(YAML):
        hint = f"an edition of the corrections log lies right in {CONTENT}/{EDITIONS}, as DATE.yaml"
    elif not path.endswith(MARKDOWN):
        hint = f"rename it to {Path(path).stem}{Path(path).suffix.lower()}: in small letters it is Markdown"
    return diagnose("unexpected-file", "no page is made from this file", Place(path), hints=(hint,))


def _unusable(path: str, entry: os.DirEntry[str], root: str) -> Diagnostic | None:
    """Why a symbolic link, or what has a name that isn't ASCII, can't be used."""
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = ascii(path)[1:-1]
        return diagnose("unreadable", "the file's name isn't UTF-8", Place(shown), hints=("rename it",))
    if not entry.is_symlink():
        return None
    real = Path(os.path.realpath(entry.path))
    if real.is_dir() and f"{real}{os.sep}".startswith(root + os.sep):
        hint = "remove it: a file needs no second place, as everything refers to it by its id"
        problem = "the symbolic link leads to a folder of content/ itself, whose files are there already"
        return diagnose("outside-project", problem, Place(path), hints=(hint,))
    if str(real).startswith(root + os.sep) and real.is_file():
        return None
    what = "leads out of content/" if real.exists() else "leads nowhere"
    hint = "copy the file into content/, or remove the link"
    return diagnose("outside-project", f"the symbolic link {what}", Place(path), hints=(hint,))
