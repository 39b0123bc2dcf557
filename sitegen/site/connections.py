"""Who is named together with whom, over the whole archive: the most connected, and the matrix of the first of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sitegen.site.plots import bars, squares
from sitegen.site.scope import Scope

MOST_ENTITIES = 300
"""In a larger archive every pair would have to be read: more than a page of twelve names is worth."""
CONNECTED = 8
MATRIX = 12


def connected(scope: Scope) -> list[dict[str, Any]]:
    """Those named together with most others: [{party, "others", "share"}]."""
    pairs = _pairs(scope)
    found = [(id, party, others) for id, others in _ranked(pairs)[:CONNECTED] if (party := scope.party(id))]
    lengths = bars([others for _, _, others in found])
    return [
        {**party, "others": others, "share": length} for (_, party, others), length in zip(found, lengths, strict=True)
    ]


def matrix(scope: Scope) -> dict[str, Any] | None:
    """In how many articles each two of the most connected are named together: {"names": [party], "rows": the cells
    below the diagonal}. None for fewer than four."""
    pairs = _pairs(scope)
    ids = [id for id, _ in _ranked(pairs)[:MATRIX]]
    if len(ids) < 4:
        return None
    rows = [[pairs.get((one, other), 0) for other in ids[:place]] for place, one in enumerate(ids)]
    return {"names": [scope.party(id) for id in ids], "rows": squares(rows)}


def _pairs(scope: Scope) -> dict[tuple[str, str], int]:
    if len(scope.lookup.rows("entity")) > MOST_ENTITIES:
        return {}
    return {(row["entity"], row["other"]): row["articles"] for row in scope.lookup.rows("co_occurrence")}


def _ranked(pairs: dict[tuple[str, str], int]) -> list[tuple[str, int]]:
    """(entity, how many others), the most connected first; equal ones by articles, then by id."""
    others: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for (one, _), count in pairs.items():
        others[one] += 1
        articles[one] += count
    return sorted(others.items(), key=lambda item: (-item[1], -articles[item[0]], item[0]))
