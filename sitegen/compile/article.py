"""An article: front matter and text → rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sitegen.compile.anchors import Haystack
from sitegen.compile.annotations import Annotation, ArticleTexts, anchor_annotations
from sitegen.compile.claims import Around, add_claim_annotation, add_correction_annotation, add_note_annotation
from sitegen.compile.compiled import Compiled, given_fields, to_json, to_json_bytes, unique, without_empty
from sitegen.compile.front_matter import FrontMatter
from sitegen.compile.inline import resolve_address
from sitegen.compile.markdown import Document, parse_markdown
from sitegen.compile.mentions import AliasTable, Mention, find_mentions
from sitegen.compile.names import Name
from sitegen.compile.records import check_order, refer_to_agent, review_data
from sitegen.compile.report import FileReport, field_name
from sitegen.compile.rich import note_links, report_fragments, report_refused
from sitegen.compile.weave import weave_body, weave_text
from sitegen.compile.weaver import Mark
from sitegen.core.dates import newest
from sitegen.core.diagnostics import Place
from sitegen.core.ids import is_id
from sitegen.core.options import SiteOptions

MAX_BYTES = 1 << 20
"""An article's size limit: its text is parsed, anchored and woven within bounded time and memory."""


def compile_article(
    article: str, folder: str, front: FrontMatter, report: FileReport, options: SiteOptions, aliases: AliasTable
) -> Compiled:
    """Rows of an article with the id `article` (unless it gives itself another) in the content folder `folder`."""
    compiled = Compiled()
    record, kept, known = front
    if record is None:
        return unread_article(article, options.language)
    article = record.id or article
    document = parse_markdown(report.source.body, first_line=report.source.body_line + 1)
    texts = _texts(record, document)
    annotations = anchor_annotations(article, record, kept, texts, report)
    names = find_mentions(document, texts.haystacks["body"].folded, aliases)
    language = record.language or options.language
    counts = [sum(a.kind == kind for a in annotations) for kind in ("claim", "correction", "note")]
    summary = record.summary
    year = record.published[:4]
    draft = int(record.draft or record.review.status == "draft")
    changed = newest(record.created, record.modified, record.review.date)
    row = (article, record.title, record.published, year, record.publisher, language, summary, draft, *counts, changed)
    compiled.add("article", *row)
    compiled.is_draft = bool(draft)
    text = document.text.encode()
    sha256 = text_digest(text)
    detail = _detail(record, folder, texts.haystacks["body"], sha256, compiled, report)
    compiled.add("article_detail", article, to_json(detail))
    compiled.add("search_text", article, text)
    if known is not None:
        compiled.add("front_matter", *known)
    _add_body(article, record, document, annotations, names, folder, options, compiled, report)
    around = Around(article, record, folder, options, aliases, given_fields(record.review))
    add = {"claim": add_claim_annotation, "correction": add_correction_annotation, "note": add_note_annotation}
    for annotation in annotations:
        add[annotation.kind](annotation, around, compiled, report)
    for old in record.redirect_from:
        compiled.add("redirect", "article", old, article)
    _add_entities(article, record, names, compiled)
    _check(record, document, sha256, report)
    return compiled


def unread_article(article: str, language: str) -> Compiled:
    """The row of an article of which no more is known than that it is there."""
    compiled = Compiled()
    compiled.add("article", article, article, "0001", "0001", None, language, None, 0, 0, 0, 0, None)
    return compiled


def _texts(record: Any, document: Document) -> ArticleTexts:
    haystacks = {"body": Haystack("body", document.text)}
    for name in ("title", "subtitle", "caption"):
        if text := getattr(record, name):
            haystacks[name] = Haystack(name, text)
    return ArticleTexts(haystacks, document, document.hidden)


def _detail(
    record: Any, folder: str, body: Haystack, sha256: str, compiled: Compiled, report: FileReport
) -> dict[str, Any]:
    refer_to_agent(record.publisher, ("publisher",), compiled, report, kind="publisher")
    for index, author in enumerate(record.author):
        refer_to_agent(author, ("author", index), compiled, report, warn=False)
    for index, entity in enumerate(record.about):
        compiled.refer(field_name(("about", index)), "entity", entity)
    source = None
    if record.source is not None:
        source = given_fields(record.source)
        source.pop("text_sha256", None)
        if record.source.copy_:
            source["copy"] = resolve_address(record.source.copy_, folder)
            compiled.refer("source.copy", "file", source["copy"])
    translated = record.translated and given_fields(record.translated)
    return without_empty(
        {
            "type": record.type,
            "subtitle": record.subtitle,
            "caption": record.caption,
            "authors": record.author,
            "about": record.about,
            "source": source,
            "original": record.original,
            "place": record.place,
            "topics": record.topics,
            "rights": record.rights,
            "translated": translated,
            "review": review_data(record.review, ("review",), compiled, report),
            "created": record.created,
            "modified": record.modified,
            "text_sha256": sha256,
            "words": _count_words(body),
            "x": record.x,
        }
    )


