"""Markdown → tokens and canonical text.

Canonical text is the rendered text of each block (markup stripped, entities decoded), blocks joined by one newline.
Offsets are code points of it (Web Annotation, TextPositionSelector). The typographer is off: archived text comes out as
it went in; raw HTML is off: archived text is not trusted.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sitegen.compile.anchors import Hidden
from sitegen.compile.footnotes import use_footnotes
from sitegen.compile.inline import reference_id
from sitegen.compile.plain_markdown import HEADINGS, PlainToken, parse_blocks, parse_plain, plain_blocks
from sitegen.compile.web_address import ALLOWED_SCHEMES
from sitegen.core.diagnostics import Severity
from sitegen.core.ids import slugify

_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_WEB = re.compile(r"\s*https?://[^/?#\\@\s]+(?:[/?#]|$)", re.IGNORECASE)
"""An address with a host, and nothing before the host that looks like one."""

BLOCK_NESTING = 100
"""Levels of quotes and lists (a list has two) that are read. What is nested more deeply is reported."""

INLINE_NESTING = 20
"""Levels of brackets within which a link is looked for: unclosed ones take that many times as long. Text isn't lost."""

_HOSTLIKE = re.compile(r"\s*(?:\\|/[/\\])|[\x00-\x1f\x7f]")
"""What a browser could take for another host in an address without a scheme."""

_WIKI_LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")


@dataclass(slots=True)
class Block:
    """A stretch of canonical text that stands in one block element."""

    token: int
    """Index of its token (plain, inline, fence, code_block) in `Document.tokens`."""
    start: int
    end: int
    line: int
    """The file's line where it begins, from 1."""
    top: int
    """Index of the top-level block it belongs to."""
    breaks: list[int] = field(default_factory=list)
    """Offsets at which the source goes on to a new line."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What the parser didn't take as it stands: an address that isn't allowed, or text that Markdown drops."""

    code: str
    severity: Severity
    message: str
    words: str
    """The words to look for in the file, if the line isn't known."""
    line: int | None = None


@dataclass(slots=True)
class Document:
    """A parsed body. `closed` are the ranges in which no name is linked: links and code."""

    tokens: Sequence[Token]
    blocks: list[Block]
    text: str
    closed: list[tuple[int, int]]
    hidden: list[Hidden]
    refused: list[Refused]
    starts: list[int] = field(default_factory=list)
    """Where each block begins."""
    elements: list[str] = field(default_factory=list)
    """Element ids of the top-level blocks: h-… for headings, p-1, p-2, … for the rest."""
    anchors: set[str] = field(default_factory=set)
    """Ids of headings and footnotes, wherever they stand."""
    fragments: list[tuple[str, int]] = field(default_factory=list)
    """Links to places of the same page, without their `#`, and the file's lines they stand on."""

    def anchor_of(self, fragment: str) -> str | None:
        """The element that `#fragment` means: `#talks` is the heading `h-talks`, as on other sites."""
        name = unquote(fragment)
        for id in (name, f"h-{name}", f"h-{slugify(name)}"):
            if id in self.anchors or (id.startswith("p-") and id in self.elements):
                return id
        return None

    def line_of(self, offset: int) -> int:
        """The file's line on which a code point of the text stands, from 1."""
        if not self.blocks:
            return 1
        block = self.block_at(offset)
        return block.line + bisect_right(block.breaks, offset - 1)

    def block_at(self, offset: int) -> Block:
        return self.blocks[self.block_index(offset)]

    def block_index(self, offset: int) -> int:
        """Which block a code point of the text stands in; 0 for what comes before the first."""
        return max(bisect_right(self.starts, offset) - 1, 0)


def is_allowed(address: str) -> bool:
    """Web and mail addresses and addresses within the site; no other scheme, and nothing that hides its host."""
    match = _SCHEME.match(address)
    if match is None:
        return _HOSTLIKE.search(unquote(address)) is None if "\\" in address or "%" in address else address[:2] != "//"
    scheme = match[1].lower()
    return scheme in ALLOWED_SCHEMES and (scheme == "mailto" or _WEB.match(address) is not None)


