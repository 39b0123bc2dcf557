"""Writes one block of text with its marks and names, keeping everything properly nested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.compile.inline import Name, Operation, Part, escape, with_names


@dataclass(frozen=True, slots=True)
class Mark:
    """A range to be marked. `kind` is claim, correction or note."""

    id: str
    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Piece:
    """The part of a mark that stands in one block."""

    mark: Mark
    start: int
    end: int
    last: bool


class Weaver:
    """Writes one block's operations with its pieces of marks and its names, keeping everything properly nested.

    The stack holds elements and marks. A mark below an element always ends where the element ends or after it: when an
    element opens, marks that end inside it are closed first and opened again within.
    """

    def __init__(self, out: list[Part], pieces: Sequence[Piece], names: Sequence[Name]) -> None:
        self.out = out
        self.pieces = sorted(pieces, key=lambda piece: (piece.start, -piece.end))
        self.names = names
        self.stack: list[tuple[str, int, Piece | None, bool]] = []
        self.waiting: list[str] = []
        self.links = 0

    def run(self, operations: Sequence[Operation], end: int) -> None:
        if self.names:
            operations = with_names(operations, self.names)
        cuts = sorted({cut for piece in self.pieces for cut in (piece.start, piece.end)})
        for operation in operations:
            kind, position, value = operation[0], operation[1], operation[2]
            if kind == "text" or kind == "break":
                self._text(str(value), position, cuts, kind == "break")
            elif kind == "open":
                close, element_end, is_link = operation[3]  # type: ignore[misc]
                self._sync(position, element_end)
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
        self._flush(end)

    def _text(self, words: str, start: int, cuts: list[int], is_break: bool) -> None:
        if not self.pieces:
            self.out.append("<br>\n" if is_break else escape(words))
            return
        stop = start + len(words)
        borders = [start, *(cut for cut in cuts if start < cut < stop), stop]
        for begin, finish in zip(borders, borders[1:], strict=False):
            self._sync(begin, None)
            self.out.append("<br>\n" if is_break else escape(words[begin - start : finish - start]))

    def _sync(self, position: int, element_end: int | None) -> None:
        """Close the marks that ended (or would end within an element about to open), open those that began."""
        self._close_ended(position, element_end or 0)
        opened = {entry[2].mark.id for entry in self.stack if entry[2] is not None}
        for piece in sorted(self.pieces, key=lambda piece: -piece.end):
            if piece.start <= position < piece.end and piece.mark.id not in opened and piece.end >= (element_end or 0):
                self.out.append(f'<mark class="a a-{piece.mark.kind}" aria-details="{piece.mark.id}">')
                self.stack.append(("</mark>", piece.end, piece, False))

    def _close_ended(self, position: int, before: int = 0) -> None:
        """Pop marks down to the lowest one that ended; those above it that go on are opened again by `_sync`."""
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
        self._flush(position)

    def _close_element(self) -> None:
        while self.stack and self.stack[-1][2] is not None:
            self._pop()
        if self.stack:
            entry = self.stack.pop()
            self.out.append(entry[0])
            self.links -= entry[3]
            self._flush(entry[1])

    def _pop(self) -> None:
        self.out.append(self.stack.pop()[0])

    def _flush(self, position: int) -> None:
        """Write the references of passages that ended, once no link is open: links don't nest."""
        if self.links:
            return
        for piece in list(self.pieces):
            if piece.end <= position and not any(entry[2] is piece for entry in self.stack):
                self.pieces.remove(piece)
                if piece.last:
                    self.out.append(["ref", piece.mark.id])
