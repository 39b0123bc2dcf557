"""The same archive for other programs. Hugo: `python -m benchmarks.peers N DIR [--seed S]`.

Hugo can't anchor annotations to words, so its templates (benchmarks/hugo/) print them as plain lists below the text.
Entities and shared claims become taxonomies: what the text names is listed in the front matter, since Hugo can't find
it. One function per peer: Pelican's and Eleventy's can be added beside `write_hugo`.
"""

import argparse
import json
import re
import shutil
from pathlib import Path

from benchmarks.articles import Article, make_article
from benchmarks.corpus import PAGES, in_chunks, make_folders, write_text
from benchmarks.world import World, make_world
from benchmarks.yamlout import Data, document

_TEMPLATES = Path(__file__).parent / "hugo"
_LINK = re.compile(r"\[\[([a-z0-9-]+)\]\]")


def _linked(text: str) -> str:
    """`[[id]]` as a Markdown link to the entity's or the shared claim's page."""

    def link(match: re.Match[str]) -> str:
        folder = "sharedclaims" if match[1].startswith("shared-claim-") else "entities"
        return f"[{match[1]}](/{folder}/{match[1]}/)"

    return _LINK.sub(link, text)


def _long(items: Data, key: str) -> list[Data]:
    """Every entry of a list in its long form: text becomes {key: text}, {day: text} becomes {date: day, note: text}."""
    found: list[Data] = []
    for item in items:
        if not isinstance(item, dict):
            found.append({key: item})
        elif len(item) == 1 and next(iter(item))[0].isdigit():
            day, text = next(iter(item.items()))
            found.append({"date": day, "text": text, "note": text})
        else:
            found.append(item)
    return found


def _record(item: Data) -> Data:
    """One annotation in its long form, with the plain words as its quote."""
    if not isinstance(item, dict):
        return {"quote": item}
    record = dict(item)
    if isinstance(quote := record.get("quote"), dict):
        record["quote"] = quote["exact"]
    for field, key in (("evidence", "id"), ("history", "text")):
        if field in record:
            record[field] = _long(record[field], key)
    if isinstance(note := record.get("note"), str):
        record["note"] = _linked(note)
    return record


def _article(article: Article) -> str:
    front = dict(article.front)
    claims = [_record(claim) for claim in front["claims"]]
    shared: list[Data] = [claim["claim"] for claim in claims if isinstance(claim, dict) and "claim" in claim]
    front |= {"date": front.pop("published"), "entities": list[Data](article.entities), "sharedclaims": shared}
    front["claims"] = claims
    for field in ("corrections", "context"):
        if field in front:
            front[field] = [_record(item) for item in _long(front[field], "note")]
    return document(front, article.body.markdown, quoted=True)


def _write_articles(size: int, seed: int, numbers: range, root: Path) -> None:
    world = make_world(size, seed)
    for number in numbers:
        article = make_article(world, number)
        write_text(root / "content/articles" / str(article.published.year) / f"{article.id}.md", _article(article))


def _terms(world: World, root: Path) -> None:
    """A page for each entity and each shared claim."""
    for entity in world.entities:
        front = {"title": entity.name, "kind": entity.front["type"], "aliases_shown": list[Data](entity.aliases)}
        front |= {key: value for key, value in entity.front.items() if key not in ("type", "name", "aliases")}
        text = f"{entity.name} is made up, as is all that is said of it here."
        (root / "content/entities" / entity.id).mkdir()
        write_text(root / "content/entities" / entity.id / "_index.md", document(front, text, quoted=True))
    for claim in world.claims:
        record = _record(claim.front)
        assert isinstance(record, dict)
        if "corrections" in record:
            record["corrections"] = _long(record["corrections"], "note")
        (root / "content/sharedclaims" / claim.id).mkdir()
        write_text(
            root / "content/sharedclaims" / claim.id / "_index.md",
            document({"title": claim.sentence} | record, _linked(f"Said by [[{claim.speaker}]]."), quoted=True),
        )


def write_hugo(size: int, root: Path, seed: int = 1) -> None:
    """Write the Hugo site of the same archive as `write_corpus(size, …, seed)` into `root`, empty or absent."""
    world = make_world(size, seed)
    make_folders(root, world, ("content/entities", "content/sharedclaims", "content/pages", "data"))
    shutil.copytree(_TEMPLATES, root, dirs_exist_ok=True)
    for section in [root / "content/articles", *(root / "content/articles").iterdir()]:
        write_text(section / "_index.md", document({"title": section.name.capitalize()}, "", quoted=True))
    write_text(root / "data/sources.json", json.dumps(world.sources, indent=1))
    for page_id, (title, text) in PAGES.items():
        write_text(root / "content/pages" / f"{page_id}.md", document({"title": title}, _linked(text), quoted=True))
    _terms(world, root)
    in_chunks(_write_articles, size, seed, root)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("articles", type=int, metavar="N")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_hugo(options.articles, options.folder, options.seed)


if __name__ == "__main__":
    main()
