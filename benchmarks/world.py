"""What the articles share: entities, claims made in several articles, sources, dates. Made once per process."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from benchmarks.names import Entity, make_entities
from benchmarks.prose import Prose
from benchmarks.yamlout import Data

SCALE = ("false", "mostly-false", "mixed", "mostly-true", "true")
OTHER = ("unproven", "missing-context", "outdated", "misattributed", "satire")
FIRST_DAY, DAYS = date(2015, 1, 1), 3650


@dataclass(frozen=True)
class SharedClaim:
    """A proposition with its own file; `home` is the number of the first article that holds `sentence`."""

    id: str
    home: int
    sentence: str
    speaker: str
    front: dict[str, Data]


@dataclass(frozen=True)
class World:
    """The shared part of an archive of `size` articles. `speakers` and `news` are entities that may speak, publish."""

    size: int
    seed: int
    entities: list[Entity]
    speakers: list[Entity]
    news: list[Entity]
    claims: list[SharedClaim]
    sources: dict[str, dict[str, Data]]

    def pick(self, rng: random.Random, entities: list[Entity]) -> Entity:
        """An entity, the first ones far more often than the last."""
        return entities[int(len(entities) * rng.random() ** 2)]

    def published(self, number: int) -> date:
        """The day of article `number`; later articles are never older."""
        return FIRST_DAY + timedelta(days=number * DAYS // self.size)


def later(rng: random.Random, day: date, most: int = 20) -> date:
    """A date 1 to `most` days after `day`."""
    return day + timedelta(days=rng.randint(1, most))


def article_id(number: int) -> str:
    """The id of article `number`."""
    return f"report-{number:06d}"


def archived(url: str, day: date) -> str:
    """The address of a kept copy."""
    return f"https://web-archive.example/{day:%Y%m%d}/{url.removeprefix('https://')}"


def evidence(rng: random.Random, sources: list[str], publisher: str, day: date) -> list[Data]:
    """One to three pieces of evidence: ids of shared sources or URLs with an archived copy."""
    found: list[Data] = []
    for _ in range(rng.choices((1, 2, 3), (5, 3, 1))[0]):
        source = rng.choice(sources)
        if rng.random() < 0.4 and source not in found:
            found.append(source)
            continue
        url = f"https://monitor.example/daily/{day.isoformat()}/{rng.randrange(10**6)}"
        found.append(
            {
                "url": url,
                "title": f"Daily monitor {rng.randrange(9999)}",
                "publisher": publisher,
                "archived": archived(url, day),
                "relation": rng.choice(("supports", "disputes", "context")),
            }
        )
    return found


def _claim(number: int, world: World, rng: random.Random, prose: Prose) -> SharedClaim:
    """Shared claim `number`; its home is article 20 x number (or the last one)."""
    home = min(number * 20, world.size - 1)
    day = world.published(home)
    speaker = world.pick(rng, world.speakers).id
    sentence = prose.sentence()
    claim_id = f"shared-claim-{number:05d}"
    front: dict[str, Data] = {
        "claim": sentence,
        "speaker": speaker,
        "said_on": day.isoformat(),
        "first_appearance": article_id(home),
        "rating": rng.choice(SCALE + OTHER),
        "verdict": prose.sentence(),
        "evidence": evidence(rng, list(world.sources), rng.choice(world.news).id, day),
    }
    if rng.random() < 0.3:
        change = later(rng, day)
        front["stance"] = "withdrawn"
        front["history"] = [
            {day.isoformat(): "said at a press conference"},
            {
                "date": change.isoformat(),
                "event": "withdrawn",
                "source": f"https://{speaker}.example/statements/{number}",
            },
        ]
    if rng.random() < 0.1:
        front["corrections"] = [{later(rng, day, 90).isoformat(): "An earlier version of this review gave a wrong day"}]
    return SharedClaim(claim_id, home, sentence, speaker, front)


@cache
def make_world(size: int, seed: int) -> World:
    """The shared part of the archive of `size` articles: the same for the same (size, seed)."""
    entities = make_entities(max(10, size // 10), seed)
    speakers = [entity for entity in entities if entity.kind in ("person", "organization")]
    news = [entity for entity in entities if entity.front["type"] == "NewsMediaOrganization"]
    rng = random.Random(f"world:{size}:{seed}")
    sources: dict[str, dict[str, Data]] = {}
    for number in range(max(5, size // 50)):
        url = f"https://documents.example/{number}"
        sources[f"document-{number:04d}"] = {
            "url": url,
            "title": f"Document {number} of the monitoring mission",
            "publisher": rng.choice(news).id,
            "archived": archived(url, FIRST_DAY),
        }
    world = World(size, seed, entities, speakers, news, [], sources)
    prose = Prose(rng)
    world.claims.extend(_claim(number, world, rng, prose) for number in range(max(1, size // 20)))
    return world
