"""What each rule says: one case per file of `cases/`, input and expectation together.

A case is a text with sections:

    -- PATH --               an input file; `-- PATH (utf-16) --` in another encoding (or: escaped, big),
                             `-- PATH -> TARGET --` a symbolic link
    -- options --            words: build (publish, too), strict, drafts
    -- expected --           every diagnostic, with the words of the file that its place covers

Files that a case doesn't give are those of a small archive that has no problems (`BASE`).
`pytest tests/rules --update` rewrites the expectations; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from harness import SITE_YAML, Site, told

from sitegen.core.diagnostics import RULES

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))

BASE = {
    "site.yaml": SITE_YAML,
    "content/pages/corrections-policy.md": "---\ntitle: Corrections\n---\nWrite to us.\n",
    "content/entities/people/anna-petrova.md": "---\nname: Anna Petrova\n---\n",
    "content/entities/organizations/varda-news-agency.md": "---\nname: Varda News Agency\n---\n",
}

WITHOUT_A_CASE = {
    "unreadable": "not as text: test_what_is_not_a_file",
    "publish-failed": "the machine's: tests/publish",
    "search-failed": "the machine's: tests/publish",
    "search-unavailable": "the machine's: tests/publish",
    "executor-unusable": "the command's: a cluster that isn't there; tests/cluster",
    "worker-died": "the machine's: a process that is killed",
    "compile-crash": "a bug of ours, by definition",
    "permalink-gone": "it takes two builds: test_a_permalink_that_is_gone",
}
"""Rules that no text of an author's can break, and why."""

_SECTION = re.compile(r"^-- (.+?)(?: \((\S+)\)| -> (\S+))? --$", re.MULTILINE)


class Case:
    def __init__(self, path: Path) -> None:
        self.path = path
        parts = _SECTION.split(path.read_text(encoding="utf-8"))
        self.about = parts[0]
        self.sections = [
            (parts[i], parts[i + 1], parts[i + 2], parts[i + 3].removeprefix("\n")) for i in range(1, len(parts), 4)
        ]

    @property
    def options(self) -> set[str]:
        return set(self._section("options").split())

    @property
    def expected(self) -> str:
        return self._section("expected")

    def _section(self, name: str) -> str:
        return next((text for title, _, _, text in self.sections if title == name), "")

    def lay_out(self, site: Site) -> None:
        site.write_all(BASE)
        for title, encoding, target, text in self.sections:
            if title in ("options", "expected"):
                continue
            if target:
                (site.folder / title).parent.mkdir(parents=True, exist_ok=True)
                (site.folder / title).symlink_to(target)
            elif encoding == "escaped":
                site.write(title, text.encode().decode("unicode_escape").encode("utf-8", "surrogatepass"))
            elif encoding == "big":
                site.write(title, text + "word " * 250_000)
            else:
                site.write(title, text.encode(encoding or "utf-8"))

    def rewrite(self, found: str) -> None:
        text = self.path.read_text(encoding="utf-8")
        head = text.partition("-- expected --\n")[0]
        self.path.write_text(f"{head}-- expected --\n{found}", encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_said(path: Path, site: Site, update: bool) -> None:
    case = Case(path)
    case.lay_out(site)
    report = site.build(
        strict="strict" in case.options, drafts="drafts" in case.options, check="build" not in case.options
    )
    found = "".join(line + "\n" for line in told(report.diagnostics, site.folder))
    if update:
        case.rewrite(found)
    assert found == Case(path).expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_about_a_rule_shows_that_rule(path: Path) -> None:
    code = path.stem.partition("+")[0]
    if not code.startswith("newcomer"):
        assert code in RULES
        assert f"[{code}]" in Case(path).expected


def test_every_rule_has_a_case() -> None:
    shown = {code for path in CASES for code in re.findall(r"(?:error|warning)\[([\w-]+)\]: ", Case(path).expected)}
    assert set(RULES) - shown == set(WITHOUT_A_CASE)


def test_a_permalink_that_is_gone(site: Site) -> None:
    site.write_all(BASE).write(
        "content/articles/old.md", "---\ntitle: A\npublished: 2024\noriginal: true\n---\nText.\n"
    )
    site.built()
    (site.folder / "content/articles/old.md").rename(site.folder / "content/articles/new.md")
    report = site.build()
    assert told(report.diagnostics, site.folder) == [
        "articles/old/: warning[permalink-gone]: the article `old` was published by the last build, and is missing now",
        "    help: keep the id (set `id:`), or add the old one to `redirect_from` of what took its place",
    ]
    site.edit("content/articles/new.md", "title: A\n", "title: A\nredirect_from: [old]\n").built()


def test_what_is_not_a_file(site: Site) -> None:
    site.write_all(BASE)
    (site.folder / "content/articles").mkdir()
    os.mkfifo(site.folder / "content/articles/pipe.md")
    report = site.build()
    assert told(report.diagnostics, site.folder) == [
        "content/articles/pipe.md: error[unreadable]: this isn't a regular file",
        "    help: remove it from content/",
    ]


def test_everything_says_what_to_do() -> None:
    """By a hint, or by listing the places to choose from."""
    silent = {
        block.split("\n")[0]
        for path in CASES
        for block in re.split(r"^(?=\S)", Case(path).expected, flags=re.MULTILINE)
        if block and "    help: " not in block and "    see: " not in block
    }
    assert {line for line in silent if not any(words in line for words in SAYS_IT_ALL)} == set()


SAYS_IT_ALL = (
    "was left as text: only http, https, mailto",
    "templates/plain-page.html",  # the template engine's words
    "]] isn't an id",
)
