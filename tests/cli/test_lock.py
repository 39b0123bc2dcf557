"""`sitegen lock`: from then on, no word of an article changes unseen."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sitegen import text_locks

ARTICLE = "content/articles/talks-end.md"


def text_of(site) -> str:
    return (site.folder / ARTICLE).read_bytes().decode("utf-8-sig")


def test_a_locked_text_cannot_change_unseen(minimal_site) -> None:
    before = text_of(minimal_site)
    ran = minimal_site.run("lock", "talks-end")
    assert (ran.code, ran.out, ran.err) == (0, f"{ARTICLE}: locked\n", "")
    added = [line for line in text_of(minimal_site).split("\n") if line not in before.split("\n")]
    assert [line.split(":")[0].strip() for line in added] == ["source", "text_sha256"]
    assert minimal_site.run("check", "-q").code == 0
    assert minimal_site.run("lock", "talks-end").out == f"{ARTICLE}: is locked already\n"

    minimal_site.write(ARTICLE, text_of(minimal_site) + "\nAnother word.\n")
    checked = minimal_site.run("check")
    assert checked.code == 1
    assert "error[text-changed]" in checked.out
    ran = minimal_site.run("lock", "--all")
    assert (ran.code, ran.out) == (1, "0 locked now, 0 before\n")
    assert f"error: {ARTICLE}: its text isn't the one that was locked" in ran.err
    assert "sitegen lock talks-end" in ran.err
    assert minimal_site.run("lock", ARTICLE).out.startswith(f"{ARTICLE}: locked anew")
    assert minimal_site.run("check", "-q").code == 0


def test_line_ends_and_byte_order_mark_stay(minimal_site) -> None:
    text = text_of(minimal_site).replace("\n", "\r\n")
    minimal_site.write(ARTICLE, b"\xef\xbb\xbf" + text.encode())
    assert minimal_site.run("lock", "--all").out.endswith("\n1 locked now, 0 before\n")
    data = (minimal_site.folder / ARTICLE).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf---\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == text.count("\n") + 2
    assert minimal_site.run("check", "-q").code == 0


def test_mixed_line_ends_are_left_alone(minimal_site) -> None:
    data = text_of(minimal_site).replace("\n", "\r\n", 1).encode()
    minimal_site.write(ARTICLE, data)
    ran = minimal_site.run("lock", "talks-end")
    assert (ran.code, (minimal_site.folder / ARTICLE).read_bytes()) == (1, data)
    assert "one kind of line end" in ran.err


def test_an_article_is_found_by_the_id_it_gives_itself(minimal_site) -> None:
    minimal_site.write(ARTICLE, text_of(minimal_site).replace("---\n", "---\nid: the-end\n", 1))
    assert minimal_site.run("lock", "articles/the-end/").out == f"{ARTICLE}: locked\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["talks-edn"], "there is no article `talks-edn`; did you mean `talks-end`?"),
        (["site.yaml"], "site.yaml is no article"),
        (["talks-end", "nobody"], "there is no article `nobody`"),
        ([], "name the articles, or write --all"),
        (["--all", "talks-end"], "name the articles, or write --all"),
    ],
)
def test_what_cannot_be_locked_is_said_and_nothing_written(minimal_site, arguments: list[str], said: str) -> None:
    before = text_of(minimal_site)
    ran = minimal_site.run("lock", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert text_of(minimal_site) == before


def test_broken_front_matter_is_told(minimal_site) -> None:
    minimal_site.write(ARTICLE, "---\ntitle: [\n---\nText.\n")
    ran = minimal_site.run("lock", "--all")
    assert ran.code == 1
    assert f"error: {ARTICLE}: can't be locked: its front matter has errors; `sitegen check` tells them" in ran.err


def test_one_file_that_cannot_be_written_hides_nothing_of_the_others(minimal_site, monkeypatch) -> None:
    other = "content/articles/other.md"
    minimal_site.write(other, text_of(minimal_site))
    write = text_locks.write_whole

    def fail_once(file: Path, data: bytes) -> None:
        if file.name == "other.md":
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        write(file, data)

    monkeypatch.setattr(text_locks, "write_whole", fail_once)
    assert list(text_locks.lock_all(minimal_site.folder)) == [
        (other, text_locks.FAILED, "Permission denied"),
        (ARTICLE, text_locks.LOCKED, ""),
    ]


def test_what_is_broken_off_leaves_the_text_and_no_other_file(minimal_site, monkeypatch) -> None:
    before = text_of(minimal_site)

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        list(text_locks.lock_all(minimal_site.folder))
    articles = (minimal_site.folder / ARTICLE).parent
    assert [file.name for file in articles.iterdir()] == ["talks-end.md"]
    assert text_of(minimal_site) == before


def test_a_folder_that_cannot_be_read_is_told(minimal_site) -> None:
    (minimal_site.folder / "content").rename(minimal_site.folder / "elsewhere")
    ran = minimal_site.run("lock", "--all")
    assert ran.code == 1
    assert "error: content: can't be locked: the folder can't be read: No such file or directory" in ran.err
