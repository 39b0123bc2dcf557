"""Themes: ordered folders of templates and assets, where a site's own files come before the default's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, meta, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from sitegen.core.digest import digest, digest_value
from sitegen.render.theme_files import file_inside, files_below

try:
    from markupsafe import _escape_inner  # type: ignore[attr-defined]
except ImportError:  # an older markupsafe: the same characters, less quickly
    _escape_inner = cast("Callable[[str], str]", lambda text: str(escape(text)))


DEFAULT_PREFIX = "default/"
"""`{% extends "default/article.html" %}`: the default theme's template, from one that replaces it."""


class TemplateFailed(Exception):
    """A template that couldn't be read or rendered: which, at which line, and why."""

    def __init__(self, template: str, line: int | None, cause: str) -> None:
        super().__init__(f"{template}{f':{line}' if line else ''}: {cause}")
        self.template = template
        self.line = line
        self.cause = cause


class Theme:
    """The templates and assets of an ordered list of theme folders: the site's own first, the default last."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(Path(folder).resolve() for folder in folders)
        self._sources: dict[str, tuple[str, str]] = {}
        self._digests: dict[str, str] = {}
        self._references: dict[str, Sequence[str]] = {}
        self._environment = _environment(_Loader(self.source))

    def source(self, name: str) -> tuple[str, str]:
        """(text, path) of a template; the first folder that has it wins. Never a file outside of the folder."""
        if name not in self._sources:
            folders = self.folders[-1:] if name.startswith(DEFAULT_PREFIX) else self.folders
            for folder in folders:
                path = file_inside(folder / "templates", name.removeprefix(DEFAULT_PREFIX))
                if path is not None:
                    self._sources[name] = (path.read_text("utf-8"), str(path))
                    break
            else:
                raise TemplateNotFound(name)
        return self._sources[name]

    def path_of(self, name: str) -> str:
        """The file of a template; its name, if there is none."""
        folders = self.folders[-1:] if name.startswith(DEFAULT_PREFIX) else self.folders
        found = (file_inside(folder / "templates", name.removeprefix(DEFAULT_PREFIX)) for folder in folders)
        return next((str(path) for path in found if path is not None), name)

    def template_digest(self, name: str) -> str:
        """Digest of a template with everything it includes, imports and extends."""
        if name not in self._digests:
            with _failures(name, self):
                sources = {part: digest(self.source(part)[0].encode("utf-8")) for part in sorted(self._closure(name))}
            self._digests[name] = digest_value(sources)
        return self._digests[name]

    def _closure(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            part = waiting.pop()
            if part not in found:
                found.add(part)
                waiting.extend(self._referenced(part))
        return found

    def _referenced(self, name: str) -> Sequence[str]:
        """The templates that one template names. A name that is only known while rendering could be any template."""
        if name not in self._references:
            tree = self._environment.parse(self.source(name)[0], name)
            named = list(meta.find_referenced_templates(tree))
            self._references[name] = self.template_names() if None in named else [other for other in named if other]
        return self._references[name]

    def template_names(self) -> list[str]:
        """Every template of every folder."""
        return sorted({name for folder in self.folders for name, _ in files_below(folder / "templates")})

    def render_page(self, template: str, view: Mapping[str, Any]) -> bytes:
        """The page's bytes. Raises `TemplateFailed`."""
        with _failures(template, self):
            text = self._environment.get_template(template).render(view)
        return text.encode("utf-8", "replace")


class _CodeGenerator(CodeGenerator):
    """Escapes with `_escaped`, and looks names up in dicts on the spot: a page does each hundreds of times."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        name = repr(node.attr)
        self.write(f"(_t[{name}] if (_t := ")
        self.visit(node.node, frame)
        self.write(f").__class__ is dict and {name} in _t else environment.getattr(_t, {name}))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


def _escaped(value: Any) -> str:
    """`markupsafe.escape`, but a plain string comes back as a plain string: it is only joined to others from here
    on."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return escape(value)


class _Environment(Environment):
    """Views are dicts: `card.items` is the view's `items`, never the dict's method, and a missing name is an error."""

    code_generator_class = _CodeGenerator
    escaped = staticmethod(_escaped)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


class _Loader(BaseLoader):
    def __init__(self, source: Callable[[str], tuple[str, str]]) -> None:
        self._source = source

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:
        del environment
        text, path = self._source(template)
        return text, path, None


def _environment(loader: BaseLoader) -> Environment:
    environment = _Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    # The same view must always make the same bytes.
    del environment.globals["lipsum"], environment.filters["random"]
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False, "ensure_ascii": False, "separators": (",", ":")}
    return environment


class _failures:
    """Turns whatever a template raises into `TemplateFailed`."""

    def __init__(self, template: str, theme: Theme) -> None:
        self.template = template
        self.theme = theme

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: Any) -> None:
        if error is None or not isinstance(error, Exception) or isinstance(error, TemplateFailed):
            return
        if isinstance(error, TemplateSyntaxError):
            raise TemplateFailed(error.name or self.template, error.lineno, error.message or "syntax error") from error
        if isinstance(error, TemplateNotFound):
            raise TemplateFailed(self.template, None, f"there is no template {error.name or error}") from error
        names = {path: name for name, (_, path) in self.theme._sources.items()}
        name, line = self.template, None
        while (
            traceback is not None
        ):  # Jinja puts the templates' own lines into the traceback; the innermost is the culprit
            file = traceback.tb_frame.f_code.co_filename
            if file in names:
                name, line = names[file], traceback.tb_lineno
            traceback = traceback.tb_next
        raise TemplateFailed(name, line, str(error) or type(error).__name__) from error
