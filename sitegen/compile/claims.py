"""Annotations of an article → rows: its claims (own and shared), its corrections, its context notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sitegen.compile.annotations import Annotation
from sitegen.compile.compiled import Compiled, given_fields, to_json, unique, without_empty
from sitegen.compile.mentions import AliasTable
from sitegen.compile.records import (
    check_order,
    check_rating,
    check_stance,
    evidence_data,
    history_data,
    provenance,
    refer_to_agent,
    refer_to_source,
)
from sitegen.compile.report import FileReport, field_name
from sitegen.compile.rich import compile_rich
from sitegen.compile.yaml_text import FieldPath
from sitegen.core.ids import is_id
from sitegen.core.options import SiteOptions


class Around(NamedTuple):
    """What an annotation stands in: the article's id, record and folder; the site's options and names; the article's
    review, as plain data."""

    article: str
    record: Any
    folder: str
    options: SiteOptions
    aliases: AliasTable
    review: dict[str, Any]


def add_claim_annotation(annotation: Annotation, around: Around, compiled: Compiled, report: FileReport) -> None:
    """A claim's utterance in an article; unless it is an appearance of a shared claim, its proposition, too."""
    article, record, folder, options, aliases, review = around
    item, field = annotation.item, annotation.field
    refer_to_agent(item.speaker, (*field, "speaker"), compiled, report)
    for index, agent in enumerate(item.quoted_by):
        refer_to_agent(agent, (*field, "quoted_by", index), compiled, report)
    message = "said on {earlier}, after the article of {later}"
    check_order(item.said_on, record.published, message, (*field, "said_on"), report)
    known = provenance(item, field, compiled, report)
    utterance = {
        "speaker": item.speaker,
        "quoted_by": item.quoted_by,
        "attribution": item.attribution,
        **known,
        "said_on": item.said_on,
        "said_at": item.said_at,
        "x": item.x,
    }
    claim = item.claim or annotation.id
    for entity, role in [(item.speaker, "by"), *((agent, "quoted_by") for agent in item.quoted_by)]:
        if entity and is_id(entity):
            compiled.add("claim_entity", claim, entity, role)
    detail = proposition(item, field, folder, compiled, report)
    if item.claim:
        compiled.refer(field_name((*field, "claim")), "claim", item.claim)
        _check_appearance(item, field, report)
        utterance |= {name: detail.get(name) for name in ("note", "verdict", "evidence", "history")}
    else:
        compiled.refer(field_name(field), "own-claim", claim)
        text = item.text or annotation.quote or ""
        check_rating(item, field, options.ratings, report)
        check_stance(item, field, report)
        is_given = item.speaker or item.attribution == "unattributed" or report.is_broken((*field, "speaker"))
        if not (is_given or item.is_short):
            hint = "add `speaker: …`, or `attribution: unattributed`"
            report.add("speaker-missing", "the claim has no speaker", field, hints=(hint,))
        language = record.language or options.language
        compiled.add(
            "claim",
            claim,
            article,
            text,
            item.speaker,
            # What an outlet quotes was said by the day it appeared; one's own account may be of other days.
            item.said_on or (None if record.original else record.published),
            item.rating,
            item.stance,
            language,
            int(record.draft or record.review.status == "draft"),
        )
        detail |= {"quoted_by": item.quoted_by, "attribution": item.attribution, "said_at": item.said_at}
        detail |= {"review": review, "entities": item.entities, **known}
        compiled.add("claim_detail", claim, article, to_json(without_empty(detail | {"x": item.x})))
        add_about(claim, text, item.speaker, item.entities, aliases, compiled)
    _add_annotation(annotation, article, claim, without_empty(utterance), compiled)


def add_correction_annotation(annotation: Annotation, around: Around, compiled: Compiled, report: FileReport) -> None:
    """A correction of the article, by whoever issued it."""
    article, record, folder, _, aliases, _ = around
    item, field = annotation.item, annotation.field
    issuer = None if item.issued_by == "us" else item.issued_by or record.publisher
    data = correction_data(item, field, folder, compiled, report)
    if item.claim:
        compiled.refer(field_name((*field, "claim")), "claim-or-own", item.claim)
    if not record.original:
        message = "corrected on {later}, before the article was published on {earlier}"
        check_order(record.published, item.date, message, (*field, "date"), report)
    year = item.date[:4]
    own = int(item.issued_by == "us")
    text = to_json(data | without_empty({"quote": annotation.quote}))
    compiled.add("correction", annotation.id, article, item.claim, own, item.date, year, item.kind, issuer, text)
    words = " ".join(filter(None, (item.was, item.now, data.get("plain"))))
    for entity in unique([issuer, record.publisher, *item.entities, *aliases.entities_in(words)]):
        if is_id(entity):
            compiled.add("correction_entity", article, annotation.id, item.claim, entity)
    shown = data | {"date": item.date, "kind": item.kind, "issued_by": issuer, "claim": item.claim}
    _add_annotation(annotation, article, None, without_empty(shown), compiled)


