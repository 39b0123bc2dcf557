"""Writes one block of text with its marks, keeping everything properly nested."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.compile.inline import Operation, Part, escape


class Mark(NamedTuple):
    """A range to be marked. `kind` is claim, correction or note."""

    id: str
    kind: str
    start: int
    end: int


def open_mark(mark: Mark) -> str:
    return f'<mark class="a a-{mark.kind}" aria-details="{mark.id}">'


@dataclass(slots=True)
class Piece:
    """The part of a mark that stands in one block."""

    mark: Mark
    start: int
    end: int
    last: bool
    open: bool = False


class Weaver:
    """Writes one block's operations with its pieces of marks, keeping everything properly nested.

    The stack holds elements and marks. A mark below an element always ends where the element ends or after it: when an
    element opens, marks that end inside it are closed first and opened again within.
    """

    def __init__(self, out: list[Part], pieces: Sequence[Piece]) -> None:
        self.out = out
        self.pieces = sorted(pieces, key=lambda piece: (piece.start, -piece.end))
        self.next = 0
        self.active: list[Piece] = []
        """Pieces that began and haven't ended; they may be closed for a moment where an element opens or ends."""
        self.stack: list[tuple[str, int, Piece | None, bool]] = []
        self.ended: list[str] = []
        """Ids of passages that ended within a link: their references wait until it is closed, as links don't nest."""
        self.links = 0

    def run(self, operations: Sequence[Operation], end: int) -> None:
        """Write the operations of a block that ends at the offset `end`."""
        cuts = sorted({cut for piece in self.pieces for cut in (piece.start, piece.end)})
        last = len(self.pieces)
        for operation in operations:
            kind, position, value = operation[0], operation[1], operation[2]
            if kind == "text":
                words = str(value)
                if self.active or (self.next < last and self.pieces[self.next].start < position + len(words)):
                    self._text(words, position, cuts)
                else:
                    self.out.append(escape(words))
            elif kind == "open":
                close, element_end, is_link = operation[3]  # type: ignore[misc]
                self._close_ended(position, element_end)
                # An element without text, such as an image's link, is no reason to begin a mark.
                if element_end > position:
                    self._open_begun(position, element_end)
                self.out.extend(value)  # type: ignore[arg-type]
                self.stack.append((close, element_end, None, is_link))
                self.links += is_link
            elif kind == "close":
                self._close_element()
            else:
                self._close_ended(position)
                self.out.extend(value)  # type: ignore[arg-type]
        while self.stack:
            self._pop()
        self.active.extend(self.pieces[self.next :])
        self.next = len(self.pieces)
        self._end_passages(end)

    def _text(self, words: str, start: int, cuts: list[int]) -> None:
        stop = start + len(words)
        first = bisect_right(cuts, start)
        if first == len(cuts) or cuts[first] >= stop:
            self._close_ended(start)
            self._open_begun(start)
            self.out.append(escape(words))
            return
        inner = cuts[first : bisect_left(cuts, stop, first)]
        for begin, finish in zip((start, *inner), (*inner, stop), strict=True):
            self._close_ended(begin)
            self._open_begun(begin)
            self.out.append(escape(words[begin - start : finish - start]))

    def _open_begun(self, position: int, element_end: int = 0) -> None:
        """Open the marks that began, the longest first; of an element about to open, only those that hold all of it."""
        while self.next < len(self.pieces) and self.pieces[self.next].start <= position:
            self.active.append(self.pieces[self.next])
            self.next += 1
        if not self.active:
            return
        begun = [p for p in self.active if not p.open and p.end > position and p.end >= element_end]
        if len(begun) > 1:
            begun.sort(key=lambda piece: -piece.end)
        for piece in begun:
            self.out.append(open_mark(piece.mark))
            self.stack.append(("</mark>", piece.end, piece, False))
            piece.open = True

    def _close_ended(self, position: int, before: int = 0) -> None:
        """Pop marks down to the lowest one that ended, or that ends `before` an element about to open does.

        Those above it that go on are opened again by `_open_begun`.
        """
        if not self.active:
            return
        lowest = None
        for index in range(len(self.stack) - 1, -1, -1):
            entry = self.stack[index]
            if entry[2] is None:
                break
            if entry[1] <= position or entry[1] < before:
                lowest = index
        if lowest is not None:
            while len(self.stack) > lowest:
                self._pop()
        self._end_passages(position)

    def _close_element(self) -> None:
        while self.stack and self.stack[-1][2] is not None:
            self._pop()
        if self.stack:
            entry = self.stack.pop()
            self.out.append(entry[0])
            self.links -= entry[3]
            self._end_passages(entry[1])

    def _pop(self) -> None:
        html, _, piece, _ = self.stack.pop()
        self.out.append(html)
        if piece is not None:
            piece.open = False

    def _end_passages(self, position: int) -> None:
        """Write the references of passages that ended, once no link is open."""
        if self.active:
            going_on = [piece for piece in self.active if piece.end > position or piece.open]
            if len(going_on) < len(self.active):
                self.ended += [p.mark.id for p in self.active if p.last and p.end <= position and not p.open]
                self.active = going_on
        if self.ended and not self.links:
            self.out.extend(["ref", id] for id in self.ended)
            self.ended = []
