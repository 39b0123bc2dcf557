"""Where a field stands in a file, for problems that were found only when the whole archive was there."""

from __future__ import annotations

import re

from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.report import FileReport, parse_field
from sitegen.compile.source_text import SourceText, decode, split_front_matter, whole_yaml
from sitegen.compile.yaml_reader import locate, locate_key
from sitegen.compile.yaml_text import FieldPath
from sitegen.core.diagnostics import Diagnostic, Place
from sitegen.core.folding import fold_text


def locate_field(path: str, data: bytes, field: str) -> Place:
    """The place of `claims[1].speaker`, or of `body:12` (the file's line 12), in a file's bytes.

    What follows a `#` is looked for there: the target of a link, an item of `aliases` or of `redirect_from`. A field
    that the file hasn't got has no line.
    """
    text = decode(path, data)
    if isinstance(text, Diagnostic):
        return Place(path)
    source: SourceText | Diagnostic = (
        whole_yaml(path, text) if path.endswith((".yaml", ".yml")) else split_front_matter(path, text)
    )
    if isinstance(source, Diagnostic):
        return Place(path)
    report = FileReport(source)
    name, _, words = field.partition("#")
    if name.startswith("body:"):
        line = int(name.removeprefix("body:"))
        text = source.line(line)
        whole = Place(path, line, 1, line, len(text) + 1, text)
        return _find_link(words, source, source.body_line + 1, source.text.count("\n") + 1) or whole
    fields = parse_field(name)
    if fields in (("aliases",), ("redirect_from",)) and words:
        fields, words = _find_item(str(fields[0]), words, source), ""
    if locate_key(source.yaml, fields[:1]) is None:
        return Place(path)
    span = locate(source.yaml, fields)
    first = source.yaml_line + 1
    return _find_link(words, source, span.line + first, span.end_line + first) or report.place_of(fields)


def _find_link(target: str, source: SourceText, first: int, last: int) -> Place | None:
    """Where, from line `first` to line `last`, a link leads to an id or an address."""
    name = re.escape(target.partition("#")[0].rstrip("/").rpartition("/")[2])
    place = re.escape(target.partition("#")[2])
    exactly = (rf"\]\(\s*<?([^()\s>]*{name}/?#{place})(?=[)\s>])",) if place else ()
    ways = (
        rf"\[\[\s*({re.escape(target)})\s*[\]|]",
        *exactly,
        rf"\[\[\s*({re.escape(target)}#[^\]|]*?)\s*[\]|]",
        rf"\]\(\s*<?([^()\s>]*{name}[^()\s>]*)",
        rf"(\S*{name}\S*)",
    )
    for way in ways if name else ():
        for line in range(first, last + 1):
            text = source.line(line)
            if match := re.search(way, text):
                return Place(source.path, line, match.start(1) + 1, line, match.end(1) + 1, text)
    return None


def _find_item(field: str, words: str, source: SourceText) -> FieldPath:
    """The item of a list that says these words; of a name that no alias is, the `name`."""
    value = read_yaml(source.yaml).value
    items = value.get(field) if isinstance(value, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, str) and fold_text(item).strip() == words:
            return (field, index)
    return ("name",) if field == "aliases" else (field,)
