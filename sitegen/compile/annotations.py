"""An article's claims, corrections and notes: each one anchored to its words, numbered, and given an id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sitegen.compile.anchors import Anchored, Finding, Haystack, Hidden, Selector, anchor
from sitegen.compile.markdown import Document
from sitegen.compile.report import FileReport
from sitegen.compile.yaml_text import FieldPath
from sitegen.core.diagnostics import Place, Related
from sitegen.core.folding import fold_text
from sitegen.core.ids import annotation_id

PLACES = ("title", "subtitle", "caption", None, "body")
"""Reading order of the texts of an article; None stands for notes on the whole article, shown under its head."""

TELLING = ("prefix", "suffix", "occurrence", "in")
"""Fields that tell which of some equal words are meant."""


MOST = 1000
"""Annotations of an article: each is looked for in all of its text, which without a limit would take minutes."""


@dataclass(slots=True)
class Annotation:
    """A claim, correction or note with its place. `start` and `end` are code points of the text `place` names."""

    kind: str
    item: Any
    field: FieldPath
    id: str
    place: str | None
    start: int = 0
    end: int = 0
    quote: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class ArticleTexts:
    """The texts of an article that can be quoted, by name, and what can't be marked."""

    haystacks: Mapping[str, Haystack]
    document: Document
    hidden: Sequence[Hidden]


def anchor_annotations(
    article: str, record: Any, kept: Mapping[str, Sequence[int]], texts: ArticleTexts, report: FileReport
) -> list[Annotation]:
    """Every annotation, in reading order, with unique ids. One that found no words is reported, and has no place."""
    found: list[Annotation] = []
    given = sum(map(len, kept.values()))
    if given > MOST:
        message = f"the article has {given:,} claims, corrections and notes; {MOST:,} is the limit"
        hint = "split the article; if a file has far more than you wrote, look for a mistake in what made it"
        report.add(
            "article-too-large", message, (max(kept, key=lambda name: len(kept[name])),), at_key=True, hints=(hint,)
        )
        return found
    for kind, name in (("claim", "claims"), ("correction", "corrections"), ("note", "context")):
        for index, item in zip(kept[name], getattr(record, name), strict=True):
            found.append(_anchor_one(article, kind, item, (name, index), texts, report))
    kinds = ("claim", "correction", "note")
    found.sort(key=lambda a: (PLACES.index(a.place), a.start, -a.end, kinds.index(a.kind), a.id))
    _check_ids(found, report)
    for number, annotation in enumerate(found, 1):
        annotation.number = number
    return found


def _anchor_one(
    article: str, kind: str, item: Any, field: FieldPath, texts: ArticleTexts, report: FileReport
) -> Annotation:
    quote = item.quote
    if quote is None:
        words = item.note or item.now or "" if kind == "correction" else item.note
        made = item.id or annotation_id(article, fold_text(words), kind + (getattr(item, "date", None) or ""))
        return Annotation(kind, item, field, made, None)
    selector = Selector(quote.exact, quote.prefix or item.prefix, quote.suffix or item.suffix, item.occurrence)
    haystack = texts.haystacks.get(item.place)
    if haystack is None:
        report.add(
            "quote-not-found",
            f"the article has no {item.place} to quote from",
            (*field, "in"),
            hints=(f"add `{item.place}: …` to the article, or remove `in: {item.place}`",),
        )
        return _lost(article, kind, item, field)
    if report.is_broken(field) and any(report.is_broken((*field, name)) for name in TELLING):
        return _lost(article, kind, item, field)  # without them other words might be meant
    others = [other for name, other in texts.haystacks.items() if name != item.place]
    result = anchor(selector, haystack, others, texts.hidden)
    where = (*field, "quote", "exact")
    if isinstance(result, Finding):
        _report(result, where, haystack, texts, report)
        return _lost(article, kind, item, field)
    for finding in result.findings:
        _report(finding, where, haystack, texts, report)
    return _annotation(article, kind, item, field, haystack, result, selector)


def _lost(article: str, kind: str, item: Any, field: FieldPath) -> Annotation:
    """What didn't find its words is looked at all the same: its other problems belong into the same report."""
    made = item.id or annotation_id(article, fold_text(item.quote.exact), kind)
    return Annotation(kind, item, field, made, None, quote=item.quote.exact)


