"""Markdown in notes, verdicts and pages → RICH parts: HTML with `[[links]]` and addresses left open for the views."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote

from sitegen.compile.compiled import Compiled
from sitegen.compile.inline import Part, escape
from sitegen.compile.markdown import Document, Refused, parse_markdown
from sitegen.compile.report import FileReport, field_name
from sitegen.compile.weave import weave_body
from sitegen.compile.yaml_text import FieldPath
from sitegen.core.diagnostics import Place
from sitegen.core.ids import is_id, slugify

_PLAIN = re.compile(r"[^\W\d_][^\\`*_\[\]<>&~\n]*(?:(?<! )\n(?=[^\W\d_])[^\\`*_\[\]<>&~\n]*)*(?<!\s)")
"""Text that Markdown leaves as it is: it begins with a letter, and so does each line; nothing in it is markup."""


def compile_rich(
    text: str, folder: str, field: FieldPath | None, compiled: Compiled, report: FileReport
) -> tuple[list[Part], str]:
    """(parts, plain text) of a Markdown text. What it links to is noted as references.

    `field` None: the text is the file's body, and places are lines of it.
    """
    if field is not None and _PLAIN.fullmatch(text):
        # Most notes are a sentence or two without any markup; the parser has nothing to find there.
        plain = text.replace("\n", " ")
        return [f"<p>{escape(plain)}</p>\n"], plain
    if field is None:
        first_line = report.source.body_line + 1
    else:
        # In YAML a field can be given what is levelled in files.
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        first_line = 1
    document = parse_markdown(text, first_line=first_line, wiki_links=True)
    parts: list[Part] = []
    # Ids are for whole pages; a card's elements have none, or they would stand twice.
    for section in weave_body(document, (), (), folder, ids=field is None):
        parts.extend(section["parts"])  # type: ignore[arg-type]
    note_links(parts, field, compiled, report)
    for refused in document.refused:
        report_refused(refused, field, report)
    if field is None:
        report_fragments(document, (), report)
    return parts, document.text


def report_fragments(document: Document, ids: Collection[str], report: FileReport) -> None:
    """Report links of a body to places that its page doesn't have. `ids` are those of the page's annotations."""
    for fragment, line in document.fragments:
        name = unquote(fragment)
        if document.anchor_of(fragment) is None and name not in ids and name.removeprefix("r-") not in ids:
            text = report.source.line(line)
            column = text.find(f"#{fragment}") + 1
            end = column + len(fragment) + 1 if column else len(text) + 1
            report.add(
                "broken-link",
                f"the page has no heading, paragraph or annotation “{name[:80]}”",
                place=Place(report.source.path, line, max(column, 1), line, end, text),
                hints=("a heading's link is its words with hyphens: `[…](#the-talks-end)`",),
            )


def note_links(parts: list[Part], field: FieldPath | None, compiled: Compiled, report: FileReport) -> None:
    """Note every `[[link]]` and address of some parts as a reference."""
    for part in parts:
        if isinstance(part, str):
            continue
        kind, target = part[0], str(part[1])
        id, mark, place = target.partition("#")
        if kind == "url" or (kind == "to" and is_id(id) and bool(mark) == bool(place)):
            name = field_name(field) if field is not None else f"body:{_line_of(report, target)}"
            compiled.refer(name, "url" if kind == "url" else "any", target if kind == "url" else id)
            if kind == "to" and place:
                compiled.refer(name, "place", target)
        elif kind == "to":
            where = _where(report, field, target)
            report.add("unknown-id", f"[[{target}]] isn't an id", hints=_id_hint(target), **where)  # type: ignore[arg-type]


def _id_hint(words: str) -> tuple[str, ...]:
    if "#" in words:
        slug, _, place = words.partition("#")
        known = slugify(slug) and place
        return (
            f"write the id, and the place after it: [[{slugify(slug)}#{place}]]" if known else "write [[id#place]]",
        )
    slug = slugify(words)
    return (f"write the id, and the words after it: [[{slug}|{words}]]",) if slug else ("link by id: [[id|words]]",)


def report_refused(refused: Refused, field: FieldPath | None, report: FileReport) -> None:
    """Report what the Markdown parser didn't take: a link left as text because of where it leads, text it drops."""
    where = _where(report, field, refused.words)
    if field is None and refused.line is not None:
        text = report.source.line(refused.line)
        where = {"place": Place(report.source.path, refused.line, 1, refused.line, len(text) + 1, text)}
    report.add(refused.code, refused.message, severity=refused.severity, **where)  # type: ignore[arg-type]


def _where(report: FileReport, field: FieldPath | None, words: str) -> dict[str, object]:
    if field is not None:
        return {"field": field}
    line = _line_of(report, words)
    text = report.source.line(line)
    column = text.find(words) + 1
    return {"place": Place(report.source.path, line, max(column, 1), line, max(column, 1) + len(words), text)}


def _line_of(report: FileReport, words: str) -> int:
    """The line of the file on which a body's words stand: the first one that holds them."""
    offset = -1
    for name in (words, unquote(words), words.rpartition("/")[2], unquote(words).rpartition("/")[2]):
        if name and (offset := report.source.body.find(name)) >= 0:
            break
    return report.source.body_line + 1 + report.source.body.count("\n", 0, max(offset, 0))
