"""What a build comes to: a few lines for people, one object for programs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from sitegen.build import BuildReport
from sitegen.build_request import BuildRequest
from sitegen.core.diagnostics import is_error, to_json

KINDS = {
    "article": "article",
    "claim": "claim",
    "entity": "entity page",
    "plain-page": "plain page",
    "redirect": "redirect",
}
"""Kinds of page that are counted by name; the others are lists and the like."""


def build_json(report: BuildReport) -> str:
    """One JSON object; its shape is described in docs/commands.md."""
    site = report.site if report.ok else None
    rendered = site.rendered if site else 0
    diagnostics = []
    for item in report.diagnostics:
        data = to_json(item)
        for name in ("field", "text"):
            data.pop(name)
        diagnostics.append(data)
    return json.dumps(
        {
            "ok": report.ok,
            "diagnostics": diagnostics,
            "pages": {
                "total": site.total if site else 0,
                "rendered": rendered,
                "reused": site.total - rendered if site else 0,
                "removed": site.removed if site else 0,
            },
            "kinds": site.kinds if site else {},
            "annotations": report.counts.get("annotations", {}),
            "ratings": report.counts.get("ratings", {}),
            "search": site.search if site else "off",
            "output": str(report.output),
            "seconds": round(report.seconds, 3),
        },
        ensure_ascii=False,
        indent=2,
    )


def summarize(report: BuildReport, request: BuildRequest) -> str:
    """The last words of a build or check."""
    errors = sum(map(is_error, report.diagnostics))
    warnings = len(report.diagnostics) - errors
    found = " and ".join(filter(None, (count(errors, "error"), count(warnings, "warning"))))
    seconds = f"{report.seconds:.2f} s"
    if not report.ok:
        end = "" if request.check_only else "; nothing was published"
        return click.style(f"Found {found}{end}", fg="red", bold=True) + f" ({seconds})"
    if report.site is None:
        return (click.style(f"Found {found}", fg="yellow") if found else "No problems found") + f" ({seconds})"
    site = report.site
    folder = _short(report.output)
    named = [count(site.kinds[kind], words) for kind, words in KINDS.items() if site.kinds.get(kind)]
    others = site.total - sum(site.kinds.get(kind, 0) for kind in KINDS)
    removed = f", {site.removed} removed" if site.removed else ""
    lines = [
        click.style(f"Built {folder} in {seconds}", bold=True) + (f", with {found}" if found else ""),
        f"  pages        {site.total}: {', '.join(named)}, {count(others, 'list and other', 'lists and others')}",
        f"               {site.rendered} rendered, {site.total - site.rendered} reused{removed}",
    ]
    kinds, ratings = report.counts.get("annotations", {}), report.counts.get("ratings", {})
    if kinds:
        lines.append(f"  annotations  {', '.join(count(number, word) for word, number in kinds.items())}")
    if ratings:
        lines.append(f"  ratings      {', '.join(f'{number} {word}' for word, number in ratings.items())}")
    lines.append(f"  search       {site.search}")
    lines.append(f"  look at it   python3 -m http.server --directory {folder}")
    return "\n".join(lines)


def count(number: int, word: str, plural: str = "") -> str:
    """`1 article`, `3 articles`; empty for none."""
    if not number:
        return ""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


def _short(path: Path) -> str:
    relative = os.path.relpath(path)
    return f"{relative}/" if not relative.startswith("..") else f"{path}/"
