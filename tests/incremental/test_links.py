"""One file changes, and a problem arises elsewhere: it is told as a clean build tells it, and goes away again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .archive import Archive, Doc, article, edition, small_archive
from .project import Project, build, differences, outcome, tree


def _without(id: str) -> Callable[[Archive], None]:
    return lambda archive: archive.docs.pop(archive.path_of(id)) and None


def _front(doc: str, **changes: object) -> Callable[[Archive], None]:
    return lambda archive: archive.doc(doc).front.update(changes)


def _new(path: str, doc: Doc) -> Callable[[Archive], None]:
    return lambda archive: archive.docs.update({path: doc})


def _links(words: str) -> Callable[[Archive], None]:
    def change(archive: Archive) -> None:
        archive.doc("about").body += f"\n{words}\n"

    return change


EDITION = "content/editions/2024-05-01.yaml"


def sound_archive() -> Archive:
    """One without a problem that needs the whole archive to be seen: only then is a change looked at alone."""
    archive = small_archive()
    archive.drop_id("j-doe")
    _links("See [[own-view#p-3]], [[talks-end#ceasefire-monday]], [it](/articles/agency-repeats/#p-3),")(archive)
    _links("[this](../articles/2024/talks-begin.md#p-3) and [[prisoners-12000#p-1]].")(archive)
    archive.plain[EDITION] = edition(archive, "2024-05-01")
    _links("So [it was](../editions/2024-05-01.yaml#prisoners-12000_correction-1).")(archive)
    return archive


def _shorter(id: str) -> Callable[[Archive], None]:
    """Without its last paragraph, which is its third, and what is said of it."""

    def change(archive: Archive) -> None:
        doc = archive.doc(id)
        doc.body = doc.body.rpartition("\n\n")[0] + "\n"
        doc.front.pop("claims" if id == "talks-begin" else "context", None)

    return change


def _other_id(archive: Archive) -> None:
    archive.doc("talks-end").front["claims"][1]["id"] = "ceasefire"


BREAKING: dict[str, tuple[Callable[[Archive], None], str]] = {
    "a speaker's file goes": (_without("miriam-halevi"), "unknown-id"),
    "a shared claim goes": (_without("prisoners-12000"), "unknown-id"),
    "a linked article goes": (_without("talks-end"), "unknown-id"),
    "a linked page goes": (_without("how-we-rate"), "unknown-id"),
    "a source goes": (lambda archive: archive.sources.pop("protocol") and None, "unknown-id"),
    "an image goes": (lambda archive: archive.plain.pop("content/articles/2024/hall.png") and None, "broken-link"),
    "a speaker becomes a place": (
        lambda archive: archive.docs.update(
            {"content/entities/places/miriam-halevi.md": archive.docs.pop(archive.path_of("miriam-halevi"))}
        ),
        "wrong-kind",
    ),
    "a linked article becomes a draft": (_front("talks-end", draft="true"), "draft-linked"),
    "another file takes an id": (_front("talks-begin", id="talks-end"), "duplicate-id"),
    "another name is shared": (_front("miriam-halevi", aliases=["Anna Petrova"]), "alias-shared"),
    "a link to nothing": (_links("See [[nobody]]."), "unknown-id"),
    "a link to no file": (_links("See [it](nothing.md)."), "broken-link"),
    "an address of no page": (_links("See [it](/nothing/)."), "broken-link"),
    "a redirect from a page": (_front("talks-begin", redirect_from=["road-open"]), "output-collision"),
    "a place that an id links to goes": (_shorter("own-view"), "broken-link"),
    "a place that an address links to goes": (_shorter("agency-repeats"), "broken-link"),
    "a place that a file's name links to goes": (_shorter("talks-begin"), "broken-link"),
    "a place of a claim goes": (lambda archive: setattr(archive.doc("prisoners-12000"), "body", ""), "broken-link"),
    "an annotation that is linked to is called otherwise": (_other_id, "broken-link"),
    "an id that is linked to means another page": (
        _new("content/entities/places/own-view.md", Doc({"name": "Own View"})),
        "broken-link",
    ),
    "an edition that is linked to goes": (lambda archive: archive.plain.pop(EDITION) and None, "broken-link"),
    "a correction of an edition that is linked to goes": (
        lambda archive: archive.plain.update({EDITION: edition(archive, "2024-05-01", first=2)}),
        "broken-link",
    ),
    "an edition is changed": (
        lambda archive: archive.plain.update({EDITION: archive.plain[EDITION].replace(b"So it was", b"So it is")}),
        "edition-changed",
    ),
    "a link to no place": (_links("See [[talks-end#p-99]]."), "broken-link"),
    "an address of no place": (_links("See [it](/articles/talks-end/#p-99)."), "broken-link"),
    "the policy goes": (_without("corrections-policy"), "unknown-id"),
}


@pytest.mark.parametrize("case", BREAKING)
def test_a_problem_elsewhere_is_told_as_by_a_clean_build(case: str, workplace: Path) -> None:
    change, code = BREAKING[case]
    project, archive = Project(workplace / "site"), sound_archive()
    project.apply(archive)
    assert build(project.folder).ok
    assert build(project.folder).ok

    change(archive)
    project.apply(archive)
    clean = Project(workplace / "clean")
    clean.apply(archive)
    wanted = outcome(build(clean.folder), clean.folder / "site")
    for _ in range(2):
        found = outcome(build(project.folder), project.folder / "site")
        assert found.diagnostics == wanted.diagnostics
        assert found.ok == wanted.ok
    assert code in [item["code"] for item in wanted.diagnostics]

    project.apply(sound_archive())
    mended = build(project.folder)
    assert mended.ok
    fresh = Project(workplace / "fresh")
    fresh.apply(sound_archive())
    assert build(fresh.folder).ok
    assert differences(tree(project.folder / "site"), tree(fresh.folder / "site")) == []


def test_a_page_that_comes_mends_a_link(workplace: Path) -> None:
    project, archive = Project(workplace / "site"), small_archive()
    _links("See [[later]] and [it](../articles/later.md).")(archive)
    project.apply(archive)
    assert not build(project.folder).ok
    _new("content/articles/later.md", article("Later", "2024-03-20", "Nobody.", "Nothing."))(archive)
    project.apply(archive)
    assert build(project.folder).ok
