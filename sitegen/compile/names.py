"""Links around the names of entities, among inline operations."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sitegen.compile.inline import Operation, escape_attribute


class Name(NamedTuple):
    """A range to be linked to an entity."""

    start: int
    end: int
    href: str


def with_names(operations: Sequence[Operation], names: Sequence[Name]) -> list[Operation]:
    """Put links around names, which come in order. One that would cross an element's border stays unlinked."""
    woven: list[Operation] = []
    starts, texts = _free_texts(operations)
    done, cut = 0, 0  # operations[:done] are written, and so is what comes before the offset `cut`
    for name in names:
        if name.start < cut:
            continue
        at, to = bisect_right(starts, name.start) - 1, bisect_right(starts, name.end - 1) - 1
        if at < 0:
            continue
        first, last = texts[at], texts[to]
        if not (_holds(operations[first], name.start) and _holds(operations[last], name.end - 1)):
            continue
        if first != last and _depth_changes(operations, first, last):
            continue
        _copy(operations, done, first, cut, woven)
        begin = operations[first][1]
        if max(begin, cut) < name.start:
            woven.append(_stretch(operations[first], max(begin, cut), name.start))
        woven.append(_opening(name))
        for operation in operations[first : last + 1]:
            woven.append(_stretch(operation, name.start, name.end) if operation[0] == "text" else operation)
        woven.append(("close", name.end, None))
        done, cut = last, name.end
    _copy(operations, done, len(operations), cut, woven)
    return woven


def _copy(operations: Sequence[Operation], first: int, stop: int, cut: int, woven: list[Operation]) -> None:
    """Copy operations, but of the text at the first one only what comes after the offset `cut`."""
    if first == stop:
        return
    operation = operations[first]
    end = operation[1] + len(operation[2]) if operation[0] == "text" else 0  # type: ignore[arg-type]
    if operation[0] != "text" or cut <= operation[1]:
        woven.append(operation)
    elif cut < end:
        woven.append(_stretch(operation, cut, end))
    woven.extend(operations[first + 1 : stop])


def _stretch(operation: Operation, start: int, end: int) -> Operation:
    """The part of a text between two offsets."""
    begin, words = operation[1], str(operation[2])
    return ("text", max(start, begin), words[max(start - begin, 0) : end - begin])


def _free_texts(operations: Sequence[Operation]) -> tuple[list[int], list[int]]:
    """Offsets and indexes of the texts that aren't within a link."""
    starts: list[int] = []
    indexes: list[int] = []
    links: list[bool] = []  # of each element that is open, whether it is a link or lies in one
    for index, operation in enumerate(operations):
        if operation[0] == "text":
            if not (links and links[-1]):
                starts.append(operation[1])
                indexes.append(index)
        elif operation[0] == "open":
            links.append(operation[3][2] or (bool(links) and links[-1]))  # type: ignore[misc,index]
        elif operation[0] == "close":
            links.pop()
    return starts, indexes


def _holds(operation: Operation, offset: int) -> bool:
    return offset < operation[1] + len(operation[2])  # type: ignore[arg-type]


def _depth_changes(operations: Sequence[Operation], first: int, last: int) -> bool:
    """Whether between two operations an element is opened or closed, but not both, or there is a link."""
    depth = 0
    for operation in operations[first : last + 1]:
        if operation[0] == "open":
            depth += 1
            if operation[3][2]:  # type: ignore[misc,index]
                return True
        elif operation[0] == "close":
            depth -= 1
            if depth < 0:
                return True
        elif operation[0] == "void" and operation[3]:  # type: ignore[misc]
            return True
    return depth != 0


def _opening(name: Name) -> Operation:
    return ("open", name.start, [open_name(name.href)], ["</a>", name.end, True])


@lru_cache(maxsize=1024)
def open_name(href: str) -> str:
    """The beginning of the link around a name."""
    return f'<a class="e" href="{escape_attribute(href)}">'
