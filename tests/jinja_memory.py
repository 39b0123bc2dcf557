"""Jinja's own work is remembered between the hundreds of builds of a session: a build takes a third of the time."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from jinja2 import Environment, nodes


@contextmanager
def remember_templates() -> Iterator[None]:
    """Parsing a template depends on its text, its name and the theme's words alone: done once each.

    Nothing of sitegen is replaced: which templates there are, what they hold and what their digest is stays its work.
    Their code is kept by sitegen itself.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "parse", _remembered(Environment.parse))
        patch.setattr(nodes.Node, "find_all", _found_once(nodes.Node.find_all))
        yield


def _remembered(function: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[Any, ...], Any] = {}

    @functools.wraps(function)
    def remembered(self: Environment, source: Any, *rest: Any) -> Any:
        if not isinstance(source, str):
            return function(self, source, *rest)
        key = (type(self), str(getattr(self, "strings", "")), source, *rest)
        if key not in known:
            known[key] = function(self, source, *rest)
        return known[key]

    return remembered


def _found_once(find_all: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[int, Any], tuple[nodes.Node, list[nodes.Node]]] = {}

    @functools.wraps(find_all)
    def found(self: nodes.Node, kinds: Any) -> Iterator[nodes.Node]:
        # Whole templates alone, as they are parsed: others are made for the question, and gone after it.
        if not isinstance(self, nodes.Template) or self.environment is None:
            yield from find_all(self, kinds)
            return
        key = id(self), kinds
        if key not in known:
            known[key] = self, list(find_all(self, kinds))
        yield from known[key][1]

    return found
