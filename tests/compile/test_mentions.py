"""Names in texts: the longest first, as words of their own, never in links or code, never two entities' shared ones."""

from __future__ import annotations

from typing import Any

import pytest
from generated_markdown import texts
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.compile.markdown import parse_markdown
from sitegen.compile.mentions import SENTENCE_SIDE, AliasTable, Mention, find_mentions
from sitegen.core.folding import fold, fold_text

NAMES = [
    ("Anna", "anna"), ("Anna Petrova", "petrova"), ("Petrova", "petrova"), ("Jean-Pierre", "jean-pierre"), ("O'Brien",
    "obrien"),
    ("שלום", "shalom"), ("תל־אביב", "tel-aviv"), ("東京", "tokyo"), ("東京都", "tokyo-to"), ("VNA", "vna"), ("Yahoo!",
    "yahoo"),
    ("राम", "ram"), ("Area 5", "area-5"), ("étude", "etude"), ("Sam", "sam-a"), ("Sam", "sam-b"), ("Sam Lee", "lee"),
    ("Lee Ray", "ray"),
    ("Ray", "ray"), ("京", "kyo"), ("AT&T", "att"), ("A. B.", "ab"), ("the end of the talks", "end"),
]  # fmt: skip
TABLE = AliasTable.of(NAMES)


def mentions(text: str, table: AliasTable = TABLE) -> list[Mention]:
    document = parse_markdown(text)
    return find_mentions(document, fold(document.text), table)


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.words, mention.entity) for mention in mentions(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # the longest of those that begin first
        ("Anna Petrova met Anna.", [("Anna Petrova", "petrova"), ("Anna", "anna")]),
        ("Annas Anna", [("Anna", "anna")]),
        ("東京都と東京", [("東京都", "tokyo-to"), ("東京", "tokyo")]),
        # word boundaries
        ("Anna's Anna’s Annapolis preAnna Anna2 Anna_ _Anna Anna-like", [("Anna", "anna")] * 3),
        ("Jean-Pierre Jean–Pierre Jean-Pierres", [("Jean-Pierre", "jean-pierre"), ("Jean–Pierre", "jean-pierre")]),
        ("O'Brien O’Brien's", [("O'Brien", "obrien"), ("O’Brien", "obrien")]),
        ("שלום, השלום שלומית תל־אביב תל-אביב", [("שלום", "shalom"), ("תל־אביב", "tel-aviv"), ("תל-אביב", "tel-aviv")]),
        ("שלוֹם", []),
        ("राम और रामा", [("राम", "ram")]),
        ("京 東京 京都", [("京", "kyo"), ("東京", "tokyo")]),
        ("Yahoo! Yahoo", [("Yahoo!", "yahoo")]),
        ("Area 5, Area 5,000 Area 5.1 Area 51", [("Area 5", "area-5")]),
        ("e\u0301tude etude", [("e\u0301tude", "etude")]),
        ("An\u00adna V\u200bNA", [("An\u00adna", "anna"), ("V\u200bNA", "vna")]),
        ("AT&T and A. B. said", [("AT&T", "att"), ("A. B.", "ab")]),
        ("the *end* of\nthe talks", [("the end of the talks", "end")]),
        # shared names are nobody's, and neither is a part of them
        ("Sam said. Sam Lee said. Sam Lee Ray", [("Sam Lee", "lee"), ("Sam Lee", "lee"), ("Ray", "ray")]),
        # never in links or code, nor across blocks; what is left of a longer name counts
        ("[Anna](https://x.example/) `Anna` <https://x.example/Anna>", []),
        ("    Anna\n\n```\nAnna\n```", []),
        ("Anna [Petrova](https://x.example/)", [("Anna", "anna")]),
        ("Anna\n\nPetrova", [("Anna", "anna"), ("Petrova", "petrova")]),
        ("# Anna\n\n- Petrova\n- Anna", [("Anna", "anna"), ("Petrova", "petrova"), ("Anna", "anna")]),
        ("|Anna|Petrova|\n|-|-|\n|a|Anna|", [("Anna", "anna"), ("Petrova", "petrova"), ("Anna", "anna")]),
        ("", []),
    ],
)
def test_found(text: str, names: list[tuple[str, str]]) -> None:
    assert found(text) == names


