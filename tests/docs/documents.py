"""The user documentation as the tests see it: its fenced blocks, its tables, its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENTS = sorted(path for path in DOCS.glob("*.md") if path.name != "architecture.md")

_FENCE = re.compile(r"^```(\w*) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: ```` ```LANGUAGE ABOUT ````. `about` is the path of a whole file, the record a fragment is of,
    or empty; `is_wrong` if the word `wrong` follows: an example of an error."""

    document: str
    line: int
    language: str
    about: str
    text: str
    is_wrong: bool = False

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def blocks_of(name: str) -> Iterator[Block]:
    text = read(name)
    for found in _FENCE.finditer(text):
        about, _, wrong = found[2].strip().partition(" ")
        yield Block(name, text.count("\n", 0, found.start()) + 1, found[1], about, found[3], wrong == "wrong")


BLOCKS = [block for path in DOCUMENTS for block in blocks_of(path.name)]


def without_blocks(text: str) -> str:
    return _FENCE.sub("", text)


def field_tables(text: str) -> Iterator[tuple[list[str], dict[str, list[str]]]]:
    """(records named by `<!-- fields: A + B -->`, {field: the cells of its row}) of every table of fields."""
    for found in re.finditer(r"<!-- fields: ([\w +]+) -->\n((?:\|.*\n)+)", text):
        rows = {}
        for line in found[2].splitlines()[2:]:
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
            rows[cells[0].strip("`")] = cells
        yield found[1].split(" + "), rows


def anchors_of(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    words = re.findall(r"^#+ (.*)$", without_blocks(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", word.lower()).replace(" ", "-") for word in words}
