"""Parts of records that several kinds of file have (evidence, history, review) → plain data for the catalog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sitegen.compile.compiled import Compiled, given_fields, without_empty
from sitegen.compile.report import FileReport, field_name
from sitegen.compile.rich import compile_rich
from sitegen.compile.web_address import check_url
from sitegen.compile.yaml_text import FieldPath
from sitegen.core.dates import is_before
from sitegen.core.ids import is_id, slugify


def refer_to_agent(
    value: str | None,
    field: FieldPath,
    compiled: Compiled,
    report: FileReport,
    *,
    kind: str = "agent",
    warn: bool = True,
) -> None:
    """Note that an id must be an entity's; warn of a name that stands where an id could."""
    if not value:
        return
    if is_id(value):
        compiled.refer(field_name(field), kind, value)
    elif warn and value.endswith(".md") and is_id(name := value.rpartition("/")[2].removesuffix(".md")):
        message = f"“{value}” is a file; what is referred to is named by its id"
        report.add("bad-id", message, field, hints=(f"did you mean `{name}`?",))
    elif warn:
        report.add(
            "unlinked-name",
            f"“{value}” is a name, not an entity's id: no page will collect what it said or published",
            field,
            hints=(
                f"add content/entities/people/{slugify(value) or 'id'}.md (or organizations/) with `name: {value}`, "
                "and write its id here",
            ),
        )


def evidence_data(
    items: Sequence[Any], field: FieldPath, folder: str, compiled: Compiled, report: FileReport
) -> list[dict[str, Any]]:
    """Evidence as plain data; its sources and publishers noted as references."""
    found = []
    for index, item in enumerate(items):
        here = (*field, index)
        data = reference_data(item, here, "evidence", compiled, report)
        if item.note:
            note, _ = compile_rich(item.note, folder, (*here, "note"), compiled, report)
            data = without_empty(data | {"note": note})
        found.append(data)
    return found


def reference_data(item: Any, field: FieldPath, what: str, compiled: Compiled, report: FileReport) -> dict[str, Any]:
    """Where something is written, as plain data; its source and publisher noted as references. `what` it is, for
    messages: "evidence", "source"."""
    if item.source:
        compiled.refer(field_name((*field, "source")), "source", item.source)
    refer_to_agent(item.publisher, (*field, "publisher"), compiled, report, warn=False)
    if item.url and not (item.archived or item.source or report.is_broken((*field, "archived"))):
        report.add(
            "no-archived-copy",
            f"the {what} {item.url} has no archived copy",
            field,
            hints=("save it in a web archive and add `archived: https://…`",),
        )
    return given_fields(item)


def history_data(
    items: Sequence[Any], field: FieldPath, folder: str, compiled: Compiled, report: FileReport
) -> list[dict[str, Any]]:
    """History as plain data, in the order of its dates."""
    found = []
    for index, item in enumerate(items):
        here = (*field, index)
        note, plain = compile_rich(item.note, folder, (*here, "note"), compiled, report) if item.note else (None, "")
        refer_to_agent(item.by, (*here, "by"), compiled, report, warn=False)
        refer_to_source(item.source, (*here, "source"), compiled, report)
        event = {"date": item.date, "event": item.event, "to": item.to, "by": item.by, "source": item.source}
        found.append(without_empty(event | {"note": note, "plain": plain}))
    return sorted(found, key=lambda event: str(event["date"]))


def refer_to_source(value: str | None, field: FieldPath, compiled: Compiled, report: FileReport) -> None:
    """A field that holds an address or the id of an entry in sources.yaml."""
    if not value:
        return
    if is_id(value):
        compiled.refer(field_name(field), "source", value)
    elif problem := check_url(value):
        hint = "write https://…, or the id of an entry in content/sources.yaml"
        report.add("bad-url", f"the address “{value}” {problem}", field, hints=(hint,))


def check_stance(item: Any, field: FieldPath, report: FileReport) -> None:
    """A changed stance needs the dated event that changed it."""
    if (
        item.stance != "maintained"
        and not any(event.event == item.stance for event in item.history)
        and not report.is_broken((*field, "history"))
    ):
        report.add(
            "stance-without-event",
            f"the stance is `{item.stance}`, but `history` has no event `{item.stance}`",
            (*field, "stance"),
            hints=(f"add to history: - {{date: …, event: {item.stance}, source: …}}",),
        )


def check_rating(item: Any, field: FieldPath, ratings: Any, report: FileReport) -> None:
    """A rating is one of the site's words, and comes with a verdict and evidence."""
    if item.rating is None:
        return
    if item.rating not in ratings.ids:
        from sitegen.core.suggest import did_you_mean

        report.add(
            "unknown-rating",
            f"the rating `{item.rating}` isn't in site.yaml",
            (*field, "rating"),
            hints=(
                *did_you_mean(item.rating, ratings.ids),
                f"the scale, worst to best: {', '.join(ratings.scale)}; and {', '.join(ratings.other) or 'no others'}",
            ),
        )
    if not (item.evidence or report.is_broken((*field, "evidence"))):
        hint = "add `evidence:` with the sources that the rating rests on"
        message = f"the claim is rated `{item.rating}`, but has no evidence"
        report.add("rated-without-evidence", message, (*field, "rating"), hints=(hint,))
    if not (item.verdict or report.is_broken((*field, "verdict"))):
        hint = "add `verdict:`, one sentence that says what was found"
        message = f"the claim is rated `{item.rating}`, but has no verdict"
        report.add("rated-without-verdict", message, (*field, "rating"), hints=(hint,))


def review_data(review: Any, field: FieldPath, compiled: Compiled, report: FileReport) -> dict[str, Any]:
    """A review as plain data."""
    if review.by and review.by == review.reviewed_by:
        hint = "name another reviewer, or leave `reviewed_by` out"
        report.add(
            "reviewer-is-author", f"“{review.by}” reviewed their own work", (*field, "reviewed_by"), hints=(hint,)
        )
    for name in ("by", "reviewed_by"):
        refer_to_agent(getattr(review, name), (*field, name), compiled, report, kind="byline", warn=False)
    return given_fields(review)


def provenance(item: Any, field: FieldPath, compiled: Compiled, report: FileReport) -> dict[str, Any]:
    """Who wrote an annotation or a shared claim, who checked it, and when."""
    given = vars(item)
    # Of a correction or a note it isn't said who checked it.
    found = {name: given.get(name) for name in ("by", "reviewed_by", "created", "modified")}
    for name in ("by", "reviewed_by"):
        if found[name]:
            refer_to_agent(found[name], (*field, name), compiled, report, kind="byline", warn=False)
    return found


def check_order(earlier: str | None, later: str | None, message: str, field: FieldPath, report: FileReport) -> None:
    """`later` must not lie before `earlier`. The message may use {earlier} and {later}."""
    if earlier and later and is_before(later, earlier):
        words = message.format(earlier=earlier, later=later)
        report.add("date-order", words, field, hints=("correct one of the two dates",))
