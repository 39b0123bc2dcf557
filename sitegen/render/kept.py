"""What of a template shows nothing of a page but its site: for all pages that share the site's dict, the same text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from jinja2 import nodes

PLAIN = (
    nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.If, nodes.For,
    nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat,
    nodes.CondExpr,
)  # fmt: skip
"""What is nothing but its parts: it calls, includes and assigns nothing."""


def same_names(body: Iterable[nodes.Node], names: Iterable[nodes.Name]) -> frozenset[str]:
    """`site`, the theme's words and options, and the names of whole templates imported: the same on every page, unless
    one of a template's `names` sets them anew."""
    same = {"site", "t", "theme"} | {found.target for found in body if isinstance(found, nodes.Import)}
    return frozenset(same - {name.name for name in names if name.ctx != "load"})


def group_nodes(body: Iterable[nodes.Node], same: Collection[str]) -> list[tuple[bool, list[nodes.Node]]]:
    """The parts of a template's body in their order, as (whether they show nothing but `same` names, parts)."""
    groups: list[tuple[bool, list[nodes.Node]]] = []
    for part in _parts(body):
        is_text = isinstance(part, nodes.Output) and isinstance(part.nodes[0], nodes.TemplateData)
        kind = groups[-1][0] if is_text and groups else "site" in same and _shows_only(part, same)
        if not groups or groups[-1][0] != kind:
            groups.append((kind, []))
        _append(groups[-1][1], part)
    return [(is_same and any(map(_names_site, group)), group) for is_same, group in groups]


def _names_site(node: nodes.Node) -> bool:
    return any(name.name == "site" for name in _names(node))


def _parts(body: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    for node in body:
        if isinstance(node, nodes.Output):
            yield from (nodes.Output([child], lineno=child.lineno) for child in node.nodes)
        else:
            yield node


def _append(group: list[nodes.Node], part: nodes.Node) -> None:
    """Add a part; what is written in one go stays together."""
    if group and isinstance(part, nodes.Output) and isinstance(last := group[-1], nodes.Output):
        last.nodes.extend(part.nodes)
    else:
        group.append(part)


def _shows_only(node: nodes.Node, same: Collection[str]) -> bool:
    if not isinstance(node, PLAIN):
        return False
    if isinstance(node, nodes.Name):
        return node.name in same
    if isinstance(node, nodes.For):
        own = {name.name for name in _names(node.target)}
        rest: Sequence[nodes.Node | None] = [*node.body, *node.else_, node.test]
        return _shows_only(node.iter, same) and all(_shows_only(part, {*same, *own}) for part in rest if part)
    return all(_shows_only(child, same) for child in node.iter_child_nodes())


def _names(target: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(target, nodes.Name):
        yield target
    yield from target.find_all(nodes.Name)
