"""Links within the site that lead nowhere: to files, to addresses, to places within pages. Only reads the catalog."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import unquote

from sitegen.catalog.anchors import file_lacks_place, id_lacks_place, lacks_place
from sitegen.core.diagnostics import Diagnostic, Place, diagnose
from sitegen.core.ids import slugify
from sitegen.core.suggest import did_you_mean

PAGE_KINDS = {"article": "article", "claim": "claim", "entity": "entity", "plain-page": "page"}
"""Kind of output → that of a page whose places are known. Lists have those that the theme gives them."""


def find_broken_links(
    database: sqlite3.Connection, find_output: Callable[[str], tuple[str, str] | None]
) -> list[Diagnostic]:
    """Links to addresses of the site ("/about/") that no page has, or to places that the page hasn't. `find_output`
    knows (kind, subject) of the site's files.
    """
    found = []
    rows = (
        "SELECT file.path, field, target FROM reference JOIN file ON file.id = reference.file "
        "WHERE reference.kind = 'url'"
    )
    for path, field, target in database.execute(f"{rows} AND target LIKE '/%' ORDER BY file.path, field, target"):
        address, _, place = target.partition("#")
        address = address.partition("?")[0].lstrip("/")
        folder = address if address.endswith("/") or not address else address + "/"
        output = find_output(address) or find_output(folder + "index.html")
        if output is None:
            hint = "link it as [[id]], or write the address of a page that exists"
            message = f"no page has the address {target}"
            found.append(diagnose("broken-link", message, Place(path), field=f"{field}#{target}", hints=(hint,)))
        elif (kind := PAGE_KINDS.get(output[0])) and lacks_place(database, kind, output[1], unquote(place)):
            lacks = partial(lacks_place, database, kind, output[1])
            shown = address if address.endswith(".html") else folder
            found.append(_no_place(lacks, f"page /{shown}", path, field, target))
    return found


def missing_files(database: sqlite3.Connection) -> Iterator[Diagnostic]:
    query = (
        "SELECT file.path, field, reference.kind, target FROM reference JOIN file ON file.id = reference.file "
        "WHERE reference.kind IN ('file', 'url') AND target NOT LIKE '/%' ORDER BY file.path, field, target"
    )
    known = {row[0] for row in database.execute("SELECT path FROM asset UNION SELECT path FROM page_file")}
    for path, field, kind, target in database.execute(query):
        wanted, _, place = target.partition("#")
        if wanted in known:
            if kind == "url" and file_lacks_place(database, wanted, unquote(place)):
                lacks = partial(file_lacks_place, database, wanted)
                yield _no_place(lacks, f"page of {wanted}", path, field, target)
            continue
        folder = wanted.rpartition("/")[0]
        draft = "SELECT draft.id FROM draft JOIN file ON file.id = draft.file WHERE file.path = ?"
        if found := database.execute(draft, (wanted,)).fetchone():
            yield draft_linked(found[0], Place(path), f"{field}#{target}")
            continue
        near = did_you_mean(
            wanted.rpartition("/")[2], (k.rpartition("/")[2] for k in known if k.startswith(folder + "/"))
        )
        if kind == "file":
            yield diagnose("file-missing", f"there is no file {wanted}", Place(path), field=field, hints=near)
        else:
            hints = (*near, "link pages as [[id]]; files are named relative to this one")
            message = f"the link leads to {wanted}, which isn't there"
            yield diagnose("broken-link", message, Place(path), field=f"{field}#{target}", hints=hints)


def missing_places(database: sqlite3.Connection) -> Iterator[Diagnostic]:
    query = (
        "SELECT file.path, field, target FROM reference JOIN file ON file.id = reference.file "
        "WHERE reference.kind = 'place' ORDER BY file.path, field, target"
    )
    for path, field, target in database.execute(query):
        id, _, place = target.partition("#")
        if id_lacks_place(database, id, place):
            yield _no_place(partial(id_lacks_place, database, id), f"page of `{id}`", path, field, target)


def _no_place(lacks: Callable[[str], bool], page: str, path: str, field: str, target: str) -> Diagnostic:
    """`lacks` tells of a place whether the page has none such."""
    place = target.partition("#")[2]
    heading = f"h-{slugify(unquote(place))}"
    hint = "take the address of the place from the page: a heading's, a paragraph's (`#p-3`) or a card's"
    if not lacks(heading):
        hint = f"did you mean `#{heading}`?"
    message = f"the {page} has no heading, paragraph or annotation “{unquote(place)[:80]}”"
    return diagnose("broken-link", message, Place(path), field=f"{field}#{target}", hints=(hint,))


def draft_linked(target: str, place: Place, field: str) -> Diagnostic:
    hint = "publish the draft, remove the reference, or build with --drafts"
    return diagnose("draft-linked", f"this refers to `{target}`, which is a draft", place, field=field, hints=(hint,))
