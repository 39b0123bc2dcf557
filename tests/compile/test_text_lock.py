"""The lock in an article's front matter: only it comes into the file, wherever and however `source` is written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.compile.article import text_digest
from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.source_text import SourceText, split_front_matter
from sitegen.compile.text_lock import CannotLock, lock_text

TEXT = "We agreed.\n"
DIGEST = text_digest(b"We agreed.")


def source(front: str, body: str = TEXT) -> SourceText:
    found = split_front_matter("a.md", f"---\n{front}---\n{body}")
    assert isinstance(found, SourceText)
    return found


@pytest.mark.parametrize(
    ("front", "locked"),
    [
        ("title: A\n", "title: A\nsource:\n  text_sha256: LOCK\n"),
        ("  title: A\n", "  title: A\n  source:\n    text_sha256: LOCK\n"),
        (
            "source: https://a.example/?a=1#b  # theirs\ntitle: A\n",
            "source:\n  url: https://a.example/?a=1#b  # theirs\n  text_sha256: LOCK\ntitle: A\n",
        ),
        ("source:\ntitle: A\n", "source:\n  text_sha256: LOCK\ntitle: A\n"),
        ("source: ''\ntitle: A\n", "source: ''\n  text_sha256: LOCK\ntitle: A\n"),
        (
            "source:\n    # the original\n    url: https://a.example/  # it moved\ntitle: A\n",
            "source:\n    # the original\n    url: https://a.example/  # it moved\n    text_sha256: LOCK\ntitle: A\n",
        ),
        (
            "source:\n  url: |\n    https://a.example/\ntitle: A\n",
            "source:\n  text_sha256: LOCK\n  url: |\n    https://a.example/\ntitle: A\n",
        ),
        ("source: {url: 'https://a.example/'}\n", "source: {url: 'https://a.example/', text_sha256: LOCK}\n"),
        ("source: {url: 'https://a.example/', }\n", "source: {url: 'https://a.example/', text_sha256: LOCK, }\n"),
        ("source: {}\n", "source: {text_sha256: LOCK}\n"),
        (
            "source:\n  text_sha256: '3b0c'  # by hand\n  url: https://a.example/\n",
            "source:\n  text_sha256: LOCK  # by hand\n  url: https://a.example/\n",
        ),
        ("{title: A, source: https://a.example/}\n", None),
        ("source: >\n  https://a.example/\ntitle: A\n", None),
        ("x-a: &u https://a.example/\nsource: *u\n", None),
        ("title: [\n", None),
    ],
)
def test_where_the_lock_is_written(front: str, locked: str | None) -> None:
    if locked is None or "''" in front:
        with pytest.raises(CannotLock):
            lock_text(source(front))
        return
    assert lock_text(source(front)).text == f"---\n{locked.replace('LOCK', DIGEST)}---\n{TEXT}"


def test_the_words_are_locked_not_their_markdown() -> None:
    assert lock_text(source("title: A\n", "**We** agreed.\n\n")).digest == DIGEST
    assert lock_text(source("title: A\n", "We have agreed.\n")).digest != DIGEST


def test_a_text_that_is_locked_stays_as_it_is() -> None:
    front = f"source: {{text_sha256: {DIGEST}}}\n"
    assert lock_text(source(front)) == (source(front).text, DIGEST, DIGEST)


values = st.sampled_from(
    ["A", "'a: b'", "[a, b]", "{a: b}", "|\n    a\n    b", ">-\n    a\n\n    b", "", '"\\u263a ☺ 😀"', "a # c"]
)
fields = st.dictionaries(st.sampled_from(["title", "x-a", "x-b", "author"]), values, max_size=4)
inner = st.dictionaries(st.sampled_from(["url", "archived", "accessed", "x-ü", "text_sha256"]), values, max_size=4)


@given(fields, inner, st.sampled_from(["  ", "    ", "\t"]), fields)
@example({}, {"url": "A", "text_sha256": "|\n    a\n    b"}, "  ", {})
def test_nothing_else_changes(before: dict[str, str], own: dict[str, str], indent: str, after: dict[str, str]) -> None:
    lines = [f"{name}: {value}\n" for name, value in before.items()]
    lines += ["source:\n", *(f"{indent}{name}: {value}\n" for name, value in own.items())]
    lines += [f"{name}: {value}\n" for name, value in after.items() if name not in before]
    given_source = source("".join(lines))
    try:
        locked = lock_text(given_source)
    except CannotLock:
        return
    old, new = read_yaml(given_source.yaml).value, read_yaml(source_of(locked.text).yaml).value
    assert new["source"].pop("text_sha256") == DIGEST
    old_source = old.pop("source") or {}
    old_source.pop("text_sha256", None)
    assert (new.pop("source"), new) == (old_source, old)
    kept = [line for line in given_source.text.split("\n") if "text_sha256" not in line]
    assert [line for line in locked.text.split("\n") if "text_sha256" not in line] == kept
    assert lock_text(source_of(locked.text)).text == locked.text


def source_of(text: str) -> SourceText:
    found = split_front_matter("a.md", text)
    assert isinstance(found, SourceText)
    return found
