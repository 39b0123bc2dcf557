"""The site's options: `site.yaml` as plain values, handed to every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from sitegen.core.digest import digest_view


@dataclass(frozen=True, slots=True)
class Ratings:
    """The site's rating words. `scale` is ordered from worst to best; `other` has no order."""

    scale: tuple[str, ...] = ("false", "mostly-false", "mixed", "mostly-true", "true")
    other: tuple[str, ...] = ("unproven", "missing-context", "outdated", "misattributed", "satire")
    labels: Mapping[str, str] = field(default_factory=dict)
    method: str | None = None
    """Id of the plain page that explains the scale."""

    @property
    def ids(self) -> tuple[str, ...]:
        return self.scale + self.other

    def label(self, rating: str) -> str:
        """The words readers see: the label, else the id with spaces and a capital."""
        return self.labels.get(rating) or rating.replace("-", " ").capitalize()

    def step(self, rating: str) -> int | None:
        """1 for the worst … len(scale) for the best; None for an unordered rating."""
        return self.scale.index(rating) + 1 if rating in self.scale else None


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the archive."""

    name: str
    url: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """Everything `site.yaml` says. `base_url` ends with a slash or is None."""

    title: str
    base_url: str | None = None
    language: str = "en"
    description: str | None = None
    publisher: Publisher | None = None
    corrections_policy: str | None = None
    license: str | None = None
    ratings: Ratings = field(default_factory=Ratings)
    theme: str = "default"
    feeds: bool = True
    structured_data: bool = True
    search: bool = True
    links: str = "folders"
    """`folders`: links end with a slash. `files`: they name index.html, for reading from a disk without script."""
    fingerprint: bool = True
    """Put the theme's files into a folder that is named after their content."""
    drafts: bool = False
    """Whether drafts are built, too (the preview's default)."""
    extra: Mapping[str, object] = field(default_factory=dict)
    """Keys that begin with `x-`: for templates."""
    assets: str = "assets/"
    """Folder of the theme's files in the site. `site.yaml` doesn't say it; with `fingerprint`, what is in them does."""

    def switched(self, search: bool = True, fingerprint: bool = True) -> SiteOptions:
        """With search or fingerprints left out, if the command says so."""
        return replace(self, search=self.search and search, fingerprint=self.fingerprint and fingerprint)


class _TracedOptions(SiteOptions):
    """Options that aren't there until they are asked for: asking is what leaves the trace."""

    def __getattr__(self, name: str) -> Any:
        given: SiteOptions = object.__getattribute__(self, "_given")
        value = getattr(given, name)
        object.__getattribute__(self, "_reads").add(("site", name, None))
        object.__setattr__(self, name, value)
        return value


def trace_options(options: SiteOptions, reads: set[Any]) -> SiteOptions:
    """The same options; each one that is read adds ("site", name, None) to `reads`."""
    traced = object.__new__(_TracedOptions)
    object.__setattr__(traced, "_given", options)
    object.__setattr__(traced, "_reads", reads)
    return traced


SHOWN = frozenset({"description", "extra"})
"""Options that the frame of a page has for its template, few of which show them."""

FRAME = frozenset(option.name for option in fields(SiteOptions)) - SHOWN
"""All others: the frame of a page shows nearly every one."""

FRAME_READ = ("site", "frame", None)
"""The trace of all of those, as one."""


def read_frame(options: SiteOptions) -> SiteOptions:
    """The plain options, all of which count as read from now on. Each asked for by itself takes longer.

    Those in SHOWN don't count: a view asks its own options for them; of the frame, what its template shows is added.
    """
    if isinstance(options, _TracedOptions):
        object.__getattribute__(options, "_reads").add(FRAME_READ)
        return object.__getattribute__(options, "_given")  # type: ignore[no-any-return]
    return options


def option_digests(options: SiteOptions) -> dict[str, str]:
    """Name → digest of the value, of every option. The order of keys counts: a template may show it."""
    return {name: digest_view(value) for name, value in asdict(options).items()}


def options_from_json(data: dict[str, Any]) -> SiteOptions:
    """The options whose `asdict` went through JSON."""
    ratings, publisher = data["ratings"], data["publisher"]
    scale = Ratings(tuple(ratings["scale"]), tuple(ratings["other"]), ratings["labels"], ratings["method"])
    return SiteOptions(**{**data, "ratings": scale, "publisher": Publisher(**publisher) if publisher else None})
