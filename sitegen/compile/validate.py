"""Front matter → a typed record, or as much of it as is sound, with every problem reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from functools import cache
from operator import methodcaller
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError

from sitegen.compile.fields import kind_of
from sitegen.compile.front_matter import LISTS, FrontMatter, KnownFrontMatter
from sitegen.compile.plain_records import record_reader
from sitegen.compile.report import FileReport
from sitegen.compile.schema import Article, SiteFile
from sitegen.compile.yaml_text import FieldPath, YamlText
from sitegen.core.digest import digest
from sitegen.core.suggest import suggest

T = TypeVar("T", bound=BaseModel)

SYNONYMS = {
    "claimant": "speaker",
    "author_of_claim": "speaker",
    "said_by": "speaker",
    "who": "speaker",
    "date": "published",
    "link": "url",
    "description": "note",
    "text": "note",
    "position": "place",
    "tags": "topics",
    "lang": "language",
    "verdict_rating": "rating",
    "notes": "context",
}
"""What people write instead, where it isn't a misspelling."""

OF_THEMES = frozenset({"hover_cards", "colors", "colours", "fonts", "logo", "hide"})
"""What belongs into a theme.yaml, and not into site.yaml."""

STUBS = {"evidence": {"title": "…"}, "history": {"date": "9999"}}
"""List within a record → what stands for an item's missing part, so that the item goes on counting as one."""


EXAMPLES = {"date": "2024-03-14", "published": "2024-03-14"}
"""What a missing field could say."""

REPEATED = re.compile(r" <\d+>$")
"""How the YAML reader renames a key that is given twice."""


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def validate(kind: Any, data: Any, report: FileReport, required: dict[str, str]) -> tuple[Any, dict[str, list[int]]]:
    """Validate `data` as `kind`; report every problem.

    Returns the record, or the record without its broken parts (`required` fills in for missing top-level fields), and
    for each of `LISTS` the original index of every item kept. The record is None if nothing could be saved.
    """
    if not isinstance(data, dict):
        names = ", ".join(f"`{name}: …`" for name in required)
        wrong = "has no fields" if data is None else f"must be fields; here it is {kind_of(data)}"
        report.add("no-front-matter", f"the front matter {wrong}", hints=(f"write {names} and so on, a line each",))
        data = dict(required)
    try:
        return _adapter(kind).validate_python(data), {name: _indices(data.get(name)) for name in LISTS}
    except ValidationError as error:
        places = report_problems(error, data, report, kind)
    # First only the broken fields of an item are left out, so that its quote is still looked for; then the item.
    saved_data = _mend_items(data, places)
    for depth in (3, 3, 2):
        broken: set[FieldPath] = {
            place[:depth] if place[:1] and place[0] in LISTS else place[:1]
            for place in places
            if depth == 2 or not _item_of(place)
        }
        saved, kept = _without(saved_data, broken)
        for name, value in required.items():
            if name not in saved or saved[name] is None:
                saved[name] = value
        try:
            return _adapter(kind).validate_python(saved), kept
        except ValidationError as error:
            left = [_existing(saved, problem["loc"]) for problem in error.errors(include_url=False)]
            again: set[FieldPath] = {
                (place[0], kept[str(place[0])][int(place[1])]) for place in left if place[1:] and place[0] in LISTS
            }
            places = [place for place in places if place[:2] not in again] + [*again]
    return None, kept


def validate_front_matter(article: str, yaml: YamlText, report: FileReport) -> FrontMatter:
    """The front matter that this YAML says. Every problem is reported."""
    kept: Mapping[str, Sequence[int]]
    record = record_reader(Article)(yaml.value) if yaml.is_plain else None
    if record is not None:
        kept = {name: range(len(getattr(record, name))) for name in LISTS}
    else:
        record, kept = validate(Article, yaml.value, report, {"title": article, "published": "0001"})
    if record is None or report.diagnostics:
        return FrontMatter(record, kept)
    # Pydantic's own writer takes three times as long. Nothing that was read from YAML here can fail to be JSON.
    written = orjson.dumps(record, default=methodcaller("as_data"))
    return FrontMatter(record, kept, KnownFrontMatter(digest(report.source.yaml.encode()), written))


