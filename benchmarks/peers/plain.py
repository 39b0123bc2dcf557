"""Articles, entities and shared claims in one long form, as any template language can print them."""

import re
from pathlib import Path

from benchmarks.articles import Article, make_article
from benchmarks.corpus import write_text
from benchmarks.names import Entity
from benchmarks.world import SharedClaim, make_world
from benchmarks.yamlout import Data, document

_LINK = re.compile(r"\[\[([a-z0-9-]+)\]\]")


def linked(text: str, claims: str = "sharedclaims") -> str:
    """`[[id]]` as a Markdown link to the entity's page, or to the shared claim's in the folder `claims`."""

    def link(match: re.Match[str]) -> str:
        folder = claims if match[1].startswith("shared-claim-") else "entities"
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


def _annotation(item: Data, claims: str) -> dict[str, Data]:
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
        record["note"] = linked(note, claims)
    return record


def article_record(article: Article, claims: str = "sharedclaims") -> dict[str, Data]:
    """An article's front matter: `date`, `entities` and `sharedclaims` (ids), annotations as lists of records."""
    front = dict(article.front)
    found = [_annotation(claim, claims) for claim in front["claims"]]
    shared: list[Data] = [claim["claim"] for claim in found if "claim" in claim]
    front |= {"date": front.pop("published"), "entities": list[Data](article.entities), "sharedclaims": shared}
    front["claims"] = list[Data](found)
    for field in ("corrections", "context"):
        if field in front:
            front[field] = [_annotation(item, claims) for item in _long(front[field], "note")]
    return front


def entity_record(entity: Entity) -> dict[str, Data]:
    """An entity's fields, its name as `title`; its text stands beside them (`entity_text`)."""
    front: dict[str, Data] = {"title": entity.name, "kind": entity.front["type"]}
    front["aliases_shown"] = list[Data](entity.aliases)
    return front | {key: value for key, value in entity.front.items() if key not in ("type", "name", "aliases")}


def entity_text(entity: Entity) -> str:
    """The text of an entity's page."""
    return f"{entity.name} is made up, as is all that is said of it here."


def claim_record(claim: SharedClaim, claims: str = "sharedclaims") -> dict[str, Data]:
    """A shared claim's fields, its sentence as `title`."""
    record = _annotation(claim.front, claims)
    if "corrections" in record:
        record["corrections"] = _long(record["corrections"], "note")
    return {"title": claim.sentence} | record


def claim_text(claim: SharedClaim, claims: str = "sharedclaims") -> str:
    """The text of a shared claim's page."""
    return linked(f"Said by [[{claim.speaker}]].", claims)


def write_articles(size: int, seed: int, numbers: range, root: Path) -> None:
    """Write some of the articles below `root`, each with its record as YAML front matter."""
    world = make_world(size, seed)
    for number in numbers:
        article = make_article(world, number)
        path = root / "content/articles" / str(article.published.year) / f"{article.id}.md"
        write_text(path, document(article_record(article), article.body.markdown, quoted=True))
