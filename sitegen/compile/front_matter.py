"""An article's front matter as a typed record: read and validated; or, while its text is what it was, taken as it was.

Whoever edits an article's prose changes nothing in its front matter, and what reads and validates that takes longer to
load than all else that compiling needs. So a record in which nothing was wrong is kept in the catalog, whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import orjson

from sitegen.core.digest import digest

LISTS = ("claims", "corrections", "context")
"""Lists whose broken items are left out, so that the sound ones are still checked against the text."""


class KnownFrontMatter(NamedTuple):
    """A sound front matter: the digest of its text, and its record as JSON."""

    digest: str
    data: bytes


class FrontMatter(NamedTuple):
    """A front matter that was read. `record`: as `schema.Article` has it, with the same attributes; None if nothing
    could be saved. `kept`: of each of `LISTS`, the original index of every item. `known`: None if anything is wrong."""

    record: Any
    kept: Mapping[str, Sequence[int]]
    known: KnownFrontMatter | None = None


def recall_front_matter(yaml: str, known: KnownFrontMatter | None) -> FrontMatter | None:
    """The front matter of this text, if it is the known one."""
    if known is None or known.digest != digest(yaml.encode()):
        return None
    record = _revive(orjson.loads(known.data))
    return FrontMatter(record, {name: range(len(getattr(record, name))) for name in LISTS}, known)


def _revive(value: Any) -> Any:
    """A record of its JSON: what holds no fields of the author's own (`x`) is read by attributes."""
    if type(value) is dict:
        return SimpleNamespace(**{name: part if name == "x" else _revive(part) for name, part in value.items()})
    return [_revive(part) for part in value] if type(value) is list else value