def report_problems(error: ValidationError, data: Any, report: FileReport, kind: Any) -> list[FieldPath]:
    """Report everything pydantic found wrong with `data`; the places concerned."""
    found = [(problem, _existing(data, problem["loc"])) for problem in error.errors(include_url=False)]
    # A misspelled field is one problem, not also the lack of the field that was meant.
    for problem, place in found:
        if problem["type"] == "extra_forbidden" and (meant := _meant(place, kind, problem["loc"][:-1])):
            report.note_broken((*place[:-1], meant))
    for problem, place in found:
        if problem["type"] != "missing" or not report.is_broken(place):
            _report(problem, place, report, kind)
    return [place for _, place in found]


def _item_of(place: FieldPath) -> FieldPath | None:
    """The item of a list within a record that a place lies in, if what is left of it can stand for it."""
    for at, name in enumerate(place[:-1]):
        if name in STUBS and isinstance(place[at + 1], int):
            return place[: at + 2]
    return None


def _mend_items(data: dict[str, Any], places: Iterable[FieldPath]) -> dict[str, Any]:
    """The data with broken items of `STUBS` mended: a list keeps its length, and every sound item its index."""
    broken: dict[FieldPath, set[Any]] = {}
    for place in places:
        if item := _item_of(place):
            broken.setdefault(item, set()).add(place[len(item)] if len(place) > len(item) else None)
    if not broken:
        return data
    mended: dict[str, Any] = deepcopy(data)
    for item, names in broken.items():
        holder: Any = mended
        for part in item[:-1]:
            holder = holder[part]
        given, stub = holder[item[-1]], STUBS[str(item[-2])]
        sound = {} if None in names or not isinstance(given, dict) else given  # or nothing of it can be kept
        holder[item[-1]] = stub | {
            name: value for name, value in sound.items() if name not in names and not name[:1].isdigit()
        }
    return mended


def _indices(value: Any) -> list[int]:
    return list(range(len(value))) if isinstance(value, list) else []


def _without(data: dict[str, Any], broken: set[FieldPath]) -> tuple[dict[str, Any], dict[str, list[int]]]:
    saved = {name: value for name, value in data.items() if (name,) not in broken}
    kept: dict[str, list[int]] = {}
    for name in LISTS:
        if isinstance(saved.get(name), list):
            kept[name] = [index for index in range(len(saved[name])) if (name, index) not in broken]
            items = [(index, saved[name][index]) for index in kept[name]]
            saved[name] = [
                {key: value for key, value in item.items() if (name, index, key) not in broken}
                if isinstance(item, dict)
                else item
                for index, item in items
            ]
        else:
            kept[name] = []
    return saved, kept


def _existing(data: Any, location: tuple[int | str, ...]) -> FieldPath:
    """The part of pydantic's location that is a path in the author's data (plus a missing last field)."""
    path: list[int | str] = []
    for part in location:
        in_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if in_list or (isinstance(data, dict) and part in data):
            data = data[part]
        elif isinstance(data, dict) and part == "published" and "date" in data:
            part, data = "date", data["date"]
        else:
            if isinstance(data, dict) and part == location[-1]:
                path.append(part)
            break
        path.append(part)
    return tuple(path)


