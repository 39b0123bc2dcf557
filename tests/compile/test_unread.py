"""A file that can't be read still has the row of its id, with a value for each column of its table."""

from __future__ import annotations

import pytest

from sitegen.catalog.store import columns
from sitegen.compile.compile_file import compile_file
from sitegen.compile.mentions import AliasTable
from sitegen.core.options import SiteOptions

KINDS = {
    "article": "content/articles/talks-end.md",
    "claim": "content/claims/war.md",
    "entity": "content/entities/people/anna-petrova.md",
    "page": "content/pages/about.md",
    "edition": "content/editions/2024-05-01.yaml",
    "sources": "content/sources.yaml",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "data",
    [
        b"---\ntitle: [broken\n---\nWords.\n",
        b"---\ntitle: never closed\n",
        b"\xff\xfe\xfa",
        b"---\n- a\n- b\n---\n",
        b" " * (9 << 20),
    ],
    ids=["not YAML", "no end", "not UTF-8", "a list", "too large"],
)
def test_rows_fit_their_tables(kind: str, data: bytes) -> None:
    compiled = compile_file(KINDS[kind], kind, data, SiteOptions(title="T", language="en"), AliasTable.of([]))
    assert compiled.diagnostics
    for table, rows in compiled.rows.items():
        assert {len(row) for row in rows} == {len(columns()[table]) - 1}, table
