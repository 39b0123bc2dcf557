"""Markdown documents for property tests: every construct we read, nested and mixed, in several scripts."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    "talks", "end", "Anna", "Petrova", "12,000", "prisoners", "so-called", "he’s", "“freed”", "שלום", "ירושלים", "سلام",
    "東京", "naïve", "e\u0301tude", "A", "b", "1.5", "soft\u00adhyphen", "AT&T", "x < y", "🕊️", "O'Brien",
)  # fmt: skip
ENTITIES = ("&amp;", "&nbsp;", "&copy;", "&#42;", "&lt;b&gt;", "\\*", "\\_", "\\[", "&quot;", "\\\\")
LINKS = ("https://one.example/a?b=1&c=2", "mailto:a@b.example", "other.md", "#talks", "<two words.md>", "/search/")

word = st.sampled_from(WORDS)
plain = st.lists(st.one_of(word, word, word, st.sampled_from(ENTITIES)), min_size=1, max_size=5).map(" ".join)
notes = st.sampled_from(("1", "2", "note"))


def _marked(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map(lambda text: f"*{text}*"),
        inner.map(lambda text: f"**{text}**"),
        inner.map(lambda text: f"~~{text}~~"),
        inner.map(lambda text: f"wo**{text}**rd"),
        plain.map(lambda text: f"`{text.replace('`', '')}`"),
        st.tuples(inner, st.sampled_from(LINKS)).map(lambda p: f"[{p[0]}]({p[1]})"),
        st.tuples(inner, st.sampled_from(LINKS)).map(lambda p: f'[{p[0]}]({p[1]} "a title")'),
        st.tuples(plain, st.sampled_from(LINKS)).map(lambda p: f"![{p[0]}]({p[1]})"),
        plain.map(lambda text: f"[![{text}](picture.png)](https://one.example/)"),
        notes.map(lambda name: f"[^{name}]"),
        plain.map(lambda text: f"^[{text}]"),
        st.just("<https://three.example/>"),
        st.just("  \n"),
        st.just("\\\n"),
        st.just("\n"),
    )


def _sequence(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    piece = st.one_of(plain, inner)
    joint = st.sampled_from((" ", " ", " ", "", ", ", "\n"))
    return st.lists(st.tuples(piece, joint), min_size=1, max_size=4).map(
        lambda pieces: "".join(text + between for text, between in pieces).strip() or "x"
    )


inline = st.recursive(plain, lambda inner: _sequence(_marked(inner)), max_leaves=6)


def _one_line(text: str) -> str:
    return " ".join(text.replace("\\\n", " ").split())


def _indent(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(rest + line if line else line for line in lines[1:])])


def _table(rows: list[list[str]]) -> str:
    cells = [[_one_line(cell).replace("|", "\\|") for cell in row] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], "|:--|---|--:|", *lines[1:]])


leaf_blocks = st.one_of(
    inline,
    inline,
    inline.map(lambda text: "# " + _one_line(text)),
    inline.map(lambda text: "### " + _one_line(text)),
    plain.map(lambda text: text + "\n---"),
    plain.map(lambda text: f"```js\n{text}\n\n  {text}\n```"),
    plain.map(lambda text: f"    {text}\n    {text}"),
    st.lists(st.lists(inline, min_size=3, max_size=3), min_size=1, max_size=3).map(_table),
    st.just("***"),
    st.tuples(notes, inline).map(lambda p: f"[^{p[0]}]: {_one_line(p[1])}"),
    st.tuples(notes, inline, plain).map(lambda p: f"[^{p[0]}]: {_one_line(p[1])}\n\n    {p[2]}"),
)


def _containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    tight = st.lists(inline.map(_one_line), min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda text: _indent(text, "> ", "> ")),
        several.map(lambda text: _indent(text, "- ", "  ")),
        several.map(lambda text: _indent(text, "0. ", "   ")),
        several.map(lambda text: _indent(text, "7) ", "   ")),
        tight.map(lambda items: "\n".join("- " + item for item in items)),
        tight.map(lambda items: "\n".join("  " * i + "- " + item for i, item in enumerate(items))),
    )


blocks = st.recursive(leaf_blocks, _containers, max_leaves=4)
documents = st.lists(blocks, min_size=1, max_size=5).map("\n\n".join)
"""Well-meant documents."""

noise = st.lists(
    st.sampled_from(("*", "**", "_", "~~", "`", "[", "]", "(", ")", "](x)", "![", "^[", "[^1]", "[^1]: ", "\n", "\n\n",
                     "> ", "- ", "1. ", "    ", "# ", "|", "|-|-|", "---", "```", "\\", "&", ";", "<", ">", " ", "a", "b ",
                     "ש", "https://x.example", "[a]: /u", "\t", "\u00a0", "&#10;", "{{", "]]", "[[")),
    max_size=40,
).map("".join)  # fmt: skip
"""Markup thrown together."""

texts = st.one_of(documents, documents, noise)
