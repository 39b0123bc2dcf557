"""An article's text: blocks of Markdown together with the rendered text that quotes are taken from."""

import random
import re
from dataclasses import dataclass

from benchmarks.prose import Prose

WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")
_MARKABLE = re.compile(r"[\w ,.’'-]+")


@dataclass(frozen=True)
class Line:
    """One rendered block: its text, its offset in the canonical text, and the emphasised ranges in it (code points)."""

    text: str
    offset: int
    marked: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Body:
    """A text as Markdown, as canonical text (blocks joined by one newline), and its prose lines."""

    markdown: str
    text: str
    lines: tuple[Line, ...]


def _mark(rng: random.Random, text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Put emphasis, strong emphasis or a link on a few words. Gives Markdown and the marked ranges of `text`."""
    if rng.random() < 0.45:
        return text, ()
    found = [match.span() for match in WORD.finditer(text)]
    first = rng.randrange(max(1, len(found) - 4))
    start, end = found[first][0], found[min(len(found) - 1, first + rng.randint(1, 3))][1]
    words = text[start:end]
    if not _MARKABLE.fullmatch(words):
        return text, ()
    kind = rng.random()
    if kind < 0.3:
        marked = f"[{words}](https://reference.example/{rng.randrange(10**6)})"
    else:
        marked = f"*{words}*" if kind < 0.75 else f"**{words}**"
    return text[:start] + marked + text[end:], ((start, end),)


class _Builder:
    """Collects blocks, counting words and canonical offsets."""

    def __init__(self, rng: random.Random, prose: Prose, special: list[str]) -> None:
        self.rng, self.prose, self.special = rng, prose, special
        self.blocks: list[str] = []
        self.lines: list[Line] = []
        self.length = self.words = 0

    def line(self, text: str, marked: tuple[tuple[int, int], ...] = ()) -> None:
        """Note one rendered block."""
        self.lines.append(Line(text, self.length, marked))
        self.length += len(text) + 1
        self.words += text.count(" ") + 1

    def paragraph(self, rate: float, lead: str = "") -> None:
        """A paragraph of 40 to 120 words; each sentence is one of the special ones with probability `rate`."""
        parts: list[str] = []
        size, target = 0, self.rng.randint(40, 100)
        while size < target:
            special = self.special and self.rng.random() < rate
            parts.append(self.special.pop(0) if special else self.prose.sentence())
            size += parts[-1].count(" ") + 1
        text = " ".join(parts)
        markdown, marked = _mark(self.rng, text)
        self.blocks.append(lead + markdown)
        self.line(text, marked)

    def heading(self) -> None:
        """A heading of the second or third level."""
        text = self.prose.heading()
        self.blocks.append(f"{'##' if self.rng.random() < 0.7 else '###'} {text}")
        self.line(text)

    def items(self) -> None:
        """A tight list of 3 to 5 sentences, bulleted or numbered."""
        rows = []
        ordered = self.rng.random() < 0.3
        for number in range(self.rng.randint(3, 5)):
            text = self.prose.sentence()
            markdown, marked = _mark(self.rng, text)
            rows.append(f"{number + 1}. {markdown}" if ordered else f"- {markdown}")
            self.line(text, marked)
        self.blocks.append("\n".join(rows))


def write_body(rng: random.Random, prose: Prose, special: list[str], target: int) -> Body:
    """A text of about `target` words that holds every special sentence, in order."""
    builder = _Builder(rng, prose, list(special))
    rate = min(0.9, 1.3 * len(special) * 15 / target)
    list_at, quote_at = rng.randint(2, 5), rng.randint(3, 8)
    count = 0
    while builder.words < target - 50 or builder.special:
        late = builder.words >= target - 50
        if count and rng.random() < 0.25:
            builder.heading()
        builder.paragraph(1.0 if late else rate)
        if count == list_at:
            builder.items()
        if count == quote_at:
            builder.paragraph(0.0, "> ")
        count += 1
    text = "\n".join(line.text for line in builder.lines)
    return Body("\n\n".join(builder.blocks), text, tuple(builder.lines))
