"""A front matter that is taken as it was gives what one that is read and validated gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from harness import ROOT

from benchmarks.corpus import write_corpus
from sitegen.compile.compile_file import compile_file
from sitegen.compile.compiled import Compiled
from sitegen.compile.fields import Record
from sitegen.compile.front_matter import KnownFrontMatter, recall_front_matter
from sitegen.compile.mentions import AliasTable
from sitegen.compile.plain_records import PlainRecord
from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.report import FileReport
from sitegen.compile.schema import Article
from sitegen.compile.source_text import SourceText, split_front_matter
from sitegen.compile.validate import validate_front_matter
from sitegen.core.diagnostics import Diagnostic
from sitegen.core.options import SiteOptions

OPTIONS = SiteOptions(title="T", language="en")
NAMES = AliasTable.of([("minister", "jane-doe")])

EVERYTHING = """\
---
id: talks-end
title: Talks end
date: 2024-03-14
type: Report
subtitle: For now
caption: "Jane Doe, by the sea"
publisher: daily-herald
author: [anna-petrova, A. Writer]
language: en-GB
about: [jane-doe]
source: {url: https://a.example/1, archived: https://b.example/1, accessed: 2024-03-15, copy: a.pdf, status: gone,
  text_sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, x-shelf: 3}
original: false
review: {status: published, by: A. Editor, reviewed_by: B. Editor, date: 2024-04, note: "Both *read* it", x-room: 2}
place: Geneva
topics: [peace, "war: 1"]
summary: The talks ended.
rights: CC0
translated: {from: de, by: C. Translator, original: https://a.example/de, x-years: [1, {a: ~}]}
redirect_from: [old-talks]
draft: no
created: 2024-03-16
modified: 2024-03-17T10:00:00Z
x-desk: {name: Foreign, "x": 1, list: [a, {x-b: c}], none: }
claims:
  - the minister said
  - id: c-1
    quote: {exact: we agreed, prefix: "said", suffix: on, x-eye: 1}
    text: They agreed.
    speaker: jane-doe
    quoted_by: daily-herald
    attribution: indirect
    said_on: 2024-03-13
    said_at: Geneva
    rating: "false"
    verdict: They [did](https://a.example/2) not.
    stance: revised
    evidence:
      - https://a.example/2
      - {url: https://a.example/3, source: yearbook, title: Book, publisher: daily-herald, author: X, published: 2023,
         accessed: 2024, archived: https://b.example/3, quote: so, note: Page *3*, relation: disputes, x-p: 3}
    history:
      - 2024-03-15: She said so again.
      - {date: 2024-03-16, event: revised, to: We met, by: jane-doe, note: "*In* writing", source: yearbook, x-q: 1}
    note: A note.
    by: A. Editor
    reviewed_by: B. Editor
    created: 2024
    modified: 2025
    entities: [jane-doe]
    x-mark: yes
  - {quote: they met, claim: war, occurrence: 1, in: body, prefix: Then, suffix: .}
  - {quote: Talks, in: title, prefix: "", suffix: " end"}
corrections:
  - 2024-03-20: An earlier version had another date.
  - {date: 2024-03-21, kind: correction, quote: "12,000", was: "11,000", now: "12,000", note: A number, issued_by: us,
     claim: war, source: https://a.example/4, id: fix-1, by: A. Editor, entities: [jane-doe], x-n: 4,
     prefix: "on", suffix: men, occurrence: 1, in: body, created: 2024, modified: 2025,
     requested: {date: 2024-03-20, by: jane-doe, outcome: corrected, x-how: letter}}
context:
  - The talks were the third.
  - {quote: minister, note: Of *foreign* affairs, kind: background, neutral: minister, technique: none,
     evidence: [yearbook], id: n-1, created: 2024-01, x-m: 5,
     prefix: The, suffix: said, occurrence: 1, in: body, by: A. Editor, modified: 2025, entities: [jane-doe]}
---
The minister said that we agreed on 12,000 men. Then they met.

A second paragraph.
"""


def compile_article(path: str, text: str, known: KnownFrontMatter | None) -> Compiled:
    return compile_file(path, "article", text.encode(), OPTIONS, NAMES, known)


def known_of(compiled: Compiled) -> KnownFrontMatter | None:
    rows = compiled.rows.get("front_matter")
    return KnownFrontMatter(*rows[0]) if rows else None


def source_of(path: str, text: str) -> SourceText:
    source = split_front_matter(path, text)
    assert not isinstance(source, Diagnostic)
    return source


def assert_same(read: Any, recalled: Any) -> None:
    """Two records, or parts of them, have the same attributes."""
    if isinstance(read, Record | PlainRecord):
        data = read.as_data() if isinstance(read, Record) else vars(read)
        assert vars(read).keys() <= data.keys() == vars(recalled).keys()
        for name, value in data.items():
            other = getattr(recalled, name)
            if name == "x":
                assert value == other
            else:
                assert_same(value, other)
    elif isinstance(read, list):
        assert len(read) == len(recalled)
        for one, other in zip(read, recalled, strict=True):
            assert_same(one, other)
    else:
        assert type(read) is type(recalled)
        assert read == recalled


def articles(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted((folder / "content" / "articles").rglob("*.md"))}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(60, folder, seed=5)
    return articles(folder)


def assert_recalled(path: str, text: str) -> bool:
    """Whether the front matter of a text is kept; if so, it gives the same as reading it, also below other prose."""
    first = compile_article(path, text, None)
    known = known_of(first)
    if known is None:
        return False
    assert compile_article(path, text, known) == first
    longer = text + "\nA minister came late.\n"
    assert compile_article(path, longer, known) == compile_article(path, longer, None)
    source = source_of(path, text)
    read = validate_front_matter("talks-end", read_yaml(source.yaml), FileReport(source))
    recalled = recall_front_matter(source.yaml, known)
    assert recalled is not None
    assert_same(read.record, recalled.record)
    assert recalled.kept.keys() == read.kept.keys()
    assert all(list(kept) == list(read.kept[name]) for name, kept in recalled.kept.items())
    return True


def test_every_field_comes_back() -> None:
    path = "content/articles/talks-end.md"
    assert assert_recalled(path, EVERYTHING)
    source = source_of(path, EVERYTHING)
    record = validate_front_matter("talks-end", read_yaml(source.yaml), FileReport(source)).record
    assert record.claims[0].is_short
    assert not record.claims[1].is_short
    written = _written(record)
    for kind in _kinds(get_args(Article)[0]):
        # Of every kind of record, each field was written somewhere above: a new one must be added there.
        assert set(kind.model_fields) <= written[kind], kind


def _written(record: Any) -> dict[type, set[str]]:
    found: dict[type, set[str]] = {}
    waiting = [record]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Record):
            found.setdefault(type(value), set()).update(value.model_fields_set)
            waiting += vars(value).values()
        elif isinstance(value, list):
            waiting += value
    return found


def _kinds(annotation: Any) -> set[Any]:
    """Every kind of record that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return {annotation}.union(*(_kinds(field.annotation) for field in annotation.model_fields.values()))
    return set().union(*map(_kinds, get_args(annotation)))


def test_example_articles_come_back() -> None:
    found = [assert_recalled(path, text) for path, text in articles(ROOT).items()]
    assert sum(found) > len(found) / 2


def test_generated_articles_come_back(generated: dict[str, str]) -> None:
    assert all(assert_recalled(path, text) for path, text in generated.items())


def test_another_front_matter_is_read() -> None:
    path = "content/articles/talks-end.md"
    known = known_of(compile_article(path, EVERYTHING, None))
    changed = EVERYTHING.replace('rating: "false"', "rating: true")
    assert compile_article(path, changed, known) == compile_article(path, changed, None)
    row = compile_article(path, changed, known).rows["claim"][1]
    assert "true" in row


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("place: Geneva", "plaec: Geneva"),
        ("created: 2024-03-16", "created: tomorrow"),
        ("summary: The talks ended.", "summary: The talks #1 ended."),
        ("summary: The talks ended.", "summary: [The talks ended.]"),
        ("rights: CC0", "rights: &a CC0"),
        ("x-desk: {name: Foreign", 'x-desk: {name: "\\ud800"'),
    ],
)
def test_a_front_matter_with_a_problem_is_not_kept(old: str, new: str) -> None:
    compiled = compile_article("content/articles/talks-end.md", EVERYTHING.replace(old, new), None)
    assert known_of(compiled) is None


def test_a_draft_leaves_no_front_matter() -> None:
    compiled = compile_article("content/articles/talks-end.md", EVERYTHING.replace("draft: no", "draft: yes"), None)
    assert set(compiled.rows) == {"draft"}


def test_what_is_kept_is_json() -> None:
    known = known_of(compile_article("content/articles/talks-end.md", EVERYTHING, None))
    assert known is not None
    assert json.loads(known.data)["claims"][1]["quote"]["exact"] == "we agreed"
