"""One article with its annotations, as plain data: a function of (world, number) only."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.names import Entity
from benchmarks.prose import Prose
from benchmarks.quotes import Quoter, take_from_title
from benchmarks.text import Body, write_body
from benchmarks.world import OTHER, SCALE, SharedClaim, World, archived, article_id, evidence, later
from benchmarks.yamlout import Data


@dataclass(frozen=True)
class Article:
    """An article: front matter in sitegen's own model, text, and the ids of the entities it names or lets speak."""

    id: str
    published: date
    front: dict[str, Data]
    body: Body
    entities: list[str]


@dataclass(frozen=True)
class _Draft:
    """What the annotations of one article are made from."""

    world: World
    rng: random.Random
    prose: Prose
    quoter: Quoter
    id: str
    day: date
    publisher: str
    speakers: list[str]


def _shared(world: World, number: int, rng: random.Random) -> list[SharedClaim]:
    """The shared claims in an article: its own, if it is a claim's first appearance, or sometimes an earlier one."""
    found = [claim for claim in world.claims[number // 20 : number // 20 + 1] if claim.home == number]
    if not found and rng.random() < 0.15:
        found = [claim for claim in [rng.choice(world.claims[: number // 20 + 1])] if claim.home < number]
    return found


def _claim(draft: _Draft, number: int) -> Data:
    """A claim of this article only: a bare quote, an unrated claim, or (mostly) a rated one."""
    rng, kind = draft.rng, draft.rng.random()
    if kind < 0.12:
        return draft.quoter.take()
    speaker = rng.choice(draft.speakers)
    claim: dict[str, Data] = {"id": f"{draft.id}-{number}"} if rng.random() < 0.5 else {}
    claim |= draft.quoter.selector() | {"text": draft.prose.sentence(), "speaker": speaker}
    if rng.random() < 0.2:
        claim |= {"quoted_by": [draft.publisher], "attribution": "indirect"}
    if kind < 0.3:
        return claim
    claim |= {
        "rating": rng.choice(SCALE if rng.random() < 0.8 else OTHER),
        "verdict": draft.prose.sentence(),
        "evidence": evidence(rng, list(draft.world.sources), draft.publisher, draft.day),
    }
    if rng.random() < 0.15:
        claim["history"] = [
            {draft.day.isoformat(): "said to reporters"},
            {
                "date": later(rng, draft.day).isoformat(),
                "event": "revised",
                "to": draft.prose.heading(),
                "source": f"https://{speaker}.example/statements/{draft.id}",
            },
        ]
        claim["stance"] = "revised"
    return claim


def _correction(draft: _Draft, claims: list[Data]) -> Data:
    """A correction: the short form, a full one of some words, or an editors' note."""
    rng, day = draft.rng, later(draft.rng, draft.day, 30)
    if rng.random() < 0.35:
        return {day.isoformat(): draft.prose.sentence()}
    if rng.random() < 0.2:
        return {"date": day.isoformat(), "kind": "editors-note", "note": draft.prose.sentence()}
    quote = draft.quoter.take()
    kind = rng.choice(("correction", "clarification"))
    correction: dict[str, Data] = {
        "date": day.isoformat(),
        "kind": kind,
        "issued_by": draft.publisher,
        "quote": quote,
        "was": quote,
        "now": draft.prose.heading(),
    }
    ids = [claim.get("claim", claim.get("id", "")) for claim in claims if isinstance(claim, dict)]
    if any(ids) and rng.random() < 0.4:
        correction["claim"] = rng.choice([claim_id for claim_id in ids if claim_id])
    correction["source"] = f"https://{draft.publisher}.example/corrections/{draft.id}"
    if rng.random() < 0.3:
        asked = draft.day + timedelta(days=rng.randint(0, (day - draft.day).days))
        correction["requested"] = {"date": asked.isoformat(), "by": draft.world.news[0].id, "outcome": "corrected"}
    return correction


def _note(draft: _Draft, title: str, about: Entity) -> Data:
    """A context note on words of the text or (one in eight) of the title."""
    rng = draft.rng
    in_title = rng.random() < 0.125
    title_quote: dict[str, Data] = {"in": "title", "quote": take_from_title(rng, title)}
    note = title_quote if in_title else draft.quoter.selector()
    kind = rng.choice(("background", "background", "loaded-language", "missing-context", "disputed-term"))
    if kind != "background":
        note["kind"] = kind
    if kind == "loaded-language":
        note["neutral"] = draft.prose.heading()
    text = draft.prose.sentence()
    note["note"] = f"{text} See [[{about.id}]].\n\n{draft.prose.sentence()}\n" if rng.random() < 0.3 else text
    return note


def make_article(world: World, number: int) -> Article:
    """Article `number` of the world: about 1,000 words, 2-5 claims, 0-2 corrections, 1-3 notes, 3-9 entities."""
    rng = random.Random(f"article:{world.size}:{world.seed}:{number}")
    prose = Prose(rng)
    day, ident, publisher = world.published(number), article_id(number), world.pick(rng, world.news).id
    people = [world.pick(rng, world.speakers), *(world.pick(rng, world.entities) for _ in range(rng.randint(4, 9)))]
    named = list({entity.id: entity for entity in people}.values())[:9]
    while len(named) < 3:
        named += [entity for entity in rng.sample(world.entities, 1) if entity not in named]
    surfaces = [entity.name for entity in named]
    surfaces += [rng.choice((entity.name, *entity.aliases)) for entity in named for _ in range(rng.randint(0, 2))]
    shared = _shared(world, number, rng)
    special = [prose.about(surface) for surface in surfaces] + [claim.sentence for claim in shared]
    rng.shuffle(special)
    body = write_body(rng, prose, special, max(500, min(1600, round(rng.gauss(1000, 180)))))
    title = prose.headline()
    speakers = [entity.id for entity in named if entity.kind in ("person", "organization")]
    quoter = Quoter(rng, body)
    draft = _Draft(world, rng, prose, quoter, ident, day, publisher, speakers)

    claims: list[Data] = [
        {"quote": quoter.sentence(claim.sentence), "claim": claim.id, "speaker": claim.speaker} for claim in shared
    ]
    claims += [_claim(draft, part) for part in range(len(claims), rng.randint(2, 5))]
    url = f"https://{publisher}.example/{day:%Y/%m/%d}/{number}"
    author, *reviewers = rng.sample([entity.id for entity in world.speakers[:30] if entity.kind == "person"], 3)
    front: dict[str, Data] = {
        "title": title,
        "published": day.isoformat(),
        "publisher": publisher,
        "author": author,
        "about": [named[0].id],
        "source": {"url": url, "archived": archived(url, day), "accessed": later(rng, day, 3).isoformat()},
        "review": {
            "status": "published",
            "by": reviewers[0],
            "reviewed_by": reviewers[1],
            "date": later(rng, day, 9).isoformat(),
        },
        "claims": claims,
    }
    corrections = [_correction(draft, claims) for _ in range(rng.choices((0, 1, 2), (6, 3, 1))[0])]
    if corrections:
        front["corrections"] = corrections
    front["context"] = [_note(draft, title, rng.choice(named)) for _ in range(rng.randint(1, 3))]
    used = dict.fromkeys([entity.id for entity in named] + speakers + [claim.speaker for claim in shared])
    return Article(ident, day, front, body, list(used))
