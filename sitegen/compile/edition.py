"""An edition of the corrections log → rows: what it says, if nobody changed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sitegen.compile import schema
from sitegen.compile.compiled import Compiled, given_fields, plain_fields, to_json, without_empty
from sitegen.compile.fields import kind_of
from sitegen.compile.report import FileReport
from sitegen.compile.validate import report_problems
from sitegen.core.digest import digest_value

PART = 100
"""Corrections on one page."""

US = "us"
"""The site itself, as who issues a correction."""


def edition_digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of what an edition's file says but for its `sha256`: all its values as text, as JSON in UTF-8 without
    spaces, the keys in alphabetical order.
    """
    return digest_value({name: value for name, value in data.items() if name != "sha256"})


def compile_edition(day: str, data: Any, report: FileReport) -> Compiled:
    """Rows of an edition. `day` is what its file's name says."""
    compiled = Compiled()
    _check_digest(day, data, report)
    record = _validate(data, report)
    if record is None:
        compiled.add("edition", day, day, "", 0, 0)
        return compiled
    file = report.source.path.rpartition("/")[2]
    if file != f"{record.date}.yaml":
        message = f"the edition of {record.date} is in a file called {file}"
        report.add(
            "wrong-value",
            message,
            ("date",),
            hints=(f"rename the file to {record.date}.yaml; if it is a copy of that one, delete it",),
        )
    entries = [_entry(item) for item in record.corrections]
    _check_once(entries, report)
    starts = range(0, max(len(entries), 1), PART)
    compiled.add("edition", record.date, record.frozen, record.sha256, len(entries), len(starts))
    for number, start in enumerate(starts, 1):
        compiled.add("edition_part", f"{record.date} {number}", to_json(entries[start : start + PART]))
    return compiled


def _check_digest(day: str, data: Any, report: FileReport) -> None:
    given = data.get("sha256") if isinstance(data, dict) else None
    if isinstance(given, str) and given != edition_digest(data):
        report.add(
            "edition-changed",
            f"the edition of {day} doesn't say what it said when it was frozen",
            ("sha256",),
            hints=(
                "restore the file (version control shows what changed): readers cite it as it was",
                "or, if it may not stay, delete it, and freeze the log under another date: sitegen edition",
            ),
        )


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(schema.Edition)


def _validate(data: Any, report: FileReport) -> Any:
    if not isinstance(data, dict):
        wrong = "is empty" if data is None else f"must be a mapping; here it is {kind_of(data)}"
        report.add("wrong-type", f"the file {wrong}", (), hints=("restore it: `sitegen edition` made it",))
        return None
    try:
        return _adapter().validate_python(data)
    except ValidationError as error:
        report_problems(error, data, report, schema.Edition)
        return None


def _entry(item: Any) -> dict[str, Any]:
    """A frozen correction as plain data, with the element id it has on its page, as the log's own entries have."""
    parts = {name: _plain(getattr(item, name)) for name in ("publisher", "issued_by", "source")}
    if item.issued_by.name == US and not item.issued_by.id:
        parts["issued_by"] = {}
    requested = item.requested and plain_fields(item.requested) | {"by": _plain(item.requested.by)}
    anchor = f"{item.article or item.claim or ''}_{item.id}"
    return without_empty(
        plain_fields(item) | parts | {"requested": requested and without_empty(requested), "anchor": anchor}
    )


def _plain(record: Any) -> dict[str, Any]:
    return given_fields(record) if record else {}


def _check_once(entries: Iterable[Mapping[str, Any]], report: FileReport) -> None:
    seen: set[tuple[str | None, ...]] = set()
    for index, entry in enumerate(entries):
        key = (entry.get("article"), entry.get("claim"), entry["id"])
        if key in seen:
            message = f"the correction `{entry['id']}` of `{key[0] or key[1]}` is there twice"
            report.add("duplicate-id", message, ("corrections", index, "id"), hints=("restore the file",))
        seen.add(key)