def _annotation(
    article: str, kind: str, item: Any, field: FieldPath, haystack: Haystack, result: Anchored, selector: Selector
) -> Annotation:
    words = haystack.text[result.start : result.end]
    made = item.id
    if made is None:
        told = _fold_selector(kind, item.place, selector.prefix, selector.suffix, selector.occurrence)
        made = annotation_id(article, fold_text(words), told)
    return Annotation(kind, item, field, made, item.place, result.start, result.end, words)


@lru_cache(maxsize=64)
def _fold_selector(kind: str, place: str, prefix: str, suffix: str, occurrence: int | None) -> str:
    """What tells an annotation from others of the same words. Most have neither prefix nor suffix."""
    return fold_text(f"{kind} {place} {prefix} {suffix} {occurrence or ''}")


def _check_ids(annotations: Sequence[Annotation], report: FileReport) -> None:
    """Ids are unique within the article. Equal generated ids (the same words annotated alike twice) are told apart."""
    given: dict[str, Annotation] = {}
    for annotation in annotations:
        if annotation.item.id is None:
            continue
        first = given.setdefault(annotation.id, annotation)
        if first is not annotation:
            here = (*annotation.field, "id")
            report.add(
                "duplicate-id",
                f"the id `{annotation.id}` is given twice in this article",
                here,
                hints=("give one of them another id",),
                related=[Related("first here", report.place_of((*first.field, "id")))],
            )
    taken = set(given)
    for annotation in annotations:
        if annotation.item.id is None:
            base, count = annotation.id, 2
            while annotation.id in taken:
                annotation.id = f"{base}-{count}"
                count += 1
            taken.add(annotation.id)


def _report(finding: Finding, field: FieldPath, haystack: Haystack, texts: ArticleTexts, report: FileReport) -> None:
    """Report a finding with the places of its passages in the file."""
    related = [
        Related(passage.label, passage_place(passage.start, passage.end, haystack, texts.document, report))
        for passage in finding.passages
    ]
    message = finding.message[0].lower() + finding.message[1:] if finding.message[:1].isascii() else finding.message
    report.add(
        finding.code, message.rstrip("."), field, hints=finding.hints, related=related, severity=finding.severity
    )


def passage_place(start: int, end: int, haystack: Haystack, document: Document, report: FileReport) -> Place:
    """The place in the file of a range of one of the article's texts: exact lines, columns where the source allows."""
    if haystack.name != "body":
        return report.place_of((haystack.name,))
    line, end_line = document.line_of(start), document.line_of(max(end - 1, start))
    text, last = report.source.line(line), report.source.line(end_line)
    begins, ends = _line_range(start, document)
    words = haystack.text[start : min(end, ends)]
    column = _find_again(words, text, haystack.text[begins:start])
    while column < 0 and " " in words:
        # Markup stands between the words: the first of them must do.
        words = words.rpartition(" ")[0]
        column = _find_again(words, text, haystack.text[begins:start])
    if column < 0:
        return Place(report.source.path, line, 1, line, len(text) + 1, text)
    stop = column + len(words)
    if end_line > line or end - start > len(words):
        final = haystack.text[start:end].split()[-1]
        begins = max(_line_range(max(end - 1, start), document)[0], start if end_line == line else 0)
        before = haystack.text[begins : end - len(final)]
        at = _find_again(final, last[column:] if end_line == line else last, before)
        stop = at + len(final) + (column if end_line == line else 0) if at >= 0 else len(last)
    return Place(report.source.path, line, column + 1, end_line, stop + 1, text)


def _line_range(offset: int, document: Document) -> tuple[int, int]:
    """The part of the canonical text that stands on the file's line on which a code point stands."""
    block = document.block_at(offset)
    begins = max((at + 1 for at in block.breaks if at < offset), default=block.start)
    return begins, min((at for at in block.breaks if at >= offset), default=block.end)


def _find_again(words: str, line: str, before: str) -> int:
    """Where `words` stand in a line of the source, if `before` is what canonical text has before them on that line."""
    at = line.find(words)
    for _ in range(before.count(words)):
        following = line.find(words, at + 1)
        if following < 0:
            break
        at = following
    return at
