"""The short ways past markdown-it give what markdown-it gives: compared token by token, and line by line."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from generated_markdown import Writer, seeds, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.compile.markdown import is_allowed
from sitegen.compile.plain_markdown import PlainToken, parse_blocks, parse_plain, plain_blocks, read_plain

HYPOTHESIS = settings(max_examples=300)

SPANS = (
    "*a*", "*two words*", "**b**", "**two words**", "_c_", "__d e__", "*so-called*", "*שלום*", "**東京**", "*1*",
    "*a.*", "[f](https://one.example/a_b?c=d)", "[g h](other.md#x)", "[“i”](../j/)", "[k.](#l)", "[m](//host)",
    "[n_o](p)", "word", "two words", "x_y", "é", "e\u0301",
)  # fmt: skip
BORDERS = (
    " ", " ", " ", " ", " ", ", ", ". ", "; ", " (", ") ", " “", "” ", "—", " – ", "’s ", "\n", " \n  ", "", "", "-",
    "*", "**", "_", "[", "]", "!", "^", "&", "<", "`", "~", "\\", "  \n", "\u00a0", "\t", "\u2028", "\u0301", "1",
)  # fmt: skip
ADDRESSES = (
    "https://", "http://", "//", "one.example", "ONE", "xn--a", "/", "?", "#", "=", "..", "-", "a", "8", ":", ",", "_",
    "~", "+", "@", ".", "%20", "é",
)  # fmt: skip
LINES = (
    "word", "two words ", "> a", "- a", "-", "1. a", "# a", "```", "    a", "  b", "\ta", "| a | b |", "|-|-|",
    "===", "---", "[^1]: a", "[a]: /u", "", "", "", "ש", "a | b", "-|-", "- - a", "> - a", "   c", "\u00a0", "é \t",
    "word", "> a | b", "# a | b", "- *b* [c](d)", "2. x", "2) x", "10. y  ", "- c  ", "> q *x*", "> r  ", ">s",
    "## H #", "# h  ", "### H ##x ", "[l](#a) w", "**b** x", "“q”", "12 men", "1234567890. k", "[a](b): c", " \t ",
    "_a_ b", "___", "-  two", "-     b", "\x0b", "* a", "- [ ] t", "~~~", "=", "$5", "-5", ">", "#", "", "", "",
    "1. a | b", "- a | b", ":-:|-", "* * *", "+ a", "#a", "12", "-a", "*a*", "- # a", "> ```",
)  # fmt: skip


def parser() -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"typographer": False, "linkify": False, "html": False})
    markdown.use(footnote_plugin)
    markdown.validateLink = is_allowed  # type: ignore[method-assign,assignment]
    return markdown


SLOW, FAST = parser(), parser()
FAST.block.ruler.before("table", "plain_blocks", plain_blocks)
FAST.core.ruler.at("block", parse_blocks)


def shown(tokens: Sequence[Token]) -> list[tuple[Any, ...]]:
    """What inline tokens say. How a text is cut, levels and the marks they were written with are nobody's concern."""
    found: list[tuple[Any, ...]] = []
    for token in tokens:
        if token.type == "text" and found and found[-1][0] == "text":
            found[-1] = ("text", found[-1][1] + token.content)
        elif token.type == "text":
            if token.content:
                found.append(("text", token.content))
        else:
            found.append((token.type, token.tag, token.nesting, token.content, token.attrs))
    return found


def plainly_shown(token: PlainToken) -> list[tuple[Any, ...]]:
    """The same of a plain text."""
    tokens: list[Token] = []
    opened = {element.start: element for element in token.elements}
    closed = {element.end: element for element in token.elements}
    for at in range(len(token.words) + 1):
        if element := closed.get(at):
            tokens.append(Token("link_close" if element.tag == "a" else f"{element.tag}_close", element.tag, -1))
        if element := opened.get(at):
            attributes: dict[str, Any] = {"href": element.address} if element.tag == "a" else {}
            name = "link" if element.tag == "a" else element.tag
            tokens.append(Token(f"{name}_open", element.tag, 1, attrs=attributes))
        if at in token.breaks:
            assert token.words[at] == " "
            tokens.append(Token("softbreak", "br", 0))
        else:
            tokens.append(Token("text", "", 0, content=token.words[at : at + 1]))
    return shown(tokens)