class _Parser:
    """One markdown-it parser and what it refused during the parse under way."""

    def __init__(self, wiki_links: bool) -> None:
        self.refused: dict[str, None] = {}
        markdown = MarkdownIt("js-default", {"typographer": False, "linkify": False, "html": False})
        use_footnotes(markdown)
        # `[[id]]` must be seen before the link rule takes the inner brackets for a reference.
        if wiki_links:
            markdown.inline.ruler.before("link", "wiki_link", _wiki_link)
        markdown.inline.ruler.at("text", _plain_text)
        for name in ("backticks", "link", "image", "footnote_inline"):
            _replace(markdown.inline.ruler, name, _counting_lines)
        _replace(markdown.block.ruler, "table", _noting_spare_cells)
        markdown.block.ruler.before("table", "plain_blocks", plain_blocks)
        # Neither files nor fields hold a NUL, and to look for one takes Python 15 µs in an article with a “ in it.
        markdown.core.ruler.disable("normalize")
        markdown.core.ruler.at("block", parse_blocks)
        markdown.core.ruler.before("block", "block_nesting", _set_nesting(BLOCK_NESTING))
        markdown.core.ruler.before("inline", "inline_nesting", _set_nesting(INLINE_NESTING))
        markdown.core.ruler.at("inline", _parse_inline)
        self.tokenize = markdown.block.tokenize
        markdown.block.tokenize = self._tokenize  # type: ignore[method-assign,assignment]
        markdown.validateLink = self._validate  # type: ignore[method-assign,assignment]
        self.markdown = markdown

    def _validate(self, address: str) -> bool:
        allowed = is_allowed(address)
        if not allowed:
            self.refused[address] = None
        return allowed

    def _tokenize(self, state: StateBlock, start: int, end: int) -> None:
        """Note where markdown-it is about to drop text because it is nested too deeply."""
        if state.level >= BLOCK_NESTING:
            line = state.skipEmptyLines(start)
            if line < end and state.sCount[line] >= state.blkIndent:
                state.env.setdefault("too deep", line)
        self.tokenize(state, start, end)

    def parse(self, text: str, first_line: int) -> tuple[Sequence[Token], list[Refused]]:
        self.refused = {}
        env: dict[str, Any] = {}
        try:
            tokens = self.markdown.parse(text, env)
        except RecursionError:
            tokens, env = [], {"too deep": 0}
        refused = [Refused("bad-url", "warning", _LEFT_AS_TEXT.format(words[:80]), words) for words in self.refused]
        if "too deep" in env:
            message = "the text is nested more deeply than can be read: what follows here would be lost"
            refused.append(Refused("article-too-large", "error", message, "", env["too deep"] + first_line))
        for line, words in env.get("spare cells", ()):
            message = f"the row has more cells than the table's head: “{words[:80]}” isn't shown"
            refused.append(Refused("wrong-value", "warning", message, words, line + first_line))
        return tokens, refused


def _parse_inline(state: StateCore) -> None:
    """The core rule that parses each block's text."""
    for index, token in enumerate(state.tokens):
        if token.type == "inline":
            # Where there is no list for its children, `plain_blocks` has tried it.
            line = token.map[0] if token.map else 0
            plain = None if token.children is None else parse_plain(token.content, line=line)
            if plain is not None:
                state.tokens[index] = plain
                continue
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _set_nesting(limit: int) -> Callable[[StateCore], None]:
    def set_nesting(state: StateCore) -> None:
        state.md.options["maxNesting"] = limit

    return set_nesting


_LEFT_AS_TEXT = (
    "the link to “{}” was left as text: only http, https, mailto and the site's own files are linked, "
    "and no address that hides its host"
)


def _replace(ruler: Ruler[Any], name: str, wrap: Callable[[Any], Any]) -> None:
    """Put a rule's wrapped form in its place, and keep what it may interrupt."""
    rule = next(rule for rule in ruler.__rules__ if rule.name == name)
    ruler.at(name, wrap(rule.fn), {"alt": rule.alt})


