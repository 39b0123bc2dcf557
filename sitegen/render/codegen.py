"""How templates become Python: Jinja's own generator, with the few things done well that pages do hundreds of times.

What a template means is Jinja's; only the way there is shorter: names are looked up in dicts on the spot, a macro is
called as the function it is, text is escaped in place, a page is gathered in lists, and what shows nothing of a page
but its site is kept for the next page (`kept.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Macro
from jinja2.utils import missing

from sitegen.render.kept import group_nodes, same_names


class FastMacro(Macro):
    """A macro whose function is called straight, with `missing` for what a call leaves out.

    `shown(…)` takes positional arguments, `named(…)` keywords, too; what they give is safe.
    """

    def __init__(self, environment: Any, function: Any, name: str, arguments: Any, *rest: Any) -> None:
        super().__init__(environment, function, name, arguments, *rest)
        self._is_plain = not (self.catch_kwargs or self.catch_varargs or self.caller)
        if self._is_plain:
            function.__defaults__ = (missing,) * len(arguments)
        self.shown = function if self._is_plain else self

    def named(self, *values: Any, **named: Any) -> str:
        left = self.arguments[len(values) :]
        if self._is_plain and named.keys() <= set(left):
            return self._func(*values, *[named.get(name, missing) for name in left])
        return self(*values, **named)


class FastGenerator(CodeGenerator):
    """The generator. Its code finds `_FastMacro` and `_escape_text` in the template's module (`environment.py`)."""

    _is_root = False
    """Whether the template extends no other."""
    _is_gathered = False
    """Whether functions gather what they write in a list and yield it as one text."""
    _same: frozenset[str] = frozenset()
    """Names that are the same on every page of the same site."""
    _shown: nodes.Node | None = None
    """The call or filter whose text is written out as it is."""
    _text = ""
    """The variable of the text that is being escaped."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        kinds: Any = (nodes.Extends, nodes.Include, nodes.Name)  # one walk: it is dear
        found: list[nodes.Node] = list(node.find_all(kinds))
        self._is_root = not any(isinstance(part, nodes.Extends) for part in found)
        # An include without context yields past every list, so its place would be lost.
        self._is_gathered = all(part.with_context for part in found if isinstance(part, nodes.Include))
        self._same = same_names(node.body, [part for part in found if isinstance(part, nodes.Name)])
        super().visit_Template(node, frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        is_function = (frame.block_frame and not frame.parent) or (frame.rootlevel and self._is_root)
        if frame.buffer is not None or not is_function or not self._is_gathered:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        groups = group_nodes(nodes, self._same) if frame.rootlevel else [(False, nodes)]
        for number, (is_kept, group) in enumerate(groups):
            if is_kept:
                self._visit_kept(number, group, frame)
            else:
                super().blockvisit(group, frame)
        self.writeline(f"yield concat({frame.buffer})")
        frame.buffer = None

    def _visit_kept(self, number: int, group: Iterable[nodes.Node], frame: Frame) -> None:
        """Write the text that this site had on the page before, or else make it and keep it."""
        kept, site, gathered = self.temporary_identifier(), frame.symbols.ref("site"), frame.buffer
        key = f"({self.name!r}, {number}, id({site}))"
        self.writeline(f"{kept} = environment.kept.get({key})")
        self.writeline(f"if {kept} is None:")
        self.indent()
        self.buffer(frame)
        super().blockvisit(group, frame)
        self.writeline(f"{kept} = environment.keep({key}, {site}, concat({frame.buffer}))")
        self.outdent()
        frame.buffer = gathered
        self.writeline(f"{gathered}.append({kept}[1])")

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:
        if frame.buffer is None or not self._is_root or node.scoped or node.required:
            super().visit_Block(node, frame)
        else:
            self.writeline(f"{frame.buffer}.extend(context.blocks[{node.name!r}][0](context))", node)

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if node.with_context:
            super()._import_common(node, frame)
        else:
            self.write("environment.get_template(")
            self.visit(node.template, frame)
            self.write(f", {self.name!r}).module")  # what is global is the same for all templates
        if isinstance(node, nodes.Import):
            self.write(".__dict__")  # a dict, like all else that names are looked up in

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("_Fast")
        super().macro_def(macro_ref, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        name = repr(node.attr)
        self.write(f"(_t[{name}] if (_t := ")
        self.visit(node.node, frame)
        self.write(f").__class__ is dict and {name} in _t else environment.getattr(_t, {name}))")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        if isinstance(node.arg, nodes.Slice) or node.arg.find(nodes.Getitem):
            super().visit_Getitem(node, frame)
            return
        value, key = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({value}[{key}] if ({value} := ")
        self.visit(node.node, frame)
        self.write(f").__class__ is dict and ({key} := ")
        self.visit(node.arg, frame)
        self.write(f").__class__ is str and {key} in {value} else environment.getitem({value}, ")
        self.visit(node.arg, frame)
        self.write("))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        is_shown, self._shown = self._shown is node, None
        if forward_caller or not _escapes(frame) or not _is_simple(node):
            self.write("environment.escaped(" if is_shown else "(")
            super().visit_Call(node, frame, forward_caller=forward_caller)
            self.write(")")
            return
        macro = self.temporary_identifier()
        self.write(f"({'' if is_shown else 'Markup'}({macro}.{'named' if node.kwargs else 'shown'}(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(f")) if ({macro} := ")
        self.visit(node.node, frame)
        self.write(f").__class__ is _FastMacro else {'environment.escaped' if is_shown else ''}(context.call({macro}")
        scopes = {"_loop_vars": frame.loop_frame, "_block_vars": frame.block_frame}
        self.signature(node, frame, {name: name for name, is_there in scopes.items() if is_there})
        self.write(")))")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        is_shown, self._shown = self._shown is node, None
        if not is_shown or node.node is None:
            super().visit_Filter(node, frame)
            return
        text = self.temporary_identifier()
        self.write(f"({text} if ({text} := ")
        self.visit(node.node, frame)
        self.write(f").__class__ is str else environment.escaped({self.filters[node.name]}({text})))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if not _escapes(frame) or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        elif _is_safe(node):
            self._shown = node
        else:
            self._text = self.temporary_identifier()
            self.write(f"(_escape_text({self._text}) if ({self._text} := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if not _escapes(frame) or finalize.src is not None:
            super()._output_child_post(node, frame, finalize)
        elif not _is_safe(node):
            value = self._text
            self.write(
                f").__class__ is str else str({value}) if {value}.__class__ is int else environment.escaped({value}))"
            )


def _escapes(frame: Frame) -> bool:
    """Whether what is written there is escaped, in any case."""
    return bool(frame.eval_ctx.autoescape) and not frame.eval_ctx.volatile


def _is_safe(node: nodes.Expr) -> bool:
    """Whether what a node gives is mostly safe: a macro's text, or what is marked so."""
    if isinstance(node, nodes.Filter):
        return node.name == "safe" and node.node is not None and not (node.args or node.kwargs)
    return isinstance(node, nodes.Call)


def _is_simple(node: nodes.Call) -> bool:
    """Whether a call can be written out twice: none of its arguments is a call, or spread, or named as Python names
    its own."""
    arguments = [*node.args, *node.kwargs]
    is_nested = any(isinstance(part, nodes.Call) or part.find(nodes.Call) for part in arguments)
    is_spread = node.dyn_args is not None or node.dyn_kwargs is not None
    return not is_nested and not is_spread and not any(iskeyword(argument.key) for argument in node.kwargs)