def inline_tokens(content: str) -> list[Token]:
    children = SLOW.parseInline(content)[0].children
    assert children is not None
    return children


def assemble(seed: int, size: int) -> str:
    random = Random(seed)
    return "".join(random.choice(SPANS) + random.choice(BORDERS) for _ in range(size)).strip()


@given(st.builds(assemble, seeds, st.integers(1, 6)))
@HYPOTHESIS
def test_simple_inline_text_is_parsed_alike(content: str) -> None:
    token = parse_plain(content)
    if token is not None:
        assert plainly_shown(token) == shown(inline_tokens(content))


@given(st.builds(lambda seed, size: "".join(Random(seed).choices(ADDRESSES, k=size)), seeds, st.integers(1, 7)))
@HYPOTHESIS
def test_addresses_are_taken_alike(address: str) -> None:
    content = f"Some [words here]({address}) and more."
    token = parse_plain(content)
    if token is not None:
        assert plainly_shown(token) == shown(inline_tokens(content))


@given(st.builds(lambda seed: Writer(seed).inline().strip(), seeds))
@HYPOTHESIS
def test_well_meant_inline_text_is_parsed_alike(content: str) -> None:
    token = parse_plain(content)
    if token is not None:
        assert plainly_shown(token) == shown(inline_tokens(content))


@pytest.mark.parametrize(
    "content",
    [
        "The talks ended.",
        "The *talks* ended, and **both sides** signed.",
        "Read [the report](https://one.example/2024/report.html#top), (*really*).",
        "See [another article](../other.md) or [below](#talks).",
        "_One line_\nand **another** \n  one",
        "[a](b)[c](d)",
    ],
)
def test_simple_text_takes_the_short_way(content: str) -> None:
    token = parse_plain(content)
    assert token is not None
    assert plainly_shown(token) == shown(inline_tokens(content))


@pytest.mark.parametrize(
    "content",
    ["wo*rd*s", "*a*b", "a * b", "***a***", "![a](b)", "^[a](b)", "[[a]](b)", "[^1](b)", "[a](b c)", "[a](//host)",
     "`a`", "a\\*b", "&amp;", "<https://one.example>", "a  \nb", "[a]", "*a **b* c**", "[a](javascript:b)"],
)  # fmt: skip
def test_other_text_goes_to_the_parser(content: str) -> None:
    assert parse_plain(content) is None


def block_tokens(markdown: MarkdownIt, text: str) -> list[Any]:
    """What the tokens of a text say, and the lines on which they begin."""
    found: list[Any] = []
    for token in markdown.parse(text):
        if isinstance(token, PlainToken):
            found += [(token.tag, 1, token.line, {}), plainly_shown(token), (token.tag, -1)]
        elif token.type == "inline":
            found.append(shown(token.children or ()))
        elif token.nesting > 0 and not token.hidden:
            found.append((token.tag, 1, token.map and token.map[0], token.attrs))
        elif not token.hidden:
            found.append((token.tag, token.nesting) if token.nesting else (token.type, token.content, token.info))
    return found


@given(st.one_of(texts, st.builds(lambda seed, size: "\n".join(Random(seed).choices(LINES, k=size)), seeds,
                                  st.integers(1, 14))))  # fmt: skip
@HYPOTHESIS
def test_blocks_are_parsed_alike(text: str) -> None:
    assert block_tokens(FAST, text) == block_tokens(SLOW, text)


def test_plain_blocks_take_the_short_way() -> None:
    text = (
        "# Heading\n\nWords *and* words\nof a [paragraph](#a).\n\n- one\n- two\n\n> said\n> she\n\n2) three\n3) four\n"
    )
    tokens: list[Token] = []
    at, _ = read_plain(text, 0, 0, tokens)
    assert not text[at:].strip()
    assert not any(token.type == "inline" for token in tokens)
    assert [token.words for token in tokens if isinstance(token, PlainToken)] == [
        "Heading", "Words and words of a paragraph.", "one", "two", "said she", "three", "four",
    ]  # fmt: skip
