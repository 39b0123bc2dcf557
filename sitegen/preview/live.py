"""Tells the open pages what there is now. A message holds the state, never a change: who missed ten needs only one."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sitegen.preview.listener import add_listener
from sitegen.preview.shown import Shown


class Live:
    """What is shown, for those who wait for the next."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._shown = Shown()
        self._closed = False
        self._followed: dict[object, str] = {}

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The outputs that are open in browsers, the one opened last first."""
        with self._changed:
            return tuple(dict.fromkeys(reversed(self._followed.values())))

    @property
    def shown(self) -> Shown:
        return self._shown

    def show(self, shown: Shown) -> None:
        with self._changed:
            self._shown = shown
            self._changed.notify_all()

    def close(self) -> None:
        """End every `follow`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def follow(self, page: str, files: Sequence[str], tick: float) -> Iterator[dict[str, Any] | None]:
        """The state for one open page, now and whenever it is new; None after every `tick` seconds without news.

        {number, page: its digest ("" if it isn't there), look, files: {path: digest}, problems, html}: `problems` only
        if they are new; `html`, which saves the browser asking for it, only of a page that was just made.
        """
        follower = object()
        with self._changed:
            self._followed[follower] = page
        try:
            yield from self._follow(page, files, tick)
        finally:
            with self._changed:
                del self._followed[follower]

    def _follow(self, page: str, files: Sequence[str], tick: float) -> Iterator[dict[str, Any] | None]:
        seen = -1
        known: str | None = None
        told: Mapping[str, Any] = {}
        while True:
            with self._changed:
                news = self._changed.wait_for(lambda: self._closed or self._shown.number != seen, tick)  # noqa: B023
                shown = self._shown
                if self._closed:
                    return
            if not news:
                yield None
                continue
            digests = shown.files
            digest = digests.get(page, "")
            state: dict[str, Any] = {
                "number": shown.number,
                "page": digest,
                "look": shown.look,
                "files": {path: digests.get(path, "") for path in files},
            }
            if known not in (None, digest) and page in shown.early:
                state["html"] = add_listener(shown.early[page], page, digest, shown.look).decode()
            known = digest
            if shown.problems != told:
                state["problems"] = told = shown.problems
            seen = shown.number
            yield state
