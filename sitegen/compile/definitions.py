"""Files that articles refer to → rows: shared claims, entities, sources, plain pages."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from sitegen.compile import schema
from sitegen.compile.claims import add_about, correction_data, proposition
from sitegen.compile.compiled import Compiled, to_json, unique, without_empty
from sitegen.compile.fields import id_hints, kind_of
from sitegen.compile.mentions import AliasTable
from sitegen.compile.records import (
    check_order,
    check_rating,
    check_stance,
    evidence_data,
    provenance,
    refer_to_agent,
    reference_data,
    review_data,
)
from sitegen.compile.report import FileReport, field_name
from sitegen.compile.rich import compile_rich
from sitegen.compile.validate import REPEATED, validate
from sitegen.core.folding import fold_text
from sitegen.core.ids import RESERVED_PAGES, is_id, slugify
from sitegen.core.options import SiteOptions

ORGANIZATIONS = frozenset(
    "Organization NewsMediaOrganization GovernmentOrganization NGO Corporation EducationalOrganization "
    "PoliticalParty ResearchOrganization LibrarySystem PerformingGroup SportsOrganization MedicalOrganization "
    "Airline Consortium FundingScheme OnlineBusiness Project WorkersUnion Periodical Newspaper".split()
)
PLACES = frozenset(
    "Place City Country State AdministrativeArea Landform LandmarksOrHistoricalBuildings Residence CivicStructure "
    "LocalBusiness TouristAttraction Continent BodyOfWater".split()
)
EVENTS = frozenset(
    "Event PublicationEvent BusinessEvent SocialEvent BroadcastEvent Hackathon DeliveryEvent ExhibitionEvent".split()
)
FOLDER_TYPES = {
    "people": "Person",
    "persons": "Person",
    "person": "Person",
    "organizations": "Organization",
    "organisations": "Organization",
    "organization": "Organization",
    "organisation": "Organization",
    "orgs": "Organization",
    "outlets": "NewsMediaOrganization",
    "media": "NewsMediaOrganization",
    "places": "Place",
    "place": "Place",
    "events": "Event",
    "event": "Event",
}


def entity_kind(kind: str) -> str | None:
    """person, organization, place or event for a schema.org type; None if it is none of them."""
    if kind == "Person":
        return "person"
    if kind in ORGANIZATIONS or kind.endswith("Organization"):
        return "organization"
    if kind in PLACES:
        return "place"
    return "event" if kind in EVENTS or kind.endswith("Event") else None


def compile_entity(entity: str, folder: str, data: Any, report: FileReport) -> Compiled:
    """Rows of an entity. The folder's last name may give its type."""
    compiled = Compiled()
    record, _ = validate(schema.Entity, data, report, {"name": entity})
    if record is None:
        compiled.add("entity", entity, "organization", "Organization", entity, None, None, "#", 0)
        return compiled
    entity = record.id or entity
    given = record.type or FOLDER_TYPES.get(folder.rpartition("/")[2].lower())
    kind = entity_kind(given) if given else None
    if kind is None:
        from sitegen.core.suggest import suggest

        known = {"Person", *ORGANIZATIONS, *PLACES, *EVENTS}
        near = given and next((word for word in sorted(known) if word.lower() == given.lower()), suggest(given, known))
        report.add(
            "wrong-value" if given else "missing-field",
            f"the type “{given}” isn't a Person, Organization, Place or Event" if given else "the entity has no `type`",
            ("type",),
            hints=(f"did you mean `{near}`?",) if near else ("write `type: Person` (or Organization, Place, Event)",),
        )
        kind, given = "organization", "Organization"
    initial = next((c for c in slugify(record.name).upper() if c.isalpha()), "#")
    row = (entity, kind, given, record.name, record.language, record.description, initial, int(record.draft))
    compiled.add("entity", *row)
    compiled.is_draft = record.draft
    for name in ("parent", "part_of"):
        if value := getattr(record, name):
            compiled.refer(name, "entity", value)
    roles = [_role_data(role, index, compiled, report) for index, role in enumerate(record.roles)]
    check_order(record.start, record.end, "ends on {later}, but begins on {earlier}", ("end",), report)
    body = compile_rich(report.source.body, folder, None, compiled, report)[0] if report.source.body.strip() else None
    kept = "aliases wikidata viaf same_as ownership parent start end part_of geo x".split()
    detail = {name: getattr(record, name) for name in kept}
    if record.description_source:
        here = ("description_source",)
        detail["description_source"] = reference_data(record.description_source, here, "source", compiled, report)
        if not (record.description or report.is_broken(("description",))):
            message = "`description_source` says where the description is from, and there is no `description`"
            report.add("missing-field", message, here, at_key=True, hints=("add `description:`, one sentence",))
    detail["roles"] = roles
    compiled.add("entity_detail", entity, to_json(without_empty(detail | {"body": body})))
    names = {"aliases": [record.name, *record.aliases], "name": [record.name], "none": []}[record.mentions]
    for words in unique(names):
        compiled.add("alias", entity, fold_text(words).strip())
    for slug in unique(map(slugify, (record.name, *record.aliases))):
        if slug != entity:
            compiled.add("entity_slug", slug, entity)
    for old in record.redirect_from:
        compiled.add("redirect", "entity", old, entity)
    return compiled


