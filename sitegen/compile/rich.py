"""Markdown in notes, verdicts and pages → RICH parts: HTML with `[[links]]` and addresses left open for the views."""

from __future__ import annotations

import re

from sitegen.compile.compiled import Compiled
from sitegen.compile.inline import Part, escape
from sitegen.compile.markdown import parse_markdown
from sitegen.compile.report import FileReport, field_name
from sitegen.compile.weave import weave_body
from sitegen.compile.yaml_reader import FieldPath
from sitegen.core.diagnostics import Place
from sitegen.core.ids import is_id

_PLAIN = re.compile(r"[^\W\d_](?:[^\\`*_\[\]<>&~\n]|(?<! )\n(?=[^\W\d_]))*(?<!\s)")
"""Text that Markdown leaves as it is: it begins with a letter, and so does each line; nothing in it is markup."""


def compile_rich(
    text: str, folder: str, field: FieldPath | None, compiled: Compiled, report: FileReport
) -> tuple[list[Part], str]:
    """(parts, plain text) of a Markdown text. What it links to is noted as references.

    `field` None: the text is the file's body, and places are lines of it.
    """
    if field is not None and _PLAIN.fullmatch(text):
        # Most notes are a sentence or two without any markup; the parser has nothing to find there.
        return [f"<p>{escape(text)}</p>\n"], text
    document = parse_markdown(text, wiki_links=True)
    parts: list[Part] = []
    for section in weave_body(document, (), (), folder):
        parts.extend(section["parts"])  # type: ignore[arg-type]
    if field is not None:
        # Paragraph ids are for whole pages; a card's paragraphs have none, or they would stand twice.
        parts = [_without_ids(part) if isinstance(part, str) else part for part in parts]
    note_links(parts, field, compiled, report)
    for address in document.refused:
        report_refused(address, field, report)
    return parts, document.text


def note_links(parts: list[Part], field: FieldPath | None, compiled: Compiled, report: FileReport) -> None:
    """Note every `[[link]]` and address of some parts as a reference."""
    for part in parts:
        if isinstance(part, str):
            continue
        target = str(part[1])
        name = field_name(field) if field is not None else f"body:{_line_of(report, target)}"
        if part[0] == "url":
            compiled.refer(name, "url", target)
        elif part[0] == "to" and is_id(target):
            compiled.refer(name, "any", target)
        elif part[0] == "to":
            report.add("unknown-id", f"[[{target}]] isn't an id", **_where(report, field, target))  # type: ignore[arg-type]


def report_refused(address: str, field: FieldPath | None, report: FileReport) -> None:
    """Warn that a link was left as text because of where it leads."""
    report.add(
        "bad-url",
        f"the link to “{address[:80]}” was left as text: only http, https, mailto and the site's own files are linked",
        severity="warning",
        **_where(report, field, address),  # type: ignore[arg-type]
    )


def _where(report: FileReport, field: FieldPath | None, words: str) -> dict[str, object]:
    if field is not None:
        return {"field": field}
    line = _line_of(report, words)
    text = report.source.line(line)
    column = text.find(words) + 1
    return {"place": Place(report.source.path, line, max(column, 1), line, max(column, 1) + len(words), text)}


def _line_of(report: FileReport, words: str) -> int:
    """The line of the file on which a body's words stand: the first one that holds them."""
    name = words.rpartition("/")[2] or words
    offset = report.source.body.find(name)
    return report.source.body_line + 1 + report.source.body.count("\n", 0, max(offset, 0))


def _without_ids(html: str) -> str:
    return re.sub(r'(<(?:p|ul|ol|blockquote|pre|div class="table"|h\d)) id="[^"]*"', r"\1", html)
