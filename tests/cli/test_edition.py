"""`sitegen edition`: the log is frozen, or it is said why it can't be; nothing else of the project changes."""

from __future__ import annotations

import json
import os
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from harness import Site
from hypothesis import given
from hypothesis import strategies as st

from sitegen.compile.compile_file import compile_file
from sitegen.compile.edition_text import edition_text
from sitegen.compile.fields import without_controls
from sitegen.compile.mentions import AliasTable
from sitegen.core.digest import digest
from sitegen.core.options import SiteOptions
from sitegen.editions import freeze_log

ARTICLE = "content/articles/talks-end.md"
TODAY = date.today().isoformat()
TOMORROW = (date.today() + timedelta(days=1)).isoformat()
CORRECTIONS = """\
corrections:
  - date: 2024-03-20
    id: prisoners
    quote: We agreed on 12,000 prisoners
    issued_by: varda-news-agency
    was: 12,000
    now: 1,200
    note: She had *misread* the protocol; see [[anna-petrova]].
    source: protocol
    requested: {date: 2024-03-16, by: Border Monitors, outcome: corrected}
  - {date: 2024-05, note: 'A “colon: here”, and # there.', issued_by: us}
---
"""
FILES = {
    "content/entities/organizations/varda-news-agency.md": "---\nname: סוכנות ורדה\nlanguage: he\n---\n",
    "content/sources.yaml": "protocol:\n  title: 'Protocol: 2024'\n  url: https://protocols.example/\n"
    "  archived: https://a.example/\n",
    "content/claims/shelling.md": "---\nclaim: Nobody shot.\nspeaker: anna-petrova\n"
    "corrections:\n  - 2024-04-02: A date was wrong.\n---\n",
}


@pytest.fixture
def logged(minimal_site: Site) -> Site:
    """An archive with three corrections."""
    minimal_site.write_all(FILES).edit(ARTICLE, "---\n“We", CORRECTIONS + "“We")
    return minimal_site.edit(ARTICLE, "original: true", "publisher: varda-news-agency\nsource: https://vna.example/1")


def project_files(site: Site) -> dict[str, bytes]:
    files = (path for path in site.folder.rglob("*") if path.is_file())
    return {path.relative_to(site.folder).as_posix(): path.read_bytes() for path in files}


def read(site: Site, day: str) -> dict:
    text = (site.folder / f"content/editions/{day}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.BaseLoader)


def test_the_file_says_in_words_what_the_log_says(logged: Site) -> None:
    ran = logged.run("edition", "2024-06-30")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("content/editions/2024-06-30.yaml: 3 corrections frozen\n")
    assert "corrections/editions/2024-06-30/" in ran.out
    said = read(logged, "2024-06-30")
    assert (said["date"], said["frozen"]) == ("2024-06-30", TODAY)
    agency = {"name": "סוכנות ורדה", "id": "varda-news-agency", "language": "he"}
    of_article = {"article": "talks-end", "title": "Talks end", "language": "en", "publisher": agency}
    newest, second, third = said["corrections"]
    assert newest.pop("id").startswith("a-colon-here")
    assert newest == {
        "date": "2024-05",
        "kind": "correction",
        **of_article,
        "own": "true",
        "note": "A “colon: here”, and # there.",
        "issued_by": "us",
    }
    assert second == {
        "date": "2024-04-02",
        "kind": "correction",
        "claim": "shelling",
        "id": "correction-1",
        "title": "Nobody shot.",
        "language": "en",
        "own": "true",
        "note": "A date was wrong.",
        "issued_by": "us",
    }
    assert third == {
        "date": "2024-03-20",
        "kind": "correction",
        **of_article,
        "id": "prisoners",
        "quote": "We agreed on 12,000 prisoners",
        "was": "12,000",
        "now": "1,200",
        "note": "She had misread the protocol; see Anna Petrova.",
        "issued_by": agency,
        "source": {"title": "Protocol: 2024", "url": "https://protocols.example/"},
        "requested": {"date": "2024-03-16", "by": "Border Monitors", "outcome": "corrected"},
    }
    assert logged.build().ok


def test_the_site_is_not_the_entity_called_us(logged: Site) -> None:
    logged.write("content/entities/places/us.md", "---\nname: United States\n---\n")
    assert logged.run("edition").code == 0
    issuers = [item["issued_by"] for item in read(logged, TODAY)["corrections"]]
    assert issuers == ["us", "us", {"name": "סוכנות ורדה", "id": "varda-news-agency", "language": "he"}]


def test_anybody_can_work_out_the_digest(logged: Site) -> None:
    """As docs/writing.md says, with other tools than ours."""
    logged.run("edition")
    said = read(logged, TODAY)
    given = said.pop("sha256")
    assert digest(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()) == given


def test_a_day_has_the_corrections_dated_up_to_it(logged: Site) -> None:
    logged.edit(ARTICLE, "date: 2024-03-20\n", "date: 2024-03-20T09:00Z\n")
    for day, dates in {
        "2024-03-20": ["2024-03-20T09:00Z"],
        "2024-05-01": ["2024-05", "2024-04-02", "2024-03-20T09:00Z"],
        "2024-04-30": ["2024-04-02", "2024-03-20T09:00Z"],
    }.items():
        assert logged.run("edition", day).code == 0
        assert [item["date"] for item in read(logged, day)["corrections"]] == dates


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TOMORROW, f"{TOMORROW} is still to come"),
        ("2024-02-30", "“2024-02-30” isn't a day"),
        ("2024-04", "“2024-04” isn't a day"),
        ("20240401", "“20240401” isn't a day"),
        ("2024-04-01T09:00Z", "isn't a day"),
        ("../../away", "“../../away” isn't a day"),
        ("yesterday", f"“yesterday” isn't a day; write it as in {TODAY}"),
        ("", "“” isn't a day"),
        ("2024-03-19", "there is nothing to freeze: no correction is dated up to 2024-03-19"),
    ],
)
def test_what_cannot_be_an_edition_is_refused(day: str, words: str, logged: Site) -> None:
    before = project_files(logged)
    ran = logged.run("edition", day)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert project_files(logged) == before


