"""Finds entities' names and aliases in texts: longest match, at word boundaries, each name one entity's alone."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from sitegen.compile.anchors import splits_word
from sitegen.compile.markdown import Document
from sitegen.compile.word_borders import is_spaceless
from sitegen.core.folding import Folded, fold_text

SENTENCE_SIDE = 240
"""Code points of a sentence kept on each side of a name."""

# What may stand before a full stop that ends no sentence: a single initial, a title, a short word before a number. Each
# look behind is for words of one length.
_ABBREVIATIONS = (
    r"[^\W\d_a-z]",
    "Dr|Mr|Ms|Mx|St|Lt|Fr|No|Nr|vs|cf|Hr|Sr",
    "Mrs|Gen|Col|Cpt|Sgt|Maj|Adm|Gov|Sen|Rep|Rev|Hon|Amb|Nos|Art|Sra|Mme",
    "Prof|Capt|Pres|Msgr|Mlle",
    "approx",
)
_NO_ABBREVIATION = r"(?<!\.[a-z]\.)" + "".join(rf"(?<!(?<!\w)(?:{words})\.)" for words in _ABBREVIATIONS)
_STOPS = ".!?…。！？"


@cache
def _sentence_end(stops: str) -> re.Pattern[str]:
    """The end of a sentence. All ends begin with one of some characters: `re` goes from one of them to the next, in a
    third of the time; and where there is only one to look for, in a third of that.
    """
    return re.compile(
        rf"[{stops}](?:(?<=[.!?…]){_NO_ABBREVIATION}[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[^\s\w]?[\w])"
        r"|(?<=[。！？])[」』”’）]*)"
    )


@dataclass(frozen=True)
class AliasTable:
    """Names to look for: folded words → entity id. A name that two entities share is nobody's, and no part of it is."""

    names: Mapping[str, str]
    shared: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> AliasTable:
        """From (words, entity id) pairs."""
        owners: dict[str, set[str]] = {}
        for words, entity in pairs:
            if folded := fold_text(words).strip():
                owners.setdefault(folded, set()).add(entity)
        shared = frozenset(words for words, ids in owners.items() if len(ids) > 1)
        return cls({words: next(iter(ids)) for words, ids in sorted(owners.items()) if len(ids) == 1}, shared)

    @cached_property
    def _words(self) -> Sequence[str]:
        return [*self.names, *sorted(self.shared)]

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self._words)

    def hits(self, text: str) -> list[tuple[int, int, str]]:
        """(start, -end, words) of the names in a folded text, where they may overlap: in order, the longest first."""
        if not self.names:
            return []
        hits = [
            (start, -end, self._words[index])
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
            if _is_bounded(text, start, end)
        ]
        hits.sort()
        return hits

    def occurs_in(self, text: str) -> bool:
        """Whether a folded text has one of the names anywhere, be it within a word."""
        return bool(self._words) and bool(self._automaton.find_matches_as_indexes(text))

    def entities_in(self, text: str) -> list[str]:
        """Ids of the entities named in a short text, each once, in order."""
        found: dict[str, None] = {}
        position = 0
        for start, negative_end, words in self.hits(fold_text(text)):
            if start >= position:
                position = -negative_end
                if entity := self.names.get(words):
                    found[entity] = None
        return list(found)


class Mention(NamedTuple):
    """A name in an article's text (code points of the canonical text) and the sentence around it."""

    entity: str
    start: int
    end: int
    element: str
    """Element id of the top-level block it stands in."""
    before: str
    words: str
    after: str


def find_mentions(document: Document, folded: Folded, table: AliasTable) -> list[Mention]:
    """The names in a body, in order; none within links or code, none across blocks."""
    mentions: list[Mention] = []
    text = document.text
    position = stop = 0
    # In most texts every sentence ends with a full stop.
    sentence_end = _sentence_end("." if not any(mark in text for mark in _STOPS[1:]) else _STOPS)
    ends: list[int] = []
    further: Iterator[int] = iter(())
    closed = _merged(document.closed)
    for folded_start, negative_end, words in table.hits(folded.text):
        if folded_start < position:
            continue
        start, end = folded_start, -negative_end
        if folded.layers:
            start, end = folded.start(start), folded.end(end)
        block = document.block_at(start)
        index = bisect_left(closed, (end, 0)) - 1
        if end > block.end or (index >= 0 and closed[index][1] > start):
            continue
        if folded.layers and (folded.cuts(folded_start) or folded.cuts(-negative_end)):
            continue
        # What can't be a name was passed over, as if the words weren't there. Of those that begin here this is longest.
        position = -negative_end
        entity = table.names.get(words)
        if entity is None:
            continue
        if block.end != stop:
            stop = block.end
            ends, further = [block.start], _sentence_ends(sentence_end, text, block.start, stop)
        while ends[-1] < end:
            ends.append(next(further))
        first, last = ends[bisect_right(ends, start) - 1], ends[bisect_left(ends, end)]
        mentions.append(
            Mention(
                entity,
                start,
                end,
                document.elements[block.top],
                _shorten_left(text[first:start]),
                text[start:end],
                _shorten_right(text[end:last].rstrip()),
            )
        )
    return mentions


def _sentence_ends(sentence_end: re.Pattern[str], text: str, start: int, stop: int) -> Iterator[int]:
    """Where the sentences of a block end, and the next begins; its own end is the last of them."""
    for found in sentence_end.finditer(text, start, stop):
        yield found.end()
    yield stop


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same ranges, in order, without overlaps."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _is_bounded(text: str, start: int, end: int) -> bool:
    """Whether a name stands there as words of their own. In scripts without spaces, that can't be seen."""
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    # A space is the usual border, and quicker to see than any other.
    if (before != " " and splits_word(text, start)) or (after != " " and splits_word(text, end)):
        return False
    if before == "_" or after == "_":
        return False
    return end - start > 1 or not (is_spaceless(text[start]) and (is_spaceless(before) or is_spaceless(after)))


def _shorten_left(text: str) -> str:
    if len(text) <= SENTENCE_SIDE:
        return text
    cut = text[-SENTENCE_SIDE:]
    return "… " + cut[cut.find(" ") + 1 :]


def _shorten_right(text: str) -> str:
    if len(text) <= SENTENCE_SIDE:
        return text
    cut = text[:SENTENCE_SIDE]
    return (cut.rpartition(" ")[0] or cut) + " …"
