"""The short ways past markdown-it give what markdown-it gives: compared token by token, and line by line."""

from __future__ import annotations

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
from sitegen.compile.plain_markdown import first_character, normalize, parse_plain, plain_paragraphs

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
    "word", "two words ", "> a", "- a", "-", "1. a", "# a", "```", "    a", "  b", "\ta", "| a | b |", "|-|-|", "===",
    "---", "[^1]: a", "[a]: /u", "", "", "", "ש", "a | b", "-|-", "- - a", "> - a", "   c", "\u00a0", "é \t", "word",
    "> a | b", "# a | b", "1. a | b", "- a | b", ":-:|-", "* * *", "+ a", "#a", "12", "-a", "*a*", "- # a", "> ```",
)  # fmt: skip


def parser() -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"typographer": False, "linkify": False, "html": False})
    markdown.use(footnote_plugin)
    markdown.validateLink = is_allowed  # type: ignore[method-assign,assignment]
    return markdown


SLOW, FAST = parser(), parser()
FAST.block.ruler.before("table", "plain_paragraphs", plain_paragraphs)
FAST.block.ruler.before("table", "first_character", first_character)
FAST.core.ruler.at("normalize", normalize)


def shown(tokens: list[Token]) -> list[tuple[Any, ...]]:
    """What the tokens say: empty texts, levels and the marks they were written with are nobody's concern."""
    return [
        (token.type, token.tag, token.nesting, token.content, token.attrs)
        for token in tokens
        if token.type != "text" or token.content
    ]


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
    tokens = parse_plain(content)
    if tokens is not None:
        assert shown(tokens) == shown(inline_tokens(content))


@given(st.builds(lambda seed, size: "".join(Random(seed).choices(ADDRESSES, k=size)), seeds, st.integers(1, 7)))
@HYPOTHESIS
def test_addresses_are_taken_alike(address: str) -> None:
    content = f"Some [words here]({address}) and more."
    tokens = parse_plain(content)
    if tokens is not None:
        assert shown(tokens) == shown(inline_tokens(content))


@given(st.builds(lambda seed: Writer(seed).inline().strip(), seeds))
@HYPOTHESIS
def test_well_meant_inline_text_is_parsed_alike(content: str) -> None:
    tokens = parse_plain(content)
    if tokens is not None:
        assert shown(tokens) == shown(inline_tokens(content))


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
    tokens = parse_plain(content)
    assert tokens is not None
    assert shown(tokens) == shown(inline_tokens(content))


@pytest.mark.parametrize(
    "content",
    ["wo*rd*s", "*a*b", "a * b", "***a***", "![a](b)", "^[a](b)", "[[a]](b)", "[^1](b)", "[a](b c)", "[a](//host)",
     "`a`", "a\\*b", "&amp;", "<https://one.example>", "a  \nb", "[a]", "*a **b* c**", "[a](javascript:b)"],
)  # fmt: skip
def test_other_text_goes_to_the_parser(content: str) -> None:
    assert parse_plain(content) is None


def block_tokens(markdown: MarkdownIt, text: str) -> list[tuple[Any, ...]]:
    return [
        (
            token.type,
            token.tag,
            token.nesting,
            token.level,
            token.map,
            token.content,
            token.hidden,
            token.block,
            token.info,
            shown(token.children or []),
        )
        for whole in markdown.parse(text)
        for token in taken_apart(whole)
    ]


def taken_apart(token: Token) -> list[Token]:
    """The tokens that markdown-it makes of a paragraph that is one token of ours."""
    if token.type != "paragraph":
        return [token]
    return [
        Token("paragraph_open", "p", 1, map=token.map, block=True),
        Token("inline", "", 0, map=token.map, level=1, content=token.content, children=token.children, block=True),
        Token("paragraph_close", "p", -1, block=True),
    ]


@given(st.one_of(texts, st.builds(lambda seed, size: "\n".join(Random(seed).choices(LINES, k=size)), seeds,
                                  st.integers(1, 14))))  # fmt: skip
@HYPOTHESIS
def test_blocks_are_parsed_alike(text: str) -> None:
    assert block_tokens(FAST, text) == block_tokens(SLOW, text)


def test_line_ends_are_levelled() -> None:
    assert block_tokens(FAST, "a\r\nb\rc\n\r\n\0d") == block_tokens(SLOW, "a\r\nb\rc\n\r\n\0d")
