"""One build of the preview. The only place where the preview calls the engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sitegen.build import BuildReport, BuildRequest, build_site
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


def rebuild(wanted: Wanted, before_publish: Callable[[], None], changed: tuple[str, ...] | None = None) -> BuildReport:
    """Build; `changed` as in BuildRequest. `before_publish` is called when all is staged and nothing is published yet;
    what it raises ends the build there, with the site as it was."""

    def progress(stage: str, done: int, total: int) -> None:
        del total
        if stage == "publish" and done == 0:
            before_publish()

    request = BuildRequest(
        wanted.project,
        wanted.site,
        wanted.jobs,
        search=wanted.search,
        drafts=wanted.drafts,
        state=wanted.state,
        changed=changed,
    )
    return build_site(request, progress)


def published_files(site: Path) -> dict[str, str]:
    """The files of the built site: output path → SHA-256. Empty if there is no site."""
    try:
        text = (site / MANIFEST).read_text(encoding="utf-8")
        return {path: entry.digest for path, entry in parse_manifest(text).files.items()}
    except (OSError, ValueError):
        return {}
