"""A build that is told what changed, which page to show first, or to leave the index: the next whole build agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.build import BuildReport, build_site
from sitegen.build_request import BuildRequest

from .archive import Archive, small_archive
from .project import Project, build, differences, tree


def _path(archive: Archive, id: str) -> str:
    return next(path for path in archive.docs if path.endswith(f"/{id}.md"))


@pytest.fixture
def archive() -> Archive:
    return small_archive()


@pytest.fixture
def project(workplace: Path, archive: Archive) -> Project:
    project = Project(workplace / "site")
    project.apply(archive)
    assert build(project.folder).ok
    return project


def _build(project: Project, **wishes: object) -> BuildReport:
    report = build_site(BuildRequest(project.folder, jobs=1, search=False, **wishes))  # type: ignore[arg-type]
    assert report.ok
    return report


def _clean(place: Path, archive: Archive) -> dict[str, bytes]:
    project = Project(place)
    project.apply(archive)
    assert build(project.folder).ok
    return tree(place / "site")


def test_a_file_that_alone_changed_is_built_alone(project: Project, archive: Archive, workplace: Path) -> None:
    archive.doc("road-open").body += "\nThe first edit.\n"
    archive.doc("talks-end").body += "\nThe second edit.\n"
    project.apply(archive)
    report = _build(project, changed=(_path(archive, "road-open"),))
    assert report.site is not None
    assert set(report.site.written) == {"articles/road-open/index.html"}
    report = _build(project)
    assert report.site is not None
    assert set(report.site.written) == {"articles/talks-end/index.html"}
    assert differences(tree(project.folder / "site"), _clean(workplace / "clean", archive)) == []


def test_a_file_that_alone_came_or_went(project: Project, archive: Archive, workplace: Path) -> None:
    path = _path(archive, "road-open")
    new = path.replace("road-open", "another")
    archive.docs[new] = archive.docs.pop(path)
    project.apply(archive)
    _build(project, changed=(path, new))
    assert differences(tree(project.folder / "site"), _clean(workplace / "clean", archive)) == []


def test_what_others_are_compiled_with_is_never_built_alone(
    project: Project, archive: Archive, workplace: Path
) -> None:
    """A name that an entity gets is looked for in all texts."""
    archive.doc("varda-city").front["aliases"] = ["Drivers"]
    project.apply(archive)
    report = _build(project, changed=(_path(archive, "varda-city"),))
    assert report.site is not None
    assert "articles/road-open/index.html" in report.site.written
    assert differences(tree(project.folder / "site"), _clean(workplace / "clean", archive)) == []


def test_a_file_that_is_not_of_the_content_is_never_built_alone(project: Project, archive: Archive) -> None:
    """A theme may be called what a folder of the content is."""
    archive.doc("road-open").body += "\nAn edit.\n"
    project.apply(archive)
    notes = project.folder / "themes/articles/notes.md"
    notes.parent.mkdir(parents=True)
    notes.write_text("---\ntitle: No article\n---\n", encoding="utf-8")
    report = _build(project, changed=("themes/articles/notes.md",))
    assert report.site is not None
    assert set(report.site.written) == {"articles/road-open/index.html"}


def test_the_page_that_is_looked_at_is_shown_before_anything_is_published(project: Project, archive: Archive) -> None:
    page = project.folder / "site/articles/road-open/index.html"
    seen: list[tuple[str, bool, bool]] = []

    def show(output: str, data: bytes) -> None:
        seen.append((output, b"A new word." in data, b"A new word." in page.read_bytes()))

    archive.doc("road-open").body += "\nA new word.\n"
    archive.doc("road-open").front["title"] = "Another title"
    project.apply(archive)
    changed = (_path(archive, "road-open"),)
    _build(project, changed=changed, first=("articles/road-open/index.html", "404.html"), show=show)
    assert seen == [("articles/road-open/index.html", True, False)]
    assert b"A new word." in page.read_bytes()


def test_the_page_of_the_saved_file_is_shown_early_although_nobody_looks(project: Project, archive: Archive) -> None:
    page = project.folder / "site/articles/road-open/index.html"
    seen: list[tuple[str, bool]] = []
    archive.doc("road-open").body += "\nA new word.\n"
    project.apply(archive)
    changed = (_path(archive, "road-open"),)
    _build(project, changed=changed, show=lambda output, data: seen.append((output, data == page.read_bytes())))
    assert seen == [("articles/road-open/index.html", False)]


def test_an_index_that_was_left_is_made_by_the_next_build(archive: Archive, workplace: Path) -> None:
    project = Project(workplace / "site")
    project.apply(archive)
    assert build(project.folder, search=True).ok
    archive.doc("road-open").body += "\nSaxifrage.\n"
    project.apply(archive)
    before = {path: data for path, data in tree(project.folder / "site").items() if path.startswith("pagefind/")}
    report = build_site(BuildRequest(project.folder, jobs=1, index=False))
    assert report.ok
    after = tree(project.folder / "site")
    assert {path: data for path, data in after.items() if path.startswith("pagefind/")} == before
    report = build_site(BuildRequest(project.folder, jobs=1))
    assert report.site is not None
    assert report.site.search == "written"
    clean = Project(workplace / "clean")
    clean.apply(archive)
    assert build(clean.folder, search=True).ok
    assert differences(tree(project.folder / "site"), tree(clean.folder / "site")) == []


@pytest.mark.parametrize("folder", [".trash", "old~", "#drafts"])
def test_a_file_in_a_folder_that_is_passed_over(project: Project, folder: str) -> None:
    path = f"content/articles/{folder}/left-out.md"
    place = project.folder / path
    place.parent.mkdir()
    place.write_text("---\ntitle: Left out\npublished: 2024-03-15\noriginal: true\n---\nWords.\n")
    report = _build(project, changed=(path,))
    assert report.site is not None
    assert not report.site.written
