"""Brings the search index up to date with the catalog: stages a new one where its documents changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.publish import output as out
from sitegen.publish.pagefind import binary_version, find_binary
from sitegen.publish.plan import Staged
from sitegen.publish.search import SearchDocument, documents_digest, write_index
from sitegen.site.search import search_documents

SEARCH_FOLDER = "pagefind"


@dataclass(frozen=True, slots=True)
class IndexUpdate:
    """The index's files, staged anew or to be kept, and the digest of the documents they were made from."""

    digest: str
    staged: list[Staged]
    keep: list[str]


def update_index(
    output: Path, lookup: Lookup, options: SiteOptions, known: str | None, published: Iterable[str], damaged: set[str]
) -> IndexUpdate:
    """Write the index of the archive into `output`'s stage, unless the `published` files are of `known` documents, and
    are those wanted. Raises SearchFailed, SearchUnavailable, PublishFailed.
    """
    documents = sorted(SearchDocument(url, html) for url, html in search_documents(lookup, options))
    version = binary_version(find_binary())
    wanted = documents_digest(documents, version, options.language)
    files = [place for place in published if place.startswith(f"{SEARCH_FOLDER}/")]
    if files and known == wanted and not damaged.intersection(files):
        return IndexUpdate(wanted, [], files)
    folder = out.stage_path(output, SEARCH_FOLDER)
    write_index(documents, folder, options.language)
    return IndexUpdate(wanted, out.stage_folder(folder, SEARCH_FOLDER), [])
