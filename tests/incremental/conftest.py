"""Where the archives of these tests lie, and the clean builds that they share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sitegen.catalog import known_stats

from .project import CleanBuilds


@pytest.fixture(autouse=True, scope="session")
def small_packs() -> Iterator[None]:
    """Stats are packed so few at a time that even the small archive has many packs."""
    usual = known_stats.PACK
    known_stats.PACK = 3
    yield
    known_stats.PACK = usual


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
