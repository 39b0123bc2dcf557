"""Jinja as the themes have it: strict about names, always escaping, and without chance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson
from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, Template, nodes
from jinja2.runtime import Context
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from sitegen.render.codegen import FastGenerator, FastMacro
from sitegen.render.escaping import escape_text, escaped
from sitegen.render.trusting import TrustingGenerator
from sitegen.render.words import Strings, counter, dater, fill_text

MOST_KEPT = 256
"""Texts kept for the next page: a few for each folder depth and section of the site."""


UNSAFE_IN_SCRIPT = tuple((character, f"\\u{ord(character):04x}") for character in "<>&'")
"""What could end a script element or an attribute, and how JSON may write it."""


def _to_json(value: Any, indent: int | None = None) -> Markup:
    """JSON that can stand in a script element: Jinja's own filter, made by orjson."""
    try:
        if indent is not None:
            raise TypeError("orjson indents by two")
        text = orjson.dumps(value).decode()
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), indent=indent)
    for character, written in UNSAFE_IN_SCRIPT:
        if character in text:
            text = text.replace(character, written)
    return Markup(text)


class _Spoken(NodeTransformer):
    """Puts the words themselves in the place of `t.name` and `t.name.name`, and the options in that of `theme.name`: a
    text that is always the same costs nothing."""

    def __init__(self, strings: Strings, options: Mapping[str, Any]) -> None:
        self._known: Mapping[str, Any] = {"t": strings, "theme": options}

    def visit_Template(self, node: nodes.Template) -> nodes.Node:
        """A template that calls something of its own `t` or `theme` means that."""
        kinds: Any = (nodes.Name, nodes.Import, nodes.FromImport)
        own: set[str] = set()
        for found in node.find_all(kinds):
            if isinstance(found, nodes.Import):
                own.add(found.target)
            elif isinstance(found, nodes.FromImport):
                own |= {name if isinstance(name, str) else name[1] for name in found.names}
            elif found.ctx != "load":
                own.add(found.name)
        known = self._known
        self._known = {name: value for name, value in known.items() if name not in own}
        spoken = self.generic_visit(node)
        self._known = known
        return spoken

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:
        said = self._said(node)
        return nodes.Const(said, lineno=node.lineno) if isinstance(said, str | list) else self.generic_visit(node)

    def _said(self, node: nodes.Expr) -> Any:
        if isinstance(node, nodes.Getattr):
            names = self._said(node.node)
            return names.get(node.attr) if isinstance(names, Mapping) else None
        return self._known.get(node.name) if isinstance(node, nodes.Name) and node.ctx == "load" else None


class _Template(Template):
    """A compiled template, in whose module stands what `FastGenerator` names."""

    @classmethod
    def from_code(cls, environment: Environment, code: Any, globals: Any, uptodate: Any = None) -> Template:
        names = {"environment": environment, "__file__": code.co_filename}
        names |= {"_FastMacro": FastMacro, "_escape_text": escape_text}
        exec(code, names)
        template = cls._from_namespace(environment, names, globals)
        template._uptodate = uptodate
        return template


class _Names(dict[str, Any]):
    def __missing__(self, name: str) -> Any:
        return missing


class _Context(Context):
    """Jinja's, but what a template was given and what it sets are in one dict: a name is found by asking it."""

    def __init__(self, environment: Environment, parent: dict[str, Any], *rest: Any, **named: Any) -> None:
        super().__init__(environment, parent, *rest, **named)
        self.vars = parent if isinstance(parent, _Names) else _Names(parent)
        self.resolve_or_missing = self.vars.__getitem__  # type: ignore[method-assign, assignment]


class ThemeEnvironment(Environment):
    """Views are dicts: `card.items` is the view's `items`, never the dict's method, and a missing name is an error."""

    code_generator_class = FastGenerator
    template_class = _Template
    context_class = _Context
    escaped = staticmethod(escaped)

    def __init__(
        self,
        loader: BaseLoader,
        strings: Strings | None = None,
        language: str = "en",
        options: Mapping[str, Any] | None = None,
        cache: BytecodeCache | None = None,
    ) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=cache,
        )
        # The same view must always make the same bytes.
        del self.globals["lipsum"], self.filters["random"]
        self.filters["tojson"] = _to_json
        self.strings = strings or {}
        self.globals["t"] = self.strings
        self.globals["theme"] = options or {}
        self._spoken = _Spoken(self.strings, options or {})
        self.filters["count"] = counter(self.strings, language)
        self.filters["date"] = dater(language)
        self.filters["fill"] = fill_text
        self.kept: dict[tuple[str, int, int], tuple[object, str]] = {}
        """(template, which of its parts, identity of a `site`) → (that site, the part's text)."""
        self._loaded: dict[str, Template] = {}
        self._parsed: dict[tuple[str | None, str], Any] = {}

    def trusting(self) -> ThemeEnvironment:
        """The same environment, but for its templates: they are compiled to code that trusts its view
        (`trusting.py`)."""
        other = self.overlay()
        other.code_generator_class = TrustingGenerator
        other.kept, other._loaded = {}, {}
        return other

    def keep(self, key: tuple[str, int, int], site: object, text: str) -> tuple[object, str]:
        """Keep a part's text. The site is kept with it, so that its identity can't become another's."""
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        self.kept[key] = site, text
        return self.kept[key]

    def _parse(self, source: str, name: str | None, filename: str | None) -> Any:
        """Parse a template once, for the names it refers to and for its code."""
        if (name, source) not in self._parsed:
            self._parsed[name, source] = self._spoken.visit(super()._parse(source, name, filename))
        return self._parsed[name, source]

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Template:
        if globals is None and name.__class__ is str:
            if name not in self._loaded:
                self._loaded[name] = super().get_template(name)
            return self._loaded[name]
        return super().get_template(name, parent, globals)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def render(self, name: str, view: Mapping[str, Any]) -> str:
        """A template's text, like Jinja's `Template.render`, without the copies it makes of all that is global."""
        template = self.get_template(name)
        context = self.context_class(self, _Names(self.globals, **view), template.name, template.blocks)
        try:
            text = "".join(template.root_render_func(context))
            # A macro of the template and its context hold each other, and with them the view; and while sitegen builds,
            # nobody looks for cycles.
            context.vars.clear()
            return text
        except Exception:  # noqa: BLE001  it is raised again, from the template's own lines
            self.handle_exception()
