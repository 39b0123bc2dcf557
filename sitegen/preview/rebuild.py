"""One build of the preview. The only place where the preview calls the engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sitegen.build import BuildReport, build_site
from sitegen.build_request import BuildRequest
from sitegen.publish.journal import MANIFEST
from sitegen.publish.manifest import parse_manifest


class Wanted(NamedTuple):
    """What is previewed, and where it is built."""

    project: Path
    site: Path
    state: Path
    jobs: int
    search: bool
    drafts: bool


class Wishes(NamedTuple):
    """How one build is to go."""

    changed: tuple[str, ...] | None
    """As in BuildRequest."""
    first: tuple[str, ...]
    """Outputs that are looked at,"""
    show: Callable[[str, bytes], None]
    """and what is called with each of them that is new, before all is built."""
    is_indexed: bool
    """Bring the search index up to date."""
    interrupt: Callable[[], None]
    """Called while the index is made; what it raises ends the build, with the site as it was."""
    before_publish: Callable[[], None]
    """Called when all is staged and nothing is published yet; what it raises ends the build, too."""


def rebuild(wanted: Wanted, wishes: Wishes) -> BuildReport:
    """Build once."""

    def progress(stage: str, done: int, total: int) -> None:
        del total
        if stage == "search":
            wishes.interrupt()
        elif stage == "publish" and done == 0:
            wishes.before_publish()

    request = BuildRequest(
        wanted.project,
        wanted.site,
        wanted.jobs,
        search=wanted.search,
        drafts=wanted.drafts,
        state=wanted.state,
        is_preview=True,
        index=wishes.is_indexed,
        changed=wishes.changed,
        first=wishes.first,
        show=wishes.show,
    )
    return build_site(request, progress)


def published_files(site: Path) -> dict[str, str]:
    """The files of the built site: output path → SHA-256. Empty if there is no site."""
    try:
        text = (site / MANIFEST).read_text(encoding="utf-8")
        return {path: entry.digest for path, entry in parse_manifest(text).files.items()}
    except (OSError, ValueError):
        return {}
