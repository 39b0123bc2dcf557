"""Inline tokens as a flat list of operations with offsets into the canonical text: what the weaver works on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from urllib.parse import unquote

from markdown_it.token import Token

from sitegen.compile.plain_markdown import Element, PlainToken

Part = str | list[str | None]
"""HTML; or ["ref", annotation id], ["to", id or id#place, words or None], ["url", target]."""


_TEXT_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


def escape(text: str) -> str:
    return text.translate(_TEXT_ESCAPES) if "&" in text or "<" in text or ">" in text else text


def escape_attribute(text: str) -> str:
    return escape(text).replace('"', "&quot;")


def join_parts(parts: Iterable[Part]) -> list[Part]:
    """Neighbouring strings made one."""
    joined: list[Part] = []
    for kind, run in groupby(parts, type):
        if kind is str:
            joined.append("".join(run))  # type: ignore[arg-type]
        else:
            joined.extend(run)
    return joined


Operation = tuple[str, int, object] | tuple[str, int, object, object]
"""("text", offset, words) · ("open", offset, parts, (close html, end, is link)) · ("close", offset, None) ·
("void", offset, parts, is link)"""

AnchorOf = Callable[[str], str | None]
"""The element of the page that a fragment means, if there is one."""


def inline_operations(
    children: Sequence[Token], start: int, folder: str, anchor_of: AnchorOf, ids: bool = True
) -> list[Operation]:
    """The inline tokens as a flat list of operations with offsets into the canonical text.

    Without `ids`, footnotes aren't linked: the text may stand on a page more than once.
    """
    operations: list[Operation] = []
    stack: list[int] = []
    position, links = start, 0
    waiting: list[Operation] = []  # footnotes referred to within a link stand after it: links don't nest
    for token in children:
        kind = token.type
        if kind == "text" or (kind == "wiki_link" and links):
            if token.content:
                operations.append(("text", position, token.content))
                position += len(token.content)
        elif kind == "softbreak":
            operations.append(("text", position, " "))
            position += 1
        elif kind == "hardbreak":
            operations.append(("void", position, ["<br>\n"], False))
            position += 1
        elif kind == "code_inline":
            operations.append(("open", position, ["<code>"], ["</code>", position + len(token.content), False]))
            operations.append(("text", position, token.content))
            position += len(token.content)
            operations.append(("close", position, None))
        elif kind == "wiki_link":
            operations.append(("void", position, [["to", token.meta["id"], token.meta["words"]]], True))
            position += len(token.content)
        elif kind == "image":
            operations.append(("void", position, _image(token, folder), False))
        elif kind == "footnote_ref":
            note: Operation = ("void", position, [_footnote_reference(token, ids)], ids)
            (waiting if links else operations).append(note)
        elif kind == "link_open" and links:
            stack.append(-1)  # markdown-it takes an address in brackets for a link even within a link
        elif token.nesting > 0:
            is_link = kind == "link_open"
            opening: list[Part] = [f"<{token.tag}>"]
            if is_link:
                opening = _link(str(token.attrs.get("href", "")), _title(token), folder, anchor_of)
            stack.append(len(operations))
            operations.append(("open", position, opening, [f"</{token.tag}>", position, is_link]))
            links += is_link
        elif token.nesting < 0 and stack:
            opened = stack.pop()
            if opened < 0:
                continue
            closing: list[object] = operations[opened][3]  # type: ignore[misc,assignment]
            closing[1] = position
            operations.append(("close", position, None))
            if closing[2]:
                links -= 1
                operations.extend((kind, position, parts, link) for kind, _, parts, link in waiting)  # type: ignore[misc]
                waiting = []
    return operations


def plain_operations(token: PlainToken, start: int, opening: Callable[[Element], list[Part]]) -> list[Operation]:
    """The same of a plain text."""
    operations: list[Operation] = []
    done = 0
    for element in token.elements:
        begin, end, tag, _ = element
        if done < begin:
            operations.append(("text", start + done, token.words[done:begin]))
        operations += (
            ("open", start + begin, opening(element), (f"</{tag}>", start + end, tag == "a")),
            ("text", start + begin, token.words[begin:end]),
            ("close", start + end, None),
        )
        done = end
    if done < len(token.words):
        operations.append(("text", start + done, token.words[done:]))
    return operations


def open_element(element: Element, folder: str, anchor_of: AnchorOf) -> list[Part]:
    """The beginning of an element of a plain text."""
    return _link(element.address, "", folder, anchor_of) if element.tag == "a" else [f"<{element.tag}>"]


def _footnote_reference(token: Token, ids: bool) -> str:
    number = token.meta["id"] + 1
    if not ids:
        return f'<sup class="fn">{number}</sup>'
    own = reference_id(token)
    return f'<sup class="fn"><a href="#fn-{number}" id="{own}" role="doc-noteref">{number}</a></sup>'


def reference_id(token: Token) -> str:
    """Element id of a reference to a footnote: fnref-1, and for further ones to the same note fnref-1-2, …"""
    number, sub = token.meta["id"] + 1, token.meta.get("subId") or 0
    return f"fnref-{number}-{sub + 1}" if sub else f"fnref-{number}"


def _link(address: str, title: str, folder: str, anchor_of: AnchorOf) -> list[Part]:
    if address.startswith("#"):
        anchor = anchor_of(address[1:])
        target: list[Part] = [f"#{anchor}" if anchor else escape_attribute(address)]
    else:
        target = _address(address, folder)
    return ['<a href="', *target, f'"{title}>']


def _title(token: Token) -> str:
    return f' title="{escape_attribute(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""


def _image(token: Token, folder: str) -> list[Part]:
    source = _address(str(token.attrs.get("src", "")), folder)
    alt = escape_attribute(_plain(token.children or ()))
    return ['<img src="', *source, f'" alt="{alt}"{_title(token)} loading="lazy">']


def _plain(tokens: Sequence[Token]) -> str:
    """The words of an image's description."""
    words = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type == "image":
            words.append(_plain(token.children or ()))
        elif token.nesting == 0:
            words.append(token.content)
    return "".join(words)


def _address(address: str, folder: str) -> list[Part]:
    if _SCHEME.match(address):
        return [escape_attribute(address)]
    target = resolve_address(address, folder)
    return [escape_attribute(target)] if target.startswith("#") else [["url", target]]


def resolve_address(address: str, folder: str) -> str:
    """A relative address of a content file, made absolute within the project ("content/…") or the site ("/…").

    A fragment alone is one of the page's headings (`#h-…`), paragraphs (`#p-…`) or cards.
    """
    path, _, fragment = address.partition("#")
    path, _, query = path.partition("?")
    path = unquote(path)
    if ":" in path:
        path = _without_scheme(path)
    fragment = f"#{fragment}" if fragment else ""
    if not path:
        return fragment or "#"
    if path.startswith("/"):
        # Of the site's pages only some (the search) know what to do with a query; a file has no use for one.
        return path + (f"?{query}" if query else "") + fragment
    folders = folder.split("/") if folder else []
    for name in path.split("/"):
        if name == "..":
            if not folders:
                return f"../{path}{fragment}"
            folders.pop()
        elif name not in ("", "."):
            folders.append(name)
    return "/".join(folders) + fragment


def _without_scheme(path: str) -> str:
    """A decoded path in which no name can be taken for a scheme, wherever the path is shortened later."""
    return "/".join(name.replace(":", "%3A") if _SCHEME.match(name) else name for name in path.split("/"))


_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def write_unmarked(operations: Sequence[Operation], out: list[Part]) -> None:
    """Write operations among which no mark begins or ends."""
    closings: list[Part] = []
    for operation in operations:
        kind = operation[0]
        if kind == "text":
            out.append(escape(operation[2]))  # type: ignore[arg-type]
        elif kind == "close":
            out.append(closings.pop())
        else:
            out.extend(operation[2])  # type: ignore[arg-type]
            if kind == "open":
                closings.append(operation[3][0])  # type: ignore[misc,index]
