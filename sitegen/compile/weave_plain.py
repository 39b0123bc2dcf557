"""A short way past operations and the weaver: what stands in a plain text is written in one sweep over its borders.

Elements, marks and the links around names mostly lie apart, or one within another: names within elements, and both
within marks. `tests/compile/test_weave.py` compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

from sitegen.compile.inline import Part, escape
from sitegen.compile.names import Name, open_name
from sitegen.compile.plain_markdown import Element, PlainToken
from sitegen.compile.weaver import Piece, open_mark

_Border = tuple[int, int, list[Part]]
"""Where something begins or ends, what it is, and what is written there."""

# In the order in which they follow each other at one place. Those of marks stand together.
_ELEMENT_ENDS, _MARK_ENDS, _MARK_BEGINS, _ELEMENT_BEGINS, _LINK_BEGINS = range(5)
_place_and_kind = itemgetter(0, 1)


def write_plain(
    token: PlainToken,
    start: int,
    pieces: Sequence[Piece],
    names: Sequence[Name],
    opening: Callable[[Element], list[Part]],
    out: list[Part],
) -> bool:
    """Write a plain text that begins at the offset `start`, with its marks and the links around its names, which come
    in order. Where one lies across another's border, or in what should lie within it, or words must be escaped, nothing
    is written: False.
    """
    words, before = token.words, len(out)
    if escape(words) != words:
        return False
    done = first = 0
    element, marked = _ELEMENT_ENDS, False  # what is open
    borders = _borders(token, start, pieces, opening) if pieces or token.elements else ()
    for place, kind, html in borders:
        last = first
        if first < len(names):
            last = _count_until(names, first, start + done, start + place)
        is_mark = _MARK_ENDS <= kind <= _MARK_BEGINS
        if (
            last < first
            or (element == _LINK_BEGINS and first < last)
            or (is_mark and (element != _ELEMENT_ENDS or (marked and kind == _MARK_BEGINS)))
        ):
            del out[before:]
            return False
        if first < last:
            _write_words(words[done:place], start + done, names[first:last], out)
        else:
            out.append(words[done:place])
        out += html
        done, first = place, last
        if is_mark:
            marked = kind == _MARK_BEGINS
        else:
            element = kind
    if first < len(names) and names[first].start < start + done:
        del out[before:]
        return False
    _write_words(words[done:], start + done, names[first:], out)
    return True


def _borders(
    token: PlainToken, start: int, pieces: Sequence[Piece], opening: Callable[[Element], list[Part]]
) -> list[_Border]:
    """The borders of a text's elements and marks, in order."""
    borders: list[_Border] = []
    for element in token.elements:
        begin, end, tag, _ = element
        kind = _LINK_BEGINS if tag == "a" else _ELEMENT_BEGINS
        borders += (begin, kind, opening(element)), (end, _ELEMENT_ENDS, [f"</{tag}>"])
    if pieces:
        for piece in pieces:
            ending: list[Part] = ["</mark>", ["ref", piece.mark.id]] if piece.last else ["</mark>"]
            borders.append((piece.start - start, _MARK_BEGINS, [open_mark(piece.mark)]))
            borders.append((piece.end - start, _MARK_ENDS, ending))
        borders.sort(key=_place_and_kind)
    return borders


def _count_until(names: Sequence[Name], count: int, start: int, end: int) -> int:
    """How many names end by the offset `end`, if `count` are known to; -1 if the next begins before `start`."""
    if names[count].start < start:
        return -1
    while count < len(names) and names[count].end <= end:
        count += 1
    return count


def _write_words(words: str, start: int, names: Sequence[Name], out: list[Part]) -> None:
    position = 0
    for name in names:
        begin, end = name.start - start, name.end - start
        out.append(f"{words[position:begin]}{open_name(name.href)}{words[begin:end]}</a>")
        position = end
    out.append(words[position:])
