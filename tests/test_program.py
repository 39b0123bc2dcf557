"""Another program begins a new catalog: all that is part of the program counts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sitegen

SAY = "from sitegen.program import program_contents as c, program_digest as d; print(d(), c())"


def digests(folder: Path) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    ran = subprocess.run([sys.executable, "-c", SAY], env=environment, cwd=folder, capture_output=True, check=True)
    return ran.stdout.decode().split()


@pytest.mark.parametrize(
    "file", ["publish/search-worker.js", "preview/assets/preview.js", "catalog/schema.sql", "scan.py"]
)
def test_an_edit_of_the_program_is_another_program(tmp_path: Path, file: str) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "themes")
    shutil.copytree(Path(sitegen.__file__).parent, tmp_path / "sitegen", ignore=ignored)
    before = digests(tmp_path)
    assert digests(tmp_path) == before
    (tmp_path / "sitegen" / file).open("a").write("\n")
    assert not set(digests(tmp_path)) & set(before)
