"""Finds the texts that new, changed or lost names of entities can matter to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sitegen.catalog.store import Catalog
from sitegen.compile.mentions import AliasTable
from sitegen.core.folding import fold_text


def files_naming(catalog: Catalog, words: Iterable[str]) -> set[int]:
    """Ids of the files with a text that has one of the words (folded, as in the table `alias`) anywhere.

    The texts are those that are searched for names when a file is compiled: bodies, claims, corrections.
    """
    table = AliasTable.of((one, one) for one in words)
    found: set[int] = set()
    for file, text in _texts(catalog):
        if file not in found and table.occurs_in(fold_text(text)):
            found.add(file)
    return found


def _texts(catalog: Catalog) -> Iterator[tuple[int, str]]:
    for file, text in catalog.database.execute("SELECT file, text FROM search_text"):
        yield file, text.decode()
    yield from catalog.database.execute("SELECT file, text FROM claim")
    for file, data in catalog.database.execute("SELECT file, data FROM correction"):
        record = json.loads(data)
        yield file, " ".join(filter(None, (record.get("was"), record.get("now"), record.get("plain"))))
