"""Style and types, checked like everything else. Exceptions stand in pyproject.toml, each with its reason."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON_FOLDERS = ("sitegen", "tests", "benchmarks", "judges")


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", *PYTHON_FOLDERS),
        ("ruff", "format", "--check", *PYTHON_FOLDERS),
        ("mypy",),
    ],
    ids=["rules", "format", "types"],
)
def test_the_code_is_clean(command: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
