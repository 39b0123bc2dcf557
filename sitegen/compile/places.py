"""Where a field stands in a file, for problems that were found only when the whole archive was there."""

from __future__ import annotations

from sitegen.compile.report import FileReport, parse_field
from sitegen.compile.source_text import SourceText, decode, split_front_matter, whole_yaml
from sitegen.core.diagnostics import Diagnostic, Place


def locate_field(path: str, data: bytes, field: str) -> Place:
    """The place of `claims[1].speaker`, or of `body:12` (the file's line 12), in a file's bytes."""
    text = decode(path, data)
    if isinstance(text, Diagnostic):
        return Place(path)
    source: SourceText | Diagnostic = (
        whole_yaml(path, text) if path.endswith((".yaml", ".yml")) else split_front_matter(path, text)
    )
    if isinstance(source, Diagnostic):
        return Place(path)
    if field.startswith("body:"):
        line = int(field.removeprefix("body:"))
        words = source.line(line)
        return Place(path, line, 1, line, len(words) + 1, words)
    return FileReport(source).place_of(parse_field(field))
