"""Jinja's own work is remembered between the hundreds of builds of these tests."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, meta

from .project import CleanBuilds


@pytest.fixture(scope="session", autouse=True)
def _remember_templates() -> Iterator[None]:
    """Parsing and compiling a template depend on its text, its name and the theme's words alone: done once each.

    Nothing of sitegen is replaced: which templates there are, what they hold and what their digest is stays its work.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "parse", _remembered(Environment.parse))
        patch.setattr(Environment, "compile", _remembered(Environment.compile))
        found: dict[int, tuple[Any, list[str | None]]] = {}
        find = meta.find_referenced_templates

        def find_referenced(tree: Any) -> list[str | None]:
            if id(tree) not in found:
                found[id(tree)] = (tree, list(find(tree)))
            return found[id(tree)][1]

        patch.setattr(meta, "find_referenced_templates", find_referenced)
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


@contextmanager
def _folder(factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where the system has one: these tests wait for nothing but the file system."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield factory.mktemp("incremental")
        return
    with tempfile.TemporaryDirectory(prefix="sitegen-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder."""
    with _folder(tmp_path_factory) as folder:
        yield folder


@pytest.fixture(scope="session")
def clean_builds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CleanBuilds]:
    """Clean builds, each made once for all tests: many sequences pass through the same archive."""
    with _folder(tmp_path_factory) as folder:
        yield CleanBuilds(folder / "clean")
