"""Previews that are started for a test, and ended after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from harness import Site
from running import Preview


@pytest.fixture
def start() -> Iterator[Callable[..., Preview]]:
    """Start previews; they are ended after the test, and have said no traceback."""
    started: list[Preview] = []

    def begin(site: Site, *arguments: str, **environment: str) -> Preview:
        started.append(Preview(site, *arguments, **environment))
        return started[-1]

    yield begin
    for preview in started:
        preview.stop()


@pytest.fixture
def preview(minimal_site: Site, start: Callable[..., Preview]) -> Preview:
    """A preview of the least archive, built."""
    return start(minimal_site).built()
