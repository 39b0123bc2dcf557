"""Opens the author's editor at a line of a file of the project."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

COLON = frozenset("subl zed".split())
"""Editors that take `file:line:column`."""

GOTO = frozenset("code code-insiders codium vscodium cursor windsurf positron".split())
"""VS Code and its kin: `--goto file:line:column`."""

LINE = frozenset("idea pycharm webstorm phpstorm rubymine goland clion kate bbedit".split())
"""Editors that take `--line N file`."""

PLUS = frozenset("gedit gvim mvim emacsclient gnome-text-editor pluma xed mousepad geany".split())
"""Editors that take `+N file`."""

PLACES = re.compile(r"\{(file|line|column)\}")


class CannotOpen(Exception):
    """The place isn't a file of the project, or the editor can't be started."""


def open_place(project: Path, path: str, line: int, column: int, environment: Mapping[str, str]) -> str | None:
    """Start the editor on `path` (relative to the project). None: it was started; else an address for the browser to
    open, of VS Code, because no editor with a window of its own is set. Raises CannotOpen.
    """
    file = _file_of(project, path)
    command = _editor(environment)
    if command is None:
        return f"vscode://file/{quote(file.as_posix().lstrip('/'), safe='/:')}:{line}:{column}"
    words = _arguments(command, str(file), line, column)
    try:
        subprocess.Popen(
            words,
            cwd=project,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise CannotOpen(f"the editor {words[0]} can't be started: {error.strerror}") from error
    return None


def _file_of(project: Path, path: str) -> Path:
    """The file that a path of the project names, links followed. Nothing outside the project, nothing hidden."""
    try:
        root = project.resolve(strict=True)
        file = (root / path).resolve(strict=True)
        parts = file.relative_to(root).parts
    except (OSError, ValueError) as error:
        raise CannotOpen(f"there is no {path} in the project") from error
    if not file.is_file() or any(part.startswith(".") for part in parts):
        raise CannotOpen(f"{path} isn't a file of the project")
    return file


def _editor(environment: Mapping[str, str]) -> list[str] | None:
    """The command of an editor. $SITEGEN_EDITOR is always taken; the other two may name one that needs a terminal."""
    if words := _words(environment.get("SITEGEN_EDITOR")):
        return words
    for name in ("VISUAL", "EDITOR"):
        words = _words(environment.get(name))
        if words and _name(words) in COLON | GOTO | LINE | PLUS:
            return words
    return None


def _words(command: str | None) -> list[str]:
    try:
        return shlex.split(command or "", posix=os.name != "nt")
    except ValueError:
        return []


def _name(words: list[str]) -> str:
    return Path(words[0]).stem.lower()


def _arguments(command: list[str], file: str, line: int, column: int) -> list[str]:
    """The command with the place in it: at {file}, {line}, {column}, or else as that editor takes it."""
    values = {"file": file, "line": str(line), "column": str(column)}
    if any(PLACES.search(word) for word in command):
        return [PLACES.sub(lambda found: values[found[1]], word) for word in command]
    name = _name(command)
    if name in GOTO:
        return [*command, "--goto", f"{file}:{line}:{column}"]
    if name in COLON:
        return [*command, f"{file}:{line}:{column}"]
    if name in LINE:
        return [*command, "--line", str(line), file]
    return [*command, f"+{line}", file]
