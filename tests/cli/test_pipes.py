"""A reader that goes away (`| head -1`) changes neither what is done nor the exit status."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from harness import COMMAND, Site


def run_unheard(folder: Path, *arguments: str) -> tuple[int, str]:
    """(exit status, standard error) of a command whose output nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [COMMAND, *arguments], cwd=folder, stdout=writer, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False
    )
    os.close(writer)
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("style", ["full", "concise", "json", "github"])
def test_the_status_is_that_of_the_build(minimal_site: Site, style: str) -> None:
    assert run_unheard(minimal_site.folder, "build", "--no-search", "--format", style)[0] == 0
    assert (minimal_site.output / "articles/talks-end/index.html").exists()
    minimal_site.edit("content/articles/talks-end.md", "  - We agreed", "  - We disagreed")
    status, errors = run_unheard(minimal_site.folder, "check", "--format", style)
    assert status == 1
    assert "Traceback" not in errors
    assert "BrokenPipe" not in errors


def test_other_commands(minimal_site: Site) -> None:
    minimal_site.built()
    assert run_unheard(minimal_site.folder, "why", "articles/talks-end/") == (0, "")
    assert run_unheard(minimal_site.folder, "new", "another") == (0, "")
