"""A quote that lost a word is an error that shows the right passage: tried on every quote of the example archive."""

from __future__ import annotations

import copy

import frontmatter
import pytest
from harness import ROOT, covered, squeeze

from sitegen.compile.anchors import strip_markdown
from sitegen.compile.compile_file import compile_file
from sitegen.compile.mentions import AliasTable
from sitegen.compile.site_file import read_site
from sitegen.core.diagnostics import is_error

OPTIONS, _ = read_site((ROOT / "site.yaml").read_bytes(), drafts=True)

QUOTES = [
    (path, quoted)
    for path in sorted((ROOT / "content" / "articles").rglob("*.md"))
    for quoted in frontmatter.quotes(frontmatter.split(path)[0])
    if len(quoted.exact.split()) > 2
]


def with_quote(data: dict, quoted: frontmatter.Quoted, exact: str) -> dict:
    """The front matter with another quote in that place."""
    data = copy.deepcopy(data)
    items = data[quoted.field]
    if isinstance(quoted.item, str):
        items[quoted.index] = exact
    elif isinstance(quoted.item["quote"], str):
        items[quoted.index]["quote"] = exact
    else:
        items[quoted.index]["quote"]["exact"] = exact
    return data


@pytest.mark.parametrize(
    ("path", "quoted"), QUOTES, ids=[f"{path.stem}-{quoted.field}-{quoted.index}" for path, quoted in QUOTES]
)
def test_a_lost_word_is_told_with_the_passage(path, quoted, tmp_path):
    data, body = frontmatter.split(path)
    words = quoted.exact.split()
    lost = words.pop(len(words) // 2)
    changed = frontmatter.dump(with_quote(data, quoted, " ".join(words)))
    place = f"content/articles/{path.name}"
    text = f"---\n{changed}---\n{body}"
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / place).write_text(text, encoding="utf-8")

    found = compile_file(place, "article", text.encode(), OPTIONS, AliasTable(())).diagnostics

    errors = [item for item in found if is_error(item)]
    assert [item.code for item in errors] == ["quote-not-found"]
    [error] = errors
    assert covered(error.place, tmp_path), "the place of the quote"
    passage = error.related[0]
    shown = squeeze("".join(map(strip_markdown, covered(passage.place, tmp_path).split(" ⏎ "))))
    assert squeeze(quoted.exact) in shown
    if quoted.place == "body":
        assert len(shown) <= len(squeeze(quoted.exact)) + 3, "no more than the passage"
    bare = lost.strip(".,;:“”‘’\"'()")
    assert any(bare in hint for hint in error.hints), (lost, error.hints)
