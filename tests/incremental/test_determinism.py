"""The same sources make the same bytes, wherever, whenever and by however many processes they are built."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sitegen import pool

from .archive import SENTENCES, SHARED, Archive, article, small_archive
from .project import Project, Tree, differences, outcome, tree

BUILD = """
import json, os, sys
from pathlib import Path
from sitegen.build import build_site
from sitegen.build_request import BuildRequest
from sitegen.core.diagnostics import to_json
os.umask(int(sys.argv[2], 8))
for folder in sys.argv[3:]:
    report = build_site(BuildRequest(Path(folder), jobs=int(sys.argv[1]), search=False))
    print(json.dumps([report.counts, [to_json(item) for item in report.diagnostics]]))
"""
"""In a process of its own: hash seed, time zone and locale are a process's."""


@dataclass(frozen=True)
class Setting:
    jobs: int = 1
    umask: str = "022"
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = "project"
    order: Callable[[list[str]], list[str]] = sorted


SETTINGS = {
    "two processes": Setting(jobs=2),
    "hash seed 1": Setting(environment={"PYTHONHASHSEED": "1"}),
    "random hash seed, two processes": Setting(jobs=2, environment={"PYTHONHASHSEED": "random"}),
    "another time zone": Setting(environment={"TZ": "Pacific/Kiritimati"}),
    "locale C": Setting(environment={"LC_ALL": "C", "LANG": "C"}),
    "Turkish locale": Setting(environment={"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    "open umask": Setting(umask="000"),
    "closed umask": Setting(umask="077"),
    "another path": Setting(folder="ein anderer Ort/ünï"),
    "files made in reverse order": Setting(order=lambda paths: sorted(paths, reverse=True)),
    "files made in an order of their own": Setting(order=lambda paths: sorted(paths, key=lambda path: path[::-1])),
    "another time": Setting(environment={"SOURCE_DATE_EPOCH": "1000000000"}),
}


def large_archive() -> Archive:
    """Enough articles and pages for more than one chunk of work."""
    archive = small_archive()
    for id in ("anna-petrova", "border-monitors", "miriam-halevi"):
        archive.doc(id).front["aliases"] = ["The negotiator", id]
    for number in range(pool.CHUNK + 6):
        archive.docs[f"content/articles/many/many-{number}.md"] = article(
            f"Article {number}",
            f"20{number % 4 + 20}-0{number % 9 + 1}-11",
            f"“We agreed on 12,000 prisoners,” said number {number} in Varda City.",
            SENTENCES[number % len(SENTENCES)],
            claims=[dict(SHARED), {"quote": f"said number {number}", "speaker": "Somebody"}],
        )
    return archive


def broken_archive() -> Archive:
    """Many problems at once, for the order in which they are told."""
    archive = small_archive()
    for number in range(3):
        archive.docs[f"content/articles/bad-{number}.md"] = article(
            "Bad",
            "yesterday",
            "Nothing.",
            "Nothing.",
            about=["varda-cty", "nobody"],
            claims=["not there"],
            colour="red",
        )
    archive.docs["content/entities/people/varda-city.md"] = archive.doc("anna-petrova")
    archive.doc("border-monitors").front["aliases"] = ["VNA", "Ms Petrova"]
    return archive


def _build(place: Path, setting: Setting) -> tuple[Tree, list[str]]:
    folders = [place / setting.folder / name for name in ("large", "broken")]
    for folder, archive in zip(folders, (large_archive(), broken_archive()), strict=True):
        files = archive.files()
        project = Project(folder)
        for path in setting.order(list(files)):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(files[path])
        project.written = files
    environment = {**os.environ, "PYTHONHASHSEED": "0", **setting.environment}
    command = [sys.executable, "-c", BUILD, str(setting.jobs), setting.umask, *map(str, folders)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=True)
    return tree(folders[0] / "site"), done.stdout.splitlines()


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tree, list[str]]:
    found = _build(tmp_path_factory.mktemp("usual"), Setting())
    assert len(found[0]) > 2 * pool.CHUNK
    assert any(item["severity"] == "error" for item in json.loads(found[1][1])[1])
    return found


@pytest.mark.parametrize("name", SETTINGS)
def test_same_sources_same_bytes(name: str, usual: tuple[Tree, list[str]], workplace: Path) -> None:
    found, told = _build(workplace, SETTINGS[name])
    assert differences(found, usual[0]) == []
    assert told == usual[1]


def test_an_update_by_two_processes_is_that_of_one(workplace: Path) -> None:
    """The same edits, one after the other, with one job and with two, from one catalog."""
    results = []
    for jobs in (1, 2):
        folder = workplace / str(jobs)
        archive = large_archive()
        project = Project(folder)
        for sentence in SENTENCES[:2]:
            for path in archive.paths("articles"):
                archive.docs[path].body += f"\n{sentence}\n"
            archive.doc("anna-petrova").front["aliases"] = ["nobody", sentence.split()[0]]
            project.apply(archive)
            # A process of its own for each build, as on the command line.
            command = [sys.executable, "-c", BUILD, str(jobs), "022", str(folder)]
            subprocess.run(command, capture_output=True, check=True)
        results.append(tree(folder / "site"))
    assert differences(*results) == []


def test_the_report_is_the_same_in_one_process_and_another(workplace: Path, usual: tuple[Tree, list[str]]) -> None:
    from .project import build

    folder = workplace / "here"
    Project(folder).apply(broken_archive())
    found = outcome(build(folder), folder / "site")
    assert found.diagnostics == json.loads(usual[1][1])[1]
