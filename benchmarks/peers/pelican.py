"""The archive as a Pelican site, without plugins: entities and shared claims are tags.

Pelican's own metadata are flat `key: value` lines, so an article's annotations are one line of JSON, read by a template
filter. Records of entities and shared claims are read once, by the configuration.
"""

import json
import shutil
from pathlib import Path

from benchmarks.articles import make_article
from benchmarks.corpus import PAGES, in_chunks, make_folders, write_text
from benchmarks.peers.plain import article_record, claim_record, claim_text, entity_record, entity_text, linked
from benchmarks.world import make_world
from benchmarks.yamlout import Data

_TEMPLATES = Path(__file__).parent / "templates/pelican"
_TAGS = "entities"  # a tag has one address, whatever it stands for


def _headed(lines: dict[str, str], text: str) -> str:
    return "".join(f"{key}: {value}\n" for key, value in lines.items()) + f"\n{text.rstrip()}\n"


def _write_articles(size: int, seed: int, numbers: range, root: Path) -> None:
    world = make_world(size, seed)
    for number in numbers:
        article = make_article(world, number)
        record = article_record(article, _TAGS)
        tags = [*article.entities, *(str(claim) for claim in record["sharedclaims"])]
        head = {
            "title": str(record.pop("title")),
            "date": str(record.pop("date")),
            "slug": article.id,
            "tags": ", ".join(tags),
            "record": json.dumps(record, ensure_ascii=False),
        }
        path = root / "content/articles" / str(article.published.year) / f"{article.id}.md"
        write_text(path, _headed(head, article.body.markdown))


def write_pelican(size: int, root: Path, seed: int = 1) -> None:
    """Write the Pelican site of the same archive as `write_corpus(size, …, seed)` into `root`, empty or absent."""
    world = make_world(size, seed)
    make_folders(root, world, ("content/pages", "records"))
    shutil.copytree(_TEMPLATES, root, dirs_exist_ok=True)
    tags: dict[str, Data] = {
        entity.id: {**entity_record(entity), "body": entity_text(entity)} for entity in world.entities
    }
    tags |= {claim.id: {**claim_record(claim, _TAGS), "body": claim_text(claim, _TAGS)} for claim in world.claims}
    for name, records in (("tags", tags), ("sources", world.sources)):
        write_text(root / "records" / f"{name}.json", json.dumps(records, ensure_ascii=False))
    for page_id, (title, text) in PAGES.items():
        head = {"title": title, "slug": page_id}
        write_text(root / "content/pages" / f"{page_id}.md", _headed(head, linked(text, _TAGS)))
    in_chunks(_write_articles, size, seed, root)
