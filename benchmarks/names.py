"""Entities with unique names: each holds a coined word that no other entity and no word of the prose has."""

import random
import re
import unicodedata
from dataclasses import dataclass

from benchmarks import words
from benchmarks.yamlout import Data

_SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"
_KINDS = ("person", "organization", "place", "person", "person", "organization", "event", "person", "place", "person")
FOLDERS = {"person": "people", "organization": "organizations", "place": "places", "event": "events"}
_TYPES = {"person": "Person", "organization": "Organization", "place": "Place", "event": "Event"}
_ORGANIZATIONS = ("Institute for {}", "{} Relief Committee", "Ministry of {} Affairs", "{} Workers Union")
_PLACES = ("Port {}", "{} Valley", "New {}", "{} District", "Upper {}")
_OWNERSHIPS = ("State-run; funded from the state budget.", "Privately owned.", "A foundation.")
_EVENTS = ("{} Summit", "{} Peace Talks", "Battle of {}", "{} Border Conference")


@dataclass(frozen=True)
class Entity:
    """One entity: `front` is its front matter; `kind` is person, organization, place or event."""

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...]
    front: dict[str, Data]


def slug(text: str) -> str:
    """An id: [a-z0-9-], accents dropped."""
    plain = unicodedata.normalize("NFKD", text.replace("Ł", "L").replace("ł", "l")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _coined(number: int) -> str:
    """A word of four syllables; different numbers give different words (up to 24 million)."""
    size = len(_SYLLABLES)
    number = (number * 7_368_787 + 1_234_577) % size**4
    parts = []
    for _ in range(4):
        number, place = divmod(number, size)
        parts.append(_SYLLABLES[place])
    return "".join(parts).capitalize()


def _acronym(number: int) -> str:
    """Four consonants; different numbers give different ones (up to 160,000)."""
    number = (number * 61_381 + 40_009) % 20**4
    return "".join(_CONSONANTS[number // 20**place % 20] for place in range(4))


def _named(number: int, kind: str, news: bool, rng: random.Random) -> tuple[str, list[str]]:
    """A name of two or more words, and the aliases that it may have."""
    word = _coined(number)
    if kind == "person":
        first = rng.choice(words.FIRST_NAMES)
        return f"{first} {word}", [word, f"{first[0]}. {word}"]
    if kind == "organization":
        shape = "{} News Agency" if news else rng.choice(_ORGANIZATIONS)
        return shape.format(word), [_acronym(number), f"the {word} office"]
    shape = rng.choice(_PLACES if kind == "place" else _EVENTS)
    return shape.format(word), [word]


def make_entities(count: int, seed: int) -> list[Entity]:
    """`count` entities of all four kinds; every second organization is a news agency (number 1 always)."""
    rng = random.Random(f"entities:{seed}")
    made: list[Entity] = []
    organizations: list[str] = []
    for number in range(count):
        kind = _KINDS[number % len(_KINDS)]
        news = kind == "organization" and len(organizations) % 2 == 0
        name, candidates = _named(number, kind, news, rng)
        aliases = candidates[: rng.randint(0, 2)]
        entity_id = slug(name)
        front: dict[str, Data] = {"type": "NewsMediaOrganization" if news else _TYPES[kind], "name": name}
        if aliases:
            front["aliases"] = list[Data](aliases)
        front["description"] = f"A {kind} of the generated archive, number {number}."
        if rng.random() < 0.5:
            front["same_as"] = [f"https://{entity_id}.example"]
        if kind == "organization":
            front["ownership"] = rng.choice(_OWNERSHIPS)
            if organizations and rng.random() < 0.3:
                front["parent"] = rng.choice(organizations)
            organizations.append(entity_id)
        elif kind == "person" and organizations:
            start = rng.randint(1998, 2014)
            front["roles"] = [
                {
                    "role": rng.choice(("speaker", "director", "deputy")),
                    "at": rng.choice(organizations),
                    "from": str(start),
                    "to": str(start + rng.randint(1, 8)),
                }
            ]
        made.append(Entity(entity_id, kind, name, tuple(aliases), front))
    return made
