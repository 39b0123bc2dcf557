"""Finds entities' names and aliases in texts: longest match, at word boundaries, each name one entity's alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from sitegen.compile.markdown import Document
from sitegen.core.folding import Folded, fold_text

SENTENCE_SIDE = 240
"""Code points of a sentence kept on each side of a name."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[^\s\w]?[\w])")


@dataclass(frozen=True)
class AliasTable:
    """Names to look for: folded words → entity id. A name that two entities share isn't in it."""

    names: Mapping[str, str]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> AliasTable:
        """From (words, entity id) pairs, shared names left out."""
        owners: dict[str, set[str]] = {}
        for words, entity in pairs:
            if folded := fold_text(words).strip():
                owners.setdefault(folded, set()).add(entity)
        return cls({words: next(iter(ids)) for words, ids in sorted(owners.items()) if len(ids) == 1})

    @cached_property
    def _words(self) -> Sequence[str]:
        return list(self.names)

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self._words)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, entity id) in a folded text: in order, not overlapping, the longest of those that begin first."""
        if not self.names:
            return []
        hits = [
            (start, -end, self._words[index])
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
            if _is_bounded(text, start, end)
        ]
        found: list[tuple[int, int, str]] = []
        position = 0
        for start, negative_end, words in sorted(hits):
            if start >= position:
                position = -negative_end
                found.append((start, position, self.names[words]))
        return found

    def entities_in(self, text: str) -> list[str]:
        """Ids of the entities named in a short text, each once, in order."""
        return list(dict.fromkeys(entity for _, _, entity in self.find(fold_text(text))))


@dataclass(frozen=True, slots=True)
class Mention:
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
    sentences: dict[int, list[int]] = {}
    for folded_start, folded_end, entity in table.find(folded.text):
        start, end = folded.start(folded_start), folded.end(folded_end)
        block = document.block_at(start)
        if end > block.end or any(low < end and start < high for low, high in document.closed):
            continue
        ends = sentences.get(block.start)
        if ends is None:
            words = document.text[block.start : block.end]
            ends = [block.start, *(block.start + found.end() for found in _SENTENCE_END.finditer(words)), block.end]
            sentences[block.start] = ends
        first = max(border for border in ends if border <= start)
        last = min((border for border in ends if border >= end), default=block.end)
        text = document.text
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


def _is_bounded(text: str, start: int, end: int) -> bool:
    before = start == 0 or not (_is_word(text[start - 1]) and _is_word(text[start]))
    return before and (end == len(text) or not (_is_word(text[end]) and _is_word(text[end - 1])))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _shorten_left(text: str) -> str:
    if len(text) <= SENTENCE_SIDE:
        return text
    cut = text[-SENTENCE_SIDE:]
    return "… " + cut[cut.find(" ") + 1 :]


def _shorten_right(text: str) -> str:
    if len(text) <= SENTENCE_SIDE:
        return text
    cut = text[:SENTENCE_SIDE]
    return cut[: cut.rfind(" ")] + " …"
