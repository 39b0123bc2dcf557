"""The small archive, fresh for each test."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from archive import Archive, small_archive


@pytest.fixture
def archive() -> Archive:
    return small_archive()
