"""What the preview shows at one moment, and the gate that keeps a page from being read while a site is published."""

from __future__ import annotations

import hashlib
import threading
from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Shown:
    """The files of the last good build, by output path, with the digests of their bytes; the problems of the last
    build."""

    published: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, Any] = field(default_factory=dict)
    """As problems.py gives them."""
    number: int = 0
    """Counts what was shown since the preview began."""

    look: str = ""
    """A digest of the theme's files: what every page may need besides its own."""
    early: Mapping[str, bytes] = field(default_factory=dict)
    """Pages that are shown already, and will be published with the rest,"""
    early_digests: Mapping[str, str] = field(default_factory=dict)
    """and the digests of their bytes."""

    @property
    def files(self) -> Mapping[str, str]:
        """What is published, and what is shown early."""
        return ChainMap(dict(self.early_digests), self.published) if self.early else self.published  # type: ignore[arg-type]


def make_shown(files: Mapping[str, str], problems: Mapping[str, Any], before: Shown) -> Shown:
    """What is shown after `before`, once `files` are published. What was shown early is among them, or was given up."""
    assets = sorted(f"{path}\0{digest}" for path, digest in files.items() if path.startswith("assets/"))
    look = hashlib.sha256("\n".join(assets).encode()).hexdigest()[:16]
    return Shown(files, problems, before.number + 1, look)


def show_early(output: str, data: bytes, before: Shown) -> Shown:
    """What is shown after `before`, once a page that is looked at is rendered."""
    digests = {**before.early_digests, output: hashlib.sha256(data).hexdigest()}
    early = {**before.early, output: data}
    return replace(before, number=before.number + 1, early=early, early_digests=digests)


def output_of(files: Mapping[str, str], path: str) -> str | None:
    """The output that answers for an address path without its leading slash: "articles/a/" → its index.html. A folder
    named without its slash gives "articles/a/". None: there is nothing."""
    if path == "" or path.endswith("/"):
        index = f"{path}index.html"
        return index if index in files else None
    if path in files:
        return path
    return f"{path}/" if f"{path}/index.html" in files else None


class Gate:
    """Many may read at once, or one may publish; who publishes doesn't wait for new readers."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers = 0
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Wait for those who read, and keep others out until `open`."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._readers == 0)

    def open(self) -> None:
        with self._changed:
            self._closed = False
            self._changed.notify_all()
