"""Several builds in one process, as the preview and a program that uses the package make them."""

from __future__ import annotations

from pathlib import Path

from .archive import small_archive
from .project import Project, build, tree


def test_a_template_edited_between_two_builds_of_a_process_is_seen(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    for word in ("one", "two", "three", "four"):
        archive.plain["themes/press/templates/imprint.html"] = f"<p>{word}</p>\n".encode()
        project.apply(archive)
        build(project.folder)
        assert f"<p>{word}</p>" in tree(project.folder / "site")["about/index.html"].decode()


def test_a_row_changed_between_two_builds_of_a_process_is_seen(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    for word in ("Anna One", "Anna Two", "Anna Six", "Anna Ten"):
        archive.doc("anna-petrova").front["name"] = word
        project.apply(archive)
        build(project.folder)
        assert word in tree(project.folder / "site")["entities/anna-petrova/index.html"].decode()


def test_two_projects_built_by_one_process_in_turns_are_not_mixed_up(workplace: Path) -> None:
    projects = [Project(workplace / name) for name in ("one", "two")]
    archives = [small_archive(), small_archive()]
    for number in range(3):
        for project, archive in zip(projects, archives, strict=True):
            words = f"{project.folder.name} {number}"
            archive.plain["themes/press/templates/imprint.html"] = f"<p>{words}</p>\n".encode()
            project.apply(archive)
            build(project.folder)
            assert f"<p>{words}</p>" in tree(project.folder / "site")["about/index.html"].decode()


def test_the_state_folder_replaced_between_two_builds_of_a_process(workplace: Path) -> None:
    import shutil

    project, archive = Project(workplace / "site"), small_archive()
    for word in ("Anna One", "Anna Two", "Anna Six"):
        archive.doc("anna-petrova").front["name"] = word
        project.apply(archive)
        shutil.rmtree(project.folder / ".sitegen", ignore_errors=True)
        build(project.folder)
        assert word in tree(project.folder / "site")["entities/anna-petrova/index.html"].decode()
