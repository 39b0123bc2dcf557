"""Properties of the woven HTML: well-formed, true to the text, and marked no more than the ranges ask for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

import html5lib
import pytest
from generated_markdown import documents, texts
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.compile.inline import Part, join_parts, open_element, plain_operations
from sitegen.compile.markdown import Block, Document, parse_markdown
from sitegen.compile.names import Name, with_names
from sitegen.compile.plain_markdown import Element, PlainToken
from sitegen.compile.weave import weave_body, weave_text
from sitegen.compile.weave_plain import write_plain
from sitegen.compile.weaver import Mark, Piece, Weaver

FOLDER = "content/articles/2024"
VOID = {"br", "hr", "img"}
BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "td", "th", "section", "div",
    "hr",
          "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
HYPOTHESIS = settings(max_examples=150)
ranges = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=8)


# --- reading what was woven ---


def html_of(parts: Sequence[Any]) -> str:
    """Parts as HTML: a reference is an empty span, an address is itself."""
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif part[0] == "ref":
            out.append(f'<span class="ref" id="r-{part[1]}"></span>')
        elif part[0] == "url":
            out.append(part[1])
        else:
            out.append(f'<a href="to">{part[2] or part[1]}</a>')
    return "".join(out)


def woven(document: Document, marks: Sequence[Mark] = (), names: Sequence[Name] = ()) -> str:
    return "".join(html_of(section["parts"]) for section in weave_body(document, marks, names, FOLDER))  # type: ignore[arg-type]


class Reader(HTMLParser):
    """(kind, tag or text, attributes, open tags) of every event; fails where tags don't close in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[tuple[str, str, dict[str, str | None], tuple[str, ...]]] = []
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert not self.stack, f"left open: {self.stack}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        assert len(attributes) == len(attrs), attrs
        self.events.append(("open", tag, attributes, self._tags()))
        if tag not in VOID:
            self.stack.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack, f"</{tag}> closes nothing"
        assert self.stack[-1][0] == tag, f"</{tag}> within {self._tags()}"
        _, attributes = self.stack.pop()
        self.events.append(("close", tag, attributes, self._tags()))

    def handle_data(self, data: str) -> None:
        self.events.append(("text", data, {}, self._tags()))

    def _tags(self) -> tuple[str, ...]:
        return tuple(self._name(tag, attributes) for tag, attributes in self.stack)

    @staticmethod
    def _name(tag: str, attributes: dict[str, str | None]) -> str:
        if tag == "mark":
            return f"mark {attributes['aria-details']}"
        if tag == "sup" or attributes.get("role") == "doc-backlink":
            return "footnote"
        return tag


