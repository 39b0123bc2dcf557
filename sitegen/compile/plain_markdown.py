"""Short ways past markdown-it for text that is plainly plain: what is written there, at a tenth of the cost.

Most blocks of most articles are paragraphs, headings and short lists with no markup in their lines, or with some words
emphasised and some linked. Where that is all there can be, this module reads them; whatever looks otherwise is left to
markdown-it. `tests/compile/test_plain_markdown.py` compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_LINE = r"(?:[^\s#>+*\-0-9`~\[|:=_<]|[0-9]++(?![.)])|\*\*?(?=[^\W_])|__?(?=[^\W_])|\[(?!\^)[^\[\]\\\n]*+\]\()[^\n]*+"
"""A line with which no block begins but a paragraph, and which breaks none off."""
_BLANK = r"(?=\n[ \t]*+(?:\n|\Z)|\Z)"
_BLOCK = re.compile(
    r"(?:[ \t]*+\n)*+(?:"
    rf"({_LINE}(?:\n{_LINE})*+){_BLANK}"
    # What follows at once may not be the second line of a table.
    r"|(\#{1,6})[ \t]++([^\s#](?:[^\n]*[^\s#])?)[ \t]*+(?=\n(?![ \t]*+(?:[|:]|-[-|:]))|\Z)"
    rf"|>[ ]({_LINE}(?:\n>[ ]{_LINE})*+){_BLANK}"
    # A list ends before a block that begins at the margin, and isn't another item.
    rf"|((?:([-+*])|([0-9]{{1,9}})([.)]))[ ]{{1,4}}{_LINE}(?:\n(?:\6|[0-9]{{1,9}}\8)[ ]{{1,4}}{_LINE})*+)"
    r"(?=\n(?:[ \t]*+\n)++[^-+*0-9\s]|[ \t\n]*+\Z))"
)
"""A paragraph (1), a heading (2 its level, 3 its words), a quote of one paragraph (4) or a list whose items are a line
each (5; 6 its bullet, or 7 its first number, and 8 what stands after it), and the empty lines before.
"""

_CLEAR = r"[^&*<\[\\\]^_`~\n]"
_WORDS = rf"[^\W_](?:{_CLEAR}*[^\W_])?"
_INSIDE = r"[^ \n(“‘„«—–-]"
_BORDER = r"(?=[ \n.,;:?)”’“»—–-]|\Z)"
_ADDRESS = r"https?://[a-z0-9.-]{1,60}(?:[/?#][A-Za-z0-9/.?=#,;:@+_~-]*)?|(?!//)[A-Za-z0-9/.?=#+_~-]+"
# Each way begins with a character of its own, so that `re` goes from one of the three to the next.
_SIMPLE = re.compile(
    rf"\*(?<!{_INSIDE}\*)(\*?)({_WORDS})\*\1{_BORDER}"
    rf"|_(?<!{_INSIDE}_)(_?)({_WORDS})_\3{_BORDER}"
    rf"|\[(?<![!^\]]\[)(?!\^)({_CLEAR}+)\]\(({_ADDRESS})\)"
)
"""Words emphasised between white space or punctuation; or a link with an address that needs no escape.

The marks can only open where they open and close where they close, and nothing else in them is markup.
"""
_LINE_END = re.compile(r" ?\n[ \t]*")


class Element(NamedTuple):
    """Words that are emphasised, or linked to an address: a range of a plain text."""

    start: int
    end: int
    tag: str
    address: str


_NOTHING: dict[Any, Any] = MappingProxyType({})  # type: ignore[assignment]

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class PlainToken(Token):
    """A text with simple markup at most, in one token: all of an element if it has a tag; or what markdown-it has as an
    inline token. `breaks` are the offsets in its words at which the source goes on to a new line.
    """

    __slots__ = ("breaks", "elements", "line", "words")
    type, nesting, level, map, content, markup, info, block, hidden = "plain", 0, 0, None, "", "", "", True, False
    children = None
    attrs = meta = _NOTHING

    def __init__(self, tag: str, line: int, words: str, breaks: Sequence[int], elements: Sequence[Element]) -> None:
        self.tag = tag
        self.line = line
        self.words = words
        self.breaks = breaks
        self.elements = elements


def parse_blocks(state: StateCore) -> None:
    """The core rule that parses blocks. Before markdown-it reads one, it looks at all lines: only if there is one."""
    at, line = read_plain(state.src, 0, 0, state.tokens)
    if state.src[at:].strip(" \t\n"):
        block = StateBlock(state.src, state.md, state.env, state.tokens)
        state.md.block.tokenize(block, line + (at > 0), block.lineMax)


def plain_blocks(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The block rule of plain blocks at the top of the text: it reads all that follow each other."""
    del end
    if state.level or silent:
        return False
    begin = state.bMarks[start]
    at, line = read_plain(state.src, begin, start, state.tokens)
    if at == begin:
        return False
    state.line = line + 1
    return True


