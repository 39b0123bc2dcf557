"""What the catalog knows of the search index: what it was made from, and whether it is as it should be."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sitegen.catalog import readers, traces
from sitegen.catalog.store import Catalog

SEARCH_FOLDER = "pagefind"

DOCUMENTS = "search documents"
"""The name of the list of documents among what is computed of the archive."""

PAGEFIND = ("site", "pagefind", None)
"""The lookup that stands for Pagefind's version: another one makes another index of the same documents."""


def shard_name(number: int) -> str:
    """The name of a shard's documents among what is computed of the archive."""
    return f"search shard {number}"


def is_index_current(catalog: Catalog, files: Sequence[str], damaged: Collection[str]) -> bool:
    """Whether nothing that the index was made from changed. `files`: those of it that were published; of the site's,
    `damaged` aren't in place any more.
    """
    known = catalog.meta("search")
    if not files or not known or not set(damaged).isdisjoint(files):
        return False
    return readers.untouched_listings(catalog.database).issuperset(index_names(known))


def touch_index(catalog: Catalog, version: str) -> None:
    """Note that Pagefind isn't of the version that made the index."""
    if catalog.meta("pagefind") != version:
        with catalog.transaction():
            traces.touch(catalog.database, [PAGEFIND], "", {})
            catalog.set_meta("pagefind", version)


def outdated_index(catalog: Catalog) -> set[str]:
    """What of the search index a later build must look at, although this one answers what touched it."""
    names = set(index_names(catalog.meta("search")))
    return names - readers.untouched_listings(catalog.database)


def read_state(state: str | None) -> dict[str, Any]:
    """`made`: the digest of how shards were made. `documents`: their number. `shards`: the digest of each one's."""
    return json.loads(state) if state else {"made": "", "documents": 0, "shards": []}


def index_names(state: str | None) -> list[str]:
    """The names of all that an index of this state was computed from, as in `IndexUpdate.reads`."""
    return [DOCUMENTS, *map(shard_name, range(len(read_state(state)["shards"])))]