def texts_of(html: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The text of the document: without the numbers of footnotes."""
    for kind, text, _, tags in Reader(html).events:
        if kind == "text" and "footnote" not in tags:
            yield text, tags


def visible(text: str) -> str:
    return "".join(text.split())


def tree_of(html: str) -> list[str]:
    """The start tags as a browser would nest them."""
    fragment = html5lib.parseFragment(html, container="div", namespaceHTMLElements=False)

    def walk(node: Any, depth: int) -> Iterator[str]:
        for child in node:
            yield f"{depth} {child.tag}"
            yield from walk(child, depth + 1)

    return list(walk(fragment, 0))


def without_marks(html: str) -> str:
    """The HTML without marks, references and links of names."""
    out: list[str] = []
    names: list[bool] = []
    for piece in re.split(r"(<[^>]*>)", html):
        if piece.startswith(("<mark", "</mark", '<span class="ref"', "</span")):
            continue
        if piece.startswith("<a "):
            names.append(piece.startswith('<a class="e"'))
            if names[-1]:
                continue
        elif piece == "</a>" and names.pop():
            continue
        out.append(piece)
    return "".join(out)


# --- marks and names for a text ---


def marks_for(document: Document, pairs: Sequence[tuple[float, float]]) -> list[Mark]:
    size = len(document.text)
    marks = []
    for number, (low, high) in enumerate(pairs):
        start, end = sorted((int(low * size), int(high * size)))
        end = min(max(end, start + 1), size)
        if document.text[start:end].strip():
            marks.append(Mark(f"m{number}", ("claim", "correction", "note")[number % 3], start, end))
    marks.sort(key=lambda mark: (mark.start, -mark.end, mark.id))
    return marks


def names_for(document: Document, pairs: Sequence[tuple[float, float]]) -> list[Name]:
    """Ranges as `find_mentions` gives them: in order, apart, within one block, not in links or code."""
    names: list[Name] = []
    for low, high in sorted(pairs):
        start = int(low * len(document.text))
        end = start + 1 + int(high * 12)
        if names and start < names[-1].end:
            continue
        block = document.block_at(start) if document.blocks else None
        if block is None or start < block.start or end > block.end or not document.text[start:end].strip():
            continue
        if any(a < end and start < b for a, b in document.closed):
            continue
        names.append(Name(start, end, "../../entities/anna/"))
    return names


# --- properties ---


@given(texts, ranges, ranges)
@HYPOTHESIS
@example("[a *b* c](x) d [^1] e[link [^1] end](y)\n\n[^1]: note", [(0, 1), (0.1, 0.4), (0.3, 0.9)], [(0.5, 0.1)])
@example("Anna[^1] Petrova ![x](y) z\n\n[^1]: a", [(0.0, 0.5)], [(0.0, 0.9)])
@example("**x a** *b c*  \nd", [(0.1, 0.6), (0.0, 0.4), (0.3, 1.0)], [])
@example("a[](x)b [![p](q)](r) c", [(0.2, 1), (0, 0.5)], [])
def test_marks_change_nothing_but_the_marking(text: str, pairs: Any, name_pairs: Any) -> None:
    document = parse_markdown(text)
    marks, names = marks_for(document, pairs), names_for(document, name_pairs)
    plain, html = woven(document), woven(document, marks, names)
    events = Reader(html).events
    # well-formed, and a browser builds the same tree
    depths = [f"{len(tags)} {tag}" for kind, tag, _, tags in events if kind == "open"]
    assert tree_of(html) == depths
    # nothing but marks, references and name links was added
    assert without_marks(html) == plain
    # the text is the canonical text
    assert visible("".join(words for words, _ in texts_of(html))) == visible(document.text)
    for kind, tag, attributes, tags in events:
        if kind == "open":
            assert tag != "a" or "a" not in tags, "a link within a link"
            assert tag not in BLOCKS or not any(name.startswith("mark") for name in tags), "a mark around a block"
            assert attributes.get("class") != "ref" or "a" not in tags, "a reference within a link"
    # every mark's words, and one reference at their end
    words = Counter[str]()
    said = {mark.id: "" for mark in marks}
    for chunk, tags in texts_of(html):
        for name in {name for name in tags if name.startswith("mark ")}:
            assert tags.count(name) == 1, "a passage marked within itself"
            said[name[5:]] += chunk
            words[name] += 1
    for mark in marks:
        assert visible(said[mark.id]) == visible(document.text[mark.start : mark.end])
        assert html.count(f'id="r-{mark.id}"') == 1
        assert html.rindex(f'aria-details="{mark.id}"') < html.index(f'id="r-{mark.id}"'), "reference too early"
    assert not re.search(r"<mark [^>]*></mark>", html), "an empty mark"


@given(texts, ranges)
@HYPOTHESIS
def test_every_card_stands_after_the_block_where_its_passage_ends(text: str, pairs: Any) -> None:
    document = parse_markdown(text)
    marks = marks_for(document, pairs)
    sections = weave_body(document, marks, (), FOLDER)
    cards = [card for section in sections for card in section["cards"]]  # type: ignore[attr-defined]
    assert Counter(cards) == Counter(mark.id for mark in marks)
    elements: list[str] = []
    where: dict[str, int] = {}
    for number, section in enumerate(sections):
        reader = Reader(html_of(section["parts"]))  # type: ignore[arg-type]
        for kind, tag, attributes, tags in reader.events:
            if kind == "open" and not tags:
                assert attributes.get("id"), f"a top-level {tag} without an id"
                elements.append(str(attributes["id"]))
                where[elements[-1]] = number
    assert elements == document.elements
    assert len(set(elements)) == len(elements)
    for number, section in enumerate(sections):
        for card in section["cards"]:  # type: ignore[attr-defined]
            mark = next(mark for mark in marks if mark.id == card)
            last = mark.start + len(document.text[mark.start : mark.end].rstrip()) - 1
            assert where[document.elements[document.block_at(last).top]] == number
    assert all(section["cards"] for section in sections[:-1])


@given(texts)
@HYPOTHESIS
def test_ids_are_unique(text: str) -> None:
    opened = [event[2] for event in Reader(woven(parse_markdown(text))).events if event[0] == "open"]
    ids = [attributes["id"] for attributes in opened if "id" in attributes]
    assert len(ids) == len(set(ids))
    for attributes in opened:
        target = attributes.get("href") or ""
        if attributes.get("role") in ("doc-noteref", "doc-backlink"):
            assert target[1:] in ids, "a footnote's link leads nowhere"


# --- as few pieces as can be ---


def nested_marks(size: int, fractions: Sequence[tuple[float, float]]) -> list[Mark]:
    """Ranges of which any two are apart, equal or one within the other."""
    kept: list[tuple[int, int]] = []
    for low, high in fractions:
        start, end = sorted((int(low * size), int(high * size)))
        end = min(max(end, start + 1), size)
        if all(end <= a or b <= start or (a <= start and end <= b) or (start <= a and b <= end) for a, b in kept):
            kept.append((start, end))
    return [Mark(f"m{n}", "claim", *pair) for n, pair in enumerate(sorted(kept, key=lambda p: (p[0], -p[1])))]


def block_segments(block: Block, document: Document) -> list[Any]:
    """A block's text as a tree."""
    token = document.tokens[block.token]
    if isinstance(token, PlainToken):
        tree: list[Any] = []
        position = block.start
        for element in token.elements:
            start, end = block.start + element.start, block.start + element.end
            tree += [(position, start), [start, end, [(start, end)]]]
            position = end
        return [*tree, (position, block.end)]
    return segments(token.children or (), block.start) if token.type == "inline" else [(block.start, block.end)]


def segments(children: Sequence[Any], start: int) -> list[Any]:
    """A text as a tree: (start, end) is text, [start, end, inner] an element; breaks and images are nothing."""
    stack: list[list[Any]] = [[start, start, []]]
    position, links = start, 0
    for token in children:
        # An address within a link isn't an element of its own.
        links += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type.startswith("link_") and links - (token.nesting > 0) > 0:
            continue
        if token.nesting > 0:
            stack.append([position, position, []])
        elif token.nesting < 0:
            done = stack.pop()
            done[1] = position
            stack[-1][2].append(done)
        elif token.type == "code_inline":
            end = position + len(token.content)
            stack[-1][2].append([position, end, [(position, end)]])
            position = end
        elif token.type == "text":
            stack[-1][2].append((position, position + len(token.content)))
            position += len(token.content)
        elif token.type == "softbreak":
            stack[-1][2].append((position, position + 1))
            position += 1
        elif token.type == "hardbreak":
            position += 1
    return stack[0][2]  # type: ignore[no-any-return]


def fewest(tree: Sequence[Any], start: int, end: int) -> int:
    """How many marks a range needs at least, if marks must not cross elements."""
    count, running = 0, False
    for segment in tree:
        low, high = max(segment[0], start), min(segment[1], end)
        if low >= high:
            continue
        if isinstance(segment, tuple) or (start <= segment[0] and segment[1] <= end):
            count += not running
            running = True
        else:
            count += fewest(segment[2], start, end)
            running = False
    return count


@given(documents, ranges)
@settings(max_examples=200)
@example("talks **end A** now", [(0, 1), (0.3, 0.6), (0.4, 0.5)])
def test_nested_ranges_take_as_few_marks_as_elements_allow(text: str, fractions: Any) -> None:
    document = parse_markdown(text)
    if not document.text:
        return
    marks = [m for m in nested_marks(len(document.text), fractions) if document.text[m.start : m.end].strip()]
    html = woven(document, marks)
    for mark in marks:
        expected = 0
        for block in document.blocks:
            start, end = max(block.start, mark.start), min(block.end, mark.end)
            words = document.text[start:end] if start < end else ""
            if words.strip():
                start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
                expected += fewest(block_segments(block, document), start, end)
        assert html.count(f'aria-details="{mark.id}"') == expected, (mark, html)


def test_crossing_ranges_are_split_once() -> None:
    document = parse_markdown("one two three")
    html = woven(document, [Mark("a", "claim", 0, 7), Mark("b", "note", 4, 13)])
    assert html == (
        '<p id="p-1"><mark class="a a-claim" aria-details="a">one '
        '<mark class="a a-note" aria-details="b">two</mark></mark>'
        '<span class="ref" id="r-a"></span><mark class="a a-note" aria-details="b"> three</mark>'
        '<span class="ref" id="r-b"></span></p>\n'
    )


def test_a_range_across_blocks_has_one_reference_at_its_end() -> None:
    document = parse_markdown("one two\n\n- three\n- four")
    html = woven(document, [Mark("a", "claim", 4, 13)])
    assert html.count("<mark") == 2
    assert html.index("three</mark><span") > html.index("two</mark></p>")


# --- single cases ---


@pytest.mark.parametrize(
    ("text", "start", "end", "html"),
    [
        ("a  \nb", 0, 3, "<M>a<br>\nb</M><R>"),
        ("a\\\nb", 0, 1, "<M>a</M><R><br>\nb"),
        ("a&nbsp;b", 0, 3, "<M>a\u00a0b</M><R>"),
        ("[a b](https://x.example/)", 0, 1, '<a href="https://x.example/"><M>a</M> b</a><R>'),
        ("[a b](https://x.example/)", 0, 3, '<M><a href="https://x.example/">a b</a></M><R>'),
        ("*a* b", 0, 3, "<M><em>a</em> b</M><R>"),
        ("`a b`", 2, 3, "<code>a <M>b</M></code><R>"),
        ("a ![b](c.png) d", 0, 4, '<M>a <img src="content/articles/2024/c.png" alt="b" loading="lazy"> d</M><R>'),
        ("a < b & c", 2, 7, "a <M>&lt; b &amp;</M><R> c"),
        ("a[^1] b\n\n[^1]: n", 0, 1,
        '<M>a</M><R><sup class="fn"><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup> b'),
    ],
)  # fmt: skip
def test_where_marks_stand(text: str, start: int, end: int, html: str) -> None:
    document = parse_markdown(text)
    found = woven(document, [Mark("m", "note", start, end)])
    expected = html.replace("<M>", '<mark class="a a-note" aria-details="m">').replace("</M>", "</mark>")
    expected = expected.replace("<R>", '<span class="ref" id="r-m"></span>')
    assert found.startswith(f'<p id="p-1">{expected}</p>')


def test_a_footnote_within_a_link_stands_after_it() -> None:
    html = woven(parse_markdown("[see^[n] there](https://x.example/)"))
    assert 'see there</a><sup class="fn"><a href="#fn-1"' in html


def test_an_address_in_a_link_is_no_link_of_its_own() -> None:
    html = woven(parse_markdown("[to <https://y.example/> *now*](https://x.example/) <https://z.example/>"))
    assert html.count("<a ") == 2
    assert 'x.example/">to https://y.example/ <em>now</em></a> <a href="https://z' in html


def test_a_code_block_is_marked_line_by_line_of_its_text() -> None:
    document = parse_markdown("```\nfirst\nsecond\n```")
    html = woven(document, [Mark("m", "note", 6, 12)])
    assert html.startswith('<pre id="p-1"><code>first\n<mark class="a a-note" aria-details="m">second</mark><span')


@pytest.mark.parametrize(
    ("text", "names", "html"),
    [
        ("Anna Petrova", [(0, 4), (5, 12)], '<E>Anna</a> <E>Petrova</a>'),
        ("AnnaPetrova", [(0, 4), (4, 11)], "<E>Anna</a><E>Petrova</a>"),
        ("**Anna** Petrova", [(0, 12)], "<strong>Anna</strong> Petrova"),
        ("Anna *v.* Petrova x", [(0, 15)], "<E>Anna <em>v.</em> Petrova</a> x"),
        ("Anna\\\nPetrova", [(0, 12)], "<E>Anna<br>\nPetrova</a>"),
        ("Anna\nPetrova", [(0, 12)], "<E>Anna Petrova</a>"),
        ("*Anna Petrova*", [(0, 12)], "<em><E>Anna Petrova</a></em>"),
        ("Anna [x](https://x.example/) Petrova", [(0, 14)], 'Anna <a href="https://x.example/">x</a> Petrova'),
    ],
)  # fmt: skip
def test_names_are_linked_unless_they_cross_an_element(text: str, names: Any, html: str) -> None:
    document = parse_markdown(text)
    found = woven(document, (), [Name(start, end, "e/?a&b") for start, end in names])
    assert found == f'<p id="p-1">{html}</p>\n'.replace("<E>", '<a class="e" href="e/?a&amp;b">')


WORDS = ("a", "bb", "*c d*", "__e__", "[f g](https://x.example/)", "[h](i.html)", "j", "“k”")
PLAIN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(lambda words: " ".join(("x", *words)))


FEW = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=3)


