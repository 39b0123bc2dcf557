"""Pages and files that would have one address. Only reads the catalog."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable

from sitegen.core.diagnostics import Diagnostic, Place, Related, diagnose


def written_redirects(database: sqlite3.Connection) -> set[tuple[str, str]]:
    """(kind, old id) of all that stands in a `redirect_from`."""
    return set(database.execute("SELECT kind, old FROM redirect"))


def find_collisions(
    database: sqlite3.Connection, pages: Iterable[tuple[str, str, str]], files: Iterable[tuple[str, str]]
) -> list[Diagnostic]:
    """Two outputs at one address, or at addresses that some file systems can't tell apart.

    `pages` are (kind, output, subject), `files` (output, path of the file that is copied there).
    """
    outputs = [*((output, kind, subject) for kind, output, subject in pages), *((to, "", path) for to, path in files)]
    taken: dict[str, tuple[str, str, str]] = {}
    found = []
    for output in outputs:
        folded = unicodedata.normalize("NFC", output[0]).casefold()
        first = taken.setdefault(folded, output)
        if first != output:
            both = f"{first[0]} and {output[0]}, which some file systems take for one"
            same = f"the same address: {output[0]}" if first[0] == output[0] else f"the addresses {both}"
            # Of an old address and a page that has it now, the old one is what can be given up.
            one, other = (output, first) if output[1] == "redirect" or first[1] != "redirect" else (first, output)
            (path, field), (second, named) = _origin(database, *one), _origin(database, *other)
            hint = "rename one of them" + (", or give it another `id:`" if one[1] else "")
            if one[1] == "redirect":
                hint = "remove it from `redirect_from`: an address that leads on can't have a page of its own"
            found.append(
                diagnose(
                    "output-collision",
                    f"{_what(*first[1:])} and {_what(*output[1:])} have {same}",
                    Place(path),
                    field=field,
                    hints=(hint,),
                    related=[Related("also here", Place(second))] if second != path and named == field else [],
                )
            )
    return found


def _what(kind: str, subject: str) -> str:
    if kind == "redirect":
        return f"the old address of the {subject.partition(' ')[0]} “{subject.partition(' ')[2]}”"
    return f"the {kind} page “{subject}”" if kind else subject


def _origin(database: sqlite3.Connection, output: str, kind: str, subject: str) -> tuple[str, str]:
    """The file that an output comes from, and the field of it that names the address."""
    if not kind:
        return subject, ""
    if kind == "redirect":
        kind, _, subject = subject.partition(" ")
        old = output.removesuffix("/index.html").rpartition("/")[2]
        query = (
            "SELECT file.path FROM redirect JOIN file ON file.id = redirect.file "
            "WHERE redirect.kind = ? AND redirect.id = ? AND old = ?"
        )
        found = database.execute(query, (kind, subject, old)).fetchone()
        return (found[0], f"redirect_from#{old}") if found else ("site.yaml", "")
    query = "SELECT path FROM page_file WHERE kind = ? AND id = ?"
    found = database.execute(query, ("page" if kind == "plain-page" else kind, subject)).fetchone()
    return (found[0], "id") if found else ("site.yaml", "")
