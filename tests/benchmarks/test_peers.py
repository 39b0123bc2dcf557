"""What peers are given: the same annotations, entities and words as sitegen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.articles import make_article
from benchmarks.peers import write_eleventy, write_hugo, write_hugo_claims, write_pelican
from benchmarks.world import make_world

SIZE = 12


def _headed_by_yaml(text: str) -> tuple[dict[str, Any], str]:
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


def _headed_by_lines(text: str) -> tuple[dict[str, Any], str]:
    head, _, body = text.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return fields | json.loads(fields["record"]), body


def _words(annotation: Any) -> str | None:
    """The quoted words of an annotation in any of its forms."""
    quote = annotation.get("quote") if isinstance(annotation, dict) else annotation
    return quote["exact"] if isinstance(quote, dict) else quote


@pytest.mark.parametrize(
    ("write", "read"),
    [(write_hugo, _headed_by_yaml), (write_eleventy, _headed_by_yaml), (write_pelican, _headed_by_lines)],
    ids=["hugo", "eleventy", "pelican"],
)
def test_a_peer_gets_every_annotation_and_the_same_text(write: Any, read: Any, tmp_path: Path) -> None:
    write(SIZE, tmp_path)
    world = make_world(SIZE, 1)
    for number in range(SIZE):
        article = make_article(world, number)
        path = tmp_path / f"content/articles/{article.published.year}/{article.id}.md"
        front, body = read(path.read_text(encoding="utf-8"))
        assert body.strip() == article.body.markdown.strip()
        assert front["title"] == article.front["title"]
        assert front["entities"] == article.entities
        assert [_words(item) for item in front["claims"]] == [_words(item) for item in article.front["claims"]]
        assert [_words(item) for item in front["context"]] == [_words(item) for item in article.front["context"]]
        assert len(front.get("corrections", [])) == len(article.front.get("corrections", []))


def test_hugo_can_have_a_page_for_each_claim_of_an_article(tmp_path: Path) -> None:
    write_hugo_claims(SIZE, tmp_path)
    articles = [make_article(make_world(SIZE, 1), number) for number in range(SIZE)]
    own = [
        claim
        for article in articles
        for claim in article.front["claims"]
        if not (isinstance(claim, dict) and "claim" in claim)
    ]
    pages = [path for path in (tmp_path / "content/claims").glob("*.md") if path.stem != "_index"]
    assert len(pages) == len(own)
    words = {_words(_headed_by_yaml(path.read_text(encoding="utf-8"))[0]) for path in pages}
    assert words == {_words(claim) for claim in own}
