"""A publish that is killed, or hits a full disk, at any step: the result is the old site or the new one."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FaultyDisk, Killed, build, own_files, site_of

from sitegen.publish import journal
from sitegen.publish.manifest import Manifest
from sitegen.publish.output import open_output, publish, stage
from sitegen.publish.plan import plan

OLD = {"index.html": "1", "keep.html": "k", "edit.html": "1", "gone/deep/a.html": "a", "gone/b.html": "b", "x": "file"}
NEW = {"index.html": "2", "edit.html": "2", "new/deep/c.html": "c", "new/d.html": "d", "x/y.html": "folder"}
NEW_SITE = {**NEW, "keep.html": "k"}


def _gone(old: Manifest) -> list[str]:
    return sorted(old.files.keys() - NEW_SITE.keys())


def _prepared(output: Path) -> tuple[Manifest, list[journal.Step]]:
    """A folder with the old site and a complete journal that leads to the new one, no step done; the old manifest; the
    steps.
    """
    build(output, OLD)
    old = open_output(output, [])
    staged = [stage(output, path, text.encode()) for path, text in NEW.items()]
    todo = plan(output, old, staged, _gone(old))
    (output / journal.NEW_MANIFEST).write_text(todo.manifest.text)
    body = journal.format_steps(todo.steps)
    (output / journal.JOURNAL).write_bytes(body + journal.format_end(body))
    return old, list(todo.steps)


def test_every_kill_after_the_journal_ends_in_the_new_site(tmp_path: Path, copy_of: Callable[[Path], Path]) -> None:
    prepared = tmp_path / "prepared"
    old, steps = _prepared(prepared)
    assert len(steps) > 12
    for done in range(len(steps) + 1):
        output = copy_of(prepared)
        doer = journal.Steps(output, old)
        for step in steps[:done]:
            doer.do(step)
        manifest = open_output(output, [])
        assert site_of(output) == NEW_SITE
        assert manifest.files.keys() == NEW_SITE.keys()
        assert own_files(output) == {"manifest", "stage"}


def test_every_torn_journal_ends_in_the_old_site(tmp_path: Path, copy_of: Callable[[Path], Path]) -> None:
    prepared = tmp_path / "prepared"
    old, steps = _prepared(prepared)
    whole = (prepared / journal.JOURNAL).read_bytes()
    for length in range(0, len(whole), 7):
        output = copy_of(prepared)
        doer = journal.Steps(output, old)
        for step in steps:
            if step[0] == "mkdir":
                doer.do(step)
        (output / journal.JOURNAL).write_bytes(whole[:length])
        assert open_output(output, []) == old
        # A journal that lost its list of folders can leave empty ones behind, which show nothing.
        assert {path: text for path, text in site_of(output).items() if not path.endswith("/")} == OLD
        if length > whole.index(b"rename"):
            assert site_of(output) == OLD


def test_a_changed_byte_makes_a_journal_incomplete(tmp_path: Path) -> None:
    _prepared(tmp_path)
    whole = (tmp_path / journal.JOURNAL).read_bytes()
    for place in range(0, len(whole), 11):
        assert not journal.parse_journal(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])[1]


def _publish_new(output: Path) -> None:
    old = open_output(output, [])
    staged = [stage(output, path, text.encode()) for path, text in NEW.items()]
    publish(output, old, staged, _gone(old))


def _visible(output: Path) -> dict[str, str]:
    return {path: text for path, text in site_of(output).items() if not path.endswith("/")}


@pytest.mark.parametrize("error", [Killed, lambda: OSError(errno.ENOSPC, "No space left on device")])
def test_each_call_to_the_disk_fails_once(
    tmp_path: Path, copy_of: Callable[[Path], Path], error: Callable[[], BaseException]
) -> None:
    prepared = tmp_path / "prepared"
    build(prepared, OLD)
    outcomes: list[str] = []
    for fail_at in range(1, 200):
        output = copy_of(prepared)
        failed: BaseException | None = None
        with pytest.MonkeyPatch.context() as patch:
            disk = FaultyDisk(patch, fail_at, error)
            try:
                _publish_new(output)
            except BaseException as caught:  # noqa: BLE001 (which one it was is what is looked at)
                failed = caught
        if disk.calls < fail_at:
            break
        outcome = "complete" if b"end\t" in _journal_of(output) or _visible(output) == NEW_SITE else "old"
        if failed is not None and not isinstance(failed, Killed):
            assert type(failed).__name__ in ("PublishFailed", "OutputRefused"), failed
            assert "No space left on device" in str(failed)
        if outcome == "old":
            assert _visible(output) == OLD
            if not isinstance(failed, Killed):
                assert site_of(output) == OLD  # taken back at once, without waiting for the next build
        open_output(output, [])
        assert site_of(output) == (NEW_SITE if outcome == "complete" else OLD)
        _publish_new(output) if outcome == "old" else None
        assert site_of(output) == NEW_SITE
        outcomes.append(outcome)
    else:
        pytest.fail("the publish never came to its end")
    assert outcomes == sorted(outcomes, reverse=True)
    assert set(outcomes) == {"old", "complete"}


def _journal_of(output: Path) -> bytes:
    file = output / journal.JOURNAL
    return file.read_bytes() if file.exists() else b""


def test_a_forged_journal_reaches_nothing_outside_and_deletes_nothing_foreign(tmp_path: Path) -> None:
    output = tmp_path / "site"
    build(output, OLD)
    (output / "mine.txt").write_text("mine")
    (tmp_path / "outside.txt").write_text("mine")
    for step in (
        ("remove", "mine.txt"),
        ("remove", "../outside.txt"),
        ("rename", "../manifest", "moved"),
        ("rmdir", ".."),
    ):
        body = journal.format_steps([step])
        (output / journal.JOURNAL).write_bytes(body + journal.format_end(body))
        open_output(output, [])
        assert site_of(output) == {**OLD, "mine.txt": "mine"}
        assert (tmp_path / "outside.txt").read_text() == "mine"
