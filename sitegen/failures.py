"""What is told of a template, a theme's file or a view that failed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sitegen.core.diagnostics import Diagnostic, Place, diagnose


class Failure(NamedTuple):
    """A template (its file), or "view of …", that failed; where to look further, if there is more to say."""

    template: str
    line: int | None
    cause: str
    help: str = ""


def explain_failure(failure: Failure, project: Path) -> Diagnostic:
    template, line, cause, help = failure
    path = Path(template)
    shown = path.relative_to(project).as_posix() if path.is_relative_to(project) else template
    place = Place(shown)
    if line is not None and path.is_file():
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        text = lines[line - 1] if line <= len(lines) else ""
        indent = len(text) - len(text.lstrip())
        place = Place(shown, line, indent + 1, line, max(len(text), indent + 1) + 1, text)
    if path.suffix == ".yaml":  # the theme's choices or its words
        hint = "docs/themes.md says what can stand in it"
        return diagnose("yaml-syntax", f"this isn't YAML as themes have it: {cause}", place, hints=(hint,))
    what = template if template.startswith("view of ") else f"template {path.name}"
    return diagnose("template", f"the {what} failed: {cause}", place, hints=(help,) if help else ())
