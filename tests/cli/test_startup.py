"""What a command loads before it does anything: the most that short commands take their time for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from harness import Site

DEAR = {
    "ahocorasick_rs",
    "babel",
    "concurrent.futures",
    "ctypes",
    "distributed",
    "filelock",
    "http",
    "importlib.metadata",
    "importlib.resources",
    "jinja2",
    "markdown_it",
    "multiprocessing",
    "pydantic",
    "rapidfuzz",
    "rich",
    "slugify",
    "socket",
    "tempfile",
    "watchfiles",
    "yaml",
}
"""Packages and modules that take longer to be loaded than a build that finds nothing changed takes otherwise."""

TELL = """
import sys
before = set(sys.modules)
from sitegen.cli import main
try:
    main()
finally:
    print("LOADED", *sorted(set(sys.modules) - before))
"""


def loaded(folder: Path, *words: str) -> set[str]:
    """The modules that a command loads, but for those that Python has loaded as it starts."""
    command = [sys.executable, "-c", TELL, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=120)
    return set(done.stdout.rpartition("LOADED ")[2].split())


def test_nothing_that_makes_pages_is_loaded_where_nothing_changed(minimal_site: Site) -> None:
    first = loaded(minimal_site.folder, "build", "--no-search", "-q")
    assert {"jinja2", "pydantic"} <= first  # the names below are those of what is loaded otherwise
    again = loaded(minimal_site.folder, "build", "--no-search", "-q")
    assert again & DEAR == set()
    stages = ("sitegen.compile.", "sitegen.site.", "sitegen.index_update", "sitegen.site_renewal", "sitegen.preview")
    assert {name for name in again if name.startswith(stages)} == set()


def test_an_edit_of_prose_does_not_load_what_validates(minimal_site: Site) -> None:
    minimal_site.built()
    article = next((minimal_site.folder / "content" / "articles").rglob("*.md"))
    article.write_text(article.read_text("utf-8") + "\nAnother paragraph.\n", "utf-8")
    found = loaded(minimal_site.folder, "build", "--no-search", "-q")
    assert {"jinja2", "markdown_it"} <= found
    assert found & {"pydantic", "pydantic_core", "yaml"} == set()
    article.write_text(article.read_text("utf-8").replace("title: ", "title: New "), "utf-8")
    assert "pydantic" in loaded(minimal_site.folder, "build", "--no-search", "-q")


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["build", "--help"], ["edition", "--help"]])
def test_help_needs_the_command_line_alone(tmp_path: Path, words: list[str]) -> None:
    found = loaded(tmp_path, *words)
    assert found & (DEAR | {"sqlite3", "orjson"}) == set()
    assert {name for name in found if name.startswith("sitegen")} == {"sitegen", "sitegen.cli"}
