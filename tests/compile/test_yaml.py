"""The YAML reader: data comes back as it was written, places point at it, and nothing makes it raise."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.yaml_reader import MAX_DEPTH, MAX_PROBLEMS, cut_values, locate, locate_key
from sitegen.compile.yaml_text import Span

HYPOTHESIS = settings(max_examples=80)

words = st.one_of(
    st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs")), max_size=30),
    st.sampled_from(("NO", "false", "~", "null", "1.10", "010", "12:30", "2024-03-14", "=", "<<", "a: b", "a #b",
        " x ", "é",
                     "'", '"', "- a", "[a", "{a", "&a", "*a", "!a", "%a", "@a", "`a", "a\nb", "a\n\nb\n", "שלום")),
)  # fmt: skip
keys = st.from_regex(r"[a-z][a-z0-9_-]{0,12}", fullmatch=True)
data = st.recursive(
    words,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=15,
)
mappings = st.dictionaries(keys, data, max_size=5)


def dumped(value: Any, **options: Any) -> str:
    """YAML in which every scalar is text; PyYAML quotes what its own loader would take for something else."""
    return yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, **options)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    found = [(path, value)]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found.extend(paths(item, (*path, key)))
    return found


def codes(text: str) -> list[str]:
    return [problem.code for problem in read_yaml(text).problems]


# --- what is read ---


@given(
    mappings, st.sampled_from((None, "'", '"', "|", ">")), st.sampled_from((None, False, True)), st.integers(20, 200)
)
@HYPOTHESIS
def test_what_was_dumped_is_read(value: Any, style: str | None, flow: bool | None, width: int) -> None:
    text = dumped(value, default_style=style, default_flow_style=flow, width=width)
    found = read_yaml(text)
    assert found.problems == ()
    assert found.value == value


@given(mappings)
@HYPOTHESIS
def test_every_field_is_located(value: Any) -> None:
    text = dumped(value, default_flow_style=False, width=10**6)
    lines = text.split("\n")
    for path, item in paths(value):
        if not path:
            continue
        span = locate(text, path)
        if isinstance(item, str) and span.line == span.end_line:
            source = lines[span.line][span.column : span.end_column]
            assert read_yaml(source).value == (item or None) or read_yaml(source).value == item, (path, source)
            before = lines[span.line][: span.column].rstrip()
            assert before.endswith((":", "-", "?")) or not before
        elif isinstance(item, (dict, list)) and isinstance(path[-1], str):
            assert lines[span.line][span.column : span.end_column].strip("'\"") == path[-1]
        if isinstance(path[-1], str):
            key = locate_key(text, path)
            assert key is not None
            assert lines[key.line][key.column : key.end_column].strip("'\"") == path[-1]
        assert locate(text, (*path, "nothing", 3)) == span


@pytest.mark.parametrize(
    ("text", "path", "source"),
    [
        ("a: one two  # c", ("a",), "one two"),
        ("a: 'it''s'", ("a",), "'it''s'"),
        ('a: "x\\ty"', ("a",), '"x\\ty"'),
        ("a: [one, {b: two}]", ("a", 1, "b"), "two"),
        ("שלום: x\nb: 🕊️ y z", ("b",), "🕊️ y z"),
        ("a: x\u2028y\nb: z", ("b",), "z"),
        ("a: x\u2028y\nb: z", ("a",), "x\u2028y"),
        ("a: 'x\x85y'\nb: z", ("b",), "z"),
        ("- - x\n  - y", (0, 1), "y"),
        ("a:\n  b: x", ("a", "b", "c"), "x"),
        ("a:\n  b: x", ("a",), "a"),
        ("a: x\na: y", ("a",), "x"),
    ],
)
def test_places(text: str, path: Any, source: str) -> None:
    span = locate(text, path)
    assert text.split("\n")[span.line][span.column : span.end_column] == source


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# only this", None),
        ("a:", {"a": None}),
        ("a: ''", {"a": ""}),
        ("a: ~", {"a": "~"}),
        (
            "- NO\n- 010\n- 1:30\n- 2024-02-30\n- 0x1F\n- .nan\n- 1e9",
            ["NO", "010", "1:30", "2024-02-30", "0x1F", ".nan", "1e9"],
        ),
        ("1: a\ntrue: b", {"1": "a", "true": "b"}),
        ("a: " + "9" * 5000, {"a": "9" * 5000}),
        ("a: x\u2028y\x85z\u2029", {"a": "x\u2028y\x85z\u2029"}),
        ("a: |\n  x\u2028y\n  z\n", {"a": "x\u2028y\nz\n"}),
        ("%YAML 1.2\n---\na: b", {"a": "b"}),
    ],
)
def test_every_scalar_is_text(text: str, value: Any) -> None:
    assert read_yaml(text).value == value
    assert read_yaml(text).problems == ()


# --- what is refused ---


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2", "duplicate-key"),
        ("a: {b: 1, b: 2}", "duplicate-key"),
        ("a: &x 1", "yaml-feature"),
        ("a: *x", "yaml-feature"),
        ("*x : a", "yaml-feature"),
        ("&a [*a]", "yaml-feature"),
        ("a: !x 1", "yaml-feature"),
        ("a: !!bool x", "yaml-feature"),
        ("a: ! x", "yaml-feature"),
        ("!!python/object/apply:os.system [x]", "yaml-feature"),
        ("<<: {a: 1}", "yaml-feature"),
        ("a: 1\n---\nb: 2", "yaml-feature"),
        ("? [a, b]\n: c", "yaml-feature"),
        ("? {a: b}\n: c\nd: e", "yaml-feature"),
        ("? \n: a", "yaml-feature"),
        (": a", "yaml-syntax"),
        ("[" * 33 + "]" * 33, "yaml-feature"),
        ("[" * 100_000, "yaml-feature"),
        ("{a: " * 100_000, "yaml-feature"),
        ("- " * 100_000 + "a", "yaml-feature"),
        ("? " * 100_000 + "a", "yaml-feature"),
        ("a:\n\tb: c", "yaml-syntax"),
        ("a: b: c", "yaml-syntax"),
        ("a: 'b", "yaml-syntax"),
        ("a: [b", "yaml-syntax"),
        ("a: @b", "yaml-syntax"),
        ('a: "\\q"', "yaml-syntax"),
        ('a: "\\ud800"', "yaml-syntax"),
        ('a: "\\U00110000"', "yaml-syntax"),
        ("a: \x01", "yaml-syntax"),
        ("a: \ud800", "yaml-syntax"),
        ("a: \x7f", "yaml-syntax"),
    ],
)
def test_refused(text: str, code: str) -> None:
    found = read_yaml(text)
    assert code in [problem.code for problem in found.problems], found
    for problem in found.problems:
        assert_within(text, problem.span)
        assert problem.message


def assert_within(text: str, span: Span) -> None:
    lines = text.split("\n")
    assert 0 <= span.line < len(lines)
    assert span.line <= span.end_line <= len(lines)
    assert 0 <= span.column <= len(lines[span.line]) + 1
    assert span.end_line > span.line or span.end_column > span.column


def test_nesting_up_to_the_limit_is_read() -> None:
    assert codes("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert codes("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == ["yaml-feature"]


def test_duplicates_name_the_first_place_and_keep_all_values() -> None:
    text = "a: 1\nb:\n- {x: 1}\n- {x: 1, x: 2, x: 3}\na: 2\na: 3"
    found = read_yaml(text)
    assert found.value == {
        "a": "1",
        "a <2>": "2",
        "a <3>": "3",
        "b": [{"x": "1"}, {"x": "1", "x <2>": "2", "x <3>": "3"}],
    }
    places = [
        (problem.span.line, problem.other and (problem.other.line, problem.other.column)) for problem in found.problems
    ]
    assert places == [(3, (3, 3)), (3, (3, 3)), (4, (0, 0)), (5, (0, 0))]
    assert "{0}" in found.problems[2].message


def test_a_control_character_is_shown_where_it_is() -> None:
    [problem] = read_yaml("ש: é\nb: x\x02y").problems
    assert (problem.span.line, problem.span.column) == (1, 4)


def test_problems_are_bounded() -> None:
    """Not a measurement: one pass over the file per problem took minutes."""
    for text in ("a: 1\n" * 50_000, "- &a b\n" * 50_000, "? \n" * 50_000):
        assert len(read_yaml(text).problems) == MAX_PROBLEMS


def test_many_places_are_found_in_one_pass() -> None:
    text = "".join(f"k{number}: v\n" for number in range(20_000))
    for number in range(0, 20_000, 10):
        assert locate(text, (f"k{number}",)).line == number
        assert locate_key(text, (f"k{number}",)) == Span(number, 0, number, len(f"k{number}"))


def test_cut_values() -> None:
    text = "a: No #1\nb: x  # set off\nc: 'y #2'\nd: 3 # z"
    assert [(path, rest) for path, _, rest in cut_values(text)] == [(("a",), "#1"), (("d",), "# z")]


# --- it never raises ---

VALID = """title: Talks end
published: 2024-03-14
author: [Staff, 'A. "B" C']
source: {url: "https://a.example/?b=c#d", accessed: 2024-03-14}
claims:
  - quote: We agreed # really
    verdict: |
      One.

      Two: three.
    evidence:
      - https://a.example
  - id: b
    quote: {exact: on Monday, prefix: "take "}
    history:
      - 2024-03-14: said
