"""The archive as a Hugo site: entities and shared claims are taxonomies, their records the terms' front matter."""

import json
import shutil
from pathlib import Path

from benchmarks.articles import make_article
from benchmarks.corpus import PAGES, in_chunks, make_folders, write_text
from benchmarks.peers.plain import (
    article_record,
    claim_record,
    claim_text,
    entity_record,
    entity_text,
    linked,
    write_articles,
)
from benchmarks.world import World, make_world
from benchmarks.yamlout import Data, document

_TEMPLATES = Path(__file__).parent / "templates/hugo"


def _write_terms(world: World, root: Path) -> None:
    """A page for each entity and each shared claim."""
    for entity in world.entities:
        folder = root / "content/entities" / entity.id
        folder.mkdir()
        write_text(folder / "_index.md", document(entity_record(entity), entity_text(entity), quoted=True))
    for claim in world.claims:
        folder = root / "content/sharedclaims" / claim.id
        folder.mkdir()
        write_text(folder / "_index.md", document(claim_record(claim), claim_text(claim), quoted=True))


def write_hugo(size: int, root: Path, seed: int = 1) -> None:
    """Write the Hugo site of the same archive as `write_corpus(size, …, seed)` into `root`, empty or absent."""
    world = make_world(size, seed)
    make_folders(root, world, ("content/entities", "content/sharedclaims", "content/pages", "data"))
    shutil.copytree(_TEMPLATES, root, dirs_exist_ok=True)
    for section in [root / "content/articles", *(root / "content/articles").iterdir()]:
        write_text(section / "_index.md", document({"title": section.name.capitalize()}, "", quoted=True))
    write_text(root / "data/sources.json", json.dumps(world.sources, indent=1))
    for page_id, (title, text) in PAGES.items():
        write_text(root / "content/pages" / f"{page_id}.md", document({"title": title}, linked(text), quoted=True))
    _write_terms(world, root)
    in_chunks(write_articles, size, seed, root)


def _write_claims(size: int, seed: int, numbers: range, root: Path) -> None:
    """A page for each claim of an article's own."""
    world = make_world(size, seed)
    for number in numbers:
        article = make_article(world, number)
        where = f"{article.published.year}/{article.id}"
        claims: Data = article_record(article)["claims"]
        for place, claim in enumerate(claims, start=1):
            if isinstance(claim, dict) and "claim" not in claim:
                record = {**claim, "title": f"{article.id}, claim {place}", "article": where}
                path = root / f"content/claims/{article.id}-claim-{place}.md"
                write_text(path, document(record, "", quoted=True))


def write_hugo_claims(size: int, root: Path, seed: int = 1) -> None:
    """The same site, with a page for each claim, as sitegen makes them."""
    write_hugo(size, root, seed)
    (root / "content/claims").mkdir()
    write_text(root / "content/claims/_index.md", document({"title": "Claims"}, "", quoted=True))
    in_chunks(_write_claims, size, seed, root)