def _report(problem: Any, place: FieldPath, report: FileReport, kind: Any) -> None:
    code, context = problem["type"], problem.get("ctx", {})
    name = next((part for part in reversed(place) if isinstance(part, str)), "")
    shown = f"`{name}`" if place and isinstance(place[-1], str) else f"this item of `{name}`" if name else "this file"
    if code == "extra_forbidden":
        if not REPEATED.search(name) and name != "<<":  # reported already: a second key of the same name, a merge
            hints = _instead(name, place, problem["input"], kind, problem["loc"][:-1])
            report.add("unknown-field", f"unknown field {shown}", place, hints=hints, at_key=True)
    elif code == "missing":
        if isinstance(problem["input"], dict) and len(problem["input"]) == 1 and " " in next(iter(problem["input"])):
            return  # `- She said: we agreed`: the colon is the problem
        around = [part for part in place[:-1] if isinstance(part, str)]
        where = (f"this item of `{around[-1]}`" if isinstance(place[-2], int) else f"`{around[-1]}`") if around else ""
        report.add(
            "missing-field",
            f"the field {shown} is missing" + (f" in {where}" if where else ""),
            place[:-1],
            hints=(f"add `{name}: {EXAMPLES.get(name, '…')}`",),
        )
    elif code in ("model_type", "dict_type", "model_attributes_type"):
        message = f"{shown} must be a mapping; here it is {kind_of(problem['input'])}"
        report.add("wrong-type", message, place, hints=("write fields below it, indented: `name: value`",))
    elif "words" in context:
        words = context["words"]
        message = words if words.startswith(("“", "the ", "evidence ")) else f"{shown} {words}"
        message = f"{shown}: {words}" if words.startswith(("“", "the ")) else message
        report.add(code, message, place, hints=[context["hint"]] if context["hint"] else [])
    else:
        report.add("wrong-type", f"{shown}: {problem['msg']}", place)


def _instead(name: str, place: FieldPath, value: Any, kind: Any, location: tuple[int | str, ...]) -> tuple[str, ...]:
    """What the author of an unknown field probably meant."""
    known = _known_fields(kind, location)
    if value is None and (" " in name or name[:1].isdigit()):
        # `{quote: We agreed on 12,000 prisoners}` has a key `000 prisoners`.
        return ("within { } a comma ends a value; put a text that has one in quotes",)
    if " " in name:
        # `- She said: we agreed` is a mapping for YAML.
        words = f"{name}: {value}" if isinstance(value, str) else f"{name}:"
        quoted = "'" + words.replace("'", "''") + "'"
        return (f"if it is text with a colon, put it in quotes: {'- ' * isinstance(place[-2:][0], int)}{quoted}",)
    if kind is SiteFile and not location and name in OF_THEMES:
        return ("a theme chooses that: write it into themes/NAME/theme.yaml, and `theme: NAME` here",)
    if meant := _meant(place, kind, location):
        return (f"did you mean `{meant}`?",)
    if not location:
        for field in LISTS:
            if field in known and name in _known_fields(kind, (field, 0)):
                return (f"`{name}` is a field of an item of `{field}`: indent it like the item's other fields",)
    return ("known fields: " + ", ".join(sorted(known)),)


def _meant(place: FieldPath, kind: Any, location: tuple[int | str, ...]) -> str | None:
    """The field that somebody meant by a name that doesn't exist."""
    name, known = str(place[-1]) if place else "", _known_fields(kind, location)
    if not name or " " in name:
        return None
    synonym = SYNONYMS.get(name.casefold())
    return synonym if synonym in known else suggest(name, known)


def _known_fields(kind: Any, location: tuple[int | str, ...]) -> set[str]:
    """The fields allowed at a location of the schema, read from its JSON Schema."""
    schema = _schema(kind)
    here = schema
    for part in (None, *location):
        if part is not None:
            here = here.get("items", {}) if isinstance(part, int) else here.get("properties", {}).get(part, here)
        while "$ref" in here or "anyOf" in here or "allOf" in here:
            if "$ref" in here:
                here = schema["$defs"][here["$ref"].rpartition("/")[2]]
            else:
                options = here.get("anyOf") or here["allOf"]
                here = next((option for option in options if option.get("type") != "null"), {})
    return set(here.get("properties", {})) - {"x-"}


@cache
def _schema(kind: Any) -> dict[str, Any]:
    return _adapter(kind).json_schema(by_alias=True)
