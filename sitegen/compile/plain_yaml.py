"""A short way past the YAML parser for front matter that is plainly plain: mappings and lists, a value to a line.

Block text (`|`), quoted values and lists in brackets are read if they are simple. Whatever looks otherwise — and all
that is wrong — is left to the parser: `read_plain` then says nothing.
`tests/compile/test_plain_yaml.py` compares the two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_USUAL = b"\n" + bytes(range(0x20, 0x7F))
_HEAD = re.compile(r"( *)(- )?([A-Za-z0-9_][A-Za-z0-9_-]*)")
_ITEM = re.compile(r"( *)- (.*)")
_LIST = re.compile(r"\[ *((?:[\w./“‘][\w./“”‘’ -]*)(?:, *[\w./“‘][\w./“”‘’ -]*)*)\]")
_QUOTED = re.compile(r"'((?:[^']|'')*)'|\"([^\"\\]*)\"")
_SPECIAL = frozenset(" -?:,[]{}#&*!|>'\"%@`")
"""Characters with which a plain value can't begin, or not always."""

MAX_DEPTH = 16


class _Unusual(Exception):
    """A line that is the parser's to read."""


def read_plain(text: str) -> dict[str, Any] | None:
    """The value of a YAML text (dicts, lists, text; None for an empty value), or None if the parser must read it."""
    # To drop what is usual from the bytes is much faster than to ask for each character.
    odd = text.encode("utf-8", "surrogatepass").translate(None, _USUAL)
    if odd and not odd.decode("utf-8", "surrogatepass").isprintable():
        return None
    try:
        return _Reader(text.split("\n")).read()
    except _Unusual:
        return None


@lru_cache(maxsize=1024)
def _head(text: str) -> tuple[int, bool, str] | None:
    """What stands before a colon: its column, whether there is a dash, the key. A site's files have few others."""
    found = _HEAD.fullmatch(text)
    return (len(found[1]), found[2] is not None, found[3]) if found else None


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.root: dict[str, Any] = {}
        self.open: list[tuple[int, Any]] = [(0, self.root)]
        """The mappings and lists that may go on, each with the column of its keys or dashes."""

    def read(self) -> dict[str, Any] | None:
        done = 0  # the number of the last line that belongs to a block
        waiting: tuple[dict[str, Any], str, int] | None = None  # a key without a value: what follows may be it
        at, container = 0, self.root  # the mapping that the line before belongs to
        for number, line in enumerate(self.lines, 1):
            if number <= done or not line:
                continue  # read already, or empty
            before, colon, rest = line.partition(": ")
            head = None
            if colon:
                head = _head(before)
            elif before[-1] == ":":
                head = _head(before[:-1])
            if head is None:
                item = _ITEM.fullmatch(line)
                if item is None:
                    raise _Unusual
                head, rest = (len(item[1]), True, ""), item[2]
            column, dash, key = head
            if waiting is not None:
                inner: dict[str, Any] | list[Any] | None = None
                if dash and column >= waiting[2]:
                    inner = []
                elif column > waiting[2]:
                    inner = {}
                if inner is not None:
                    waiting[0][waiting[1]] = inner
                    self._enter(column, inner)
                    at = -1
                waiting = None
            if dash:
                items = self._container(column, True)
                if not key:
                    items.append(_value(rest))
                    at = -1
                    continue
                column += 2
                at, container = column, {}
                items.append(container)
                self._enter(column, container)
            else:
                if column != at:  # most lines just go on with a mapping
                    at, container = column, self._container(column, False)
                if key in container:
                    raise _Unusual
            if not rest:
                container[key] = None
                waiting = container, key, column
            elif rest[0] not in _SPECIAL and rest[-1] not in " :" and ": " not in rest and " #" not in rest:
                container[key] = rest
            elif rest == "|" or rest == "|-":
                container[key], done = self._block(number, column, rest)
            else:
                container[key] = _value(rest)
        return self.root or None

    def _enter(self, column: int, container: dict[str, Any] | list[Any]) -> None:
        self.open.append((column, container))
        if len(self.open) > MAX_DEPTH:
            raise _Unusual

    def _container(self, column: int, is_item: bool) -> Any:
        """The mapping or list that a line at `column` goes on."""
        open_ones = self.open
        while open_ones[-1][0] > column:
            open_ones.pop()
        if not is_item and type(open_ones[-1][1]) is list:
            open_ones.pop()  # a list whose dashes stand below its key
        at, container = open_ones[-1]
        if at != column or (type(container) is list) != is_item:
            raise _Unusual
        return container

    def _block(self, number: int, column: int, mark: str) -> tuple[str, int]:
        """The text below a `|` that stands on the line with this number (from 1), and the number of its last line."""
        found: list[str] = []
        first = self.lines[number] if number < len(self.lines) else ""
        indent = len(first) - len(first.lstrip(" "))
        if indent <= column or indent == len(first):
            raise _Unusual
        margin = " " * indent
        for line in self.lines[number:]:
            if line.startswith(margin):
                found.append(line[indent:])
            elif line:
                if line.isspace() or line.startswith(" " * (column + 1)):
                    raise _Unusual
                break
            else:
                found.append("")
        number += len(found)
        if found[-1] and number == len(self.lines):
            raise _Unusual  # no line end at the text's end: the block has none, either
        while found and not found[-1]:
            found.pop()
        return "\n".join(found) + ("\n" if mark == "|" else ""), number


def _value(text: str) -> Any:
    """The value that a line ends with."""
    text = text.strip(" ")
    if not text:
        raise _Unusual
    if text[0] not in _SPECIAL:
        if ": " in text or " #" in text or text[-1] == ":":
            raise _Unusual
        return text
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1].replace("''", "'") if quoted[1] is not None else quoted[2]
    if listed := _LIST.fullmatch(text):
        return [item.strip(" ") for item in listed[1].split(",")]
    raise _Unusual
