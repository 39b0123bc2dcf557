"""One archive, its project and its clean twin: takes steps, builds after each, sees that nothing tells them apart."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from .archive import Archive, small_archive
from .edits import EDITS, Pick
from .project import (
    CleanBuilds,
    Outcome,
    Project,
    build,
    clone,
    differences,
    known_stats_agree,
    outcome,
    small_chunks,
    stats,
    tree,
    trusting_stats,
    without_stage,
)


class World:
    def __init__(self, folder: Path, clean: CleanBuilds) -> None:
        self.folder = folder / "project"
        self.output = self.folder / "site"
        self.clean = clean
        self.archive: Archive = small_archive()
        self.first_site = dict(self.archive.site)
        self.project = Project(self.folder)
        self.drafts = False
        self.is_current = False
        """The output and the state are as the last build left them."""
        self._built: tuple[dict[str, bytes], bool] | None = None
        self._numbers = 0
        self._sound: Archive | None = None
        self._blocked: Path | None = None
        self._begin_step()

    def _begin_step(self) -> None:
        self.must_be_idle = False
        self.keep_times = False
        self.trust_stats = False
        self.jobs = 1
        self.strict = False
        self.check_only = False

    # --- what edits ask for ---

    def new_number(self) -> int:
        self._numbers += 1
        return self._numbers

    def new_name(self, word: str) -> str:
        return f"{word}-{self.new_number()}"

    def break_until_repaired(self) -> None:
        """What follows makes the build fail; the next step begins with the archive as it is now."""
        self._sound = clone(self.archive)

    def block(self, path: Path) -> None:
        """Put a file of somebody else's into the output, until the next step."""
        if self.output.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"not ours")
            self._blocked = path

    # --- steps ---

    def step(self, name: str, number: int) -> None:
        """Do an edit, build, compare."""
        self._begin_step()
        self._repair()
        EDITS[name](self, Pick(number))
        self.project.apply(self.archive, self.keep_times, in_place=number % 2 == 0)
        self.must_be_idle &= self._built == (self.archive.files(), self.drafts)
        self.build_and_compare()

    def _repair(self) -> None:
        if self._sound is not None:
            self.archive, self._sound = self._sound, None
        if self._blocked is not None:
            self._blocked.unlink()
            self._blocked.parent.rmdir()
            self._blocked = None

    def build_and_compare(self) -> None:
        before, seen = tree(self.output), stats(self.output)
        options: dict[str, Any] = {"drafts": self.drafts, "strict": self.strict, "check_only": self.check_only}
        with contextlib.ExitStack() as stack:
            if self.trust_stats:
                stack.enter_context(trusting_stats())
            if self.jobs > 1:
                stack.enter_context(small_chunks(5))
            report = build(self.folder, self.output, jobs=self.jobs, **options)
        known_stats_agree(self.folder)
        found = outcome(report, self.output)
        if self._blocked is not None:
            assert [item["code"] for item in found.diagnostics if item["severity"] == "error"] == ["publish-failed"]
        else:
            self._compare(found, self.clean.of(self.archive, **options))
        if found.tree is None:
            assert differences(without_stage(tree(self.output)), without_stage(before)) == [], "a failed build wrote"
            assert without_stage(stats(self.output)) == without_stage(seen), "a failed build touched the output"
            self.is_current = False
            return
        if self.must_be_idle:
            assert report.site is not None
            assert report.site.rendered == 0, "nothing changed, but pages were rendered"
            assert stats(self.output) == seen, "nothing changed, but files were written"
        self.is_current, self._built = True, (self.archive.files(), self.drafts)

    def _compare(self, found: Outcome, clean: Outcome) -> None:
        if self._sound is None and not self.strict:
            assert clean.ok, f"the edit made the archive invalid: {_errors(clean)}"
        assert found.diagnostics == clean.diagnostics
        assert found.counts == clean.counts
        assert found.pages == clean.pages
        if clean.tree is not None and found.tree is not None:
            assert differences(found.tree, clean.tree) == []
        assert (found.tree is None) == (clean.tree is None)


def _errors(found: Outcome) -> list[str]:
    return [
        f"{d['path']}:{d['line']}: {d['code']}: {d['message']}" for d in found.diagnostics if d["severity"] == "error"
    ]
