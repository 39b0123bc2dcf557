"""RICH text of the catalog (see schema.sql) as HTML of one page: links and addresses made relative to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from typing import Any, TypeAlias
from urllib.parse import quote

from sitegen.core.lookup import Lookup
from sitegen.site import urls
from sitegen.site.scope import Scope

Parts: TypeAlias = Sequence[Any]
"""[html | ["to", id or id#place, words | None] | ["url", target] | ["ref", annotation id], …]"""

_INLINE_TAG = re.compile(r"</?(?:a|bdi|code|del|em|mark|s|strong|sup)(?:\s[^>]*)?>")
"""Tags between which a word goes on."""

_TAG = re.compile(r"<[^>]*>")

NAMED = (
    ("entity", "name", urls.entity_output),
    ("claim", "text", urls.claim_output),
    ("article", "title", urls.article_output),
    ("plain_page", "title", urls.plain_page_output),
)
"""Where an id is looked for, in this order: (table, column of its name, its page)."""


def rich_html(scope: Scope, parts: Parts | None) -> str:
    """RICH as one HTML string; "" for none."""
    if not parts:
        return ""
    return "".join(part if type(part) is str else _resolved(scope, part) for part in parts)


def rich_parts(scope: Scope, parts: Parts | None, refs: Mapping[str, dict[str, Any]]) -> list[Any]:
    """RICH of an article's text as HTML strings and, where a passage ends, the dict of its note reference."""
    out: list[Any] = []
    pending: list[str] = []
    for part in parts or ():
        if type(part) is str:
            pending.append(part)
        elif part[0] == "ref":
            if ref := refs.get(part[1]):
                out.append("".join(pending))
                out.append(ref)
                pending = []
        else:
            pending.append(_resolved(scope, part))
    if pending:
        out.append("".join(pending))
    return out


def rich_text(lookup: Lookup, parts: Parts | None) -> str:
    """RICH as plain words, for search and feeds: a `[[link]]` is the name or title of what it leads to."""
    if not parts:
        return ""
    words = "".join(
        part
        if isinstance(part, str)
        else escape(part[2] or name_of(lookup, part[1].partition("#")[0]))
        if part[0] == "to"
        else ""
        for part in parts
    )
    return " ".join(unescape(_TAG.sub(" ", _INLINE_TAG.sub("", words))).split())


def _resolved(scope: Scope, part: Sequence[Any]) -> str:
    if part[0] == "to":
        return link_to(scope, part[1], part[2] if len(part) > 2 else None)
    if part[0] == "url":
        return escape(resolve_url(scope, part[1]))
    return ""


def link_to(scope: Scope, id: str, words: str | None) -> str:
    """`[[id]]` or `[[id#place]]` as a link. What isn't there was reported by the linker; its words stay."""
    if id not in scope.targets:
        scope.targets[id] = _target(scope, *id.partition("#")[::2])
    target = scope.targets[id]
    label = escape(words, quote=False) if words else target[1] if target else escape(id.partition("#")[0], quote=False)
    return target[0] + label + "</a>" if target else label


def _target(scope: Scope, id: str, place: str) -> tuple[str, str] | None:
    """(opening tag, label) of what an id names: an entity, else a claim, an article, a plain page."""
    if row := scope.row("entity", id):
        lang = scope.lang(row["language"])
        label = f'<bdi lang="{escape(lang)}">' if lang else "<bdi>"
        return (
            f'<a class="e" href="{scope.href(urls.entity_output(id), quote(place))}">',
            f"{label}{escape(row['name'], quote=False)}</bdi>",
        )
    for table, words, output in NAMED[1:]:
        if row := scope.row(table, id):
            return f'<a href="{scope.href(output(id), quote(place))}">', escape(row[words], quote=False)
    return None


def name_of(lookup: Lookup, id: str) -> str:
    """What is called by an id, in words; what isn't there was reported by the linker, and keeps its id."""
    return next((row[words] for table, words, _ in NAMED if (row := lookup.row(table, "id", id))), id)


def resolve_url(scope: Scope, target: str) -> str:
    """An address of the content as one of the site: "/…" from the site's root, else a path within the project.

    A path is an asset's, or that of another text, whose page is then meant.
    """
    if target.startswith("#") or urls.external(target):
        return target
    path, mark, fragment = target.partition("#")
    end = mark + fragment
    if path.startswith("/"):
        return (scope.root + path.lstrip("/") or "./") + end
    if asset := scope.lookup.row("asset", "path", path):
        return scope.href(asset["output"]) + end
    if file := scope.lookup.row("page_file", "path", path):
        return scope.href(urls.PAGE_OF[file["kind"]](file["id"])) + end
    return scope.root + path + end
