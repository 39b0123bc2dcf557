"""The parsed text: canonical text and lines, and HTML that equals what markdown-it itself would write."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import unquote

import html5lib
import pytest
from generated_markdown import Writer, seeds, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.compile.markdown import Document, is_allowed, parse_markdown
from sitegen.compile.weave import weave_body

HYPOTHESIS = settings(max_examples=150)

# --- the oracle: markdown-it's own renderer ---

INLINE = {"a", "em", "strong", "s", "code", "img", "br", "sup", "span"}
UNIMPORTANT = {"id", "class", "role", "tabindex", "loading", "style"}
FOOTNOTES = {"footnotes-sep", "footnote-ref", "footnote-backref", "fn"}


@cache
def reference() -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"typographer": False, "linkify": False, "html": False})
    markdown.use(footnote_plugin)
    markdown.validateLink = is_allowed  # type: ignore[method-assign,assignment]
    return markdown


def ours(text: str) -> str:
    parts = [part for section in weave_body(parse_markdown(text), (), (), "") for part in section["parts"]]  # type: ignore[attr-defined]
    return "".join(part if isinstance(part, str) else part[1] for part in parts)


def tree(html: str) -> list[str]:
    """A document as a list of tags, attributes and texts, without what we do differently on purpose.

    Headings begin at h2; footnotes have other markup; tables stand in a box; ids, classes and lazy loading; a code
    block's last line end; white space beside blocks.
    """
    found: list[str] = []

    def words(text: str | None, preformatted: bool) -> None:
        text = text or ""
        if not preformatted:
            text = re.sub(r"[ \t\n]+", " ", text)
        if text and found and found[-1].startswith("'"):
            found[-1] += text
        elif text:
            found.append("'" + text)

    def walk(node: Any, preformatted: bool) -> None:
        tag = "h2" if node.tag == "h1" else node.tag
        classes = set((node.get("class") or "").split())
        if classes & FOOTNOTES or node.get("role") == "doc-backlink":
            return
        box = tag in ("div", "section") and bool(classes & {"table", "footnotes"})
        align = (node.get("style") or "").rpartition(":")[2] or " ".join(classes & {"left", "right", "center"})
        attributes = {name: value for name, value in node.items() if name not in UNIMPORTANT}
        if tag in ("td", "th") and align:
            attributes["align"] = align
        if "alt" in attributes:
            attributes["alt"] = attributes["alt"].replace("\n", " ")
        if "href" in attributes or "src" in attributes:
            name = "href" if "href" in attributes else "src"
            attributes[name] = unquote(attributes[name]).replace("#h-", "#") or "#"
        if not box:
            found.append(f"<{tag} {sorted(attributes.items())}>")
        words(node.text, preformatted or tag == "pre")
        for child in node:
            walk(child, preformatted or tag == "pre")
            words(child.tail, preformatted or tag == "pre")
        if tag == "pre":
            found[-2] = found[-2].rstrip("\n") if found[-2] != "'" else found[-2]
        if not box:
            found.append(f"</{tag}>")

    root = html5lib.parseFragment(html, container="div", namespaceHTMLElements=False)
    words(root.text, False)
    for child in root:
        walk(child, False)
        words(child.tail, False)
    return _trimmed(found)


def _trimmed(found: list[str]) -> list[str]:
    """White space beside the border of a block is none."""
    kept: list[str] = []
    preformatted = False
    for index, entry in enumerate(found):
        preformatted = entry.startswith("<pre") or (preformatted and entry != "</pre>")
        if entry.startswith("'") and not preformatted:
            words = entry[1:]
            if index == 0 or _is_block(found[index - 1]):
                words = words.lstrip(" ")
            if index + 1 == len(found) or _is_block(found[index + 1]):
                words = words.rstrip(" ")
            if not words:
                continue
            entry = "'" + words
        if entry != "'":
            kept.append(entry)
    return kept


def _is_block(entry: str) -> bool:
    return entry.startswith("<") and re.split(r"[ >]", entry.lstrip("</"))[0] not in INLINE - {"br"}


def visible(text: str) -> str:
    return "".join(text.split())


def text_content(html: str) -> str:
    return "".join(entry[1:] for entry in tree(html) if entry.startswith("'"))


CASES = [
    # paragraphs, breaks, entities, escapes
    "one\ntwo", "one\n\n\ntwo", "  one\n   two", "one  \ntwo", "one\\\ntwo", "one \ntwo", "# one\\",
    "&copy; &#65; &#x41; &bogus; &",
    "\\*not\\* \\# \\a \\\\", "a&nbsp;b", "&#0; &#xD800; &#99999999;", "tab\there", '"quoted" & <b>', "&lt;script&gt;",
    # headings
    "# one", "###### six", "####### seven", "#no", "## a ##", "#", "one\n===", "one\ntwo\n---", "# *a* `b` [c](d)",
    # emphasis, strikethrough
    "*a* _b_ **c** __d__", "***a***", "**a *b* c**", "a*b*c a_b_c", "* a*", "**a", "*a **b* c**", "~~a~~ ~b~",
    "_(a)_.", "**a**b",
    # code
    "`a`", "`` a`b ``", "` a `", "`a\nb`", "`a", "    code\n\n      more", "```\na\n```", "~~~ js x\n<a>\n~~~",
    "```\nopen", "```\n```",
    "```\n\n\na\n\n```",
    # links and images
    "[a](https://b.example)", "[a](<b c> 'd')", '[a](b "c & \\"d\\"")', "[a]()", "[a][b]\n\n[b]: /c 'd'",
    "[a][]\n\n[A]: /b", "[a]\n\n[a]: <b>",
    "[*a* `b`](c)", "[a [b](c) d](e)", "[a](b(c)d)", "[a](b\n'c')", "![a](b)", "![*a* ![b](c) `d`](e 'f')",
    "![a\nb &amp; \\*](c)",
    "[![a](b)](c)", "<https://a.example/?b=%20c>", "<a@b.example>", "<a:b>", "[a](javascript:b)", "![](a)", "[](a)",
    "[a](#b)",
    # quotes, lists, rules
    "> a\nb\n> > c", ">", "> # a\n> - b", "- a\n- b\n  - c", "- a\n\n- b", "1. a\n2. b", "0. a", "7) a\n8) b",
    "-\n- a", "- a\n\n  b\n\n      c",
    "- ```\n  a\n  ```", "***", "- a\n* b", "a\n- b", "a\n1. b\na\n2. c", "- [ ] a",
    # tables
    "|a|b|\n|-|-|\n|c|d|", "a|b\n:-|-:\nc", "|a|\n|:-:|\n|`b\\|c`|", "> |a|\n> |-|\n> |b|", "|a|b|\n|-|-|",
    # raw HTML is text
    "<div>a</div>", "<b>a</b> <!-- c -->", "<script>\nalert(1)\n</script>", "<?php ?>", "<![CDATA[a]]>",
    # footnotes
    "a[^1]\n\n[^1]: b", "a[^1] b[^1]\n\n[^1]: c\n\n    d", "a^[b *c*] d", "[^1]", "a[^x]\n\n[^x]:\n    - b\n    - c",
    "> a[^1]\n>\n> [^1]: b",
]  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_our_html_is_what_markdown_it_writes(text: str) -> None:
    assert tree(ours(text)) == tree(reference().render(text))


@given(texts)
@HYPOTHESIS
def test_our_html_is_what_markdown_it_writes_for_any_text(text: str) -> None:
    # Its own footnotes lose text, and it writes links within links: those differences are tested below.
    text = text.replace("[^", "").replace("^[", "[").replace("<https://three.example/>", "").replace("<https:", "")
    assert tree(ours(text)) == tree(reference().render(text))


# --- the canonical text ---


@given(texts)
@HYPOTHESIS
def test_blocks_are_the_text(text: str) -> None:
    document = parse_markdown(text)
    assert document.text == "\n".join(document.text[block.start : block.end] for block in document.blocks)
    assert [block.start for block in document.blocks] == sorted({block.start for block in document.blocks})
    assert visible(text_content(ours(text))) == visible(document.text)
    for block in document.blocks:
        assert 0 <= block.start < block.end <= len(document.text)
        assert 0 <= block.top < len(document.elements)
        for offset in (block.start, block.end - 1):
            assert document.block_at(offset) is block
    assert len(document.elements) == len(set(document.elements))
    for start, end in document.closed:
        assert 0 <= start <= end <= len(document.text)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("one\ntwo  \nthree\\\nfour", "one two three four"),
        ("# A *b*\n\nc `d` [e](f) ![g](h)", "A b\nc d e "),
        ("- a\n  - b\n\n> c", "a\nb\nc"),
        ("|a|b|\n|-|-|\n|c|d|", "a\nb\nc\nd"),
        ("```\na\n  b\n\n```", "a\n  b"),
        ("a &amp; b&nbsp;c \\* 🕊️", "a & b\u00a0c * 🕊️"),
        ("a[^1] b\n\n[^1]: c", "a b\nc"),
        ("<b>a</b>", "<b>a</b>"),
        ("", ""),
        ("![a](b)", ""),
    ],
)
def test_the_canonical_text(text: str, canonical: str) -> None:
    assert parse_markdown(text).text == canonical


def line_in(text: str, words: str) -> int:
    document = parse_markdown(text, first_line=11)
    return document.line_of(document.text.index(words)) - 10


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb X", 2),
        ("a  \nb\\\nX", 3),
        ("a\n\n- b\n  c\n  X", 5),
        ("> a\n> b\nX", 3),
        ("a `b\nc` X", 2),
        ("a `b\nX c`", 2),
        ("a `` b\n`X` c ``", 2),
        ("[a](\nb\n'c') X", 3),
        ("[a\nb](c\n'd')\nX", 4),
        ("[a][b\nc] X\n\n[b c]: /d", 2),
        ("![a\nb](c) X", 2),
        ("![a\nb](c)X", 2),
        ("[![a\nb](c\n'd') e](f\n'g') X", 4),
        ("a^[b\nc] X", 2),
        ("a\n\nb ^[c\nX] d", 3),
        ("a\n===\n\nX\n---", 4),
        ("```\na\n\nX\n```", 4),
        ("    a\n    X", 2),
        ("> - ```\n>   a\n>   X\n>   ```", 3),
        ("|a|b|\n|-|-|\n|c|d|\n|e|X|", 4),
        ("a[^1]\n\nb\n\n[^1]: c\n    d\n\n    X", 8),
        ("[a]: /b\n[c]: /d\nX", 3),
        ("a\n\n\n\n# X", 5),
    ],
)
def test_line_of_a_word(text: str, line: int) -> None:
    if text == "a\n\nb ^[c\nX] d":
        line = 3  # a note in the text begins where it is referred to; its own lines count from there
        assert line_in(text, "c X") == line
        line = 4
    assert line_in(text, "X") == line


@given(seeds, st.integers(1, 6))
@HYPOTHESIS
def test_line_of_words_that_occur_once(seed: int, size: int) -> None:
    """Every word of a document is made unique; each must be found on its own line."""
    numbers = iter(range(10_000))
    source = re.sub(
        r"\b(talks|end|Anna|prisoners|Petrova)\b", lambda m: f"{m[1]}w{next(numbers)}w", Writer(seed).document(size)
    )
    document = parse_markdown(source, first_line=3)
    for found in re.finditer(r"w\d+w", document.text):
        if source.count(found[0]) == 1:
            expected = source.count("\n", 0, source.index(found[0])) + 3
            assert document.line_of(found.start()) == expected, (found[0], source)


def test_offsets_are_code_points() -> None:
    document = parse_markdown("🕊️ a *שלום* b")
    start = document.text.index("שלום")
    assert (start, document.text[start : start + 4]) == (5, "שלום")


# --- ids ---


def test_headings_have_ids_of_their_own() -> None:
    document = parse_markdown("# A\n\n# A\n\n# A 2\n\n# A\n\ntext\n\n> # A\n\n# ???\n\n***")
    assert document.elements == ["h-a", "h-a-2", "h-a-2-2", "h-a-3", "p-5", "p-6", "h-section", "p-8"]
    assert document.anchors == {"h-a", "h-a-2", "h-a-2-2", "h-a-3", "h-a-4", "h-section"}


@pytest.mark.parametrize("heading", ["two\nlines", "two  \nlines", "*two*\n`lines`", "two\\\nlines", "&#116;wo\nlines"])
def test_the_id_of_a_heading_of_two_lines_keeps_its_words_apart(heading: str) -> None:
    assert parse_markdown(f"{heading}\n===\n").elements == ["h-two-lines"]


@pytest.mark.parametrize(
    ("fragment", "anchor"),
    [("the-end", "h-the-end"), ("h-the-end", "h-the-end"), ("The%20End", "h-the-end"), ("p-2", "p-2"), ("p-3", None),
     ("fn-1", "fn-1"), ("fnref-1", "fnref-1"), ("fn-2", None), ("%C3%BCber", "h-uber"), ("nowhere", None), ("", None)],
)  # fmt: skip
def test_fragments_lead_to_headings_paragraphs_and_footnotes(fragment: str, anchor: str | None) -> None:
    document = parse_markdown("# The End\n\na[^1]\n\n# Über\n\n[^1]: b")
    assert document.anchor_of(fragment) == anchor


def test_links_within_the_page_are_written_with_its_ids() -> None:
    html = ours("# The End\n\n[a](#the-end) [b](#p-2) [c](#my-claim)")
    assert re.findall(r'href="([^"]*)"', html) == ["#h-the-end", "#p-2", "#my-claim"]
    assert parse_markdown("x\n\na\n[c](#my-claim)").fragments == [("my-claim", 4)]


# --- nothing is lost ---


def refused(text: str) -> list[tuple[str, str, int | None]]:
    return [(found.code, found.severity, found.line) for found in parse_markdown(text).refused]


@pytest.mark.parametrize("depth", range(30, 121, 5))
@pytest.mark.parametrize("unit", ["> ", "- ", "1. ", "> - "])
def test_deep_nesting_is_read_or_reported(unit: str, depth: int) -> None:
    document = parse_markdown(unit * depth + "the words\n\nafter")
    assert ("the words" in document.text and "after" in document.text) or [
        (found.code, found.line) for found in document.refused
    ] == [("article-too-large", 1)]


def test_ordinary_nesting_is_read() -> None:
    assert refused("> " * 90 + "x") == refused("- " * 45 + "x") == []


def test_deep_nesting_of_lines_and_footnotes_is_reported_with_its_line() -> None:
    assert refused("a\n\n" + "> " * 120 + "x") == [("article-too-large", "error", 3)]
    assert refused("a[^1]\n\n[^1]: b\n\n    " + "> " * 120 + "x") == [("article-too-large", "error", 5)]


def test_deep_inline_markup_stays_text() -> None:
    for text in ("[" * 500 + "x" + "](y)" * 500, "*" * 500 + "x" + "*" * 500, "![" * 300 + "x" + "](y)" * 300):
        document = parse_markdown(text)
        assert "x" in document.text or any("x" in hidden.text for hidden in document.hidden)


def test_cells_beyond_the_table_are_reported() -> None:
    assert refused("|a|b|\n|-|-|\n|c|d|\n|e|f|g|h|") == [("wrong-value", "warning", 4)]
    assert refused("|a|b|\n|-|-|\n|c|d|\n|e|f|") == refused("> |a|\n> |-|\n> |b|  |") == []
    assert refused("> |a|\n> |-|\n> |b|c|") == [("wrong-value", "warning", 3)]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a\n\n[^1]: nobody refers to this", "a\nnobody refers to this"),
        ("a[^1]\n\n[^1]: b\n\n[^1]: c", "a\nb\nc"),
        ("a[^1]\n\n[^1]: b\n\n    [^2]: c\n\n    d", "a\nb\nd\nc"),
        ("a[^1]\n\n[^1]: b[^2]\n\n[^2]: c[^1]", "a\nb\nc"),
        ("[^1]: b\n\n[^2]: c\n\na[^2]", "a\nc\nb"),
    ],
)
def test_no_footnote_is_lost(text: str, canonical: str) -> None:
    assert parse_markdown(text).text == canonical
    assert visible(text_content(ours(text))) == visible(canonical)


def test_a_footnote_only_an_image_refers_to_has_no_way_back() -> None:
    html = ours("![a[^1]](b)\n\n[^1]: c")
    assert "doc-backlink" not in html
    assert '<li id="fn-1"><p>c</p>' in html


# --- addresses ---


@pytest.mark.parametrize(
    "address",
    ["https://a.example", "HTTP://a.example/b?c#d", "mailto:a@b.example", "/a/b", "a/b.md", "../a", "#a", "", "?a",
        "a%20b",
     "https://[::1]:80/", "https://a.example/@b", "a:b/c"[1:]],
)  # fmt: skip
def test_allowed_addresses(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize(
    "address",
    ["javascript:a", "JaVaScRiPt:a", " javascript:a", "data:text/html,a", "vbscript:a", "feed:javascript:a", "blob:a",
        "ftp://a",
     "//a.example", "/\\a.example", "\\\\a", "/%5Ca.example", "/%2Fa.example", "%2F%2Fa.example", "%5C%5Ca", "/%09/a",
     "https://good.example@evil.example", "https://a:b@c.example/", "https:evil.example", "https:///evil.example",
     "http:/a",
     "https://good.example%5C@evil.example", "https:\\\\a"],
)  # fmt: skip
def test_refused_addresses(address: str) -> None:
    assert not is_allowed(address)


def test_a_decoded_path_is_no_scheme() -> None:
    for folder in ("", "content/articles"):
        for address in (
            "javascript%3Aalert(1)",
            "../../javascript%3Aalert(1)",
            "/javascript%3Aalert(1)",
            "./x/../javascript%3Aa",
        ):
            sections = weave_body(parse_markdown(f"[x]({address})"), (), (), folder)
            target = sections[0]["parts"][1][1]  # type: ignore[index]
            assert not re.match(r"/*[a-z]+:", target), target


@given(texts)
@settings(max_examples=50)
def test_parsing_is_repeatable(text: str) -> None:
    def shown(document: Document) -> Any:
        return document.text, document.elements, document.refused, document.closed, document.blocks

    assert shown(parse_markdown(text)) == shown(parse_markdown(text))
