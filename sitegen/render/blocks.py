"""Blocks that a template gives and nothing asks for, and what it shows outside of them: Jinja would leave both out
without a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Set

from jinja2 import nodes

from sitegen.core.suggest import suggest

NOTHING = re.compile(r"(?:\s|<!--.*?-->)*", re.DOTALL)
"""What nobody would have seen anyway."""


def stray_block(name: str, parse: Callable[[str], nodes.Template]) -> tuple[int, str] | None:
    """The first block of a template that nothing it extends has: its line and what to say; None if all have a place.

    `parse` gives the tree of a template that is there. What is extended may be known only while rendering: then
    nothing is said.
    """
    known = _inherited(name, parse)
    if known is None:
        return None
    for block in _outermost(parse(name)):
        if block.name not in known:
            near = suggest(block.name, known)
            there = ", ".join(f"`{name}`" for name in sorted(known))
            meant = f"did you mean `{near}`?" if near else f"there are {there}" if there else "there is none at all"
            return (
                block.lineno,
                f"what this template extends has no block `{block.name}`, so nobody would see it: {meant}",
            )
    return None


def stray_text(tree: nodes.Template) -> int | None:
    """The line of the first thing that a template which extends another shows in no block; None if there is none."""
    if not any(isinstance(node, nodes.Extends) for node in tree.body):
        return None
    return next(_shown(node for node in tree.body if not isinstance(node, nodes.Extends)), None)


def _shown(parts: Iterable[nodes.Node]) -> Iterator[int]:
    """The lines of what is shown outside of blocks. (An include or a call is, and what precedes `extends`: before the
    page begins.)"""
    for node in parts:
        if isinstance(node, nodes.Include | nodes.CallBlock):
            yield node.lineno
        elif isinstance(node, nodes.TemplateData):
            start = NOTHING.match(node.data).end()  # type: ignore[union-attr]  # it matches anywhere
            if start < len(node.data):
                yield node.lineno + node.data.count("\n", 0, start)
        elif isinstance(node, nodes.Output):
            for part in node.nodes:
                yield from _shown([part]) if isinstance(part, nodes.TemplateData) else [part.lineno]
        elif not isinstance(node, nodes.Block | nodes.Macro | nodes.AssignBlock):
            yield from _shown(node.iter_child_nodes())


def _inherited(name: str, parse: Callable[[str], nodes.Template]) -> Set[str] | None:
    """The blocks of all that a template extends; None if it extends nothing, or perhaps something else."""
    found: set[str] = set()
    seen = {name}
    tree = parse(name)
    while extends := list(tree.find_all(nodes.Extends)):
        parent = extends[0].template.value if isinstance(extends[0].template, nodes.Const) else None
        # What stands within an `if` may never take place.
        if len(extends) > 1 or extends[0] not in tree.body or not isinstance(parent, str):
            return None
        if parent in seen:
            break
        seen.add(parent)
        tree = parse(parent)
        found.update(block.name for block in tree.find_all(nodes.Block))
    return found if len(seen) > 1 else None


def _outermost(node: nodes.Node) -> Iterator[nodes.Block]:
    """The blocks that aren't within another."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _outermost(child)
