"""What is asked of an update of the site, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.core.diagnostics import Diagnostic, is_error, make_strict
from sitegen.index_state import SEARCH_FOLDER
from sitegen.output_check import OutputCheck
from sitegen.publish.manifest import Manifest
from sitegen.site_files import CopiedFile


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """Where the site lies, and how it is to be brought up to date."""

    project: Path
    output: Path
    strict: bool = False
    """Warnings are errors."""
    index: bool = True
    """Bring the search index up to date; otherwise a later build does."""
    check: OutputCheck | None = None
    """The look at what lies in the output; None: nobody but this process has touched it, nor anybody the theme, since
    the last build."""
    first: Sequence[str] = ()
    """Outputs to render before all others,"""
    show: Callable[[str, bytes], None] | None = None
    """and what to call with each of them that is new."""


@dataclass(frozen=True, slots=True)
class OutputState:
    """The output as it was found, and what goes into it as it is."""

    folder: Path
    manifest: Manifest
    is_known: bool
    """The manifest is the one that the catalog's last publish left: what it recorded of the output holds."""
    damaged: Collection[str]
    """Outputs that aren't in place as they were published."""
    files: Mapping[str, str]
    """Output → digest of everything there that no template made."""
    assets: Mapping[str, CopiedFile]
    """Output → file, of all that is copied."""
    themes: Sequence[Path]
    templates: Mapping[str, str]
    """Template of each kind of page → its digest,"""
    sources: str
    """and the digest of all that they are made from."""

    @property
    def index_files(self) -> list[str]:
        """Outputs of the search index."""
        return [place for place in self.files if place.startswith(f"{SEARCH_FOLDER}/")]


@dataclass(slots=True)
class SiteUpdate:
    """What became of the site."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    """Number of pages of each kind."""
    total: int = 0
    rendered: int = 0
    removed: int = 0
    written: dict[str, str] = field(default_factory=dict)
    """The files published by this build: output → SHA-256."""
    gone: tuple[str, ...] = ()
    """The outputs that it took away."""
    search: str = "off"
    """off | written | reused | unavailable"""
    is_unusable: bool = False
    strict: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether what was found so far forbids publishing."""
        if self.strict:
            # What the last build published is no fault of this content: saying it once is all that can be done.
            self.diagnostics = [
                item if item.code == "permalink-gone" else make_strict(item) for item in self.diagnostics
            ]
        return any(map(is_error, self.diagnostics))
