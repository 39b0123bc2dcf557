"""Places within pages: whether a link to one (`file.md#place`, `[[id#place]]`, `/articles/id/#place`) leads to an
element that the page has."""

from __future__ import annotations

import sqlite3

_HOLDS = {
    "article": (
        "SELECT 1 FROM body WHERE article = :id AND instr(data, :mark)",
        "SELECT 1 FROM annotation WHERE article = :id AND (id = :place OR 'r-' || id = :place)",
    ),
    "claim": (
        "SELECT 1 FROM claim_detail WHERE id = :id AND instr(data, :mark)",
        "SELECT 1 FROM correction WHERE claim = :id AND own AND id = :place",
        "SELECT 1 FROM correction WHERE claim = :id AND coalesce(article, claim) || '_' || id = :place",
    ),
    "entity": (
        "SELECT 1 FROM entity_detail WHERE id = :id AND instr(data, :mark)",
        "SELECT 1 FROM correction_entity WHERE entity = :id AND coalesce(article, claim) || '_' || correction = :place",
    ),
    "edition": (
        "SELECT 1 FROM edition_part WHERE part = :id || ' 1' AND instr(data, '\"anchor\":\"' || :place || '\"')",
    ),
    "page": ("SELECT 1 FROM plain_page_body WHERE id = :id AND instr(data, :mark)",),
}
"""Kind of page → queries, one of which has a row if the page has the element. Texts are HTML within JSON."""

NAMED = (("entity", "entity"), ("claim", "claim"), ("article", "article"), ("plain_page", "page"))
"""(table, kind of page) of what `[[id]]` may mean, in the order in which it is looked for."""


def lacks_place(database: sqlite3.Connection, kind: str, id: str, place: str) -> bool:
    """Whether a page has no element of that id. The theme's own (`sg-…`) are taken for granted, and words to be found
    in the page (`:~:text=…`) are nobody's.
    """
    place = place.partition(":~:")[0]
    if not place or place.startswith("sg-"):
        return False
    values = {"id": id, "place": place, "mark": f'id=\\"{place}\\"'}
    return not any(database.execute(query, values).fetchone() for query in _HOLDS[kind])


def file_lacks_place(database: sqlite3.Connection, path: str, place: str) -> bool:
    """The same of the page made from a file; a file that is no page's is asked for none."""
    row = database.execute("SELECT kind, id FROM page_file WHERE path = ?", (path,)).fetchone()
    return row is not None and lacks_place(database, row[0], row[1], place)


def id_lacks_place(database: sqlite3.Connection, id: str, place: str) -> bool:
    """The same of what `[[id#place]]` means. An id that nothing has is another problem."""
    for table, kind in NAMED:
        if database.execute(f"SELECT 1 FROM {table} INDEXED BY {table}_id WHERE id = ?", (id,)).fetchone():
            return lacks_place(database, kind, id, place)
    return False
