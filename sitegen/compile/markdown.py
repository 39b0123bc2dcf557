"""Markdown → tokens and canonical text.

Canonical text is the rendered text of each block (markup stripped, entities decoded), blocks joined by one newline.
Offsets are code points of it (Web Annotation, TextPositionSelector). The typographer is off: archived text comes out as
it went in; raw HTML is off: archived text is not trusted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.compile.anchors import Hidden
from sitegen.compile.fields import ALLOWED_SCHEMES
from sitegen.core.ids import slugify

_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_WIKI_LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")


@dataclass(slots=True)
class Block:
    """A stretch of canonical text that stands in one block element."""

    token: int
    """Index of its token (inline, fence, code_block) in `Document.tokens`."""
    start: int
    end: int
    line: int
    """The file's line where it begins, from 1."""
    top: int
    """Index of the top-level block it belongs to."""
    breaks: list[int] = field(default_factory=list)
    """Offsets at which the source goes on to a new line."""


@dataclass(slots=True)
class Document:
    """A parsed body. `closed` are the ranges in which no name is linked: links and code."""

    tokens: Sequence[Token]
    blocks: list[Block]
    text: str
    closed: list[tuple[int, int]]
    hidden: list[Hidden]
    refused: list[str]
    """Addresses with a scheme that isn't allowed; they were left as text."""
    elements: list[str] = field(default_factory=list)
    """Element ids of the top-level blocks: h-… for headings, p-1, p-2, … for the rest."""

    def line_of(self, offset: int) -> int:
        """The file's line on which a code point of the text stands, from 1."""
        index = max(bisect_right(self.blocks, offset, key=lambda block: block.start) - 1, 0)
        if not self.blocks:
            return 1
        block = self.blocks[index]
        return block.line + bisect_right(block.breaks, offset - 1)

    def element_at(self, offset: int) -> str:
        """Element id of the top-level block in which a code point of the text stands."""
        return self.elements[self.block_at(offset).top]

    def block_at(self, offset: int) -> Block:
        return self.blocks[max(bisect_right(self.blocks, offset, key=lambda block: block.start) - 1, 0)]


def is_allowed(address: str) -> bool:
    """Web and mail addresses and addresses within the site; no other scheme, and nothing that hides its host."""
    match = _SCHEME.match(address)
    if match:
        return match[1].lower() in ALLOWED_SCHEMES
    return not address.lstrip().startswith(("//", "\\", "/\\"))


class _Parser:
    """One markdown-it parser and the addresses it refused during the parse under way."""

    def __init__(self, wiki_links: bool) -> None:
        self.refused: list[str] = []
        markdown = MarkdownIt("js-default", {"typographer": False, "linkify": False, "html": False})
        markdown.use(footnote_plugin)
        # `[[id]]` must be seen before the link rule takes the inner brackets for a reference.
        if wiki_links:
            markdown.inline.ruler.before("link", "wiki_link", _wiki_link)
        markdown.inline.ruler.at("text", _plain_text)
        markdown.validateLink = self._validate  # type: ignore[method-assign]
        self.markdown = markdown

    def _validate(self, address: str) -> bool:
        allowed = is_allowed(address)
        if not allowed and address not in self.refused:
            self.refused.append(address)
        return allowed

    def parse(self, text: str) -> tuple[Sequence[Token], list[str]]:
        self.refused = []
        return self.markdown.parse(text, {}), self.refused


@cache
def _parser(wiki_links: bool) -> _Parser:
    return _Parser(wiki_links)


_MARKUP = re.compile(r"[\n!&*<\[\\\]^_`~]")
"""Characters at which an inline rule of ours may begin. markdown-it's own list holds twice as many, for plugins."""


def _plain_text(state: StateInline, silent: bool) -> bool:
    """The text rule: everything up to the next character that may be markup. It is where most parsing time goes."""
    found = _MARKUP.search(state.src, state.pos, state.posMax)
    end = found.start() if found else state.posMax
    if end == state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _wiki_link(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[[", state.pos):
        return False
    match = _WIKI_LINK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("wiki_link", "", 0)
        token.meta = {"id": match[1].strip(), "words": match[2].strip() if match[2] else None}
        token.content = (match[2] or match[1]).strip()
    state.pos = match.end()
    return True


def parse_markdown(text: str, *, first_line: int = 1, wiki_links: bool = False) -> Document:
    """Parse a body that begins on the file's line `first_line`."""
    tokens, refused = _parser(wiki_links).parse(text)
    document = Document(tokens, [], "", [], [], refused)
    pieces: list[str] = []
    position, top, line = 0, -1, first_line
    depth = 0
    slugs: dict[str, int] = {}
    for index, token in enumerate(tokens):
        kind = token.type
        if token.map and kind != "inline":
            line = token.map[0] + first_line
        if depth == 0 and token.nesting >= 0:
            top += 1
            document.elements.append(f"p-{top + 1}")
        depth += token.nesting
        if kind == "heading_open":
            token.meta["id"] = f"h-{_heading_slug(tokens[index + 1], slugs)}"
            if depth == 1:
                document.elements[-1] = token.meta["id"]
        if kind == "inline":
            start_line = token.map[0] + first_line if token.map else line
            block = Block(index, position, position, start_line, top)
            content = _walk_inline(token.children or [], block, document)
        elif kind in ("fence", "code_block"):
            content = token.content.rstrip("\n")
            first = line + 1 if kind == "fence" else line
            block = Block(index, position, position, first, top)
            block.breaks = [position + found.start() for found in re.finditer("\n", content)]
            if content:
                document.closed.append((position, position + len(content)))
        else:
            continue
        if not content:
            continue
        block.end = position + len(content)
        document.blocks.append(block)
        pieces.append(content)
        position = block.end + 1
    document.text = "\n".join(pieces)
    return document


def _walk_inline(children: Sequence[Token], block: Block, document: Document) -> str:
    pieces: list[str] = []
    position = block.start
    link_starts: list[int] = []
    for token in children:
        kind = token.type
        if kind == "text":
            words = token.content
        elif kind == "softbreak" or kind == "hardbreak":
            words = " "
            block.breaks.append(position)
        elif kind == "code_inline":
            words = token.content
            document.closed.append((position, position + len(words)))
        elif kind == "wiki_link":
            words = token.content
        elif kind == "link_open":
            link_starts.append(position)
            address = str(token.attrs.get("href", ""))
            document.hidden.append(Hidden(address, "the target of a link", block.line + len(block.breaks)))
            continue
        elif kind == "link_close":
            if link_starts:
                document.closed.append((link_starts.pop(), position))
            continue
        elif kind == "image":
            line = block.line + len(block.breaks)
            document.hidden.append(Hidden(token.content, "the description of an image", line))
            document.hidden.append(Hidden(str(token.attrs.get("src", "")), "the address of an image", line))
            continue
        else:
            continue
        pieces.append(words)
        position += len(words)
    return "".join(pieces)


def _heading_slug(inline: Token, slugs: dict[str, int]) -> str:
    words = "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))
    slug = slugify(words) or "section"
    slugs[slug] = slugs.get(slug, 0) + 1
    return slug if slugs[slug] == 1 else f"{slug}-{slugs[slug]}"
