"""Blocks that a template gives and nothing asks for: Jinja would leave them out without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

from jinja2 import nodes

from sitegen.core.suggest import suggest


def stray_block(name: str, parse: Callable[[str], nodes.Template]) -> tuple[int, str] | None:
    """The first block of a template that nothing it extends has: its line and what to say; None if all have a place.

    `parse` gives the tree of a template that is there. What is extended may be known only while rendering: then
    nothing is said.
    """
    known = _inherited(name, parse)
    if not known:
        return None
    for block in _outermost(parse(name)):
        if block.name not in known:
            near = suggest(block.name, known)
            meant = (
                f"did you mean `{near}`?" if near else f"there are {', '.join(f'`{name}`' for name in sorted(known))}"
            )
            return (
                block.lineno,
                f"what this template extends has no block `{block.name}`, so nobody would see it: {meant}",
            )
    return None


def _inherited(name: str, parse: Callable[[str], nodes.Template]) -> Set[str]:
    """The blocks of all that a template extends; none if that isn't known, or it extends nothing."""
    found: set[str] = set()
    waiting, seen = [name], set()
    while waiting:
        for node in parse(waiting.pop()).find_all(nodes.Extends):
            parent = node.template.value if isinstance(node.template, nodes.Const) else None
            if not isinstance(parent, str):
                return set()
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
                found.update(block.name for block in parse(parent).find_all(nodes.Block))
    return found


def _outermost(node: nodes.Node) -> Iterator[nodes.Block]:
    """The blocks that aren't within another."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _outermost(child)