def test_an_edition_is_never_written_over(logged: Site) -> None:
    logged.run("edition", "2024-04-30")
    before = project_files(logged)
    logged.edit(ARTICLE, "now: 1,200", "now: 1,201")
    ran = logged.run("edition", "2024-04-30")
    assert ran.code == 2
    assert "there is an edition of 2024-04-30 already, content/editions/2024-04-30.yaml" in ran.err
    assert project_files(logged)["content/editions/2024-04-30.yaml"] == before["content/editions/2024-04-30.yaml"]


def test_errors_of_the_content_are_told_and_nothing_is_frozen(logged: Site) -> None:
    logged.edit(ARTICLE, "issued_by: varda-news-agency", "issued_by: varda-news-agancy")
    before = project_files(logged)
    ran = logged.run("edition")
    assert ran.code == 1
    assert "error[unknown-id]" in ran.out
    assert "varda-news-agancy" in ran.out
    assert ran.err == "error: the content has errors: mend them first\n"
    assert project_files(logged) == before


def test_an_archive_without_corrections_and_a_folder_without_an_archive(minimal_site: Site, tmp_path: Path) -> None:
    ran = minimal_site.run("edition")
    assert (ran.code, "there is nothing to freeze" in ran.err) == (2, True)
    (tmp_path / "empty").mkdir()
    ran = minimal_site.run("edition", "-C", "empty")
    assert ran.code == 2
    assert "there is no site.yaml" in ran.err
    assert list((tmp_path / "empty").iterdir()) == []


def test_drafts_are_left_out(logged: Site) -> None:
    front = "title: Not yet\npublished: 2024\noriginal: true\ndraft: true\ncorrections:\n  - 2024-04-03: Not yet.\n"
    logged.write("content/articles/draft.md", f"---\n{front}---\nA.\n")
    logged.run("build", "--drafts", "--no-search")
    assert logged.run("edition").out.startswith(f"content/editions/{TODAY}.yaml: 3 corrections frozen")


def test_builds_before_and_after_are_not_disturbed(logged: Site) -> None:
    logged.run("build", "--no-search")
    before = project_files(logged)
    logged.run("edition", "2024-04-30")
    after = project_files(logged)
    assert after.keys() - before.keys() == {"content/editions/2024-04-30.yaml"}
    assert {path: after[path] for path in before if path != ".sitegen/lock.holder"} == {
        path: data for path, data in before.items() if path != ".sitegen/lock.holder"
    }


def test_a_new_file_is_readable_as_the_others_are(logged: Site) -> None:
    old = os.umask(0o022)
    try:
        freeze_log(logged.folder, "2024-04-30", TODAY)
    finally:
        os.umask(old)
    folder = logged.folder / "content/editions"
    assert [path.name for path in folder.iterdir()] == ["2024-04-30.yaml"]
    assert stat.S_IMODE((folder / "2024-04-30.yaml").stat().st_mode) == 0o644


def test_what_is_broken_off_leaves_no_file(logged: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        freeze_log(logged.folder, "2024-04-30", TODAY)
    assert list((logged.folder / "content/editions").iterdir()) == []


WORDS = st.text(min_size=1)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4))
def test_whatever_the_words_they_are_read_back_as_they_were_frozen(words: list[tuple[str, str]]) -> None:
    items = [
        {"date": "2024", "kind": "update", "id": f"c-{n}", "title": "T" + title, "note": "N" + note, "issued_by": "us"}
        for n, (title, note) in enumerate(words)
    ]
    data = edition_text("2024-04-01", "2024-04-01", items).encode("utf-8")
    compiled = compile_file("content/editions/2024-04-01.yaml", "edition", data, SiteOptions(""), AliasTable.of([]))
    assert compiled.diagnostics == []
    ((_, found),) = compiled.rows["edition_part"]
    for item, entry in zip(items, json.loads(found), strict=True):
        for name in ("title", "note"):
            assert "".join(entry[name].split()) == "".join(without_controls(item[name]).split())