def _role_data(role: schema.Role, index: int, compiled: Compiled, report: FileReport) -> dict[str, Any]:
    here = ("roles", index)
    refer_to_agent(role.at, (*here, "at"), compiled, report, kind="entity", warn=False)
    check_order(role.from_, role.to, "until {later}, but from {earlier}", (*here, "to"), report)
    data = without_empty(role.model_dump(by_alias=True, exclude={"x", "source"}))
    if role.source:
        data["source"] = reference_data(role.source, (*here, "source"), "source", compiled, report)
    return data


def compile_claim(
    claim: str, folder: str, data: Any, report: FileReport, options: SiteOptions, aliases: AliasTable
) -> Compiled:
    """Rows of a shared claim."""
    compiled = Compiled()
    record, _ = validate(schema.SharedClaim, data, report, {"claim": claim})
    if record is None:
        compiled.add("claim", claim, None, claim, None, None, None, "maintained", options.language, 0)
        return compiled
    claim = record.id or claim
    refer_to_agent(record.speaker, ("speaker",), compiled, report)
    for index, agent in enumerate(record.quoted_by):
        refer_to_agent(agent, ("quoted_by", index), compiled, report)
    for index, other in enumerate(record.related):
        compiled.refer(field_name(("related", index)), "claim", other)
    if record.first_appearance and is_id(record.first_appearance):
        compiled.refer("first_appearance", "article", record.first_appearance)
    check_rating(record, (), options.ratings, report)
    check_stance(record, (), report)
    detail = proposition(record, (), folder, compiled, report)
    if report.source.body.strip():
        detail["body"] = compile_rich(report.source.body, folder, None, compiled, report)[0]
    detail |= {
        "quoted_by": record.quoted_by,
        "attribution": record.attribution,
        "said_at": record.said_at,
        "first_appearance": record.first_appearance,
        "appearances": record.appearances,
        "review": review_data(record.review, ("review",), compiled, report),
        **provenance(record, (), compiled, report),
        "related": record.related,
        "entities": record.entities,
        "x": record.x,
    }
    for old in record.redirect_from:
        compiled.add("redirect", "claim", old, claim)
    language = record.language or options.language
    draft = int(record.draft or record.review.status == "draft")
    row = (record.claim, record.speaker, record.said_on, record.rating, record.stance, language, draft)
    compiled.add("claim", claim, None, *row)
    compiled.is_draft = bool(draft)
    compiled.add("claim_detail", claim, None, to_json(without_empty(detail)))
    for entity, role in [(record.speaker, "by"), *((agent, "quoted_by") for agent in record.quoted_by)]:
        if entity and is_id(entity):
            compiled.add("claim_entity", claim, entity, role)
    add_about(claim, record.claim, record.speaker, record.entities, aliases, compiled)
    for index, item in enumerate(record.corrections):
        field = ("corrections", index)
        issuer = None if item.issued_by == "us" else item.issued_by
        text = to_json(correction_data(item, field, folder, compiled, report))
        made = item.id or f"correction-{index + 1}"
        own = int(issuer is None)
        compiled.add("correction", made, None, claim, own, item.date, item.date[:4], item.kind, issuer, text)
        for entity in unique([issuer, record.speaker, *item.entities]):
            if is_id(entity):
                compiled.add("correction_entity", None, made, claim, entity)
    return compiled


def compile_sources(data: Any, report: FileReport) -> Compiled:
    """Rows of `sources.yaml`: a mapping of ids to evidence."""
    compiled = Compiled()
    if data is None:
        return compiled
    if not isinstance(data, dict):
        hint = "write `an-id:` and below it, indented, `title: …` and `url: …`"
        report.add("wrong-type", f"the file must be a mapping; here it is {kind_of(data)}", (), hints=(hint,))
        return compiled
    for source, item in data.items():
        if not is_id(source):
            if not REPEATED.search(source):  # a second entry of the same id is reported already
                report.add("bad-id", f"“{source}” can't be an id", (source,), at_key=True, hints=(id_hints(source),))
            continue
        record = _validate_item(item, source, report)
        if record is None:
            compiled.add("source", source, "{}")
            continue
        found = evidence_data([record], (source,), "content", compiled, report)
        compiled.add("source", source, to_json(found[0]))
    return compiled


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(dict[str, schema.Evidence])


def _validate_item(item: Any, source: str, report: FileReport) -> Any:
    from pydantic import ValidationError

    from sitegen.compile.validate import report_problems

    try:
        return _adapter().validate_python({source: item})[source]
    except ValidationError as error:
        report_problems(error, {source: item}, report, dict[str, schema.Evidence])
        return None


def compile_page(page: str, folder: str, data: Any, report: FileReport) -> Compiled:
    """Rows of a plain page."""
    compiled = Compiled()
    record, _ = validate(schema.PlainPage, data, report, {"title": page})
    if record is None:
        compiled.add("plain_page", page, page, 100, 0, 0)
        return compiled
    page = record.id or page
    if page in RESERVED_PAGES:
        report.add(
            "output-collision",
            f"a page can't be called `{page}`: that address is taken by the site itself",
            ("id",) if record.id else ("title",),
            hints=("rename the file, or give it another `id:`",),
        )
    body, _ = compile_rich(report.source.body, folder, None, compiled, report)
    compiled.add("plain_page", page, record.title, record.order, int(record.menu), int(record.draft))
    compiled.is_draft = record.draft
    detail = {"body": body, "description": record.description, "language": record.language, "x": record.x}
    compiled.add("plain_page_body", page, to_json(without_empty(detail)))
    return compiled
