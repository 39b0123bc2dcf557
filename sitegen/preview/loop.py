"""Builds until what is published is what lies on the disk, and waits for the next touch.

A save is built at once. While files keep changing (a checkout of another branch, a folder being copied), nothing is
published: a build that was overtaken is dropped before it publishes, so that no site is made of two states.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sitegen.build import BuildReport
from sitegen.core.diagnostics import Place, diagnose
from sitegen.preview.problems import tell_problems
from sitegen.preview.rebuild import Wanted, Wishes, published_files, rebuild
from sitegen.preview.server import PreviewServer
from sitegen.preview.shown import Shown, make_shown, show_early
from sitegen.preview.watch import Watcher, touched_since

SAVE = 2
"""Paths that one save touches, at most: a file, and the copy an editor makes of it."""

QUIET = 0.1
"""Seconds without a touch, after which many touches are over."""

DOUBT = 0.06
"""Seconds that problems wait for another touch before they are shown: the file may have been half written."""

LONGEST = 5.0
"""Seconds after which what keeps changing is built nevertheless."""

SETTLED = 0.25
"""Seconds without a touch, after which the sources are looked at once more: events can be lost."""

OF_THE_SCAN = frozenset({"unexpected-file", "unreadable", "outside-project"})
"""What only a look at all files can say."""


class Overtaken(Exception):
    """A source was touched while a build was under way."""


class Loop:
    """Builds again and again. `tell` hears of every build that counted: its report, the outputs it changed, and whether
    something was touched before."""

    def __init__(
        self,
        wanted: Wanted,
        watcher: Watcher,
        server: PreviewServer,
        tell: Callable[[BuildReport, list[str], bool], None],
    ) -> None:
        self._wanted = wanted
        self._watcher = watcher
        self._server = server
        self._tell = tell
        self._scanned = 0
        self._is_settled = False
        self._touched: set[str] = set()
        """Since the last good build."""
        self._is_sound = False
        """Whether that build can be built upon."""
        self._is_indexed = False
        """Whether the search index is as new as the pages."""
        self._since = 0.0

    def run(self) -> None:
        """Show what an earlier preview built, build, then wait and build for ever. Ends by KeyboardInterrupt."""
        self._server.live.show(make_shown(published_files(self._wanted.site), {}, Shown()))
        while True:
            self._since = time.monotonic()
            while not self._build_once():
                pass
            self._wait()

    def _wait(self) -> None:
        """Until something was touched. After some quiet, once, look whether all events came."""
        while not self._watcher.wait(3600 if self._is_settled else SETTLED):
            if not self._is_settled:
                self._is_settled = True
                if not self._is_indexed or touched_since(
                    self._wanted.project, self._scanned, lambda: self._watcher.wait(0)
                ):
                    return

    def _build_once(self) -> bool:
        """Whether a build was brought to its end, and shown."""
        touched = self._gather()
        self._touched |= touched
        is_save = self._is_sound and 0 < len(self._touched) <= SAVE
        began = time.time_ns()
        self._is_settled = False
        try:
            with self._server.building:
                report = self._rebuild(is_save)
            if not report.ok and self._is_overtaken(DOUBT):
                return False
            if not is_save:
                self._scanned = began
            # After a save alone was built, all else is looked at as soon as it is quiet: its event may have been lost.
            is_good = report.is_showable and report.site is not None
            self._is_sound = is_good and not any(item.code in OF_THE_SCAN for item in report.diagnostics)
            self._is_indexed = not (is_save and self._wanted.search)
            self._touched = set() if is_good else self._touched
            self._show(report, bool(touched))
        except Overtaken:
            return False
        finally:
            self._server.gate.open()
        return True

    def _rebuild(self, is_save: bool) -> BuildReport:
        """A save alone is built at once, without the search index: that follows when it is quiet."""
        live = self._server.live
        wishes = Wishes(
            changed=tuple(sorted(self._touched)) if is_save else None,
            first=live.looked_at if is_save else (),
            show=lambda output, data: live.show(show_early(output, data, live.shown)),
            is_indexed=not is_save,
            interrupt=self._interrupt,
            before_publish=self._before_publish,
        )
        try:
            return rebuild(self._wanted, wishes)
        except Overtaken:
            raise
        except Exception as error:  # noqa: BLE001 (a bug must not end the preview: the next save may not meet it)
            report = BuildReport(self._wanted.site)
            message = f"the build failed: {type(error).__name__}: {error}"
            hints = ("this is a bug of sitegen; please report it",)
            report.diagnostics.append(diagnose("compile-crash", message, Place("site.yaml"), hints=hints))
            return report

    def _interrupt(self) -> None:
        if self._watcher.wait(0):
            raise Overtaken

    def _gather(self) -> set[str]:
        """What was touched. A single save isn't waited for; many touches, or something that went, are."""
        touched = self._watcher.take()
        while len(touched) > SAVE or not all((self._wanted.project / path).exists() for path in touched):
            if not self._is_overtaken(QUIET):
                break
            touched |= self._watcher.take()
        return touched

    def _before_publish(self) -> None:
        if self._is_overtaken(0):
            raise Overtaken
        self._server.gate.close()

    def _is_overtaken(self, seconds: float) -> bool:
        """Whether something is touched within so many seconds; no more, once this has gone on for too long."""
        return time.monotonic() - self._since < LONGEST and self._watcher.wait(seconds)

    def _show(self, report: BuildReport, is_touched: bool) -> None:
        """Show what there is now. After a publish the gate is still closed: nobody reads a page of the new site as one
        of the old."""
        before = self._server.live.shown
        site = report.site if report.is_showable else None
        files = dict(before.published)
        for path in site.gone if site else ():
            files.pop(path, None)
        files |= site.written if site else {}
        changed = [path for path in (site.written if site else ()) if before.published.get(path) != files[path]]
        self._server.live.show(make_shown(files, tell_problems(report.diagnostics, site is not None), before))
        self._server.gate.open()
        self._tell(report, changed, is_touched)