def add_note_annotation(annotation: Annotation, around: Around, compiled: Compiled, report: FileReport) -> None:
    """A context note."""
    item, field = annotation.item, annotation.field
    note, plain = compile_rich(item.note, around.folder, (*field, "note"), compiled, report)
    for index, entity in enumerate(item.entities):
        compiled.refer(field_name((*field, "entities", index)), "entity", entity)
    data = {
        "kind": item.kind,
        "note": note,
        "plain": plain,
        "neutral": item.neutral,
        "technique": item.technique,
        "evidence": evidence_data(item.evidence, (*field, "evidence"), around.folder, compiled, report),
        "entities": item.entities,
        **provenance(item, field, compiled, report),
        "x": item.x,
    }
    _add_annotation(annotation, around.article, None, without_empty(data), compiled)


def proposition(item: Any, field: FieldPath, folder: str, compiled: Compiled, report: FileReport) -> dict[str, Any]:
    """What is said about a proposition: verdict, note, evidence, history."""
    detail: dict[str, Any] = {}
    if item.verdict:
        detail["verdict"], _ = compile_rich(item.verdict, folder, (*field, "verdict"), compiled, report)
    if item.note:
        detail["note"], _ = compile_rich(item.note, folder, (*field, "note"), compiled, report)
    detail["evidence"] = evidence_data(item.evidence, (*field, "evidence"), folder, compiled, report)
    detail["history"] = history_data(item.history, (*field, "history"), folder, compiled, report)
    for index, entity in enumerate(item.entities):
        compiled.refer(field_name((*field, "entities", index)), "entity", entity)
    for index, event in enumerate(item.history):
        if event.event in ("revised", "withdrawn", "denied"):
            message = f"{event.event} on {{later}}, before it was said on {{earlier}}"
            check_order(item.said_on, event.date, message, (*field, "history", index, "date"), report)
    return detail


def correction_data(item: Any, field: FieldPath, folder: str, compiled: Compiled, report: FileReport) -> dict[str, Any]:
    """A correction as plain data; it must say what is right, or say something."""
    if not (item.now or item.note or report.is_broken((*field, "now")) or report.is_broken((*field, "note"))):
        report.add(
            "correction-empty",
            "the correction doesn't say what is right",
            field,
            hints=("add `now: …` (and `was: …`), or `note: …`",),
        )
    note, plain = compile_rich(item.note, folder, (*field, "note"), compiled, report) if item.note else (None, "")
    if item.issued_by != "us":
        refer_to_agent(item.issued_by, (*field, "issued_by"), compiled, report)
    refer_to_source(item.source, (*field, "source"), compiled, report)
    for index, entity in enumerate(item.entities):
        compiled.refer(field_name((*field, "entities", index)), "entity", entity)
    requested = item.requested and given_fields(item.requested)
    if item.requested:
        message = "corrected on {later}, before it was asked for on {earlier}"
        if item.requested.by != "us":
            here = (*field, "requested", "by")
            refer_to_agent(item.requested.by, here, compiled, report, kind="byline", warn=False)
        check_order(item.requested.date, item.date, message, (*field, "requested", "date"), report)
    data = {"was": item.was, "now": item.now, "note": note, "plain": plain, "source": item.source}
    known = provenance(item, field, compiled, report)
    return without_empty(data | {"requested": requested, "entities": item.entities, **known, "x": item.x})


def add_about(
    claim: str,
    text: str,
    speaker: str | None,
    entities: Sequence[str],
    aliases: AliasTable,
    compiled: Compiled,
) -> None:
    """Whom a claim is about: those its author lists, and those its text names."""
    for entity in unique([*entities, *aliases.entities_in(text)]):
        if entity != speaker:
            compiled.add("claim_entity", claim, entity, "about")


def _check_appearance(item: Any, field: FieldPath, report: FileReport) -> None:
    for name in ("rating", "stance", "text"):
        value = getattr(item, name)
        if value and value != "maintained":
            code = "rating-conflict" if name == "rating" else "wrong-value"
            hint = f"move `{name}` to content/claims/{item.claim}.md"
            message = f"`{name}` of the shared claim `{item.claim}` stands in an article: it holds for all of them"
            report.add(code, message, (*field, name), hints=(hint,))


def _add_annotation(
    annotation: Annotation, article: str, claim: str | None, data: dict[str, Any], compiled: Compiled
) -> None:
    compiled.add(
        "annotation",
        article,
        annotation.id,
        annotation.kind,
        annotation.number,
        annotation.place,
        annotation.quote,
        claim,
        to_json(data),
    )
