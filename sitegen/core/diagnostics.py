"""Diagnostics are values: what is wrong, where, and what to do about it. Every rule of the tool stands in `RULES`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Severity = Literal["error", "warning"]

RULES: Mapping[str, tuple[Severity, str]] = {
    # anchors
    "quote-not-found": ("error", "a quote isn't in the text"),
    "quote-ambiguous": ("error", "a quote is in the text more than once"),
    "occurrence-range": ("error", "fewer occurrences than the one asked for"),
    "quote-unmarkable": ("error", "the quoted words stand where nothing can be marked"),
    "quote-in-title": ("error", "the quoted words are in another text of the article"),
    "quote-empty": ("error", "a quote has no words"),
    "quote-approximate": ("warning", "a quote was found only without its Markdown or letter case"),
    "quote-partial-word": ("warning", "a quote begins or ends inside a word"),
    "text-changed": ("error", "a locked text was changed"),
    "edition-changed": ("error", "an edition of the corrections log was changed"),
    "permalink-gone": ("warning", "an id that the last build published is missing"),
    # YAML and files
    "not-utf-8": ("error", "a file isn't UTF-8 text"),
    "unreadable": ("error", "a file can't be read"),
    "outside-project": ("error", "a symbolic link that can't be followed"),
    "no-front-matter": ("error", "a file doesn't begin with front matter"),
    "yaml-syntax": ("error", "YAML that can't be parsed"),
    "yaml-feature": ("error", "YAML that this format doesn't allow"),
    "yaml-hash": ("warning", "a value was cut at ' #'"),
    "duplicate-key": ("error", "a key is given twice"),
    "unknown-field": ("error", "a field that doesn't exist"),
    "missing-field": ("error", "a required field isn't there"),
    "wrong-type": ("error", "a value of the wrong type"),
    "wrong-value": ("error", "a value that isn't one of those allowed"),
    "bad-date": ("error", "a date that can't be read"),
    "bad-id": ("error", "an id that can't be an address"),
    "bad-url": ("error", "an address that isn't allowed"),
    "article-too-large": ("error", "an article over the limits of size or nesting"),
    "unexpected-file": ("warning", "a Markdown file in a folder that has no meaning"),
    # references
    "unknown-id": ("error", "an id that nothing has"),
    "unknown-rating": ("error", "a rating that the site doesn't have"),
    "unlinked-name": ("warning", "a name where an entity's id could stand"),
    "duplicate-id": ("error", "an id given twice"),
    "rating-conflict": ("error", "a shared claim rated in an article"),
    "alias-shared": ("warning", "a name of more than one entity"),
    "wrong-kind": ("error", "an id of another kind than the field wants"),
    "output-collision": ("error", "two pages at one address"),
    "broken-link": ("error", "a link inside the site that leads nowhere"),
    "unused": ("warning", "nothing refers to it (only with --strict)"),
    # substance
    "rated-without-evidence": ("warning", "a rating without evidence"),
    "rated-without-verdict": ("warning", "a rating without a verdict"),
    "stance-without-event": ("error", "a changed stance without a dated event"),
    "no-archived-copy": ("warning", "an evidence link without an archived copy"),
    "date-order": ("error", "dates in an impossible order"),
    "correction-empty": ("error", "a correction that says nothing"),
    "reviewer-is-author": ("warning", "a review by its own author"),
    "speaker-missing": ("warning", "a claim without a speaker"),
    "source-missing": ("warning", "an article without publisher or source"),
    "draft-linked": ("error", "a published page refers to a draft"),
    # site
    "site-yaml": ("error", "site.yaml is missing or unusable"),
    "base-url": ("error", "feeds or structured data without base_url"),
    "scale-order": ("error", "an unusable rating scale"),
    "file-missing": ("error", "a file that isn't there"),
    "corrections-policy": ("warning", "reviews are published without a corrections policy"),
    "theme-option": ("error", "a choice in theme.yaml that can't be used"),
    "weak-contrast": ("warning", "colours that make words hard to read"),
    "template": ("error", "a template failed"),
    "output-refused": ("error", "the output folder can't be used"),
    "publish-failed": ("error", "the site couldn't be written"),
    "search-failed": ("error", "the search index couldn't be made"),
    "search-unavailable": ("warning", "there is no search program for this machine"),
    "compile-crash": ("error", "an article broke the compiler"),
    "executor-unusable": ("error", "the cluster for --executor can't be used"),
    "worker-died": ("error", "a worker process died"),
}


UNANCHORED = frozenset({"quote-not-found", "quote-ambiguous", "occurrence-range"})
"""Errors after which an article can be shown, all but the place of one annotation."""


@dataclass(frozen=True, slots=True)
class Place:
    """A range in a file. Lines and columns count from 1, the end column is exclusive; `text` is the first line."""

    path: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A second place of a diagnostic, and what is there."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem. `field` is set while its place in the file isn't known yet (`claims[1].speaker`)."""

    code: str
    message: str
    place: Place
    severity: Severity = "error"
    hints: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    field: str | None = None


def diagnose(
    code: str,
    message: str,
    place: Place,
    *,
    hints: Iterable[str] = (),
    related: Iterable[Related] = (),
    field: str | None = None,
    severity: Severity | None = None,
) -> Diagnostic:
    """A diagnostic with its rule's severity, unless a milder or stricter one is given."""
    return Diagnostic(code, message, place, severity or RULES[code][0], tuple(hints), tuple(related), field)


def sort_key(diagnostic: Diagnostic) -> tuple[object, ...]:
    """By file, then line, then column: how a run's diagnostics are shown."""
    place = diagnostic.place
    return (place.path, place.line or 0, place.column or 0, diagnostic.code, diagnostic.message)


def is_error(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity == "error"


def make_strict(diagnostic: Diagnostic) -> Diagnostic:
    """The same, as an error: what `--strict` does to warnings."""
    return replace(diagnostic, severity="error")


def to_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """Plain data: the shape of `--format json` and of the catalog's `diagnostic.data`."""
    place = diagnostic.place
    return {
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "text": place.text,
        "hints": list(diagnostic.hints),
        "related": [
            {
                "message": other.message,
                "path": other.place.path,
                "line": other.place.line,
                "column": other.place.column,
                "end_line": other.place.end_line,
                "end_column": other.place.end_column,
                "text": other.place.text,
            }
            for other in diagnostic.related
        ],
        "field": diagnostic.field,
    }


def from_json(data: Mapping[str, Any]) -> Diagnostic:
    """The inverse of `to_json`."""
    return Diagnostic(
        data["code"],
        data["message"],
        _place(data),
        data["severity"],
        tuple(data["hints"]),
        tuple(Related(other["message"], _place(other)) for other in data["related"]),
        data["field"],
    )


def _place(data: Mapping[str, Any]) -> Place:
    return Place(data["path"], data["line"], data["column"], data["end_line"], data["end_column"], data["text"])
