"""The data model: what an author may write, field by field (`design/data-model.md` of the specification).

Names are the field's: W3C Web Annotation for quotes, schema.org for claims, newsroom practice for corrections.
Short forms (a string) are accepted wherever a long form (a mapping) is.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from sitegen.compile.fields import (
    AnchorId,
    Date,
    Day,
    Flag,
    Id,
    Ids,
    Language,
    Record,
    SourceId,
    Text,
    TextOrTexts,
    Texts,
    Url,
    Urls,
    Whole,
    _list,
    dated_short_form,
    fail,
    one_of,
    short_form,
)

Place = Annotated[Text, one_of("title", "subtitle", "caption", "body")]
Stance = Annotated[Text, one_of("maintained", "revised", "withdrawn", "denied")]
Attribution = Annotated[Text, one_of("direct", "indirect", "paraphrase", "unattributed")]
Relation = Annotated[Text, one_of("supports", "disputes", "context")]
CorrectionKind = Annotated[Text, one_of("correction", "clarification", "update", "editors-note", "retraction")]
NoteKind = Annotated[Text, one_of("background", "loaded-language", "missing-context", "translation", "disputed-term")]
Outcome = Annotated[Text, one_of("corrected", "clarified", "refused", "no-answer", "pending")]
EventKind = Annotated[
    Text,
    one_of("note", "said", "repeated", "checked", "rated", "revised", "withdrawn", "denied", "corrected", "maintained"),
]
ReviewStatus = Annotated[Text, one_of("draft", "in-review", "published", "withdrawn")]


class Quote(Record):
    """W3C TextQuoteSelector (Web Annotation Data Model, 4.2.4)."""

    exact: Text
    prefix: Text = ""
    suffix: Text = ""


class _Reference(Record):
    """Where something is written: on the web, in an entry of `sources.yaml`, in print."""

    url: Url | None = None
    source: SourceId | None = None
    title: Text | None = None
    publisher: Text | None = None
    author: Text | None = None
    published: Date | None = None
    accessed: Date | None = None
    archived: Url | None = None


class _Evidence(_Reference):
    quote: Text | None = None
    note: Text | None = None
    relation: Relation = "context"


def _lengthen_reference(text: str) -> dict[str, str]:
    return {"url": text} if "/" in text or ":" in text else {"source": text}


def _says_where(lacks: str) -> AfterValidator:
    """`lacks`: how the message begins; that of a single field begins with its name by itself."""

    def check(value: _Reference) -> _Reference:
        if not (value.url or value.source or value.title):
            message = f"{lacks} a `url`, a `source` id or, for print, a `title`"
            raise fail("missing-field", message, "add `url: https://…`")
        return value

    return AfterValidator(check)


Reference = Annotated[_Reference, short_form(_lengthen_reference), _says_where("needs")]
Evidence = Annotated[_Evidence, short_form(_lengthen_reference), _says_where("evidence needs")]
EvidenceList = Annotated[list[Evidence], BeforeValidator(_list)]


class SourceRecord(_Evidence):
    """An entry of `content/sources.yaml`."""


class _Event(Record):
    date: Date
    event: EventKind = "note"
    to: Text | None = None
    by: Text | None = None
    note: Text | None = None
    source: Text | None = None


History = Annotated[list[Annotated[_Event, BeforeValidator(dated_short_form)]], BeforeValidator(_list)]


class Requested(Record):
    """Who asked for a correction, and what came of it."""

    date: Date
    by: Text | None = None
    outcome: Outcome = "pending"


class _Review(Record):
    status: ReviewStatus = "published"
    by: Text | None = None
    reviewed_by: Text | None = None
    date: Date | None = None
    note: Text | None = None


Review = Annotated[_Review, short_form(lambda text: {"status": text})]


class _Provenance(Record):
    by: Text | None = None
    created: Date | None = None
    modified: Date | None = None
    entities: Ids = Field(default_factory=list)


class _Anchored(_Provenance):
    id: AnchorId | None = None
    quote: Annotated[Quote, short_form(lambda text: {"exact": text})] | None = None
    prefix: Text = ""
    suffix: Text = ""
    occurrence: Whole | None = None
    place: Place = Field("body", alias="in")


class _Claim(_Anchored):
    quote: Annotated[Quote, short_form(lambda text: {"exact": text})]
    claim: Id | None = None
    text: Text | None = None
    speaker: Text | None = None
    quoted_by: TextOrTexts = Field(default_factory=list)
    attribution: Attribution | None = None
    said_on: Date | None = None
    said_at: Text | None = None
    rating: Text | None = None
    verdict: Text | None = None
    stance: Stance = "maintained"
    evidence: EvidenceList = Field(default_factory=list)
    history: History = Field(default_factory=list)
    note: Text | None = None
    reviewed_by: Text | None = None

    @property
    def is_short(self) -> bool:
        """Whether nothing was written but the quote."""
        return bool(self.implied(self.model_fields_set)["is_short"])

    @classmethod
    def implied(cls, given: Set[str]) -> dict[str, Any]:
        return {"is_short": given <= {"quote"}}


Claim = Annotated[_Claim, short_form(lambda text: {"quote": text})]


class _Correction(_Anchored):
    date: Date
    kind: CorrectionKind = "correction"
    issued_by: Text | None = None
    was: Text | None = None
    now: Text | None = None
    note: Text | None = None
    claim: Id | None = None
    source: Text | None = None
    requested: Requested | None = None


Correction = Annotated[_Correction, BeforeValidator(dated_short_form)]
Corrections = Annotated[list[Correction], BeforeValidator(_list)]


class _ContextNote(_Anchored):
    note: Text
    kind: NoteKind = "background"
    neutral: Text | None = None
    technique: Text | None = None
    evidence: EvidenceList = Field(default_factory=list)


ContextNote = Annotated[_ContextNote, short_form(lambda text: {"note": text})]


class _Source(Record):
    url: Url | None = None
    archived: Url | None = None
    accessed: Date | None = None
    copy_: Text | None = Field(None, alias="copy")
    text_sha256: Text | None = None
    status: Annotated[Text, one_of("live", "changed", "gone")] | None = None


class _Translated(Record):
    from_: Language = Field(alias="from")
    by: Text | None = None
    original: Text | None = None


def _published_from_date(value: Any) -> Any:
    if isinstance(value, dict) and "date" in value and value.get("published") is None:
        value = dict(value)
        value["published"] = value.pop("date")
    return value


class _Article(Record):
    id: Id | None = None
    title: Text
    published: Date
    type: Text = "NewsArticle"
    subtitle: Text | None = None
    caption: Text | None = None
    publisher: Text | None = None
    author: TextOrTexts = Field(default_factory=list)
    language: Language | None = None
    about: Ids = Field(default_factory=list)
    source: Annotated[_Source, short_form(lambda text: {"url": text})] | None = None
    original: Flag = False
    review: Review = Field(default_factory=lambda: _Review.model_validate({}))
    place: Text | None = None
    topics: Texts = Field(default_factory=list)
    summary: Text | None = None
    rights: Text | None = None
    translated: _Translated | None = None
    redirect_from: Ids = Field(default_factory=list)
    draft: Flag = False
    created: Date | None = None
    modified: Date | None = None
    claims: Annotated[list[Claim], BeforeValidator(_list)] = Field(default_factory=list)
    corrections: Corrections = Field(default_factory=list)
    context: Annotated[list[ContextNote], BeforeValidator(_list)] = Field(default_factory=list)


Article = Annotated[_Article, BeforeValidator(_published_from_date)]


class SharedClaim(_Provenance):
    """A proposition that several articles share: `content/claims/ID.md`."""

    id: AnchorId | None = None
    claim: Text
    speaker: Text | None = None
    said_on: Date | None = None
    said_at: Text | None = None
    first_appearance: Text | None = None
    rating: Text | None = None
    verdict: Text | None = None
    stance: Stance = "maintained"
    attribution: Attribution | None = None
    quoted_by: TextOrTexts = Field(default_factory=list)
    appearances: Urls = Field(default_factory=list)
    evidence: EvidenceList = Field(default_factory=list)
    history: History = Field(default_factory=list)
    corrections: Corrections = Field(default_factory=list)
    review: Review = Field(default_factory=lambda: _Review.model_validate({}))
    reviewed_by: Text | None = None
    note: Text | None = None
    related: Ids = Field(default_factory=list)
    language: Language | None = None
    draft: Flag = False
    redirect_from: Ids = Field(default_factory=list)


class Role(Record):
    """What a person was, where and when."""

    role: Text
    at: Text | None = None
    from_: Date | None = Field(None, alias="from")
    to: Date | None = None
    source: Reference | None = None


def _qid(value: Any) -> Any:
    import re

    if not isinstance(value, str) or not re.fullmatch(r"Q[1-9]\d{0,11}|Q0+", value):
        shown = value if isinstance(value, str) else "…"
        hint = f"write Q{shown}" if shown.isdigit() else "write the item's Q number, such as Q9684"
        raise fail("wrong-value", f"“{shown}” isn't a Wikidata item", hint)
    return value


class Entity(Record):
    """A person, organisation, place or event: `content/entities/**/ID.md`."""

    id: Id | None = None
    type: Text | None = None
    name: Text
    aliases: Texts = Field(default_factory=list)
    language: Language | None = None
    description: Text | None = None
    description_source: Reference | None = None
    wikidata: Annotated[str, BeforeValidator(_qid)] | None = None
    viaf: Text | None = None
    same_as: Urls = Field(default_factory=list)
    ownership: Text | None = None
    parent: Id | None = None
    roles: Annotated[list[Role], BeforeValidator(_list)] = Field(default_factory=list)
    start: Date | None = None
    end: Date | None = None
    geo: Text | None = None
    part_of: Id | None = None
    mentions: Annotated[Text, one_of("aliases", "name", "none")] = "aliases"
    redirect_from: Ids = Field(default_factory=list)
    draft: Flag = False


class PlainPage(Record):
    """A page of its own: about, how we rate, corrections policy."""

    id: Id | None = None
    title: Text
    description: Text | None = None
    order: Whole = 100
    menu: Flag = False
    draft: Flag = False
    language: Language | None = None


class _FrozenParty(Record):
    """Whom a frozen correction names: the name as it was, and the entity it stood for."""

    name: Text
    id: Id | None = None
    language: Language | None = None


FrozenParty = Annotated[_FrozenParty, short_form(lambda text: {"name": text})]


class _FrozenRequest(Record):
    date: Date
    by: FrozenParty | None = None
    outcome: Outcome = "pending"


class _FrozenSource(Record):
    url: Url | None = None
    title: Text | None = None


class FrozenCorrection(Record):
    """A correction as the log showed it on the day of an edition: words, and the ids they stood for."""

    date: Date
    kind: CorrectionKind
    article: Id | None = None
    claim: Id | None = None
    id: AnchorId
    title: Text
    language: Language | None = None
    publisher: FrozenParty | None = None
    own: Flag = False
    quote: Text | None = None
    was: Text | None = None
    now: Text | None = None
    note: Text | None = None
    issued_by: FrozenParty
    source: Annotated[_FrozenSource, short_form(lambda text: {"url": text})] | None = None
    requested: _FrozenRequest | None = None


class Edition(Record):
    """The corrections log as it was on a day: `content/editions/DATE.yaml`, made by `sitegen edition`."""

    date: Day
    frozen: Day
    sha256: Text
    corrections: Annotated[list[FrozenCorrection], BeforeValidator(_list)]


class _Publisher(Record):
    name: Text
    url: Url | None = None
    email: Text | None = None


class _Ratings(Record):
    scale: Texts | None = None
    other: Texts | None = None
    labels: dict[str, Text] = Field(default_factory=dict)
    method: Id | None = None


class SiteFile(Record):
    """`site.yaml`."""

    title: Text
    base_url: Url | None = None
    language: Language = "en"
    description: Text | None = None
    publisher: Annotated[_Publisher, short_form(lambda text: {"name": text})] | None = None
    corrections_policy: Id | None = None
    license: Text | None = None
    ratings: _Ratings | None = None
    theme: Id = "default"
    feeds: Flag | None = None
    structured_data: Flag | None = None
    search: Flag = True
    fingerprint: Flag = True
    links: Annotated[Text, one_of("folders", "files")] = "folders"
