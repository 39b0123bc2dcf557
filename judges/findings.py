"""What a judge says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, and the page (or file) it is wrong on."""

    page: str
    message: str

    def __str__(self) -> str:
        return f"{self.page}: {self.message}"


@dataclass(frozen=True)
class Verdict:
    """All that one judge found on so many pages."""

    judge: str
    pages: int
    findings: list[Finding] = field(default_factory=list)
    not_run: str = ""
    """Why this judge couldn't be asked; "" if it was."""
    notes: list[str] = field(default_factory=list)
    """Lines worth reading that are no findings, such as measurements."""


def absent(judge: str, reason: str) -> Verdict:
    return Verdict(judge, 0, not_run=reason)


def once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without repetitions, in order."""
    return list(dict.fromkeys(findings))
