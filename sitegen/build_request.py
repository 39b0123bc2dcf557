"""What a build is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

STATE = ".sitegen"
"""Folder of the project that holds the build's own state."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build, where to, and how."""

    project: Path
    output: Path | None = None
    """Default: `site/` in the project."""
    jobs: int = 0
    """Worker processes; 0: as many as there are processors."""
    strict: bool = False
    search: bool = True
    drafts: bool = False
    check_only: bool = False
    """Find every problem; write no site."""
    state: Path | None = None
    """The build's own state. Default: `.sitegen/` in the project."""
    executor: str = ""
    """dask://HOST:PORT: compile and render on a cluster that shares the project's files."""
    is_preview: bool = False
    """Show what can be shown: an article whose quote isn't found is built with that annotation at its end."""
    index: bool = True
    """Bring the search index up to date; otherwise a later build does."""
    changed: tuple[str, ...] | None = None
    """The only files of the project that may have changed since this very process built the same last; None: any may
    have."""
    first: tuple[str, ...] = ()
    """Outputs to render before all others, with the pages of the `changed` files,"""
    show: Callable[[str, bytes], None] | None = None
    """and what to call with each of them that is new, as soon as it is rendered."""

    @property
    def output_folder(self) -> Path:
        """Where the site goes."""
        return (self.output or self.project / "site").absolute()

    @property
    def state_folder(self) -> Path:
        """Where the build's own state lies."""
        return (self.state or self.project / STATE).absolute()

    @property
    def catalog(self) -> Path:
        """The archive's database, in the state."""
        return self.state_folder / "catalog.db"
