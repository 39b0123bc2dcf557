"""The search index follows where its documents changed, and only there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sitegen.compile.site_file import read_site
from sitegen.index_update import IndexBuild
from sitegen.publish import shards
from sitegen.publish.errors import SearchUnavailable
from sitegen.publish.pagefind import find_binary

from .archive import Archive, Doc, small_archive
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


@contextmanager
def small_shards(documents: int) -> Iterator[None]:
    """So few documents fill a shard that even the small archive has several."""
    small = shards.SMALL
    shards.SMALL = documents
    try:
        yield
    finally:
        shards.SMALL = small


def _changed(project: Project, before: dict[str, tuple[int, int, int]]) -> set[str]:
    """The shards, and files beside them, of which something was written again or removed."""
    now = _index(project)
    places = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
    return {path.split("/")[1] for path in places if "/starts." not in path}


def test_an_edit_rewrites_one_shard(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    with small_shards(5):
        assert _update(project, archive) == "written"
        before = _index(project)
        assert len({path.split("/")[1] for path in before if "/shard-" in path}) >= 4

        def rewritten() -> list[str]:
            nonlocal before
            changed, before = _changed(project, before), _index(project)
            return sorted(changed)

        archive.doc("road-open").body += "\nElephants arrived.\n"
        assert _update(project, archive) == "written"
        edited = rewritten()
        assert len(edited) == 2
        assert edited[0].startswith("shard-")
        assert edited[1] == "shards.json"

        archive.docs["content/pages/elephants.md"] = Doc({"title": "Elephants"}, "They came.\n")
        assert _update(project, archive) == "written"
        added = rewritten()
        assert len([name for name in added if name.startswith("shard-")]) == 1
        assert differences(tree(project.folder / "site"), _clean(workplace / "clean", archive)) == []

        del archive.docs["content/pages/elephants.md"]
        assert _update(project, archive) == "written"
        assert rewritten() == added
        assert _update(project, archive) == "reused"
        assert rewritten() == []
        assert differences(tree(project.folder / "site"), _clean(workplace / "clean-2", archive)) == []


def test_the_filters_of_a_document_follow_its_stance_and_language(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    with small_shards(5):
        _update(project, archive)
        before = _index(project)
        denied = {"stance": "denied", "history": [{"date": "2024-03-19", "event": "denied", "note": "On the air."}]}
        edits: list[tuple[str, dict[str, object]]] = [("road-open", {"language": "de"}), ("monitors-report", denied)]
        for turn, (id, change) in enumerate(edits):
            front = archive.doc(id).front
            (front["claims"][0] if id == "monitors-report" else front).update(change)
            assert _update(project, archive) == "written"
            assert len([name for name in _changed(project, before) if name.startswith("shard-")]) == 1
            before = _index(project)
            assert differences(tree(project.folder / "site"), _clean(workplace / f"clean-{turn}", archive)) == []

        # What a claim's articles show of it follows, too.
        del archive.doc("prisoners-12000").front["stance"], archive.doc("prisoners-12000").front["history"]
        assert _update(project, archive) == "written"
        assert differences(tree(project.folder / "site"), _clean(workplace / "clean", archive)) == []


def test_an_edit_writes_one_fragment(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    archive.docs["content/pages/elephants.md"] = Doc({"title": "Elephants"}, "They came.\n")
    _update(project, archive)
    before = _index(project)
    archive.doc("road-open").body += "\nElephants arrived.\n"
    assert _update(project, archive) == "written"
    after = _index(project)
    new = [path for path, stat in after.items() if "/fragment/" in path and stat != before.get(path)]
    gone = [path for path in before if "/fragment/" in path and path not in after]
    assert (len(new), len(gone)) == (1, 1)

    # The next edit knows that fragment by its new name, and a document that went takes its own with it.
    archive.doc("road-open").body += "\nThey left.\n"
    del archive.docs["content/pages/elephants.md"]
    assert _update(project, archive) == "written"
    assert differences(tree(project.folder / "site"), _clean(workplace / "clean", archive)) == []
    assert len([path for path in after if "/fragment/" in path and path not in _index(project)]) == 2


def test_another_number_of_shards(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    with small_shards(5):
        _update(project, archive)
    archive.doc("road-open").body += "\nA word.\n"
    with small_shards(12):
        assert _update(project, archive) == "written"
        assert differences(tree(project.folder / "site"), _clean(workplace / "fewer", archive)) == []
    archive.doc("road-open").body += "\nA word more.\n"
    assert _update(project, archive) == "written"
    assert differences(tree(project.folder / "site"), _clean(workplace / "one", archive)) == []
    archive.doc("road-open").body += "\nAnd another.\n"
    with small_shards(5):
        assert _update(project, archive) == "written"
        assert differences(tree(project.folder / "site"), _clean(workplace / "more", archive)) == []


def test_damage_to_one_shard_is_mended_there(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    with small_shards(5):
        _update(project, archive)
        whole = tree(project.folder / "site")
        before = _index(project)
        (project.folder / "site" / next(path for path in before if "/shard-1/fragment/" in path)).unlink()
        assert _update(project, archive) == "written"
        assert _changed(project, before) == {"shard-1"}
        assert differences(tree(project.folder / "site"), whole) == []
        for common in ("shards.json", "worker.", "starts."):
            (project.folder / "site" / next(p for p in before if p.startswith(f"pagefind/{common}"))).unlink()
            assert _update(project, archive) == "written"
            assert differences(tree(project.folder / "site"), whole) == []


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


def test_indexing_beside_other_work_can_be_awaited_or_left(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    _update(project, archive)
    options, _ = read_site((project.folder / "site.yaml").read_bytes(), False)
    catalog = project.folder / ".sitegen/catalog.db"
    threads = threading.active_count()
    with IndexBuild(workplace / "out", catalog, options, None, [], set(), set()) as index:
        found = index.result()
    assert {staged.output_path for staged in found.staged} == set(_index(project))
    with IndexBuild(workplace / "left", catalog, options, None, [], set(), set()):
        pass
    assert threading.active_count() == threads