@given(st.one_of(PLAIN, documents), FEW, FEW)
@settings(max_examples=500)
def test_plain_text_is_woven_as_all_other(text: str, mark_pairs: Any, name_pairs: Any) -> None:
    document = parse_markdown(text)
    for block in document.blocks:
        token = document.tokens[block.token]
        if not isinstance(token, PlainToken):
            continue
        # Most borders are shared: all stand at words.
        places = [block.start + place for found in re.finditer(r"\S+", token.words) for place in found.span()]
        names = [Name(start, end, "e") for start, end in _ranges(sorted(sum(name_pairs, ())), places)]
        pieces = [
            Piece(Mark(f"m{number}", "note", start, end), start, end, last=number % 3 > 0)
            for number, (start, end) in enumerate(_ranges(sum(mark_pairs, ()), places))
        ]

        def opening(element: Element) -> list[Part]:
            return open_element(element, FOLDER, document.anchor_of)

        found: list[Part] = []
        expected: list[Part] = []
        if write_plain(token, block.start, pieces, names, opening, found):
            operations = with_names(plain_operations(token, block.start, opening), names)
            Weaver(expected, pieces).run(operations, block.end)
        assert join_parts([*found, "</p>"]) == join_parts([*expected, "</p>"])


def _ranges(fractions: Sequence[float], places: Sequence[int]) -> list[tuple[int, int]]:
    """Ranges between places, two fractions for each; none is empty."""
    borders = [places[int(part * (len(places) - 1))] for part in fractions]
    pairs = zip(borders[::2], borders[1::2], strict=True)
    return [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]


