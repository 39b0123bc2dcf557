"""Footnotes: their definitions are gathered at the end of the text, and none of them is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin


def use_footnotes(markdown: MarkdownIt) -> None:
    """Add footnotes to a parser.

    The plugin's own last step drops definitions that nothing refers to, that are given twice, or that hold another.
    """
    markdown.use(footnote_plugin)
    markdown.core.ruler.at("footnote_tail", _gather)


def _gather(state: StateCore) -> None:
    if "footnotes" not in state.env:
        return
    notes: dict[int, dict[str, Any]] = state.env["footnotes"].get("list", {})
    main, definitions = _take_apart(state.tokens)
    first: dict[str, list[Token]] = {}
    spare: list[list[Token]] = []
    for label, tokens in definitions:
        if first.setdefault(label, tokens) is not tokens:
            spare.append(tokens)
    contents = [_inline_note(note) if "tokens" in note else first.pop(note["label"], []) for note in notes.values()]
    contents += [tokens for tokens in (*first.values(), *spare) if tokens]
    state.tokens = main
    if not contents:
        return
    references, lines = _find_references((main, *contents), notes)
    main.append(Token("footnote_block_open", "section", 1))
    for number, tokens in enumerate(contents):
        place = [lines[number], lines[number] + 1] if number in lines else None
        main.append(Token("footnote_open", "li", 1, meta={"id": number}, map=place))
        main.extend(tokens)
        last = main.pop() if main[-1].type == "paragraph_close" else None
        for sub in range(notes[number].get("count") or 1 if number in notes else 0):
            if (number, sub) in references:
                main.append(Token("footnote_anchor", "", 0, meta={"id": number, "subId": sub}))
        if last is not None:
            main.append(last)
        main.append(Token("footnote_close", "li", -1))
    main.append(Token("footnote_block_close", "section", -1))


def _take_apart(tokens: Sequence[Token]) -> tuple[list[Token], list[tuple[str, list[Token]]]]:
    """The text without definitions; and the definitions in their order, each without those within it."""
    main: list[Token] = []
    definitions: list[tuple[str, list[Token]]] = []
    open_ones: list[list[Token]] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            open_ones.append([])
            definitions.append((token.meta["label"], open_ones[-1]))
        elif token.type == "footnote_reference_close":
            open_ones.pop()
        else:
            (open_ones[-1] if open_ones else main).append(token)
    return main, definitions


def _inline_note(note: dict[str, Any]) -> list[Token]:
    """The paragraph of a note that stands in the text: `^[…]`."""
    inline = Token("inline", "", 0, content=note["content"], children=note["tokens"])
    return [Token("paragraph_open", "p", 1, block=True), inline, Token("paragraph_close", "p", -1, block=True)]


def _find_references(
    everywhere: Sequence[Sequence[Token]], notes: dict[int, dict[str, Any]]
) -> tuple[set[tuple[int, int]], dict[int, int]]:
    """The references written, as (note, count); and per note the line of its first one."""
    references: set[tuple[int, int]] = set()
    lines: dict[int, int] = {}
    inner: list[tuple[int, int, int]] = []
    number_of = {id(note["tokens"]): number for number, note in notes.items() if "tokens" in note}
    for tokens in everywhere:
        for token in tokens:
            for number, sub, breaks in _references(token):
                references.add((number, sub))
                if token.map is not None:
                    lines.setdefault(number, token.map[0] + breaks)
                else:
                    inner.append((number, number_of.get(id(token.children), -1), breaks))
    # A note within a note has the higher number.
    for number, outer, breaks in sorted(inner):
        lines.setdefault(number, lines.get(outer, 0) + breaks)
    return references, lines


def _references(token: Token) -> Iterator[tuple[int, int, int]]:
    """(note, count, lines before it) of the references in an inline token; an image's description has none."""
    breaks = 0
    for child in token.children or () if token.type == "inline" else ():
        if child.type == "footnote_ref":
            yield child.meta["id"], child.meta.get("subId", 0), breaks
        if child.type in ("softbreak", "hardbreak"):
            breaks += 1
        elif child.meta:
            breaks += len(child.meta.get("lines", ()))
