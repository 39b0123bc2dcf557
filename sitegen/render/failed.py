"""What a template that failed says: which, at which line, why, and where to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

VIEW = "a template sees its view and nothing else; docs/themes.md says what a view holds"
SYNTAX = "templates are Jinja's: https://jinja.palletsprojects.com/templates/ says how its tags are written"
PIECES = "docs/themes.md says which templates and blocks there are"


class TemplateFailed(Exception):
    """A template that couldn't be read or rendered: which, at which line, and why. `help` says where to look further,
    or is empty."""

    def __init__(self, template: str, line: int | None, cause: str, help: str = "") -> None:
        super().__init__(f"{template}{f':{line}' if line else ''}: {cause}")
        self.template = template
        self.line = line
        self.cause = cause
        self.help = help


class failures:
    """Turns whatever a template raises into `TemplateFailed`. `sources`: template → (text, path)."""

    def __init__(self, template: str, sources: Mapping[str, tuple[str, str]]) -> None:
        self.template = template
        self.sources = sources

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: Any) -> None:
        if error is None or not isinstance(error, Exception) or isinstance(error, TemplateFailed):
            return
        if isinstance(error, TemplateSyntaxError):
            name, cause = error.name or self.template, error.message or "syntax error"
            raise TemplateFailed(name, error.lineno, cause, SYNTAX) from error
        names = {path: name for name, (_, path) in self.sources.items()}
        name, line = self.template, None
        # Jinja puts the templates' own lines into the traceback; the innermost is the culprit.
        while traceback is not None:
            file = traceback.tb_frame.f_code.co_filename
            if file in names:
                name, line = names[file], traceback.tb_lineno
            traceback = traceback.tb_next
        if isinstance(error, TemplateNotFound):
            raise TemplateFailed(name, line, f"there is no template {error.name or error}", PIECES) from error
        help = VIEW if isinstance(error, UndefinedError) else ""
        raise TemplateFailed(name, line, str(error) or type(error).__name__, help) from error
