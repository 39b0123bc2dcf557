"""A content file as text: its front matter, its body, and where each of them stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sitegen.core.diagnostics import Diagnostic, Place, diagnose

_FENCE = re.compile(r"(?:---|\+\+\+)[ \t]*$", re.MULTILINE)
_END = re.compile(r"\n(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A decoded file. `yaml_line` and `body_line` are the 0-based lines of the file where those parts begin."""

    path: str
    text: str
    yaml: str
    yaml_line: int
    body: str
    body_line: int

    def line(self, number: int) -> str:
        """The text of a line, counted from 1."""
        lines = self.text.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""


def decode(path: str, data: bytes) -> str | Diagnostic:
    """UTF-8 text with line feeds only; a leading byte order mark is dropped."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        looks = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "another encoding, such as Windows-1252"
        return diagnose(
            "not-utf-8",
            f"the file isn't UTF-8: byte 0x{data[error.start]:02x} on line {line}",
            Place(path, line, column, line, column + 1),
            hints=(f"it may be {looks}; save it as UTF-8",),
        )
    text = text.removeprefix("\ufeff")
    if b"\r" in data:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if b"\0" in data:
        at = text.index("\0")
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        place = Place(path, line, column, line, column + 1)
        return diagnose("not-utf-8", "the file holds a NUL character", place, hints=("remove it",))
    return text


def split_front_matter(path: str, text: str) -> SourceText | Diagnostic:
    """Cut a Markdown file at its `---` lines."""
    stop = text.find("\n")
    first = text[:stop] if stop >= 0 else text
    if not _FENCE.fullmatch(first):
        return diagnose(
            "no-front-matter",
            "the file doesn't begin with front matter",
            Place(path, 1, 1, 1, max(len(first), 1) + 1, first),
            hints=("begin it with a line `---`, then `title: …` and the other fields, then a line `---`",),
        )
    if first.startswith("+++"):
        return diagnose(
            "no-front-matter",
            "the front matter is TOML; this format is YAML",
            Place(path, 1, 1, 1, 4, first),
            hints=("write `---` instead of `+++` and `key: value` instead of `key = value`",),
        )
    end = _END.search(text, len(first))
    if end is None:
        return diagnose(
            "no-front-matter",
            "the front matter isn't closed",
            Place(path, 1, 1, 1, 4, first),
            hints=("add a line `---` after the last field",),
        )
    yaml = text[len(first) + 1 : end.start() + 1]
    body = text[end.end() + 1 :]
    return SourceText(path, text, yaml, 1, body, text.count("\n", 0, end.end()) + 1)


def whole_yaml(path: str, text: str) -> SourceText:
    """A file that is YAML from its first line to its last."""
    return SourceText(path, text, text, 0, "", text.count("\n"))
