"""What must hold whatever happens: an incremental build leaves what a clean build of the same sources leaves.

Byte for byte, manifest and all; with the same diagnostics; and a build that fails leaves what visitors see untouched.
A failure prints the steps and a seed: `SITEGEN_SEED=… pytest tests/incremental/test_sequences.py` repeats it.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st

from .edits import EDITS
from .project import CleanBuilds
from .world import World

SEED = int(os.environ.get("SITEGEN_SEED") or random.SystemRandom().randrange(1 << 32))
QUICK = (int(os.environ.get("SITEGEN_SEQUENCES", "30")), 8)
LONG = (200, 15)

Steps = list[tuple[str, int]]


@pytest.mark.parametrize("name", EDITS)
def test_each_edit_builds_as_clean(name: str, workplace: Path, clean_builds: CleanBuilds) -> None:
    """Every kind of edit, three times over, each followed by a build without any change."""
    world = World(workplace, clean_builds)
    world.step("nothing", 0)
    for number in (0, 7, 333):
        world.step(name, number)
        world.step("nothing", 0)


def sequences(count: int, length: int) -> Callable[[Callable[[Path, CleanBuilds, Steps], None]], Callable[..., None]]:
    step = st.tuples(st.sampled_from(list(EDITS)), st.integers(0, 99_999))
    steps = st.lists(step, min_size=length, max_size=length)

    def decorate(test: Callable[[Path, CleanBuilds, Steps], None]) -> Callable[..., None]:
        configured = settings(
            max_examples=count,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        )
        return seed(SEED)(configured(given(steps=steps)(test)))

    return decorate


def run(workplace: Path, clean: CleanBuilds, steps: Steps) -> None:
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


@sequences(*QUICK)
def test_sequences_build_as_clean(workplace: Path, clean_builds: CleanBuilds, steps: Steps) -> None:
    run(workplace, clean_builds, steps)


@pytest.mark.slow
@sequences(*LONG)
def test_long_sequences_build_as_clean(workplace: Path, clean_builds: CleanBuilds, steps: Steps) -> None:
    run(workplace, clean_builds, steps)
