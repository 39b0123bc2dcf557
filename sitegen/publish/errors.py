"""The named errors of publishing. Each holds only its own arguments, so it survives the way back from a worker."""

from __future__ import annotations


class OutputRefused(Exception):
    """The output folder can't be used, and nothing in it was touched.

    `message` says why, in one sentence; `hints` say what the reader can do, one sentence each.
    """

    def __init__(self, message: str, hints: tuple[str, ...] = ()) -> None:
        super().__init__(message, hints)
        self.message = message
        self.hints = hints

    def __str__(self) -> str:
        return self.message


class PublishFailed(Exception):
    """A file could not be staged or published. `path` is what it was about, `cause` says what happened in words."""

    def __init__(self, path: str, cause: str) -> None:
        super().__init__(path, cause)
        self.path = path
        self.cause = cause

    def __str__(self) -> str:
        return f"{self.path}: {self.cause}"


class SearchFailed(Exception):
    """The search index could not be made, or what was made is not whole."""


class SearchUnavailable(Exception):
    """There is no (working) Pagefind here. The build goes on without search and says so."""


def reason(error: OSError) -> str:
    """An operating system's error in its own words, without Python's decoration: "No space left on device"."""
    return error.strerror or str(error) or type(error).__name__
