"""Types of fields: every value arrives as text (or a list or mapping of text) and is typed here.

A field's error carries one of our rule codes as its pydantic error type; `validate.py` turns it into a diagnostic.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Set
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from sitegen.compile.web_address import check_url
from sitegen.core.dates import is_date
from sitegen.core.ids import MAX_LENGTH, RESERVED_ANCHORS, is_id, slugify

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def fail(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """An error of a field under one of our rule codes."""
    return PydanticCustomError(code, "{words}", {"words": message, "hint": hint})


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise fail("wrong-type", f"must be text; here it is {kind_of(value)}", "write one value after the colon")
    # Nothing printable is a control character, and that is quicker to see.
    if not value.isprintable() and (found := _CONTROL.search(value)):
        raise fail("wrong-value", f"holds the invisible character U+{ord(found[0]):04X}", "remove it")
    return value.strip()


def _date(text: str) -> str:
    if not is_date(text):
        near = [date for date in _dates_like(text) if is_date(date)]
        hint = "write " + " or ".join(near) if near else "write 2024-03-14 (or 2024-03, or 2024, or 2024-03-14T09:00Z)"
        if not near and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-\d\d", text):
            hint = "there is no such day in that month"
        raise fail("bad-date", f"“{text}” isn't a date", hint)
    return text.replace(" ", "T")


def _day(text: str) -> str:
    if len(text) != len("2024-03-14"):
        raise fail("bad-date", f"“{text}” isn't a day", "write a day: 2024-03-14")
    return text


def _dates_like(text: str) -> list[str]:
    """What a date written in another way may mean; some of them may not exist."""
    if match := re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", text):
        return [f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"]
    if match := re.fullmatch(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", text):
        first, second = int(match[1]), int(match[2])
        orders = ((first, second), (second, first))
        return list(dict.fromkeys(f"{match[3]}-{month:02}-{day:02}" for day, month in orders))
    words = re.findall(r"[a-z]{3,}|\d+", text.lower())
    months = [_MONTHS.index(word[:3]) + 1 for word in words if word[:3] in _MONTHS]
    years = [word for word in words if len(word) == 4 and word.isdigit()]
    days = [f"-{int(word):02}" for word in words if word.isdigit() and len(word) < 3]
    return [f"{years[0]}-{months[0]:02}{(days or [''])[0]}"] if years and months else []


def id_hints(text: str) -> str:
    """What to write instead of a text that can't be an id."""
    rule = f"an id has lower-case letters a-z, digits and hyphens, at most {MAX_LENGTH}"
    path = text.removesuffix(".md")
    near = slugify(path.rpartition("/")[2] if path != text else text)
    return f"did you mean `{near}`? {rule}" if near else rule


def _id(text: str) -> str:
    if not is_id(text):
        raise fail("bad-id", f"“{text}” can't be an id", id_hints(text))
    return text


def _source_id(text: str) -> str:
    if " " in text:
        title = json.dumps(text, ensure_ascii=False)  # a scalar in quotes, for YAML, too
        hint = f"give what is in print as a title: `{{title: {title}}}`; an entry of sources.yaml is named by its id"
        raise fail("bad-id", f"“{text}” can't be the id of a source", hint)
    return _id(text)


def _anchor_id(text: str) -> str:
    if RESERVED_ANCHORS.fullmatch(text):
        hint = "ids beginning with p-, r-, h-, fn-, fnref- and sg- are the page's own; choose another beginning"
        raise fail("bad-id", f"the id “{text}” is reserved", hint)
    return text


def _url(text: str) -> str:
    problem = check_url(text)
    if problem:
        raise fail("bad-url", f"the address “{text}” {problem}", "write https://…, http://… or mailto:…")
    return text


def _flag(value: Any) -> Any:
    if isinstance(value, str) and value.lower() in ("true", "yes", "on"):
        return True
    if isinstance(value, str) and value.lower() in ("false", "no", "off"):
        return False
    raise fail("wrong-type", f"must be true or false; here it is {_shown(value)}", "write `true`, or leave it out")


def _whole(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}", value):
        return int(value)
    raise fail("wrong-type", f"must be a whole number; here it is {_shown(value)}", "write digits: 1, 2, 3 …")