x-note: >-
  folded
  text
"""
PIECES = (": ", "- ", "\n", "  ", "\t", "'", '"', "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "!!str ", "|", ">",
    "|2-\n", "#", " #", "%",
          "@", "`", "?", "? ", "<<: ", "---", "...", "\\", "\\x", '"\\u12', "\0", "\x01", "\x85", "\u2028", "\ufeff",
          "\ud800", "\r",
          "\U0001f54a", "a", "title: ", "null", "~", "9" * 50, "=")  # fmt: skip


def mutated(seed: int) -> str:
    rng = random.Random(seed)
    text = VALID
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(text) + 1)
        stop = at + rng.choice((0, 0, 1, 1, 5, 40))
        text = text[:at] + rng.choice(PIECES) * rng.choice((1, 1, 1, 2, 40)) + text[stop:]
    return text


def check_anything(text: str) -> None:
    started = time.process_time()
    found = read_yaml(text)
    for problem in found.problems:
        assert problem.code in ("yaml-syntax", "yaml-feature", "duplicate-key")
        assert problem.message
    for path, _ in paths(found.value)[:20]:
        locate(text, path)
        locate_key(text, path)
    list(cut_values(text))
    assert time.process_time() - started < 5  # about 0.5 s; much longer if anything were quadratic
    if not found.problems:
        assert all(value is None or isinstance(value, (str, list, dict)) for _, value in paths(found.value))


@given(st.text(max_size=200))
@settings(max_examples=300)
@example("\ud800: a")
@example("\0")
@example("? ? ? a")
@example("- - -\n -")
@example("? [a]\n? {b: c}\n: d")
def test_random_text_never_raises(text: str) -> None:
    check_anything(text)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=300)
def test_random_markup_never_raises(text: str) -> None:
    check_anything(text)


@given(st.integers(0, 2**32))
@settings(max_examples=300)
def test_mutated_yaml_never_raises(seed: int) -> None:
    check_anything(mutated(seed))


@pytest.mark.parametrize(
    "unit",
    ["a", "a: ", "[", "{", "[]", "a: b\n", "- a\n", "'", '"', "'a' ", "#", "\n", " ", "? a\n", "&a ", "!a ", "%a\n",
        "--- a\n", "...\n",
     "a,", "\\", "|\n", "x: 'y: z' w\n", "é", "\u2028", '"\\', "a:\n ", "- -\n", "[a: b,", "*a "],
)  # fmt: skip
def test_long_runs_take_bounded_time(unit: str) -> None:
    check_anything(unit * (60_000 // len(unit)))
    check_anything("a: " + unit * (60_000 // len(unit)))