def _counting_lines(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Note on what a rule wrote the line ends of the source that aren't breaks in the text."""

    def counting(state: StateInline, silent: bool) -> bool:
        start, first = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent and state.src.find("\n", start, state.pos) >= 0:
            token = state.tokens[-1]
            if token.type == "code_inline":
                begin = start + len(token.markup)
                content = state.src[begin : state.pos - len(token.markup)]
                cut = len(content) > len(token.content)
                token.meta = {"lines": [max(at.start() - cut, 0) for at in re.finditer("\n", content)]}
            else:
                breaks = sum(child.type in ("softbreak", "hardbreak") for child in state.tokens[first:])
                inner = sum(len(child.meta.get("lines", ())) for child in state.tokens[first:])
                lines = state.src.count("\n", start, state.pos) - breaks - inner
                token.meta = {**token.meta, "lines": [-1] * lines}
        return True

    return counting


def _noting_spare_cells(rule: Callable[..., bool]) -> Callable[..., bool]:
    """Note cells beyond a table's last column: they are left out, as on other sites."""

    def noting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not rule(state, start, end, silent):
            return False
        if not silent:
            columns = len(_cells(state, start))
            for line in range(start + 2, state.line):
                if words := " | ".join(cell.strip() for cell in _cells(state, line)[columns:] if cell.strip()):
                    state.env.setdefault("spare cells", []).append((line, words))
        return True

    return noting


def _cells(state: StateBlock, line: int) -> list[str]:
    cells = escapedSplit(getLine(state, line).strip())
    return cells[cells[:1] == [""] : len(cells) - (len(cells) > 1 and cells[-1] == "")]


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
    """Parse a body that begins on the file's line `first_line`. It has line feeds only, and no NUL."""
    tokens, refused = _parser(wiki_links).parse(text, first_line)
    document = Document(tokens, [], "", [], [], refused)
    pieces: list[str] = []
    position, top, line = 0, -1, first_line
    depth = 0
    slugs: dict[str, int] = {}
    for index, token in enumerate(tokens):
        # Asked first: what is the same in all tokens of a kind takes longer to look up.
        if isinstance(token, PlainToken):
            if depth == 0:
                top += 1
                is_heading = token.tag in HEADINGS
                element = _heading_id(token.words, document.anchors, slugs) if is_heading else f"p-{top + 1}"
                document.elements.append(element)
            block = Block(index, position, position, token.line + first_line, top)
            content = _walk_plain(token, block, document)
        else:
            kind = token.type
            if token.map and kind != "inline":
                line = token.map[0] + first_line
            if depth == 0 and token.nesting >= 0:
                top += 1
                document.elements.append(f"p-{top + 1}")
            if token.nesting:
                depth += token.nesting
                if kind == "heading_open":
                    token.meta["id"] = _heading_id(_heading_words(tokens[index + 1]), document.anchors, slugs)
                    if depth == 1:
                        document.elements[-1] = token.meta["id"]
                elif kind == "footnote_open":
                    document.anchors.add(f"fn-{token.meta['id'] + 1}")
                continue
            if kind == "inline":
                start_line = token.map[0] + first_line if token.map else line
                block = Block(index, position, position, start_line, top)
                content = _walk_inline(token.children or (), block, document)
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
        document.starts.append(position)
        pieces.append(content)
        position = block.end + 1
    document.text = "\n".join(pieces)
    return document


def _walk_plain(token: PlainToken, block: Block, document: Document) -> str:
    if token.breaks:
        block.breaks = [block.start + at for at in token.breaks]
    for element in token.elements:
        if element.tag == "a":
            start = block.start + element.start
            document.closed.append((start, block.start + element.end))
            _note_target(element.address, block.line + bisect_left(block.breaks, start), document)
    return token.words


def _note_target(address: str, line: int, document: Document) -> None:
    document.hidden.append(Hidden(address, "the target of a link", line))
    if address.startswith("#") and len(address) > 1:
        document.fragments.append((address[1:], line))


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
            if token.meta:
                block.breaks.extend(position + at for at in token.meta["lines"])
        elif kind == "wiki_link":
            words = token.content
        elif kind == "link_open":
            link_starts.append(position)
            _note_target(str(token.attrs.get("href", "")), block.line + len(block.breaks), document)
            continue
        elif kind == "link_close":
            if link_starts:
                document.closed.append((link_starts.pop(), position))
            if token.meta:
                block.breaks.extend(position + at for at in token.meta["lines"])
            continue
        elif kind == "footnote_ref":
            document.anchors.add(reference_id(token))
            block.breaks.extend(position + at for at in token.meta.get("lines", ()))
            continue
        elif kind == "image":
            line = block.line + len(block.breaks)
            document.hidden.append(Hidden(token.content, "the description of an image", line))
            document.hidden.append(Hidden(str(token.attrs.get("src", "")), "the address of an image", line))
            if token.meta:
                block.breaks.extend(position + at for at in token.meta["lines"])
            continue
        else:
            continue
        pieces.append(words)
        position += len(words)
    return "".join(pieces)


def _heading_words(token: Token) -> str:
    """The words of a heading's inline token. A heading that is underlined may have several lines."""
    if isinstance(token, PlainToken):
        return token.words
    words = {"text": "", "code_inline": "", "softbreak": " ", "hardbreak": " "}
    return "".join(child.content or words[child.type] for child in token.children or () if child.type in words)


def _heading_id(words: str, taken: set[str], slugs: dict[str, int]) -> str:
    """A heading's id, made from its words and entered in `taken`. `slugs` counts, so that equal ones take no time."""
    slug = slugify(words) or "section"
    id = f"h-{slug}"
    while id in taken:
        slugs[slug] = slugs.get(slug, 1) + 1
        id = f"h-{slug}-{slugs[slug]}"
    taken.add(id)
    return id
