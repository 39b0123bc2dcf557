"""Hostile content: whatever stands in a body or a field compiles to inert text, in bounded time, without a crash."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterator
from html import escape
from typing import Any

import html5lib
import pytest
from generated_markdown import Writer
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.compile.compile_file import compile_file
from sitegen.compile.compiled import Compiled
from sitegen.compile.markdown import parse_markdown
from sitegen.compile.mentions import AliasTable
from sitegen.compile.weave import weave_body
from sitegen.core.options import SiteOptions

OPTIONS = SiteOptions("en")
NAMES = AliasTable.of([("Anna", "anna"), ("Anna Petrova", "petrova")])
PATH = "content/articles/2024/talks.md"

SCRIPTS = (
    "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<script/x>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<img src=x onerror='alert(1)'//", "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<body onload=alert(1)>", "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<object data=x></object>",
    "<embed src=x>", "<form action=javascript:alert(1)><button>x", "<input autofocus onfocus=alert(1)>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//evil.example>", "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example/>",
    "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>", "<marquee onstart=alert(1)>",
    "<math><mi xlink:href=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>", '<a href="x" style="position:fixed">x</a>',
    "<div data-pagefind-ignore>x</div>", "<p data-pagefind-body>x</p>",
    "<mark class='a a-claim' aria-details='c1'>fake</mark>", '<p id="p-1">x</p>',
    "</p></div></article><script>alert(1)</script>", "</mark></a><b>",
    "<!-- x -->", "<!--<script>", "--><script>alert(1)</script>", "<!DOCTYPE x>", "<![CDATA[x]]>", "]]>",
    "]]><script>alert(1)</script>", "<?php x ?>",
    "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>", "</script><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>", '" onmouseover="alert(1)', "' onmouseover='alert(1)", "` onmouseover=`alert(1)",
    "x\" autofocus onfocus=alert(1) x=\"",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "&lt;script>", "<script\u00a0>x", "<\u0131mg src=x>",
    "{{ 7*7 }}", "{% raw %}", "{{ ''.__class__.__mro__ }}", "{%- for x in y -%}", "{# x #}", "${7*7}", "<%= 7*7 %>",
    "#{7*7}", "{{constructor.constructor('alert(1)')()}}",
    "=HYPERLINK(1)", "\u202egnp.exe", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<xmp><script>", "<plaintext>", "<template><script>alert(1)",
    "<select><option><script>", "<table><tr><td><script>", "<b <script>alert(1)</script>0", "<x onclick=alert(1)>",
    "<div\nonclick=alert(1)\n>", "<a\thref=javascript:alert(1)>",
)  # fmt: skip

URLS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript&#58;alert(1)", "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)",
    "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)", "java%0ascript:alert(1)", "java\\script:alert(1)",
    "\\javascript:alert(1)", "javascript\\:alert(1)",
    " javascript:alert(1)", "&nbsp;javascript:alert(1)", "&#1;javascript:alert(1)", "%6Aavascript:alert(1)",
    "javascript%3Aalert(1)", "../../../javascript%3Aalert(1)",
    "/javascript%3Aalert(1)", "javascript://x%0Aalert(1)", "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>", "data:image/png;base64,AAAA", "file:///etc/passwd",
    "feed:javascript:alert(1)", "jar:javascript:alert(1)!/",
    "view-source:x", "blob:x", "filesystem:x", "intent:x", "ms-msdt:x", "ws://x", "ftp://x", "tel:1", "about:blank",
    "chrome:x", "livescript:x", "mocha:x",
    "//evil.example", "/\\evil.example", "\\\\evil.example", "/%5Cevil.example", "/%2Fevil.example",
    "https:evil.example", "https://good.example@evil.example",
    "https://a.example/\"onmouseover=alert(1)", "https://a.example/'x", "https://a.example/<script>",
    "x\"onmouseover=\"alert(1)", "x'onmouseover='alert(1)", "#\"onclick=alert(1)",
    "https://a.example/{{7*7}}", "https://a.example/&quot;onclick=alert(1)", "https://a.example/&#34;x",
)  # fmt: skip

LINKS = (
    "[x]({})", "[x](<{}>)", "![x]({})", "![x](<{}>)", "<{}>", "[x]: {}\n\n[x]", "[x]: <{}>\n\n![x]", '[x]({} "{}")',
    "[![x]({})]({})", "[*x*]( {} )", "^[[x]({})]",
    "- > [x]({})", "|[x]({})|\n|-|\n|[x]({})|", "# [x]({})", "[x][y]\n\n[y]:\n{}\n'{}'",
)  # fmt: skip

WRAPPERS = (
    "{}", "a {} b", "# {}", "> {}", "- {}", "*{}*", "`{}`", "```\n{}\n```", "``` {}\nx\n```", "    {}",
    "[{}](https://a.example)", "![{}](x.png)",
    '[x](https://a.example "{}")', "![x](y.png '{}')", "|{}|\n|-|\n|{}|", "x[^1]\n\n[^1]: {}", "x^[{}]",
    "[^{}]: x\n\ny", "[{}]: /x\n\ny", "\n\n{}\n\n", "a\n{}\nb",
)  # fmt: skip

ALLOWED = {"p", "em", "strong", "s", "code", "pre", "a", "img", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
    "li", "blockquote", "div", "table",
           "thead", "tbody", "tr", "th", "td", "section", "sup", "mark", "input"} - {"input"}  # fmt: skip
ATTRIBUTES = {"id", "class", "href", "src", "alt", "title", "loading", "role", "tabindex", "start", "aria-details"}
CLASSES = {"table", "footnotes", "fn", "e", "left", "right", "center", "a a-claim", "a a-correction", "a a-note"}


def article(body: str, **fields: Any) -> Compiled:
    """An article with a body and fields, as JSON, which is YAML."""
    front = {"title": "Talks", "published": "2024-03-14", "original": True, **fields}
    text = (
        "---\n"
        + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in front.items())
        + "---\n"
        + body
    )
    return compile_file(PATH, "article", text.encode("utf-8", "surrogatepass"), OPTIONS, NAMES)


def html_parts(compiled: Compiled) -> Iterator[str]:
    """Every HTML of the rows: of the body, and of every RICH value in JSON columns."""

    def rich(value: Any) -> Iterator[str]:
        if isinstance(value, list):
            if value and isinstance(value[0], str) and value[0].lstrip().startswith("<"):
                # Pages write an address as a whole and escaped: site/rich.py.
                yield "".join(
                    part if isinstance(part, str) else escape(part[1]) if part[0] == "url" else "" for part in value
                )
            for item in value:
                yield from rich(item)
        elif isinstance(value, dict):
            for item in value.values():
                yield from rich(item)

    for table, rows in compiled.rows.items():
        for row in rows:
            for data in row:
                value = data.decode() if isinstance(data, bytes) else data
                if isinstance(value, str) and value[:1] in ("{", "["):
                    try:
                        decoded = json.loads(value)
                    except (ValueError, RecursionError):  # a text
                        continue
                    if table == "body":
                        for name in ("title", "subtitle", "caption"):
                            if decoded.get(name):
                                yield "".join(part for part in decoded[name] if isinstance(part, str))
                    yield from rich(decoded)


def check_inert(html: str) -> None:
    root = html5lib.parseFragment(html, container="div", namespaceHTMLElements=False)
    for node in root.iter():
        if not isinstance(node.tag, str):
            raise AssertionError(f"a comment: {html}")
        if node is root:
            continue
        assert node.tag in ALLOWED, (node.tag, html)
        for name, value in node.items():
            assert name in ATTRIBUTES, (name, html)
            if name in ("href", "src"):
                decoded = re.sub(r"[\x00-\x20]", "", value).lower()
                assert re.match(r"(https?:/|mailto:)", decoded) or not re.match(r"[/\\]*[a-z][a-z0-9+.-]*:", decoded), (
                    value,
                    html,
                )
                assert not re.match(r"[/\\]{2}", decoded), (value, html)
                assert not re.match(r"https?:/*[^/]*@", decoded), (value, html)
            elif name == "class":
                assert value in CLASSES, (value, html)
            elif name == "id":
                assert re.fullmatch(r"(p|h|fn|fnref)-[a-z0-9-]+", value), (value, html)


def check_compiled(compiled: Compiled) -> None:
    seen = 0
    for html in html_parts(compiled):
        check_inert(html)
        seen += 1
    assert seen


def text_of(body: str) -> str:
    return parse_markdown(body).text


# --- inert ---


@pytest.mark.parametrize("vector", SCRIPTS)
def test_scripts_in_a_body_are_text(vector: str) -> None:
    compiled = article("\n\n".join(wrapper.replace("{}", vector) for wrapper in WRAPPERS) + "\n\nAnna Petrova")
    check_compiled(compiled)
    for wrapper in WRAPPERS:
        check_compiled(article(wrapper.replace("{}", vector)))
    if "\n" not in vector and not vector.startswith(("#", "=")):
        assert "".join(text_of(f"a `` {vector} `` b").split()) == "".join(f"a {vector} b".split())


@pytest.mark.parametrize("address", URLS)
def test_addresses_lead_only_where_they_may(address: str) -> None:
    for link in LINKS:
        check_compiled(article("x\n\n" + link.replace("{}", address)))


@pytest.mark.parametrize("vector", SCRIPTS + URLS)
def test_fields_are_text(vector: str) -> None:
    link = f"[x]({vector}) ![y](<{vector}>) <{vector}> {vector}"
    compiled = article(
        "The words of Anna here.",
        title=f"T {vector} words",
        subtitle=f"S {vector}",
        caption=f"C {vector}",
        summary=vector,
        claims=[
            {"quote": "The words", "id": "c1", "rating": "false", "speaker": vector, "text": vector,
                "verdict": f"V {link}", "note": f"N {link}",
             "evidence": [{"title": vector, "note": f"E {link}", "quote": vector}]},
            {"quote": "words", "in": "title", "occurrence": 1},
        ],
        corrections=[{"date": "2024-03-15", "was": vector, "now": vector, "note": f"K {link}"}],
        context=[{"quote": "Anna", "note": f"M {link}\n\n# {vector}\n\n- {vector}[^1]\n\n[^1]: {vector}",
            "neutral": vector}],
    )  # fmt: skip
    check_compiled(compiled)


def test_field_ids_are_left_out() -> None:
    compiled = article(
        "The words.", claims=[{"quote": "words", "note": '# A\n\n- b\n\n> c[^1]\n\n|d|\n|-|\n\n[^1]: <p id="x">'}]
    )
    [html] = [html for html in html_parts(compiled) if "A</h2>" in html]
    assert not re.search(r"<[^>]* id=", html)
    assert "&lt;p id=" in html
    assert "href" not in html


def test_every_url_field_is_checked() -> None:
    for address in URLS:
        if re.match(r"https://a\.example/[^\"<{]*$", address):
            continue
        compiled = article("x", source=address.strip() or "x", claims=[{"quote": "x", "evidence": [{"url": address}]}])
        stored = json.dumps([row for table in ("article_detail", "annotation") for row in compiled.rows.get(table, ())])
        assert not re.search(r'\\"url\\":\s*\\"\s*(?!https?://)\w+:', stored), address


# --- nothing is lost, nothing blows up ---


@pytest.mark.parametrize("depth", range(30, 121, 10))
@pytest.mark.parametrize("unit", ["> ", "- ", "1) ", "> - "])
def test_a_quote_in_deep_nesting_is_anchored_or_the_error_names_it(unit: str, depth: int) -> None:
    compiled = article(unit * depth + "the very words", context=[{"quote": "the very words", "note": "n"}])
    codes = {diagnostic.code for diagnostic in compiled.diagnostics}
    if "article-too-large" in codes:
        [problem] = [diagnostic for diagnostic in compiled.diagnostics if diagnostic.code == "article-too-large"]
        assert problem.severity == "error"
        assert problem.place.line == 7
    else:
        assert len(compiled.rows["annotation"]) == 1
        assert "the very words" in json.loads(compiled.rows["body"][0][1])["sections"][0]["parts"][0]
        assert codes == set()


UNITS = (
    "![", "[", "]", "[](", "](x)", "![[]()", "*a_ ", "**a ", "*", "_", "~~", "~", "`", "`` ` ", "<", "<a", "<![CDATA[",
    "<!--", "<?", "&", "&#", "&a;", "\\", "^[", "^[a]",
    "[^1]", "[^1]: a\n\n", "[^1]: ", "[a]: b\n", "[a][b]", "[a](b ", "[a](<b", '[a](b "c', ">", "> ", "> a\n", ">>\n",
    "- ", "- a\n", "-\n", "1. ", "  - a\n", "# a\n", "#",
    "a\n---\n", "***\n", "```\n", "```a\n\n", "    a\n", "|", "|a|\n|-|\n", "|a|\n|-|\n|", "a|b\n-|-\n", "\n", "\n\n",
    "  \n", "\\\n", "\t", "a", "a ", "a\n", "é", "🕊️", "\u00a0",
    "https://a.example ", "<https://a.example>", "<a@b.example>", "Anna ", "Anna Petrova. ", "(", "((", "[[", "[[a]]",
    "![a](b)", "[![a](b)](c)", "a*", "*a**b***c", "_a__b",
)  # fmt: skip


def pathological(unit: str, size: int) -> str:
    return unit * (size // len(unit.encode()))


@pytest.mark.parametrize("unit", UNITS)
def test_long_runs_take_bounded_time(unit: str) -> None:
    """A very generous bound: what is quadratic takes minutes for these 20 KB, what is linear less than a second."""
    body = pathological(unit, 20_000)
    started = time.process_time()
    document = parse_markdown(body)
    weave_body(document, (), (), "content/articles")
    assert time.process_time() - started < 5


def test_long_mixed_runs_take_bounded_time() -> None:
    for opening, closing in (
        ("[", "](x)"),
        ("![", "](x)"),
        ("^[", "]"),
        ("*", "*"),
        ("~~", "~~"),
        ("`", "` "),
        ("<", ">"),
        ("(", ")"),
    ):
        for count in (50, 99, 101, 3000):
            started = time.process_time()
            compiled = article(opening * count + "x" + closing * count)
            assert time.process_time() - started < 5
            check_compiled(compiled)


def test_a_large_article_is_read() -> None:
    body = "Anna Petrova said *so* on [Monday](https://a.example/). " * 1500
    started = time.process_time()
    compiled = article(body, claims=[{"quote": "said so", "occurrence": n} for n in range(1, 300, 3)])
    assert time.process_time() - started < 20
    assert len(compiled.rows["annotation"]) == 100
    ((_, _, sentences),) = compiled.rows["mention"]
    assert len(json.loads(sentences)) == 1500


# --- it never raises ---

VALID = """---
title: Talks end
published: 2024-03-14
publisher: vna
source: {url: "https://vna.example/1", archived: https://web.archive.org/web/1/x, accessed: 2024-03-14}
claims:
  - a lasting peace
  - quote: {exact: on Monday, prefix: "again "}
    id: monday
    rating: mostly-false
    verdict: |
      See [[anna]] and [this](other.md).
    evidence:
      - https://monitor.example/daily
      - {title: Print, published: 2024, relation: supports}
    history:
      - 2024-03-14: said
corrections:
  - 2024-03-18: removed
  - {date: 2024-03-20, quote: Anna, was: a, now: b, requested: {date: 2024-03-15, outcome: refused}}
context:
  - {in: title, quote: end, note: "A *note*"}
---
Anna Petrova spoke of *a lasting* peace, `code` and [a link](https://a.example "t").

- again on Monday[^1]
- | a | b |

> quoted ![alt](x.png)

[^1]: the note
"""
KINDS = ("article", "claim", "entity", "sources", "page")
BITS = (*SCRIPTS[:20], *URLS[:10], ": ", "- ", "\n", "\n\n", "  ", "\t", "'", '"', "[", "]", "{", "}", "|", ">", "#",
    "&a", "*a", "!t", "---\n", "\n---\n", "...", "\x01",
        "\x85", "\u2028", "\ufeff", "\u202e", "🕊️", "e\u0301", "[^1]", "^[", "`", "```\n", "0", "-1", "9" * 30, "null",
        "a" * 300, "> " * 60, "[" * 60)  # fmt: skip


def mutated(seed: int) -> str:
    rng = random.Random(seed)
    text = VALID
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(text) + 1)
        stop = at + rng.choice((0, 0, 1, 1, 5, 40))
        text = text[:at] + rng.choice(BITS) + text[stop:]
    return text


def check_anything(data: bytes, kind: str) -> None:
    compiled = compile_file(PATH, kind, data, OPTIONS, NAMES)
    for diagnostic in compiled.diagnostics:
        assert diagnostic.message
        assert diagnostic.place.path == PATH
        if diagnostic.place.line is not None:
            assert 1 <= diagnostic.place.line <= data.count(b"\n") + data.count(b"\r") + 2
    for html in html_parts(compiled):
        check_inert(html)
    for rows in compiled.rows.values():
        for row in rows:
            for value in row:
                assert value is None or isinstance(value, (str, bytes, int, float))
                if isinstance(value, str):
                    value.encode()


@given(st.binary(max_size=300), st.sampled_from(KINDS))
@settings(max_examples=150)
def test_random_bytes_never_raise(data: bytes, kind: str) -> None:
    check_anything(data, kind)
    check_anything(b"---\n" + data, kind)
    check_anything(b"---\ntitle: a\npublished: 2024\n---\n" + data, kind)


@given(st.text(max_size=300), st.sampled_from(KINDS))
@settings(max_examples=150)
def test_random_text_never_raises(text: str, kind: str) -> None:
    check_anything(text.encode(), kind)
    check_anything(
        f"---\ntitle: a\npublished: 2024\ncontext:\n- quote: {text[:20]}\n  note: {text[20:60]}\n---\n{text}".encode(),
        kind,
    )


@given(st.integers(0, 2**32), st.sampled_from(("article", *KINDS)))
@settings(max_examples=400)
def test_mutated_articles_never_raise(seed: int, kind: str) -> None:
    check_anything(mutated(seed).encode(), kind)


@given(st.integers(0, 2**32))
@settings(max_examples=100)
def test_quotes_of_any_document_never_raise(seed: int) -> None:
    """Quotes cut from the text of a document at random are anchored or reported."""
    rng = random.Random(seed)
    body = Writer(seed).document(rng.randint(1, 4))
    text = text_of(body)
    notes = []
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(text) + 1)
        if quote := text[start : start + rng.randint(1, 60)].strip():
            notes.append({"quote": quote, "note": "n"})
    compiled = article(body, context=notes)
    cards = [card for section in json.loads(compiled.rows["body"][0][1])["sections"] for card in section["cards"]]
    rows = [row for row in compiled.rows.get("annotation", ()) if row[4] == "body"]
    assert sorted(cards) == sorted(row[1] for row in rows)
    errors = [
        diagnostic
        for diagnostic in compiled.diagnostics
        if diagnostic.code.startswith("quote-") and diagnostic.severity == "error"
    ]
    assert len(rows) + len(errors) == len(notes)


def test_a_page_says_which_of_its_own_places_are_missing() -> None:
    body = "# The End\n\n[a](#the-end) [b](#p-2)\n\n[c](#nowhere) [d](#p-9)"
    compiled = compile_file("content/pages/about.md", "page", f"---\ntitle: A\n---\n{body}".encode(), OPTIONS, NAMES)
    found = [(d.code, d.severity, d.place.line, d.place.column) for d in compiled.diagnostics]
    assert found == [("broken-link", "error", 8, 5), ("broken-link", "error", 8, 19)]


def test_an_article_may_link_to_its_annotations() -> None:
    note = {"quote": "words", "id": "my-note", "note": "n"}
    compiled = article("words [a](#my-note) [b](#r-my-note) [c](#other)", context=[note])
    assert [(d.code, d.place.line) for d in compiled.diagnostics] == [("broken-link", 7)]


def test_what_was_refused_is_reported_where_it_stands() -> None:
    compiled = article("a\n\n[b](javascript:c) d\n\n|e|\n|-|\n|f|g|")
    found = [(d.code, d.severity, d.place.line) for d in compiled.diagnostics]
    assert found == [("bad-url", "warning", 8), ("wrong-value", "warning", 12)]


def test_a_heading_of_many_lines_takes_bounded_time() -> None:
    begun = time.process_time()
    assert parse_markdown("a\n" * 50_000 + "===\n").elements[0].startswith("h-a-a-a")
    assert time.process_time() - begun < 10


def test_line_ends_in_a_note_are_levelled() -> None:
    note = {"quote": "talks", "note": "*one*\r\n\rtwo\rlines"}
    html = "".join(html_parts(article("The talks ended.", context=[note])))
    assert "<p><em>one</em></p>\n<p>two lines</p>\n" in html