def _language(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", text):
        raise fail("wrong-value", f"“{text}” isn't a language", "write a BCP 47 tag: en, de, he, pt-BR")
    return text


def one_of(*words: str) -> AfterValidator:
    """Only these words."""

    def check(text: str) -> str:
        if text not in words:
            from sitegen.core.suggest import did_you_mean

            hint = "; ".join((*did_you_mean(text, words), "allowed: " + ", ".join(words)))
            raise fail("wrong-value", f"“{text}” isn't one of the words allowed here", hint)
        return text

    return AfterValidator(check)


def _list(value: Any) -> Any:
    if isinstance(value, list):
        return value
    hint = "begin each item with “- ”"
    if isinstance(value, str):
        short = re.fullmatch(r"[\w-]+", value)
        hint += f" on a line of its own, or write [{value}]" if short else " on a line of its own"
        hint = "write a space after the dash" if re.match(r"-\w", value) else hint
    raise fail("wrong-type", f"must be a list; here it is {kind_of(value)}", hint)


def _shown(value: Any) -> str:
    return f"“{value}”" if isinstance(value, str) else kind_of(value)


def kind_of(value: Any) -> str:
    """What an author would call this value."""
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "text"


def short_form(make: Callable[[str], Mapping[str, Any]]) -> BeforeValidator:
    """A string where a mapping may stand: `make` turns it into the mapping."""

    def lengthen(value: Any) -> Any:
        return dict(make(value)) if isinstance(value, str) else value

    return BeforeValidator(lengthen)


def dated_short_form(value: Any) -> Any:
    """`DATE: text` → {date, note}; anything else is left alone."""
    if isinstance(value, dict) and len(value) == 1:
        ((key, text),) = value.items()
        if isinstance(text, str) and re.match(r"\d", key):
            return {"date": key, "note": text}
    return value


def _list_of(item: Any) -> Any:
    return Annotated[list[item], BeforeValidator(_list)]


def without_controls(text: str) -> str:
    """The text without the invisible characters that no field may hold."""
    return text if text.isprintable() else _CONTROL.sub("", text)


Text = Annotated[str, BeforeValidator(_text)]
Date = Annotated[Text, AfterValidator(_date)]
Day = Annotated[Date, AfterValidator(_day)]
Id = Annotated[Text, AfterValidator(_id)]
SourceId = Annotated[Text, AfterValidator(_source_id)]
AnchorId = Annotated[Id, AfterValidator(_anchor_id)]
Url = Annotated[Text, AfterValidator(_url)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
Language = Annotated[Text, AfterValidator(_language)]
Texts = Annotated[list[Text], BeforeValidator(_list)]
Ids = Annotated[list[Id], BeforeValidator(_list)]
Urls = Annotated[list[Url], BeforeValidator(_list)]
TextOrTexts = Annotated[list[Text], BeforeValidator(lambda value: [value] if isinstance(value, str) else _list(value))]


@cache
def _names(kind: type[BaseModel]) -> frozenset[str]:
    """What an author calls the fields of a record."""
    return frozenset(field.alias or name for name, field in kind.model_fields.items())


class Record(BaseModel):
    """A mapping of the data model. Unknown fields are errors; `x-…` fields are kept for templates."""

    # Validators are made when a record of their kind is first read: all of them take longer than compiling an article.
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, defer_build=True)

    x: dict[str, Any] = Field(default_factory=dict, alias="x-")

    @classmethod
    def implied(cls, given: Set[str]) -> dict[str, Any]:
        """What else can be read from a record, by name. `given`: the fields that were written."""
        del given
        return {}

    def as_data(self) -> dict[str, Any]:
        """All that can be read from the record, by name, to be written as JSON: so its parts are records still."""
        return {**vars(self), **self.implied(self.model_fields_set)}

    @model_validator(mode="before")
    @classmethod
    def _set_aside(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            named = [field.alias or name for name, field in cls.model_fields.items() if name in cls.__annotations__]
            hint = f"write fields: {', '.join(f'{name}: …' for name in named[:3])}"
            if "date" in named:
                hint = "write `- 2024-03-14: what happened`, or fields: " + hint.partition(": ")[2]
            raise fail("wrong-type", f"must be a mapping; here it is {kind_of(value)}", hint)
        known = _names(cls)
        if value.keys() <= known and None not in value.values():
            return value
        kept = {}
        extra = {}
        for name, item in value.items():
            if name.startswith("x-") and name != "x-":
                extra[name] = item
            elif item is not None or name not in known:
                kept[name] = item
        if extra:
            kept["x-"] = extra
        return kept
