"""The archive as an Eleventy site: templates are JavaScript (its fastest), records are read once from JSON files.

Entities and shared claims are paginated collections over these records. As global data they would be merged into every
page's data anew, which costs Eleventy more than the page.
"""

import json
import shutil
from pathlib import Path

from benchmarks.corpus import PAGES, in_chunks, make_folders, write_text
from benchmarks.peers.plain import claim_record, claim_text, entity_record, entity_text, linked, write_articles
from benchmarks.world import make_world
from benchmarks.yamlout import Data, document

_TEMPLATES = Path(__file__).parent / "templates/eleventy"


def write_eleventy(size: int, root: Path, seed: int = 1) -> None:
    """Write the Eleventy site of the same archive as `write_corpus(size, …, seed)` into `root`, empty or absent."""
    world = make_world(size, seed)
    make_folders(root, world, ("content/pages", "records"))
    shutil.copytree(_TEMPLATES, root, dirs_exist_ok=True)
    entities: dict[str, Data] = {
        entity.id: {**entity_record(entity), "body": entity_text(entity)} for entity in world.entities
    }
    claims: dict[str, Data] = {claim.id: {**claim_record(claim), "body": claim_text(claim)} for claim in world.claims}
    for name, records in (("entities", entities), ("sharedclaims", claims), ("sources", world.sources)):
        write_text(root / "records" / f"{name}.json", json.dumps(records, ensure_ascii=False))
    for page_id, (title, text) in PAGES.items():
        write_text(root / "content/pages" / f"{page_id}.md", document({"title": title}, linked(text), quoted=True))
    in_chunks(write_articles, size, seed, root)
