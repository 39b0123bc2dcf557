"""Plausible prose, deterministic from a random generator.

A vocabulary of about 7,000 words is made once from stems and affixes; words are drawn with Zipf-like frequencies
(the word of rank r with weight (r + 20) ** -1.6) and put into sentence shapes.
"""

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate

from benchmarks import words

_VOWELS = "aeiou"
_SLOT = re.compile(r"\{(\w)\}")
_BATCH = 64
_FLATTENED, _STEEPNESS = 20, 1.6
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiou])")


def _past(verb: str) -> str:
    if verb[-1] == "y" and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied"
    return verb + "d" if verb.endswith("e") else verb + "ed"


def _gerund(verb: str) -> str:
    return verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") else verb + "ing"


def _plural(noun: str) -> str:
    if noun[-1] == "y" and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "es" if noun.endswith(("s", "sh", "ch", "x")) else noun + "s"


def _adverb(adjective: str) -> str:
    return adjective[:-1] + "ily" if adjective.endswith("y") else adjective + "ly"


def _derive(stems: list[str], prefixes: tuple[str, ...], form: Callable[[str], str] = str) -> list[str]:
    """Words by falling frequency: all bare stems first, then each prefix in turn."""
    return list(dict.fromkeys(prefix + form(stem) for prefix in prefixes for stem in stems))


def _numbers() -> list[str]:
    fixed = random.Random("numbers")
    whole = [f"{fixed.randint(2, 990) * 10 ** fixed.randint(0, 3):,}" for _ in range(300)]
    return list(dict.fromkeys(whole)) + [f"{n / 10} million" for n in range(11, 60)]


@cache
def vocabulary() -> dict[str, tuple[list[str], list[float]]]:
    """Slot letter -> (words by falling frequency, their cumulative weights)."""
    days = [f"{n} {month}" for month in words.MONTHS for n in range(1, 29)]
    lists = {
        "n": _derive(words.NOUNS, words.NOUN_PREFIXES),
        "p": _derive(words.NOUNS, words.NOUN_PREFIXES, _plural),
        "v": _derive(words.VERBS, words.VERB_PREFIXES, _past),
        "i": _derive(words.VERBS, words.VERB_PREFIXES),
        "g": _derive(words.VERBS, words.VERB_PREFIXES, _gerund),
        "a": _derive(words.ADJECTIVES, words.ADJECTIVE_PREFIXES),
        "r": _derive(words.ADJECTIVES, words.ADJECTIVE_PREFIXES, _adverb),
        "y": _numbers(),
        "d": list(words.DAYS) + days,
    }
    longest = max(len(found) for found in lists.values())
    weights = list(accumulate((rank + _FLATTENED) ** -_STEEPNESS for rank in range(longest)))
    return {slot: (found, weights[: len(found)]) for slot, found in lists.items()}


@cache
def _shape(template: str) -> tuple[str, tuple[str, ...]]:
    """A template as a %-format and the letters of its slots."""
    return _SLOT.sub("%s", template), tuple(_SLOT.findall(template))


class Prose:
    """Sentences drawn from one random generator."""

    def __init__(self, rng: random.Random) -> None:
        """Start the word streams."""
        self._rng = rng
        self._streams = {slot: self._stream(*entry) for slot, entry in vocabulary().items()}

    def _stream(self, found: list[str], weights: list[float]) -> Iterator[str]:
        while True:
            yield from self._rng.choices(found, cum_weights=weights, k=_BATCH)

    def fill(self, template: str, entity: str = "") -> str:
        """One template filled; its first letter a capital."""
        text, slots = _shape(template)
        filled = text % tuple(entity if slot == "e" else next(self._streams[slot]) for slot in slots)
        filled = _ARTICLE.sub(r"\1n ", filled)
        return filled[0].upper() + filled[1:]

    def sentence(self) -> str:
        """A sentence of 4 to 25 words."""
        return self.fill(self._rng.choice(words.SENTENCES))

    def about(self, entity: str) -> str:
        """A sentence that names an entity by the given words."""
        return self.fill(self._rng.choice(words.ENTITY_SENTENCES), entity)

    def headline(self) -> str:
        """A headline of 6 to 11 words."""
        return self.fill(self._rng.choice(words.HEADLINES))

    def heading(self) -> str:
        """A heading of 3 to 5 words."""
        return self.fill(self._rng.choice(words.HEADINGS))