def test_shared_names_are_neither_ones() -> None:
    table = AliasTable.of([("Anna Petrova", "one"), ("Anna  Petrova", "two"), ("Anna", "three"), ("  ", "four")])
    assert table.entities_in("Anna Petrova") == []
    assert table.entities_in("Anna P. and Anna") == ["three"]
    assert AliasTable.of([("Sam", "a"), ("Sam", "b")]).entities_in("Sam") == []
    assert AliasTable.of([]).entities_in("Sam") == []
    assert AliasTable.of([("Sam", "a"), ("Sam", "a")]).entities_in("Sam") == ["a"]


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("One. Two Anna three! Four", ("Two ", "Anna", " three!")),
        ("“One.” Anna said.", ("", "Anna", " said.")),
        ("He said Anna", ("He said ", "Anna", "")),
        ("Mr. smith saw 1.5 m of Anna (yes). Next", ("Mr. smith saw 1.5 m of ", "Anna", " (yes).")),
        ("One. Dr. Anna said", ("Dr. ", "Anna", " said")),
        (
            "One. J. R. Anna, e.g. Prof. B. Smith vs. Gen. A. Roe. Two",
            ("J. R. ", "Anna", ", e.g. Prof. B. Smith vs. Gen. A. Roe."),
        ),
        ("In room 7. Anna saw Ö. Öz. Two", ("", "Anna", " saw Ö. Öz.")),
        ("It was not spoken. Anna", ("", "Anna", "")),
        ("一。東京です。二", ("", "東京", "です。")),
        ("Anna\n\nOther", ("", "Anna", "")),
    ],
)
def test_the_sentence_around(text: str, around: tuple[str, str, str]) -> None:
    mention = mentions(text)[0]
    assert (mention.before, mention.words, mention.after) == around


def test_long_sentences_are_shortened_at_words() -> None:
    [mention] = mentions("word " * 200 + "Anna" + " word" * 200)
    assert mention.before.startswith("… word ")
    assert mention.after.endswith(" word …")
    assert len(mention.before) <= SENTENCE_SIDE + 2
    assert len(mention.after) <= SENTENCE_SIDE + 2
    [mention] = mentions("x" * 500 + " Anna " + "x" * 500)
    assert mention.after == " …" or "x" in mention.after


@given(st.lists(st.sampled_from(["Anna", "said", "Dr", "e.g", "J", "7", "“", "”", ")", ".", ".", ". ", " ", "  "])))
def test_a_text_of_full_stops_is_cut_like_any_other(words: list[str]) -> None:
    text = "Anna" + "".join(words)
    assert mentions(text) == mentions(f"{text}\n\n!")


POOL = st.lists(
    st.tuples(st.sampled_from([words for words, _ in NAMES] + ["talks", "end", "12,000", "سلام", "he's", "b"]),
        st.sampled_from("abc")),
    max_size=12,
)  # fmt: skip


@given(texts, POOL)
@settings(max_examples=200)
def test_what_is_found_is_there(text: str, pairs: Any) -> None:
    document = parse_markdown(text)
    table = AliasTable.of(pairs)
    position = 0
    for mention in find_mentions(document, fold(document.text), table):
        assert mention.start >= position
        position = mention.end
        assert document.text[mention.start : mention.end] == mention.words
        assert table.names[fold_text(mention.words)] == mention.entity
        block = document.block_at(mention.start)
        assert block.start <= mention.start < mention.end <= block.end
        assert mention.element == document.elements[block.top]
        assert not any(low < mention.end and mention.start < high for low, high in document.closed)
        context = mention.before.removeprefix("… ") + mention.words + mention.after.removesuffix(" …")
        assert context in document.text
        assert document.text.find(context) <= mention.start


def test_many_names_take_linear_time() -> None:
    """Not a measurement: sentences, links and names were each searched from the start, which took minutes."""
    text = "Anna [x](https://x.example/) said so. " * 8000
    assert len(mentions(text)) == 8000
    table = AliasTable.of((f"Name {number}", f"e{number}") for number in range(5000))
    assert len(table.hits(" ".join(f"Name {number}" for number in range(5000)))) == 5000
