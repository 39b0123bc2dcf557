"""Markdown documents for property tests: every construct we read, nested and mixed, in several scripts.

They come from a seed: Hypothesis picks seed and size, and plain code writes the text, which is much faster.
"""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

WORDS = (
    "talks", "end", "Anna", "Petrova", "12,000", "prisoners", "so-called", "he’s", "“freed”", "שלום", "ירושלים", "سلام",
    "東京", "naïve", "e\u0301tude", "A", "b", "1.5", "soft\u00adhyphen", "AT&T", "x < y", "🕊️", "O'Brien",
    "&amp;", "&nbsp;", "&copy;", "&#42;", "&lt;b&gt;", "\\*", "\\_", "\\[", "&quot;", "\\\\",
)  # fmt: skip
LINKS = ("https://one.example/a?b=1&c=2", "mailto:a@b.example", "other.md", "#talks", "<two words.md>", "/search/")
NOTES = ("1", "2", "note")
NOISE = (
    "*", "**", "_", "~~", "`", "[", "]", "(", ")", "](x)", "![", "^[", "[^1]", "[^1]: ", "\n", "\n\n", "> ", "- ",
    "1. ",
    "    ", "# ", "|", "|-|-|", "---", "```", "\\", "&", ";", "<", ">", " ", "a", "b ", "ש", "https://x.example",
    "[a]: /u", "\t", "\u00a0", "&#10;", "{{", "]]", "[[", "<https://x.example>",
)  # fmt: skip


class Writer:
    """Writes random, well-meant Markdown."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def plain(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(1, 5)))

    def inline(self, depth: int = 2) -> str:
        pieces = [self.plain()]
        for _ in range(self.random.randint(0, 3) if depth else 0):
            pieces.append(self.random.choice((" ", " ", " ", "", ", ", "\n")))
            pieces.append(self._marked(depth - 1))
        if self.random.random() < 0.3:
            self.random.shuffle(pieces)
        return "".join(pieces).strip() or "x"

    def _marked(self, depth: int) -> str:
        inner, link, choose = self.inline(depth), self.random.choice(LINKS), self.random.choice
        return choose((
            self.plain(), f"*{inner}*", f"**{inner}**", f"~~{inner}~~", f"wo**{inner}**rd", f"`{self.plain()}`",
            f"[{inner}]({link})", f'[{inner}]({link} "a title")', f"![{self.plain()}]({link})", f"[^{choose(NOTES)}]",
            f"[![{self.plain()}](picture.png)](https://one.example/)", f"^[{inner}]", "<https://three.example/>",
            "  \n", "\\\n", "\n",
        ))  # fmt: skip

    def line(self) -> str:
        return " ".join(self.inline().replace("\\\n", " ").split())

    def block(self, depth: int = 2) -> str:
        kind = self.random.randint(0, 18 if depth else 11)
        if kind < 4:
            return self.inline()
        if kind < 6:
            return "#" * self.random.randint(1, 6) + " " + self.line()
        if kind == 6:
            return self.plain() + "\n---"
        if kind == 7:
            return f"```js\n{self.plain()}\n\n  {self.plain()}\n```"
        if kind == 8:
            return f"    {self.plain()}\n    {self.plain()}"
        if kind == 9:
            rows = ["| " + " | ".join(self.line().replace("|", "\\|") for _ in range(3)) + " |" for _ in range(3)]
            return "\n".join([rows[0], "|:--|---|--:|", *rows[1:]])
        if kind == 10:
            return "***"
        if kind == 11:
            more = f"\n\n    {self.plain()}" if self.random.random() < 0.4 else ""
            return f"[^{self.random.choice(NOTES)}]: {self.line()}{more}"
        if kind == 12:
            return "\n".join("- " + self.line() for _ in range(3))
        if kind == 13:
            return "\n".join("  " * i + "- " + self.line() for i in range(3))
        first, rest = self.random.choice((("> ", "> "), ("- ", "  "), ("0. ", "   "), ("7) ", "   ")))
        lines = self.document(self.random.randint(1, 3), depth - 1).split("\n")
        return "\n".join([first + lines[0], *(rest + line if line else line for line in lines[1:])])

    def document(self, size: int, depth: int = 2) -> str:
        return "\n\n".join(self.block(depth) for _ in range(size))

    def noise(self, size: int) -> str:
        return "".join(self.random.choices(NOISE, k=size * 8))


seeds = st.integers(0, 2**40)
documents = st.builds(lambda seed, size: Writer(seed).document(size), seeds, st.integers(1, 5))
"""Well-meant documents."""

noise = st.builds(lambda seed, size: Writer(seed).noise(size), seeds, st.integers(1, 6))
"""Markup thrown together."""

texts = st.one_of(documents, documents, noise)
