"""Short ways past markdown-it for text that is plainly plain: its tokens, at a tenth of its cost.

Most blocks of most articles are paragraphs with no markup, or with some words emphasised and some linked. Where that is
all there can be, this module writes the tokens; whatever looks otherwise is left to markdown-it.
`tests/compile/test_plain_markdown.py` compares the two.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock, blockquote, heading, hr, list_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

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


_NOTHING: dict[Any, Any] = MappingProxyType({})  # type: ignore[assignment]


class _PlainToken(Token):
    """A token that has little of its own: to make one takes a tenth of the time of another."""

    __slots__ = ()
    level, markup, info, hidden = 0, "", "", False
    attrs = meta = _NOTHING


class _Text(_PlainToken):
    """A text token: its words."""

    __slots__ = ()
    type, tag, nesting, map, children, block = "text", "", 0, None, None, False

    def __init__(self, content: str) -> None:
        self.content = content


class _Paragraph(_PlainToken):
    """A paragraph at the top of the text in one token, its inline tokens in it: most of most texts is made of them."""

    __slots__ = ()
    type, tag, nesting, block = "paragraph", "p", 0, True

    def __init__(self, content: str, map: list[int], children: list[Token]) -> None:
        self.content = content
        self.map = map
        self.children = children


# Nothing changes a token without words, so that one of each is enough.
_SOFTBREAK = Token("softbreak", "br", 0)
_LINK_CLOSE = Token("link_close", "a", -1)
_OPEN = {name: Token(f"{name}_open", name, 1) for name in ("em", "strong")}
_CLOSE = {name: Token(f"{name}_close", name, -1) for name in ("em", "strong")}


def normalize(state: StateCore) -> None:
    """The core rule that levels line ends; markdown-it's own searches all of the text with a pattern."""
    if "\r" in state.src:
        state.src = state.src.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in state.src:
        state.src = state.src.replace("\0", "\ufffd")


def plain_paragraphs(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The block rule of paragraphs whose lines all begin with a letter: no other rule can begin there or break one off.

    Within a list, quote or footnote it reads one of them; at the top of the text all that follow, too.
    """
    del end
    line = _paragraph_end(state, start)
    if line == start or silent:
        return line > start
    _add_paragraph(state, start, line)
    while state.level == 0:
        start = state.skipEmptyLines(line)
        line = _paragraph_end(state, start)
        if line == start:
            break
        _add_paragraph(state, start, line)
    return True


_RULES = {
    "#": (heading,),
    ">": (blockquote,),
    **dict.fromkeys("0123456789", (list_block,)),
    **dict.fromkeys("*+-", (hr, list_block)),
}
"""First character → the block rules that can begin with it, besides those of code and tables."""
_COLUMNS = ("|", ":", "--", "-|", "-:")
"""How the second line of a table begins."""


def first_character(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The block rule of headings, quotes, rulers and lists: no rule is asked that can't begin with the character."""
    rules = _RULES.get(state.src[state.bMarks[start] + state.tShift[start]])
    if rules is None or state.is_code_block(start):
        return False
    if state.src.startswith(_COLUMNS, state.bMarks[start + 1] + state.tShift[start + 1]):
        return False
    for rule in rules:  # noqa: SIM110 - `any` would take a frame more for each quote within a quote
        if rule(state, start, end, silent):
            return True
    return False


def _paragraph_end(state: StateBlock, start: int) -> int:
    """The line after the plain paragraph that begins at a line; the same line if there is none.

    A line that is indented like code, or that goes on a list's or quote's paragraph lazily, is left to the other rules.
    The next item of a list breaks off the paragraph of the one before.
    """
    source, line, indent = state.src, start, state.blkIndent
    while line < state.lineMax:
        begin = state.bMarks[line] + state.tShift[line]
        if begin >= state.eMarks[line]:
            break
        if not (source[begin].isalpha() and indent <= state.sCount[line] < indent + 4):
            if line > start and 0 <= state.sCount[line] < indent and list_block(state, line, state.lineMax, True):
                break
            return start
        line += 1
    return line


def _add_paragraph(state: StateBlock, start: int, line: int) -> None:
    """Add the tokens of a paragraph that ends before `line`. At the top of the text a simple one is one token; where
    one isn't simple, its children are None, not [].
    """
    if line == start + 1:
        content = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    else:
        content = state.getLines(start, line, state.blkIndent, False)
    content = content.strip(MD_TRIM_CHARS)
    level = state.level
    children = parse_plain(content) if level == 0 else []
    if children:
        state.tokens.append(_Paragraph(content, [start, line], children))
    else:
        state.tokens += (
            Token("paragraph_open", "p", 1, map=[start, line], level=level, block=True),
            Token("inline", "", 0, map=[start, line], level=level + 1, children=children, content=content, block=True),
            Token("paragraph_close", "p", -1, level=level, block=True),
        )
    state.line = line


def parse_plain(content: str) -> list[Token] | None:
    """The inline tokens of a text with simple markup at most; None if it may have any other."""
    tokens: list[Token] = []
    if not _has_markup(content):
        _add_text(content, tokens)
        return tokens
    done = 0
    for found in _SIMPLE.finditer(content):
        before = content[done : found.start()]
        if _has_markup(before):
            return None
        _add_text(before, tokens)
        done = found.end()
        if found.lastindex == 6:
            tokens.append(Token("link_open", "a", 1, attrs={"href": found[6]}))
            tokens.append(_Text(found[5]))
            tokens.append(_LINK_CLOSE)
        else:
            name = "strong" if found[1] or found[3] else "em"
            tokens += (_OPEN[name], _Text(found[2] or found[4]), _CLOSE[name])
    rest = content[done:]
    if done == 0 or _has_markup(rest):
        return None
    _add_text(rest, tokens)
    return tokens


def _has_markup(text: str) -> bool:
    """Whether a text may have inline markup or a hard break."""
    # Ten searches for one character each take a tenth of the time of one search for any of ten.
    return (
        "*" in text
        or "[" in text
        or "_" in text
        or "&" in text
        or "<" in text
        or "\\" in text
        or "`" in text
        or "~" in text
        or "  \n" in text
    )


def _add_text(text: str, tokens: list[Token]) -> None:
    if "\n" not in text:
        if text:
            tokens.append(_Text(text))
        return
    lines = text.split("\n")
    last = len(lines) - 1
    for number, line in enumerate(lines):
        if number:
            tokens.append(_SOFTBREAK)
            line = line.lstrip(" \t")
        if line := line.rstrip(" ") if number < last else line:
            tokens.append(_Text(line))