def _count_words(body: Haystack) -> int:
    """How many words stand between white space."""
    if body.folded.layers:
        return len(body.text.split())
    # Folding changed no length, so there are only single spaces: to count them takes a tenth of the time.
    text = body.folded.text.strip(" ")
    return text.count(" ") + 1 if text else 0


def text_digest(text: bytes) -> str:
    """What locks a text: SHA-256 of the canonical text in UTF-8, as hex."""
    return hashlib.sha256(text).hexdigest()


def _add_body(
    article: str,
    record: Any,
    document: Document,
    annotations: Sequence[Annotation],
    names: Sequence[Mention],
    folder: str,
    options: SiteOptions,
    compiled: Compiled,
    report: FileReport,
) -> None:
    marks: dict[str, list[Mark]] = {"title": [], "subtitle": [], "caption": [], "body": []}
    for annotation in annotations:
        if annotation.place is not None:
            marks[annotation.place].append(Mark(annotation.id, annotation.kind, annotation.start, annotation.end))
    index = "index.html" if options.links == "files" else ""
    links = [Name(name.start, name.end, f"../../entities/{name.entity}/{index}") for name in names]
    sections = weave_body(document, marks["body"], links, folder)
    data: dict[str, Any] = {
        name: weave_text(getattr(record, name), marks[name])
        for name in ("title", "subtitle", "caption")
        if getattr(record, name)
    }
    data["sections"] = sections
    compiled.add("body", article, to_json_bytes(data))
    for section in sections:
        note_links(section["parts"], None, compiled, report)  # type: ignore[arg-type]
    for refused in document.refused:
        report_refused(refused, None, report)
    report_fragments(document, {annotation.id for annotation in annotations}, report)


def _add_entities(article: str, record: Any, names: Sequence[Mention], compiled: Compiled) -> None:
    sentences: dict[str, list[Sequence[str]]] = {}
    for name in names:
        sentences.setdefault(name.entity, []).append((name.element, name.before, name.words, name.after))
    for entity, found in sorted(sentences.items()):
        compiled.add("mention", entity, article, to_json_bytes(found))
        compiled.add("article_entity", article, entity, "mention", len(found))
    roles = {
        "about": record.about,
        "publisher": [record.publisher],
        "author": record.author,
    }
    for role, entities in roles.items():
        for entity in unique(entities):
            if is_id(entity):
                compiled.add("article_entity", article, entity, role, 1)


def _check(record: Any, document: Document, sha256: str, report: FileReport) -> None:
    """What only the whole record can show to be wrong."""
    source = record.source
    # A field that is there but broken is reported as such, not as missing.
    absent = (name for name in ("publisher", "source") if not getattr(record, name) and not report.is_broken((name,)))
    missing = next(absent, None)
    if missing and not (record.original or report.is_broken(("original",))):
        report.add(
            "source-missing",
            f"the article doesn't say its {missing}",
            ("title",),
            hints=(f"add `{missing}: …`, or `original: true` if the text is your own",),
        )
    if source is not None:
        message = "accessed on {later}, before it was published on {earlier}"
        check_order(record.published, source.accessed, message, ("source", "accessed"), report)
        if source.text_sha256 and source.text_sha256 != sha256:
            report.add(
                "text-changed",
                "the article's text differs from the text that was locked",
                ("source", "text_sha256"),
                hints=(
                    "restore the text (version control shows what changed)",
                    f"or, if the change is right, lock it anew: sitegen lock {report.source.path}",
                ),
            )
    if not record.original:
        message = "reviewed on {later}, before it was published on {earlier}"
        check_order(record.published, record.review.date, message, ("review", "date"), report)
    if not document.text.strip() and report.source.body.strip():
        lines = enumerate(report.source.body.split("\n"), report.source.body_line + 1)
        line, text = next((number, line) for number, line in lines if line.strip())
        place = Place(report.source.path, line, 1, line, len(text) + 1, text)
        hint = "write the article's text below the front matter"
        report.add("wrong-value", "the article's body has no text", place=place, hints=(hint,), severity="warning")
