"""A short way past pydantic for front matter in which nothing is wrong: the functions that the schema names for its
fields are called, and nothing else.

They stand in `schema.py` and `fields.py`; here they are only put together. Whatever looks otherwise — and all that is
wrong — is left to pydantic, which can tell what it is: a reader then gives nothing. Texts are taken to be printable, as
`plain_yaml.py` has them. `tests/compile/test_plain_records.py` compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BeforeValidator

from sitegen.compile.fields import Record, _text

_Read = Callable[[Any], Any]

_SHORTER: dict[_Read, _Read] = {_text: str.strip}
"""What a field is read by, and what is left of it where nothing invisible can be found."""


@dataclass
class PlainRecord:
    """A record as plain attributes. What orjson writes of a dataclass is all that an object holds."""


@cache
def record_reader(kind: Any) -> _Read:
    """What reads data as a record of this kind, with the attributes that pydantic would give it; None if pydantic must
    read them."""
    read = _reader(kind)

    def read_record(data: Any) -> Any:
        try:
            return read(data)
        except (LookupError, AttributeError, TypeError, ValueError):
            return None  # a field that is unknown or missing; no mapping; what a field's own function refuses

    return read_record


@cache
def _reader(kind: Any) -> _Read:
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *steps = get_args(kind)
        functions: list[Any] = [step.func for step in reversed(steps) if isinstance(step, BeforeValidator)]
        functions += [] if inner in (str, int, bool) else [_reader(inner)]
        functions += [step.func for step in steps if isinstance(step, AfterValidator)]
        read_all: _Read = reduce(_then, [_SHORTER.get(function, function) for function in functions])
        return read_all
    if origin in (Union, UnionType):
        (some,) = (part for part in get_args(kind) if part is not type(None))  # a field of None counts as absent
        return _reader(some)
    if origin is list:
        read = _reader(get_args(kind)[0])
        return lambda items: [read(item) for item in items]
    return _record_reader(kind)


def _then(first: _Read, second: _Read) -> _Read:
    return lambda value: second(first(value))


def _record_reader(kind: type[Record]) -> _Read:
    hints = get_type_hints(kind, include_extras=True)
    # The author's own fields (`x-…`) are unknown here.
    fields = {
        field.alias or name: (name, _reader(hints[name])) for name, field in kind.model_fields.items() if name != "x"
    }
    required = [name for name, field in kind.model_fields.items() if field.is_required()]
    # Nobody changes a record, so what is absent may be one and the same in all.
    absent = {
        name: None if name in required else _plain(field.get_default(call_default_factory=True))
        for name, field in kind.model_fields.items()
    }
    implies = bool(kind.implied(frozenset()))

    def read(value: dict[str, Any]) -> PlainRecord:
        record = PlainRecord()
        found = record.__dict__ = absent.copy()
        for key, item in value.items():
            name, read_field = fields[key]
            if item is not None:
                found[name] = read_field(item)
        for name in required:
            if found[name] is None:
                raise LookupError
        if implies:
            found |= kind.implied({fields[key][0] for key, item in value.items() if item is not None})
        return record

    return read


def _plain(default: Any) -> Any:
    if not isinstance(default, Record):
        return default
    record = PlainRecord()
    record.__dict__ = default.as_data()
    return record
