"""The short way past the YAML parser gives what the parser gives, or nothing."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.compile.plain_yaml import read_plain
from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.yaml_reader import parse_yaml
from sitegen.compile.yaml_text import YamlText

VALUES = (
    "word", "two words", "2024-03-14", "NO", "~", "12,000 men", "https://one.example/a?b#c", "a:b", "so-called",
    "“quoted”", "It’s", "'a: b'", "'it''s # 1'", '"a # b"', "''", '""', "[a, b c]", "[2024]", "[]", "[“a”, b-c]",
    "שלום", "東京", "a ", " a", "a, [b]", "x{y}", "1.5", "|", "|-", " |", "  ", "", "", "", "",
)  # fmt: skip
ODD_VALUES = (
    "a: b", "a #b", "a:", "# b", "&a b", "*a", "!t a", ">", "|+", "|2", "- a", "-1", "-", "?", "? a", "'a' b", "'a",
    '"\\n"', "[a: b]", "[a, , b]", "[a,]", "[a, [b]]", "[a", "{a: b}", "%a", "@a", "`a", "a\tb", "\ta", "\u00a0a",
    "\u2028", "| # a", "[a #b]", "[a#b]", ": a", "a\x07", "\ufeff", "---", "...",
)  # fmt: skip
KEYS = ("title", "note", "claims", "a", "b", "x-y", "2024-03-14", "quote", "in", "NO", "a_b")
ODD_KEYS = ("'a'", "a b", "<<", "é", "-a", "?a", "a:b", "#a", "a ", "&x a", "")


class Writer:
    """Writes random YAML, mostly of the plain kind, a little wrong now and then."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.lines: list[str] = []

    def odd(self, chance: float = 0.015) -> bool:
        return self.random.random() < chance

    def value(self) -> str:
        return self.random.choice(ODD_VALUES if self.odd() else VALUES)

    def line(self, column: int, text: str) -> None:
        if self.odd():
            column = max(0, column + self.random.choice((-2, -1, 1, 2)))
        self.lines.append(" " * column + text)
        if self.odd(0.05):
            self.lines.append(self.random.choice(("", "", "", " ", "  # c", "---", " " * column + "more")))

    def mapping(self, column: int, depth: int, first: str = "") -> None:
        keys = self.random.sample(KEYS, self.random.randint(1, 4))
        if self.odd():
            keys.append(self.random.choice(keys + list(ODD_KEYS)))
        for number, key in enumerate(keys):
            lead, at = (first, column - len(first)) if number == 0 else ("", column)
            choice = self.random.random()
            if depth and choice < 0.2:
                self.line(at, f"{lead}{key}:")
                self.mapping(column + self.random.randint(1, 3), depth - 1)
            elif depth and choice < 0.4:
                self.line(at, f"{lead}{key}:")
                self.items(column + self.random.choice((0, 2, 2, 4)), depth - 1)
            else:
                self.pair(at, f"{lead}{key}", column)

    def pair(self, at: int, name: str, column: int) -> None:
        value = self.value()
        self.line(at, f"{name}: {value}" if value else f"{name}:")
        if value in ("|", "|-"):
            margin = " " * (column + self.random.choice((1, 2, 2, 4)))
            for _ in range(self.random.randint(0, 3)):
                text = self.random.choice(("text", "a: b", "- a #b", "  deeper", "", "", " ", "'"))
                self.lines.append(margin + text if text else "")

    def items(self, column: int, depth: int) -> None:
        for _ in range(self.random.randint(1, 3)):
            if depth and self.random.random() < 0.5:
                self.mapping(column + 2, depth - 1, "- ")
            else:
                self.line(column, f"- {self.value()}")

    def text(self) -> str:
        self.mapping(0, 3)
        return "\n".join(self.lines) + "\n" * self.random.randint(0, 2)


texts = st.builds(lambda seed: Writer(seed).text(), st.integers(0, 2**40))


@given(texts)
@settings(max_examples=500)
def test_plain_yaml_is_read_as_the_parser_reads_it(text: str) -> None:
    plain = read_plain(text)
    if plain is not None:
        assert YamlText(plain, ()) == parse_yaml(text)


PLAIN = """\
title: The talks, and their end
published: 2024-03-14
about: [one-side, other-side]
empty:
source:
  url: https://one.example/a?b#c
claims:
- quote: 'it''s: over'
  text: "a # b"
  evidence:
    - url: https://two.example/
      note: |
        First line.

          - an item
    - id-of-a-source
  history:
    - 2024-03-15: said to reporters
context:
  - a note
"""


def test_plain_front_matter_takes_the_short_way() -> None:
    plain = read_plain(PLAIN)
    assert plain is not None
    assert plain["claims"][0]["evidence"][0]["note"] == "First line.\n\n  - an item\n"
    assert read_yaml(PLAIN) == YamlText(plain, ()) == parse_yaml(PLAIN)


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", "a: b: c\n", "a: b #c\n", "a: &b c\n", "a: b\n  more\n", "a: b\na: c\n", "a: >\n  b\n",
     "  a: b\n c: d\n", "a:\n  - b\n c: d\n", "a: {b: c}\n", "a: |\nb: c\n", "a: \tb\n", "- a\n", "a\n",
     "a: b\n---\nc: d\n", "a: b\n- c\n", "a: |\n  b"],
)  # fmt: skip
def test_other_yaml_goes_to_the_parser(text: str) -> None:
    assert read_plain(text) is None