def read_plain(source: str, at: int, line: int, tokens: list[Token]) -> tuple[int, int]:
    """Add the tokens of the plain blocks from `at` on, where `line` begins; and give the place and line they end on."""
    while found := _BLOCK.match(source, at):
        kind = found.lastindex or 0
        words = found[kind]
        line += source.count("\n", at, found.start(kind))
        at = found.end()
        if kind == _PARAGRAPH:
            _add(tokens, "p", line, words)
        elif kind == _HEADING:
            _add(tokens, HEADINGS[len(found[2]) - 1], line, words)
        elif kind == _QUOTE:
            tokens.append(Token("blockquote_open", "blockquote", 1, map=[line, line + 1], block=True))
            _add(tokens, "p", line, words.replace("\n> ", "\n"))
            tokens.append(_QUOTE_CLOSE)
        else:
            ordered = found[7]
            name, tag = ("ordered_list", "ol") if ordered else ("bullet_list", "ul")
            opening = Token(f"{name}_open", tag, 1, map=[line, line + 1], block=True)
            if ordered and int(ordered) != 1:
                opening.attrs["start"] = int(ordered)
            tokens.append(opening)
            for number, item in enumerate(words.split("\n"), line):
                _add(tokens, "li", number, item.partition(" ")[2])
            tokens.append(Token(f"{name}_close", tag, -1, block=True))
        if "\n" in words:  # quicker to see than to count, and most have none
            line += words.count("\n")
    return at, line


_PARAGRAPH, _HEADING, _QUOTE = 1, 3, 4
_QUOTE_CLOSE = Token("blockquote_close", "blockquote", -1, block=True)
_NAMES = {"p": "paragraph", "li": "list_item"}


def _add(tokens: list[Token], tag: str, line: int, content: str) -> None:
    """Add an element that has text alone."""
    content = content.strip(MD_TRIM_CHARS)
    plain = parse_plain(content, tag, line)
    if plain is not None:
        tokens.append(plain)
    else:
        name = _NAMES.get(tag, "heading")
        tokens += (
            Token(f"{name}_open", tag, 1, map=[line, line + 1], block=True),
            # Without a list for its children: they have been looked for here.
            Token("inline", "", 0, map=[line, line + 1], content=content, block=True),
            Token(f"{name}_close", tag, -1, block=True),
        )


def parse_plain(content: str, tag: str = "", line: int = 0) -> PlainToken | None:
    """The token of a text with simple markup at most; None if it may have any other."""
    if "\n" in content:
        if "  \n" in content:
            return None  # a hard break
        content = _LINE_END.sub("\n", content)
    # A search for each character takes a tenth of the time, all together, of one search for any of them.
    if "&" in content or "<" in content or "\\" in content or "`" in content or "~" in content:
        return None
    elements: list[Element] = []
    if "*" in content or "[" in content or "_" in content:
        pieces: list[str] = []
        done = cut = 0
        star = bracket = underscore = -1
        marked = content + "*[_"  # so that there is a next one of each
        while True:
            if star < done:
                star = marked.find("*", done)
            if bracket < done:
                bracket = marked.find("[", done)
            if underscore < done:
                underscore = marked.find("_", done)
            start = min(star, bracket, underscore)
            if start >= len(content):
                break
            found = _SIMPLE.match(content, start)
            if found is None:
                return None
            end = found.end()
            if found.lastindex == 6:
                words, name, address = found[5], "a", found[6]
            else:
                words, name, address = found[2] or found[4], "strong" if found[1] or found[3] else "em", ""
            pieces += (content[done:start], words)
            start -= cut
            elements.append(Element(start, start + len(words), name, address))
            done = end
            cut = end - start - len(words)
        content = "".join((*pieces, content[done:]))
    if "\n" in content:
        breaks = [found.start() for found in re.finditer("\n", content)]
        return PlainToken(tag, line, content.replace("\n", " "), breaks, elements)
    return PlainToken(tag, line, content, (), elements)
