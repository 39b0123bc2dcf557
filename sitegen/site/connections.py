"""Who is named together with whom, over the whole archive: the most connected, and the matrix of them."""

from __future__ import annotations

from typing import Any

from sitegen.site.plots import bars, squares
from sitegen.site.scope import Scope

CONNECTED = 8
"""Shown on the home page; the matrix has all that the catalog ranks."""


def connected(scope: Scope) -> list[dict[str, Any]]:
    """Those named together with most others: [{party, "others", "share"}]."""
    found = [(party, others) for id, others in _ranked(scope)[:CONNECTED] if (party := scope.party(id))]
    lengths = bars([others for _, others in found])
    return [
        {**party, "others": others, "share": length} for (party, others), length in zip(found, lengths, strict=True)
    ]


def matrix(scope: Scope) -> dict[str, Any] | None:
    """In how many articles each two of the most connected are named together: {"names": [party], "rows": the cells
    below the diagonal}. None for fewer than four."""
    ids = [id for id, _ in _ranked(scope)]
    if len(ids) < 4:
        return None
    naming = {
        id: {row["article"] for row in scope.lookup.rows("article_entity", "entity", id) if row["role"] == "mention"}
        for id in ids
    }
    rows = [[len(naming[one] & naming[other]) for other in ids[:place]] for place, one in enumerate(ids)]
    return {"names": [scope.party(id) for id in ids], "rows": squares(rows)}


def _ranked(scope: Scope) -> list[tuple[str, int]]:
    """(entity, how many others) of the most connected, the first first; equal ones by articles, then by id."""
    rows = sorted(
        scope.lookup.rows("connection", "top", 1), key=lambda row: (-row["others"], -row["articles"], row["entity"])
    )
    return [(row["entity"], row["others"]) for row in rows]
