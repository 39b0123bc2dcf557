"""Writes an article's lock into its front matter: `source: text_sha256:`, the digest of the text that was annotated.

Only that field's own characters come into the file; comments, order and spacing stay. What comes out is read back: if
it says anything but what it said before and the lock, nothing is written.

Source: design/data-model.md, "An article, in full".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from sitegen.compile.article import text_digest
from sitegen.compile.markdown import parse_markdown
from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.source_text import SourceText

FIELD = "text_sha256"


class CannotLock(Exception):
    """The lock has no sure place in the front matter; says why and what to do."""


class LockedText(NamedTuple):
    """A file's text with its lock, and the lock it had before: "" for none."""

    text: str
    digest: str
    before: str


def lock_text(source: SourceText) -> LockedText:
    """Lock the text of an article as it is. Raises CannotLock."""
    digest = text_digest(parse_markdown(source.body, first_line=source.body_line + 1).text.encode())
    found = read_yaml(source.yaml)
    if found.problems or not isinstance(found.value, dict):
        raise CannotLock("its front matter has errors; `sitegen check` tells them")
    known = _as_mapping(found.value.get("source"))
    before = str(known.get(FIELD) or "")
    if before == digest:
        return LockedText(source.text, digest, before)
    yaml_text = _insert(source.yaml, digest)
    # In the place of a value of several lines the lock would take the last one's end with it.
    is_whole = yaml_text.endswith("\n")
    if not is_whole or read_yaml(yaml_text).value != found.value | {"source": known | {FIELD: digest}}:
        raise CannotLock(f"how its `source` is written leaves no sure place; write `{FIELD}: {digest}` yourself")
    start = source.text.index("\n") + 1
    return LockedText(source.text[:start] + yaml_text + source.text[start + len(source.yaml) :], digest, before)


def _as_mapping(source: Any) -> dict[str, Any]:
    if isinstance(source, dict):
        return source
    return {"url": source} if source else {}


def _insert(text: str, digest: str) -> str:
    """YAML with the lock, at the place that fits how it is written: below, or among what `source` has already."""
    lock = f"{FIELD}: {digest}"
    root: Any = yaml.compose(text, yaml.CSafeLoader)
    pair = next((pair for pair in root.value if pair[0].value == "source"), None)
    if pair is None:
        indent = " " * root.start_mark.column
        return f"{text}{indent}source:\n{indent}  {lock}\n"
    key, value = pair
    if isinstance(value, yaml.MappingNode):
        return _insert_among(text, value, lock)
    # A short form, an address alone or nothing, becomes the long one.
    indent = "\n" + " " * (key.start_mark.column + 2)
    line_end = text.find("\n", value.end_mark.index)
    start = value.start_mark.index
    if not value.value:
        return f"{text[:line_end]}{indent}{lock}{text[line_end:]}"
    return f"{text[:start].rstrip()}{indent}url: {text[start:line_end]}{indent}{lock}{text[line_end:]}"


def _insert_among(text: str, mapping: yaml.MappingNode, lock: str) -> str:
    old = next((value for key, value in mapping.value if key.value == FIELD), None)
    if old is not None:
        _, _, digest = lock.partition(" ")
        return text[: old.start_mark.index] + digest + text[old.end_mark.index :]
    if not mapping.value:
        return f"{text[: mapping.start_mark.index]}{{{lock}}}{text[mapping.end_mark.index :]}"
    first, last = mapping.value[0][0], mapping.value[-1][1]
    if mapping.flow_style:
        return f"{text[: last.end_mark.index]}, {lock}{text[last.end_mark.index :]}"
    indent = " " * first.start_mark.column
    if last.start_mark.line == last.end_mark.line:
        line_end = text.find("\n", last.end_mark.index)
        return f"{text[:line_end]}\n{indent}{lock}{text[line_end:]}"
    return f"{text[: first.start_mark.index]}{lock}\n{indent}{text[first.start_mark.index :]}"
