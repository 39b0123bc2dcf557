"""Inline tokens as a flat list of operations with offsets into the canonical text: what the weaver works on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it.token import Token

Part = str | list[str | None]
"""HTML; or ["ref", annotation id], ["to", id, words or None], ["url", target]."""


@dataclass(frozen=True, slots=True)
class Name:
    """A range to be linked to an entity."""

    start: int
    end: int
    href: str


_TEXT_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


def escape(text: str) -> str:
    return text.translate(_TEXT_ESCAPES) if "&" in text or "<" in text or ">" in text else text


def escape_attribute(text: str) -> str:
    return escape(text).replace('"', "&quot;")


def join_parts(parts: Iterable[Part]) -> list[Part]:
    """Neighbouring strings made one."""
    joined: list[Part] = []
    run: list[str] = []
    for part in parts:
        if isinstance(part, str):
            run.append(part)
        else:
            if run:
                joined.append("".join(run))
                run = []
            joined.append(part)
    if run:
        joined.append("".join(run))
    return joined


Operation = tuple[str, int, object] | tuple[str, int, object, object]
"""("text", offset, words) · ("open", offset, parts, (close html, end, is link)) · ("close", offset, None) · ("void", offset, parts)"""

_SIMPLE = {"strong": "strong", "em": "em", "s": "s"}


def inline_operations(children: Sequence[Token], start: int, folder: str) -> list[Operation]:
    """The inline tokens as a flat list of operations with offsets into the canonical text."""
    operations: list[Operation] = []
    stack: list[int] = []
    position = start
    for token in children:
        kind = token.type
        if kind == "text":
            if token.content:
                operations.append(("text", position, token.content))
                position += len(token.content)
        elif kind == "softbreak":
            operations.append(("text", position, " "))
            position += 1
        elif kind == "hardbreak":
            operations.append(("break", position, " "))
            position += 1
        elif kind == "code_inline":
            operations.append(("open", position, ["<code>"], ["</code>", position + len(token.content), False]))
            operations.append(("text", position, token.content))
            position += len(token.content)
            operations.append(("close", position, None))
        elif kind == "wiki_link":
            operations.append(("void", position, [["to", token.meta["id"], token.meta["words"]]]))
            position += len(token.content)
        elif kind == "image":
            operations.append(("void", position, _image(token, folder)))
        elif kind == "footnote_ref":
            number = token.meta["id"] + 1
            sub = f"-{token.meta['subId'] + 1}" if token.meta.get("subId") else ""
            html = (
                f'<sup class="fn"><a href="#fn-{number}" id="fnref-{number}{sub}" role="doc-noteref">{number}</a></sup>'
            )
            operations.append(("void", position, [html]))
        elif kind == "footnote_anchor":
            number = token.meta["id"] + 1
            sub = f"-{token.meta['subId'] + 1}" if token.meta.get("subId") else ""
            operations.append(("void", position, [f' <a href="#fnref-{number}{sub}" role="doc-backlink">↩</a>']))
        elif token.nesting > 0:
            opening: list[Part] = (
                ['<a href="', *_address(str(token.attrs.get("href", "")), folder), '">']
                if (kind == "link_open")
                else [f"<{token.tag}>"]
            )
            stack.append(len(operations))
            operations.append(("open", position, opening, [f"</{token.tag}>", position, kind == "link_open"]))
        elif token.nesting < 0 and stack:
            closing = operations[stack.pop()][3]  # type: ignore[misc]
            closing[1] = position  # type: ignore[index]
            operations.append(("close", position, None))
    return operations


def _image(token: Token, folder: str) -> list[Part]:
    alt = "".join(child.content for child in token.children or () if child.type in ("text", "code_inline", "softbreak"))
    title = f' title="{escape_attribute(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""
    source = _address(str(token.attrs.get("src", "")), folder)
    return ['<img src="', *source, f'" alt="{escape_attribute(alt)}"{title} loading="lazy">']


def _address(address: str, folder: str) -> list[Part]:
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", address):
        return [escape_attribute(address)]
    target = resolve_address(address, folder)
    return [escape_attribute(target)] if target.startswith("#") else [["url", target]]


def resolve_address(address: str, folder: str) -> str:
    """A relative address of a content file, made absolute within the project ("content/…") or the site ("/…").

    A fragment alone is one of the page's headings (`#h-…`), paragraphs (`#p-…`) or cards.
    """
    path, _, fragment = address.partition("#")
    path = unquote(path.partition("?")[0])
    fragment = f"#{fragment}" if fragment else ""
    if not path:
        return fragment or "#"
    if path.startswith("/"):
        return path + fragment
    folders = folder.split("/") if folder else []
    for name in path.split("/"):
        if name == "..":
            if not folders:
                return f"../{path}{fragment}"
            folders.pop()
        elif name not in ("", "."):
            folders.append(name)
    return "/".join(folders) + fragment


def with_names(operations: Sequence[Operation], names: Sequence[Name]) -> list[Operation]:
    """Put links around names. A name that would cross an element's border stays unlinked."""
    woven: list[Operation] = list(operations)
    for name in reversed(names):
        first = _text_at(woven, name.start)
        last = _text_at(woven, name.end - 1)
        if first is None or last is None or _depth_changes(woven, first, last):
            continue
        begin, finish = woven[first], woven[last]
        head, tail = str(begin[2])[: name.start - begin[1]], str(finish[2])[name.end - finish[1] :]
        inside: list[Operation]
        if first == last:
            inside = [("text", name.start, str(begin[2])[name.start - begin[1] : name.end - begin[1]])]
        else:
            inside = [
                ("text", name.start, str(begin[2])[name.start - begin[1] :]),
                *woven[first + 1 : last],
                ("text", finish[1], str(finish[2])[: name.end - finish[1]]),
            ]
        opening: list[Part] = [f'<a class="e" href="{escape_attribute(name.href)}">']
        replacement: list[Operation] = [
            ("open", name.start, opening, ["</a>", name.end, True]),
            *inside,
            ("close", name.end, None),
        ]
        if head:
            replacement.insert(0, ("text", begin[1], head))
        if tail:
            replacement.append(("text", name.end, tail))
        woven[first : last + 1] = replacement
    return woven


def _text_at(operations: Sequence[Operation], offset: int) -> int | None:
    for index, operation in enumerate(operations):
        if operation[0] == "text" and operation[1] <= offset < operation[1] + len(str(operation[2])):
            return index
    return None


def _depth_changes(operations: Sequence[Operation], first: int, last: int) -> bool:
    """Whether an element is opened or closed, but not both, between two operations."""
    depth = 0
    for operation in operations[first : last + 1]:
        if operation[0] == "open":
            depth += 1
            if operation[3][2]:  # type: ignore[misc,index]
                return True
        elif operation[0] == "close":
            depth -= 1
            if depth < 0:
                return True
    return depth != 0
