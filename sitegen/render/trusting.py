"""How templates become Python that trusts its view: it takes what they name from dicts, as if it were always there.

Where it isn't, Python raises one error or another, and the page is made once more by the code of `codegen.py`, which
looks first (`Theme.render_page`). What both make is the same: where `view["name"]` gives something, looking first gives
it, too; and code that can't call a value's methods changes nothing that the second attempt would see.
"""

from __future__ import annotations

from jinja2 import nodes
from jinja2.compiler import Frame

from sitegen.render.codegen import FastGenerator

ASKING = ("defined", "undefined", "default", "d")
"""The tests and filters of what needn't be there."""


class TrustingGenerator(FastGenerator):
    """The generator."""

    _asked: nodes.Node | None = None
    """What a test or filter asks for that comes next."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if node is self._asked or not _is_below_name(node):
            super().visit_Getattr(node, frame)
        else:
            self._visit_base(node.node, frame)
            self.write(f"[{node.attr!r}]")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        if node is self._asked or not _is_below_name(node) or isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
        else:
            self._visit_base(node.node, frame)
            self.write("[")
            self.visit(node.arg, frame)
            self.write("]")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if isinstance(_base_of(node.node), nodes.Name):
            super().visit_Call(node, frame, forward_caller)
        else:
            self._shown = None
            self.write('missing["call"]')  # it could be a method, and change the view: this fails before it does

    def _visit_base(self, node: nodes.Expr, frame: Frame) -> None:
        if isinstance(node, nodes.Name):
            self.write(frame.symbols.ref(node.name))  # where it is missing, it has no items
        else:
            self.visit(node, frame)

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        self._ask(node)
        super().visit_Test(node, frame)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        self._ask(node)
        super().visit_Filter(node, frame)

    def _ask(self, node: nodes.Test | nodes.Filter) -> None:
        if node.name in ASKING:
            self._asked = node.node


def _is_below_name(node: nodes.Expr) -> bool:
    """Whether it is `name.one["two"]…`, and the name isn't that of a loop, which is no dict."""
    base = _base_of(node)
    return isinstance(base, nodes.Name) and base.name != "loop"


def _base_of(node: nodes.Expr) -> nodes.Expr:
    """`name` of `name.one["two"]…`."""
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node
