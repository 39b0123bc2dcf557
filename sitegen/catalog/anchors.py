"""Places within pages: whether a link to `file.md#place` leads to an element that the page has."""

from __future__ import annotations

import sqlite3

_HOLDS = {
    "article": (
        "SELECT 1 FROM body WHERE article = :id AND instr(data, :mark)",
        "SELECT 1 FROM annotation WHERE article = :id AND (id = :place OR 'r-' || id = :place)",
    ),
    "claim": (
        "SELECT 1 FROM claim_detail WHERE id = :id AND instr(data, :mark)",
        "SELECT 1 FROM correction WHERE claim = :id AND id = :place",
    ),
    "entity": ("SELECT 1 FROM entity_detail WHERE id = :id AND instr(data, :mark)",),
    "page": ("SELECT 1 FROM plain_page_body WHERE id = :id AND instr(data, :mark)",),
}
"""Kind of page → queries, one of which has a row if the page has the element. Texts are HTML within JSON."""


def lacks_place(database: sqlite3.Connection, path: str, place: str) -> bool:
    """Whether the page made from a file has no element of that id. The theme's own (`sg-…`) are taken for granted."""
    row = database.execute("SELECT kind, id FROM page_file WHERE path = ?", (path,)).fetchone()
    if row is None or not place or place.startswith("sg-"):
        return False
    values = {"id": row[1], "place": place, "mark": f'id=\\"{place}\\"'}
    return not any(database.execute(query, values).fetchone() for query in _HOLDS[row[0]])
