"""Weaves annotations and names into the parsed text: tokens and ranges in, HTML parts out.

Marks nest where ranges overlap and are split only where a range crosses another, an element or a block. The note
reference, which is the tab stop and says kind and rating in words, stands at the end of the passage. Both words and
ratings are known only to the whole archive, so a reference is a part of its own: `["ref", id]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from markdown_it.token import Token

from sitegen.compile.inline import (
    Operation,
    Part,
    escape,
    inline_operations,
    join_parts,
    open_element,
    plain_operations,
    reference_id,
    write_unmarked,
)
from sitegen.compile.markdown import Block, Document
from sitegen.compile.names import Name, with_names
from sitegen.compile.plain_markdown import Element, PlainToken
from sitegen.compile.weave_plain import write_plain
from sitegen.compile.weaver import Mark, Piece, Weaver


def weave_text(text: str, marks: Sequence[Mark]) -> list[Part]:
    """A plain text (a title) with its marks."""
    if not marks:
        return [escape(text)]
    out: list[Part] = []
    pieces = [Piece(mark, mark.start, mark.end, True) for mark in marks]
    Weaver(out, pieces).run([("text", 0, text)], len(text))
    return join_parts(out)


def weave_body(
    document: Document, marks: Sequence[Mark], names: Sequence[Name], folder: str, *, ids: bool = True
) -> list[dict[str, object]]:
    """The body as sections: {parts, cards}. A section ends where cards stand: after the block their passage ends in.

    `folder` is where the file lies ("content/articles/2024"): relative addresses are resolved against it. Without
    `ids` no element has one: a note's text may stand on a page more than once.
    """
    pieces, ends = _cut(document, marks)
    sections: list[dict[str, object]] = []
    parts: list[Part] = []
    for top in _BlockWriter(document, pieces, _by_token(document, names), folder, ids).write(parts):
        if cards := ends.get(top):
            sections.append({"parts": join_parts(parts), "cards": cards})
            parts.clear()
    if parts or not sections:
        sections.append({"parts": join_parts(parts), "cards": ends.get(-1, [])})
    return sections


def _by_token(document: Document, names: Sequence[Name]) -> dict[int, list[Name]]:
    """The names that stand in one block, by the index of its token."""
    found: dict[int, list[Name]] = {}
    for name in names:
        block = document.block_at(name.start)
        if name.end <= block.end:
            found.setdefault(block.token, []).append(name)
    return found


def _cut(document: Document, marks: Sequence[Mark]) -> tuple[dict[int, list[Piece]], dict[int, list[str]]]:
    """Marks cut at block borders: pieces per token index; and the ids of the passages that end in a top-level block."""
    pieces: dict[int, list[Piece]] = {}
    ends: dict[int, list[str]] = {}
    for mark in marks:
        found: list[tuple[Block, Piece]] = []
        for block in islice(document.blocks, document.block_index(mark.start), None):
            if block.start >= mark.end:
                break
            start, end = max(block.start, mark.start), min(block.end, mark.end)
            words = document.text[start:end]
            if words.strip():
                start += len(words) - len(words.lstrip())
                end -= len(words) - len(words.rstrip())
                found.append((block, Piece(mark, start, end, False)))
        for block, piece in found:
            pieces.setdefault(block.token, []).append(piece)
        if found:
            found[-1][1].last = True
            ends.setdefault(found[-1][0].top, []).append(mark.id)
        else:
            # White space alone can't be marked; its card must stand somewhere all the same.
            top = document.block_at(max(mark.end - 1, mark.start)).top if document.blocks else -1
            ends.setdefault(top, []).append(mark.id)
    return pieces, ends


class _BlockWriter:
    """Writes a document's block tokens as HTML."""

    def __init__(
        self,
        document: Document,
        pieces: Mapping[int, list[Piece]],
        names: Mapping[int, list[Name]],
        folder: str,
        ids: bool,
    ) -> None:
        self.document = document
        self.pieces = pieces
        self.names = names
        self.folder = folder
        self.ids = ids
        self.by_token = {block.token: block for block in document.blocks}

    def write(self, out: list[Part]) -> Iterable[int]:
        """Write one top-level block after the other, and give the index of each."""
        top, depth = -1, 0
        for index, token in enumerate(self.document.tokens):
            # Asked first: what is the same in all tokens of a kind takes longer to look up.
            if isinstance(token, PlainToken):
                top += depth == 0
                self._plain(token, index, top if depth == 0 else None, out)
            else:
                if depth == 0 and token.nesting >= 0:
                    top += 1
                if token.nesting > 0:
                    self._open(token, top if depth == 0 else None, out)
                    depth += 1
                elif token.nesting < 0:
                    depth -= 1
                    self._close(token, out)
                else:
                    self._leaf(token, index, top if depth == 0 else None, out)
            if depth == 0:
                yield top

    def _open(self, token: Token, top: int | None, out: list[Part]) -> None:
        kind = token.type
        number = f' id="p-{top + 1}"' if top is not None and self.ids else ""
        if token.hidden:
            return
        if kind == "footnote_block_open":
            out.append(f'<div{number} class="footnotes" role="doc-endnotes"><ol>\n')
        elif kind == "footnote_open":
            out.append(f'<li id="fn-{token.meta["id"] + 1}">' if self.ids else "<li>")
        elif kind == "heading_open":
            tag = _heading_tag(token)
            out.append(f'<{tag} id="{token.meta["id"]}">' if self.ids else f"<{tag}>")
        elif kind == "table_open":
            out.append(f'<div class="table"{number} tabindex="0"><table>')
        elif kind in ("th_open", "td_open"):
            align = str(token.attrs.get("style", "")).rpartition(":")[2]
            style = f' class="{align}"' if align in ("left", "right", "center") else ""
            out.append(f"<{token.tag}{style}>")
        elif kind == "ordered_list_open" and "start" in token.attrs:
            out.append(f'<ol{number} start="{int(token.attrs["start"])}">\n')
        else:
            out.append(f"<{token.tag}{number}>" + ("\n" if token.block and token.tag in ("ul", "ol") else ""))

    def _close(self, token: Token, out: list[Part]) -> None:
        if token.hidden:
            return
        kind = token.type
        if kind == "footnote_block_close":
            out.append("</ol></div>\n")
        elif kind == "footnote_close":
            out.append("</li>\n")
        elif kind == "heading_close":
            out.append(f"</{_heading_tag(token)}>\n")
        elif kind == "table_close":
            out.append("</table></div>\n")
        else:
            out.append(f"</{token.tag}>\n" if token.tag not in ("td", "th", "tr") else f"</{token.tag}>")

    def _plain(self, token: PlainToken, index: int, top: int | None, out: list[Part]) -> None:
        tag = _heading_tag(token)
        if tag:
            out.append(f'<{tag} id="{self.document.elements[top]}">' if top is not None and self.ids else f"<{tag}>")
        block = self.by_token.get(index)
        if block is not None:
            pieces, names = self.pieces.get(index, ()), self.names.get(index, ())
            if not write_plain(token, block.start, pieces, names, self._opening, out):
                self._write(plain_operations(token, block.start, self._opening), pieces, names, block.end, out)
        if tag:
            out.append(f"</{tag}>\n")

    def _leaf(self, token: Token, index: int, top: int | None, out: list[Part]) -> None:
        kind = token.type
        number = f' id="{self.document.elements[top]}"' if top is not None and self.ids else ""
        block = self.by_token.get(index)
        if kind == "inline":
            start, end = (block.start, block.end) if block else (0, 0)
            children = token.children or ()
            operations = inline_operations(children, start, self.folder, self.document.anchor_of, self.ids)
            self._write(operations, self.pieces.get(index, ()), self.names.get(index, ()), end, out)
        elif kind == "hr":
            out.append(f"<hr{number}>\n")
        elif kind in ("fence", "code_block"):
            out.append(f"<pre{number}><code>")
            if block is not None:
                content = token.content.rstrip("\n")
                Weaver(out, self.pieces.get(index, ())).run([("text", block.start, content)], block.end)
            out.append("</code></pre>\n")
        elif kind == "footnote_anchor" and self.ids:
            out.append(f' <a href="#{reference_id(token)}" role="doc-backlink">↩</a>')

    def _write(
        self,
        operations: Sequence[Operation],
        pieces: Sequence[Piece],
        names: Sequence[Name],
        end: int,
        out: list[Part],
    ) -> None:
        """Write the operations of a block that ends at the offset `end`."""
        if names:
            operations = with_names(operations, names)
        if pieces:
            Weaver(out, pieces).run(operations, end)
        else:
            write_unmarked(operations, out)

    def _opening(self, element: Element) -> list[Part]:
        return open_element(element, self.folder, self.document.anchor_of)


def _heading_tag(token: Token) -> str:
    """A page's title is its only h1."""
    return "h2" if token.tag == "h1" else token.tag
