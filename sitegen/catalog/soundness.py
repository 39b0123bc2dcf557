"""Whether a change brought a problem into an archive that had none, told from the change alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from urllib.parse import unquote

from sitegen.catalog.anchors import file_lacks_place, id_lacks_place
from sitegen.catalog.changes import Changes
from sitegen.catalog.link import KNOWN, WORDS


def is_sound(database: sqlite3.Connection, changes: Changes, site_references: Iterable[tuple[str, str, str]]) -> bool:
    """Whether what changed brought no problem into an archive that had none. Looks at nothing else.

    `site_references` are (field, kind, target) of what site.yaml refers to.
    """
    names = changes.names
    ids = {id for table in (*WORDS, "draft") for id in names.get(table, ())}
    paths = names.get("asset", set()) | names.get("page_file", set())
    of_file = "SELECT kind, target FROM reference WHERE file = ?"
    to_id = "SELECT kind, target FROM reference WHERE kind = ? AND target = ?"
    to_path = "SELECT kind, target FROM reference WHERE kind = ? AND target >= ? AND target < ?"
    references = {(kind, target) for _, kind, target in site_references}
    references |= {row for file in changes.files for row in database.execute(of_file, (file,))}
    references |= {row for kind in KNOWN for id in ids for row in database.execute(to_id, (kind, id))}
    references |= {
        row for kind in ("file", "url") for path in paths for row in database.execute(to_path, (kind, path, path + "$"))
    }
    of_page = "SELECT path, id FROM page_file WHERE file = ?"
    pages = {row for file in changes.files for row in database.execute(of_page, (file,))}
    corrected = {"claim": names.get("correction", set()), "entity": names.get("correction_entity", set())}
    of_id = "SELECT path, id FROM page_file WHERE kind = ? AND id = ?"
    pages |= {row for kind, found in corrected.items() for id in found for row in database.execute(of_id, (kind, id))}
    # What may have other places than it had: the pages themselves, and what an id means now.
    places = {("url", path) for path, _ in pages} | {("place", id) for _, id in pages}
    places |= {("place", id) for id in ids.union(*corrected.values())}
    references |= {row for kind, page in places for row in database.execute(to_path, (kind, f"{page}#", f"{page}$"))}
    if not all(_leads_somewhere(database, kind, target) for kind, target in references):
        return False
    twice = [
        (f"SELECT 1 FROM {table} WHERE id = ? LIMIT 1 OFFSET 1", id) for table in WORDS for id in names.get(table, ())
    ]
    shared = "SELECT 1 FROM alias WHERE words = ? GROUP BY words HAVING count(DISTINCT entity) > 1"
    twice += [(shared, words) for words in names.get("alias", ())]
    return not any(database.execute(query, (value,)).fetchone() for query, value in twice)


def _leads_somewhere(database: sqlite3.Connection, kind: str, target: str) -> bool:
    if kind in KNOWN:
        return any(
            database.execute(
                f"SELECT 1 FROM {table} INDEXED BY {table}_id WHERE id = ? AND {condition}", (target,)
            ).fetchone()
            for table, condition in KNOWN[kind][0]
        )
    if kind == "place":
        return not id_lacks_place(database, *target.split("#", 1))
    if kind not in ("file", "url") or target.startswith("/"):
        return True
    path, _, place = target.partition("#")
    known = any(
        database.execute(f"SELECT 1 FROM {table} WHERE path = ?", (path,)).fetchone()
        for table in ("asset", "page_file")
    )
    return known and not (kind == "url" and file_lacks_place(database, path, unquote(place)))
