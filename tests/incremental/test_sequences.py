"""What must hold whatever happens: an incremental build leaves what a clean build of the same sources leaves.

Byte for byte, manifest and all; with the same diagnostics; and a build that fails leaves what visitors see untouched.
A failure prints the steps and a seed: `SITEGEN_SEED=… pytest tests/incremental/test_sequences.py` repeats it.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import Phase, given, note, seed, settings
from hypothesis import strategies as st

from .edits import EDITS
from .project import CleanBuilds
from .world import World

SEED = int(os.environ.get("SITEGEN_SEED") or random.SystemRandom().randrange(1 << 32))
QUICK = (int(os.environ.get("SITEGEN_SEQUENCES", "32")), 8)
LONG = (200, 15)
PARTS = range(4)
"""The sequences are dealt to as many tests, so that several processes can take them."""


PICKS = {
    "site option": range(14),
    "site ratings": range(4),
    "site broken": range(6),
    "value broken": range(6),
    "template": range(7),
    "template broken": range(4),
    "catalog damaged": range(20, 20 + 5 * 64, 64),
    "output elsewhere": range(4),
    "output restored": range(4),
    "state restored": range(4),
    "drafts shown": range(2),
}
"""Which choices are made where the usual three would leave out a kind."""


@pytest.mark.parametrize("name", [pytest.param(name, id=name.replace(" ", "_")) for name in EDITS])
def test_each_edit_builds_as_clean(name: str, workplace: Path, clean_builds: CleanBuilds) -> None:
    """Every kind of edit, a few times over, each followed by a build without any change."""
    world = World(workplace, clean_builds)
    world.step("nothing", 0)
    for number in PICKS.get(name, (0, 7, 333)):
        world.step(name, number)
        world.step("nothing", 0)


@pytest.mark.parametrize("number", range(6))
def test_an_edit_that_keeps_size_and_time_is_seen(number: int, workplace: Path, clean_builds: CleanBuilds) -> None:
    """… even when the build has come to trust the files' stats."""
    world = World(workplace, clean_builds)
    for name in ("nothing", "time passes", "time passes"):
        world.step(name, 0)
    for step in range(3):
        world.step("same size and time", number + 6 * step * 40)
        world.step("time passes", 0)


def test_an_output_restored_from_a_backup(workplace: Path, clean_builds: CleanBuilds) -> None:
    """The old output comes back after edits, with its old times and its own manifest."""
    world = World(workplace, clean_builds)
    names = ("nothing", "output restored", "article prose", "article title", "output restored", "nothing")
    for number, name in enumerate(names):
        world.step(name, number)


def test_hints_follow_the_scale_while_the_archive_is_broken(workplace: Path, clean_builds: CleanBuilds) -> None:
    """A word moves from the scale to the others: the ratings are the same, but not what is told of them."""
    world = World(workplace, clean_builds)
    world.step("nothing", 0)
    world.break_until_repaired()
    world.archive.doc("monitors-report").front["claims"][0]["rating"] = "tru"
    for _ in range(2):
        world.project.apply(world.archive)
        world.build_and_compare()
        ratings = world.archive.site["ratings"]
        ratings["other"].insert(0, ratings["scale"].pop())


def test_two_outputs_in_turns(workplace: Path, clean_builds: CleanBuilds) -> None:
    world = World(workplace, clean_builds)
    names = ("nothing", "output elsewhere", "article title", "output elsewhere", "entity name", "output elsewhere")
    for number, name in enumerate(names):
        world.step(name, number)


def run_sequences(count: int, length: int, part: int, workplace: Path, clean: CleanBuilds) -> None:
    """One part of `count` sequences of `length` steps each."""
    step = st.tuples(st.sampled_from(list(EDITS)), st.integers(0, 99_999))

    @seed(SEED + part)
    @settings(
        max_examples=-(-count // len(PARTS)),
        database=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
    )
    @given(st.lists(step, min_size=length, max_size=length))
    def build_as_clean(steps: list[tuple[str, int]]) -> None:
        note(f"SITEGEN_SEED={SEED}")
        folder = workplace / "sequence"
        shutil.rmtree(folder, ignore_errors=True)
        world = World(folder, clean)
        world.step("nothing", 0)
        for name, number in steps:
            note(f"{name} {number}")
            world.step(name, number)
        world.step("nothing", 0)
        world.step("nothing", 0)

    build_as_clean()


@pytest.mark.parametrize("part", PARTS)
def test_sequences_build_as_clean(workplace: Path, clean_builds: CleanBuilds, part: int) -> None:
    run_sequences(*QUICK, part, workplace, clean_builds)


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_long_sequences_build_as_clean(workplace: Path, clean_builds: CleanBuilds, part: int) -> None:
    run_sequences(*LONG, part, workplace, clean_builds)
