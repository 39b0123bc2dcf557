"""What every build compares with, packed: it is what the tables say, or it isn't known."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.build import build_site
from sitegen.build_request import BuildRequest
from sitegen.catalog.known_stats import FileStat, keep_files, keep_pages, known_files, page_ids, published_stats
from sitegen.catalog.store import Catalog, open_catalog

from .archive import small_archive
from .project import Project, build, differences, known_stats_agree, tree, trusting_stats

LISTS = st.lists(st.integers(0, 9), max_size=40)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with closing(open_catalog(tmp_path / "catalog.db", "a program")) as catalog:
        yield catalog


def _stats(sizes: list[int]) -> list[FileStat]:
    return [(f"content/{number:02}.md", "article", size, 2**62, 0, number) for number, size in enumerate(sizes)]


def test_files_are_known_as_they_were_kept_last(catalog: Catalog) -> None:
    @given(LISTS, LISTS)
    def check(first: list[int], second: list[int]) -> None:
        for sizes in (first, second):
            keep_files(catalog.database, "a key", _stats(sizes))
            assert known_files(catalog.database, "a key") == _stats(sizes)
            assert known_files(catalog.database, "another") is None

    check()


def test_an_edit_writes_one_pack(catalog: Catalog) -> None:
    keep_files(catalog.database, "a key", _stats([1] * 30))
    before = catalog.database.total_changes
    keep_files(catalog.database, "a key", _stats([1] * 17 + [2] + [1] * 12))
    assert catalog.database.total_changes - before == 2  # the pack and the key


def test_parts_hold_every_output_once(catalog: Catalog) -> None:
    @given(st.sets(st.integers(1, 60)), st.integers(1, 9))
    def check(ids: set[int], parts: int) -> None:
        database = catalog.database
        database.execute("DELETE FROM page")
        database.execute("DELETE FROM known_pages")
        rows = [(number, f"{number}/index.html", number, -number) for number in sorted(ids)]
        database.executemany("INSERT INTO page VALUES (?, ?, 'article', '', '', '', ?, ?, 1, 0)", rows)
        keep_pages(database, page_ids(database, {row[1] for row in rows}))
        assert published_stats(database) == [row[1:] for row in rows]
        found = [stat for part in range(parts) for stat in published_stats(database, part, parts)]
        assert found == published_stats(database)

    check()


def test_outputs_that_went_are_in_no_pack(catalog: Catalog) -> None:
    database = catalog.database
    rows = [(number, f"{number}/index.html", number, -number) for number in range(1, 12)]
    database.executemany("INSERT INTO page VALUES (?, ?, 'article', '', '', '', ?, ?, 1, 0)", rows)
    keep_pages(database, range(1, 12))
    gone = page_ids(database, [f"{number}/index.html" for number in (3, 4, 5, 10)])
    database.executemany("DELETE FROM page WHERE id = ?", [(number,) for number in gone])
    keep_pages(database, gone)
    assert [stat[1] for stat in published_stats(database)] == [1, 2, 6, 7, 8, 9, 11]


@pytest.fixture
def project(workplace: Path) -> Project:
    project = Project(workplace / "site")
    project.apply(small_archive())
    with trusting_stats():
        assert build(project.folder).ok
    return project


def _known(project: Project) -> list[FileStat] | None:
    with closing(sqlite3.connect(project.folder / ".sitegen/catalog.db")) as database:
        row = database.execute("SELECT value FROM meta WHERE name = 'known_files'").fetchone()
        return known_files(database, row[0]) if row else None


def test_a_file_taken_in_alone_makes_all_doubtful_until_all_are_looked_at(project: Project) -> None:
    archive = small_archive()
    archive.doc("road-open").body += "\nOne more sentence.\n"
    path = next(path for path in archive.docs if path.endswith("/road-open.md"))
    first = _known(project)
    assert first
    assert len(first) == sum(1 for file in (project.folder / "content").rglob("*") if file.is_file())
    project.apply(archive)
    with trusting_stats():
        assert build_site(BuildRequest(project.folder, jobs=1, search=False, changed=(path,))).ok
        assert _known(project) is None
        assert build(project.folder).ok
        second = _known(project)
        assert second
        assert [stat[0] for stat in second if stat not in first] == [path]
        known_stats_agree(project.folder)


def test_a_file_that_may_change_unseen_is_looked_at_again(project: Project) -> None:
    archive = small_archive()
    archive.doc("road-open").body += "\nOne more sentence.\n"
    project.apply(archive)
    assert build(project.folder).ok  # at once: nothing tells whether it is saved again within its clock's tick
    known = _known(project)
    assert known
    assert [stat[0].rpartition("/")[2] for stat in known if stat[4] == 0] == ["road-open.md"]


def test_a_name_that_came_is_found_in_files_whose_stats_are_known(project: Project, workplace: Path) -> None:
    archive, clean = small_archive(), Project(workplace / "clean")
    for words in ("the lists", "nobody will find this", "the negotiator"):
        archive.doc("varda-news-agency").front.setdefault("aliases", []).append(words)
        project.apply(archive)
        with trusting_stats():
            assert build(project.folder).ok
    clean.apply(archive)
    assert build(clean.folder).ok
    assert differences(tree(project.folder / "site"), tree(clean.folder / "site")) == []
