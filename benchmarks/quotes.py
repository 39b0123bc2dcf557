"""Quotes taken from a text word for word, and proven to be there exactly once."""

import random
import re

from benchmarks.text import WORD, Body
from benchmarks.yamlout import Data

_LETTERS = re.compile(r"[A-Za-z ]+")


def hits(text: str, part: str) -> list[int]:
    """Every offset of `part` in `text`, overlapping ones too."""
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found


def _unique(text: str, part: str) -> bool:
    """Whether `part` is in `text` exactly once, whatever the letter case."""
    return len(hits(text.casefold(), part.casefold())) == 1


class Quoter:
    """Takes quotes from one article's text, some of them across emphasis or overlapping the one before."""

    def __init__(self, rng: random.Random, body: Body) -> None:
        """Find the lines long enough to be quoted."""
        self._rng, self._body = rng, body
        self._text = body.text.replace("\n", " ")  # as quotes are matched: the end of a line is a space
        self._last: tuple[int, int, int] | None = None  # line, first word, last word
        self._long = [index for index, line in enumerate(body.lines) if len(line.text) > 120]

    def _start(self) -> tuple[int, int]:
        """The line to take a quote from and the index of its first word."""
        rng = self._rng
        if self._last and rng.random() < 0.2:
            line, first, last = self._last
            return line, rng.randint(first, last)
        line = rng.choice(self._long)
        spans = [match.span() for match in WORD.finditer(self._body.lines[line].text)]
        marked = self._body.lines[line].marked
        if marked and rng.random() < 0.5:
            inside = next(index for index, span in enumerate(spans) if span[0] == marked[0][0])
            return line, max(0, inside - rng.randint(1, 3))
        return line, rng.randrange(len(spans) - 6)

    def take(self, low: int = 3, high: int = 12) -> str:
        """A quote of `low` to `high` words, longer where that is needed to make it unique."""
        while True:
            line, first = self._start()
            text = self._body.lines[line].text
            spans = [match.span() for match in WORD.finditer(text)]
            for last in range(first + self._rng.randint(low, high) - 1, len(spans)):
                quote = text[spans[first][0] : spans[last][1]]
                if _unique(self._text, quote):
                    self._last = (line, first, last)
                    return quote
            self._last = None

    def selector(self) -> dict[str, Data]:
        """The fields that place an annotation: a plain quote, or one with its surroundings, or with its occurrence."""
        kind = self._rng.random()
        if kind < 0.88:
            return {"quote": self.take()}
        line = self._body.lines[self._rng.choice(self._long)]
        spans = [match.span() for match in WORD.finditer(line.text)]
        first = self._rng.randrange(2, len(spans) - 3)
        exact = line.text[spans[first][0] : spans[first + 1][1]]
        found = hits(self._body.text, exact)
        if len(found) < 2 or not _LETTERS.fullmatch(exact):
            return {"quote": self.take()}
        if kind < 0.94:
            at = line.offset + spans[first][0]
            whole = [match.start() for match in re.finditer(rf"\b{exact}\b", self._body.text)]
            folded = hits(self._text.casefold(), exact.casefold())
            if whole == found == folded:
                return {"quote": exact, "occurrence": str(found.index(at) + 1)}
        prefix = line.text[spans[max(0, first - 3)][0] : spans[first][0]]
        if _unique(self._text, prefix + exact):
            return {"quote": {"exact": exact, "prefix": prefix}}
        return {"quote": self.take()}

    def sentence(self, sentence: str) -> str:
        """The words of a known sentence of the text, or another quote if it isn't there once."""
        quote = sentence.strip("“”.")
        return quote if _unique(self._text, quote) else self.take()


def take_from_title(rng: random.Random, title: str) -> str:
    """Two to four words of a title that are there once."""
    spans = [match.span() for match in WORD.finditer(title)]
    first = rng.randrange(len(spans) - 2)
    for last in range(first + 1, len(spans)):
        quote = title[spans[first][0] : spans[last][1]]
        if _unique(title, quote):
            return quote
    return title