def test_a_name_across_a_mark_splits_the_mark_only() -> None:
    document = parse_markdown("say Anna Petrova now")
    found = woven(document, [Mark("m", "claim", 0, 8)], [Name(4, 16, "e")])
    assert found == (
        '<p id="p-1"><mark class="a a-claim" aria-details="m">say </mark><a class="e" href="e">'
        '<mark class="a a-claim" aria-details="m">Anna</mark> Petrova</a><span class="ref" id="r-m"></span> now</p>\n'
    )


@given(st.text(alphabet="ab <&>\"'\u05d0", max_size=30), ranges)
@HYPOTHESIS
def test_a_title_keeps_its_words(title: str, pairs: Any) -> None:
    marks = [
        Mark(f"m{n}", "note", *sorted((int(a * len(title)), int(b * len(title))))) for n, (a, b) in enumerate(pairs)
    ]
    marks = [mark for mark in marks if mark.start < mark.end]
    html = html_of(weave_text(title, marks))
    assert "".join(words for words, _ in texts_of(html)) == title
    said = {mark.id: "" for mark in marks}
    for chunk, tags in texts_of(html):
        for name in tags:
            said[name[5:]] += chunk
    assert said == {mark.id: title[mark.start : mark.end] for mark in marks}
    assert all(html.count(f'id="r-{mark.id}"') == 1 for mark in marks)


def test_many_marks_and_names_in_one_paragraph_take_linear_time() -> None:
    """Not a measurement: what was quadratic here took minutes."""
    count = 8000
    document = parse_markdown("Anna said *so*. " * count)
    step = len("Anna said so. ")
    marks = [Mark(f"m{n}", "claim", n * step + 5, n * step + 12) for n in range(0, count, 4)]
    names = [Name(n * step, n * step + 4, "e") for n in range(count)]
    html = woven(document, marks, names)
    assert html.count('<a class="e"') == count
    assert html.count('class="ref"') == len(marks)


def test_white_space_alone_keeps_its_card() -> None:
    document = parse_markdown("a\n\nb")
    sections = weave_body(document, [Mark("m", "note", 1, 2)], (), FOLDER)
    assert [section["cards"] for section in sections] == [["m"], []]
    assert weave_body(parse_markdown(""), [Mark("m", "note", 0, 1)], (), FOLDER) == [{"parts": [], "cards": ["m"]}]
