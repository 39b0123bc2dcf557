"""The `full` format: source frames as people read them, kept as golden text; and the other formats' edge cases."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from harness import Site

from sitegen.cli.frames import GITHUB_LIMIT, show_concise, show_frames, show_github
from sitegen.core.diagnostics import Diagnostic, Place, diagnose
from sitegen.core.frames import WIDTH

GOLDEN = Path(__file__).parent / "golden"

LONG = "word " * 40

PROJECT = {
    "site.yaml": "title: Frames\nbase_url: https://a.example/\n",
    "content/entities/people/dana.md": "---\nname: דנה כהן\n---\n",
    "content/articles/one-line.md": """\
---
title: Talks end
published: 14/03/2024
original: true
claims:
  - We agreed on 1,200 prisoners
  - {quote: on Monday, speaker: dana}
context:
  - quote: |
      They meet
      again on Friday
    note: See [[nobody]].
---
“We agreed on 12,000 prisoners,” she said on Monday. They
meet again on Monday.
""",
    "content/articles/wide.md": f"""\
---
title: 会谈结束
published: 2024
original: true
claims:
  - 双方同意交换一万名囚犯
  - {LONG}{LONG}end of it
---
双方同意交换一万二千名囚犯。

{LONG}{LONG}{LONG}the end of it
""",
    "content/articles/tab.md": "---\ntitle: Tabs\npublished: 2024\nclaims:\n\t- a\n---\nText.\n",
}


def test_frames(site: Site, update: bool) -> None:
    site.write_all(PROJECT)
    out = site.run("check").out
    out = re.sub(r"\([\d.]+ s\)", "(0.00 s)", out)
    golden = GOLDEN / "frames.txt"
    if update:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(out, encoding="utf-8")
    assert out == golden.read_text(encoding="utf-8")


def test_no_line_of_a_frame_ends_in_a_space_or_is_too_wide(site: Site) -> None:
    out = site.write_all(PROJECT).run("check").out
    lines = out.splitlines()
    assert [line for line in lines if line != line.rstrip()] == []
    assert max(len(line) for line in lines if re.match(r"\s*\d+ \|", line)) <= WIDTH + 10


def test_no_colour_off_a_terminal(site: Site) -> None:
    ran = site.write_all(PROJECT).run("check", NO_COLOR=None, TERM="xterm-256color")
    assert "\x1b" not in ran.out + ran.err


def test_marks_stand_under_the_words() -> None:
    text = "name: דנה 会谈 e\u0301 end"
    start = text.index("end")
    place = Place("a.md", 1, start + 1, 1, start + 4, text)
    frame = plain(show_frames([diagnose("bad-id", "no", place)]))
    line, under = frame.splitlines()[3:5]
    # Two columns for each Chinese character, none for the combining accent.
    assert under.index("^") == line.index("end") + 2 - 1
    assert under.count("^") == 3


@pytest.mark.parametrize(
    "place",
    [
        Place("a.md"),
        Place("a.md", 1),
        Place("a.md", 1, 1, 1, 1, ""),
        Place("a.md", 3, 1, 3, 1, "x"),
        Place("a.md", 3, 9, 3, 12, "short"),
        Place("a.md", 3, 1, 9, 2, "first line of many"),
        Place("a.md", 3, 500, 3, 900, "x" * 1000),
        Place("a.md", 100000, 1, 100000, 2, "\t\x1b[31mred\x00"),
    ],
)
def test_any_place_can_be_shown(place: Place) -> None:
    item = diagnose("bad-id", "no", place, hints=["do this"])
    frame = plain(show_frames([item]))
    assert frame.startswith("error[bad-id]: no\n")
    assert "= help: do this" in frame
    assert "\x1b" not in frame
    assert plain(show_concise([item])).startswith("a.md")
    assert "\n" not in next(iter(show_github([item])))


def test_github_shows_errors_first_and_no_more_than_it_keeps() -> None:
    place = Place("a,b.md", 1, 2, 1, 3)
    warnings: list[Diagnostic] = [diagnose("unused", f"w{n}", place) for n in range(20)]
    lines = list(show_github([*warnings, diagnose("bad-id", "two\nlines, 100 %", place)]))
    assert (
        lines[0]
        == "::error title=sitegen (bad-id),file=a%2Cb.md,line=1,col=2,endLine=1,endColumn=3::two%0Alines, 100 %25"
    )
    assert len(lines) == 1 + GITHUB_LIMIT


def plain(blocks: object) -> str:
    return click.unstyle("\n".join(blocks))  # type: ignore[call-overload]
