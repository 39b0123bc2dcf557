"""The short way past pydantic gives what pydantic gives, or nothing."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from benchmarks.corpus import write_corpus
from sitegen.compile.fields import Record
from sitegen.compile.plain_records import PlainRecord, record_reader
from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.schema import Article
from sitegen.compile.source_text import split_front_matter
from sitegen.core.diagnostics import Diagnostic

TEXTS = (
    "word", "two words", " spaced ", "2024-03-14", "2024", "2024-03-14 09:00", "https://one.example/a?b#c", "a-1",
    "a/b", "It’s", "", "two\nlines\n", "yes", "false", "7", "-3", "en", "pt-BR", "Q42", "mailto:a@b.example",
)  # fmt: skip
WORDS = (
    "body", "title", "maintained", "revised", "direct", "supports", "correction", "background", "corrected", "said",
    "published", "live",
)  # fmt: skip
"""Of those that some field allows alone."""

ODD = ("2024-02-30", "14/3/2024", "A B", "p-3", "javascript:x", "https://", "maybe", "1.5", "x" * 130, [], {}, [None])

read_article = record_reader(Article)
pydantic = TypeAdapter(Article)


@cache
def accepted(kind: Any) -> list[str]:
    """Texts that a field of this type takes."""
    adapter, found = TypeAdapter(kind), []
    for text in (*TEXTS, *WORDS):
        with suppress(ValidationError):
            adapter.validate_python(text)
            found.append(text)
    return found


class Author:
    """Writes random front matter, as its YAML would come, mostly right, a little wrong now and then."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.oddity = self.random.choice((0, 0, 0.02, 0.1))

    def odd(self) -> bool:
        return self.random.random() < self.oddity

    def value(self, kind: Any, depth: int = 0) -> Any:
        if self.odd():
            return self.random.choice((*ODD, None, self.random.choice(TEXTS)))
        origin, parts = get_origin(kind), get_args(kind)
        if origin is Annotated:
            inner = parts[0]
            if inner in (str, int, bool):
                return self.random.choice(accepted(kind))
            is_record = isinstance(inner, type) and issubclass(inner, Record)
            return self.short(inner) if is_record and self.random.random() < 0.3 else self.value(inner, depth)
        if origin in (Union, UnionType):
            return self.value(parts[0], depth)
        if origin is list:
            return [self.value(parts[0], depth + 1) for _ in range(self.random.choice((0, 1, 1, 2, 3)))]
        return self.record(kind, depth)

    def short(self, kind: type[Record]) -> Any:
        """What may stand for a whole record."""
        if "date" in kind.model_fields and kind.model_fields["date"].is_required():
            return {self.random.choice(("2024-03-14", "2024")): "what happened"}
        return "published" if "status" in kind.model_fields else "https://a.example/"

    def record(self, kind: type[Record], depth: int) -> dict[str, Any]:
        hints = get_type_hints(kind, include_extras=True)
        found: dict[str, Any] = {}
        for name, field in kind.model_fields.items():
            if name == "x":
                continue
            if field.is_required() or name == "title" or self.random.random() < 0.5 / (depth + 1):
                found[field.alias or name] = self.value(hints[name], depth + 1)
            if self.odd():
                found.pop(field.alias or name, None)
            elif self.random.random() < 0.03 and not field.is_required():
                found[field.alias or name] = None
        if self.odd():
            found[self.random.choice(("x-note", "date", "speakr", "from_", "x", "x-"))] = self.random.choice(
                ("word", None)
            )
        return found


def data_of(record: Any) -> Any:
    """A record as plain data, however it was read."""
    if isinstance(record, Record | PlainRecord):
        parts = record.as_data() if isinstance(record, Record) else vars(record)
        return [(name, part if name == "x" else data_of(part)) for name, part in parts.items()]
    return list(map(data_of, record)) if isinstance(record, list) else record


@given(st.integers(0, 2**40))
@settings(max_examples=300, deadline=None)
def test_records_are_read_as_pydantic_reads_them(seed: int) -> None:
    data = Author(seed).value(get_args(Article)[0])
    plain = read_article(data)
    try:
        record = pydantic.validate_python(data)
    except ValidationError:
        assert plain is None
    else:
        assert plain is None or data_of(plain) == data_of(record)


def test_many_take_the_short_way() -> None:
    found = [read_article(Author(seed).value(get_args(Article)[0])) for seed in range(60)]
    assert sum(record is not None for record in found) > 20
    assert any(record is None for record in found)


@pytest.mark.parametrize(
    "field",
    [
        {"verdct": None},
        {"date": None},
        {"x": None},
        {"x-note": None},
        {"claims": [{"quote": "Q", "sourc": None}]},
        {"source": {"url": "https://a.example/", "urll": None}},
    ],
)
def test_a_field_that_is_unknown_is_told_although_it_says_nothing(field: dict[str, Any]) -> None:
    known = {"title": "T", "published": "2024-03-14"}
    assert read_article(known) is not None
    assert read_article(known | field) is None


@pytest.mark.parametrize("data", [None, [], "text", {}, {"title": "T"}, {"title": None, "published": "2024"}])
def test_what_is_no_article_is_left_to_pydantic(data: Any) -> None:
    assert read_article(data) is None


def test_articles_take_the_short_way(tmp_path: Path) -> None:
    write_corpus(20, tmp_path, seed=7)
    for path in (tmp_path / "content" / "articles").rglob("*.md"):
        source = split_front_matter(path.name, path.read_text("utf-8"))
        assert not isinstance(source, Diagnostic)
        yaml = read_yaml(source.yaml)
        assert yaml.is_plain
        assert data_of(read_article(yaml.value)) == data_of(pydantic.validate_python(yaml.value))
