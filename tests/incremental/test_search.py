"""The search index follows where its documents changed, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.publish.errors import SearchUnavailable
from sitegen.publish.pagefind import find_binary

from .archive import Archive, small_archive
from .project import Project, build, differences, stats, tree


def _has_search() -> bool:
    try:
        return find_binary().exists()
    except SearchUnavailable:
        return False


pytestmark = pytest.mark.skipif(not _has_search(), reason="there is no Pagefind for this machine")


def _update(project: Project, archive: Archive) -> str:
    project.apply(archive)
    report = build(project.folder, search=True)
    assert report.ok, [d.message for d in report.diagnostics]
    assert report.site is not None
    return report.site.search


def _index(project: Project) -> dict[str, tuple[int, int, int]]:
    return {path: stat for path, stat in stats(project.folder / "site").items() if path.startswith("pagefind/")}


def _clean(place: Path, archive: Archive) -> dict[str, bytes]:
    project = Project(place)
    assert _update(project, archive) == "written"
    return tree(project.folder / "site")


def test_the_index_follows_its_documents(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    assert _update(project, archive) == "written"
    first = _index(project)
    assert first

    # Nothing changed, and then a template, which the index doesn't see: it isn't touched.
    assert _update(project, archive) == "reused"
    archive.plain["themes/press/templates/imprint.html"] = b"<p>other</p>\n"
    assert _update(project, archive) == "reused"
    assert _index(project) == first

    archive.doc("road-open").body += "\nElephants arrived.\n"
    assert _update(project, archive) == "written"
    assert _index(project) != first
    assert differences(tree(project.folder / "site"), _clean(workplace / "clean", archive)) == []

    # Back again: the bytes of the first index.
    archive.doc("road-open").body = archive.doc("road-open").body.replace("\nElephants arrived.\n", "")
    assert _update(project, archive) == "written"
    assert differences(tree(project.folder / "site"), _clean(workplace / "clean-2", archive)) == []


def test_a_damaged_index_is_made_again(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    _update(project, archive)
    whole = tree(project.folder / "site")
    for path in sorted(_index(project))[::3]:
        (project.folder / "site" / path).write_bytes(b"")
    assert _update(project, archive) == "written"
    assert differences(tree(project.folder / "site"), whole) == []


def test_search_switched_off_and_on(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    _update(project, archive)
    whole = tree(project.folder / "site")
    archive.site["search"] = "false"
    assert _update(project, archive) == "off"
    assert _index(project) == {}
    del archive.site["search"]
    assert _update(project, archive) == "written"
    assert differences(tree(project.folder / "site"), whole) == []


def test_a_publish_that_failed_after_indexing_leaves_no_stale_index(workplace: Path) -> None:
    """The index was made, then the publish failed: what the catalog remembers must be what lies in the output."""
    project, archive = Project(workplace / "site"), small_archive()
    _update(project, archive)
    archive.doc("road-open").body += "\nElephants arrived.\n"
    archive.docs["content/pages/blocked.md"] = archive.doc("how-we-rate")
    blocked = project.folder / "site/blocked/index.html"
    blocked.parent.mkdir()
    blocked.write_bytes(b"not ours")
    project.apply(archive)
    assert not build(project.folder, search=True).ok
    blocked.unlink()
    blocked.parent.rmdir()
    _update(project, archive)
    assert differences(tree(project.folder / "site"), _clean(workplace / "clean", archive)) == []
