"""Lookups for many values at once answer, and are traced, like those for one after the other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from sitegen.catalog import lookups
from sitegen.catalog.lookups import CatalogLookup
from sitegen.catalog.traces import keyed_columns
from sitegen.site.pages import SUBJECTS

from .test_reuse import Site

NOBODY = [f"nobody-{number}" for number in range(lookups.TOGETHER + 90)]


@pytest.fixture
def catalog(workplace: Path) -> Path:
    return Site(workplace / "site").folder / ".sitegen" / "catalog.db"


@pytest.mark.parametrize("most_kept", [lookups.MOST_KEPT, 3])
@pytest.mark.parametrize(
    ("table", "column"), [("article", "id"), ("claim", "article"), ("mention", "article"), ("article_entity", "entity")]
)
def test_many_at_once(catalog: Path, table: str, column: str, most_kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "MOST_KEPT", most_kept)
    with closing(CatalogLookup(catalog)) as one, closing(CatalogLookup(catalog)) as many:
        there = list(dict.fromkeys(row[column] for row in one.rows(table) if row[column]))
        assert len(there) > 2
        for values in (there, [*there, *NOBODY, *there], there[:3], []):
            expected, asked = one.begin_trace(), many.begin_trace()
            alone = {value: list(one.rows(table, column, value)) for value in values}
            assert {value: list(rows) for value, rows in many.each(table, column, values).items()} == alone
            assert asked == expected
            assert {value: list(many.rows(table, column, value)) for value in values} == alone


def test_those_whose_other_column_is_a_value(catalog: Path) -> None:
    with closing(CatalogLookup(catalog)) as lookup:
        rows = lookup.rows("mention")
        articles = sorted({row["article"] for row in rows})
        for entity in sorted({row["entity"] for row in rows}):
            asked = lookup.begin_trace()
            found = lookup.each("mention", "article", [*articles, *NOBODY], only=("entity", entity))
            assert asked == {("mention", "article", article) for article in [*articles, *NOBODY]}
            assert {article: list(found[article]) for article in articles} == {
                article: [row for row in rows if (row["article"], row["entity"]) == (article, entity)]
                for article in articles
            }
            assert not any(found[article] for article in NOBODY)


def test_what_pages_ask_with_their_subject_can_be_touched() -> None:
    """By a column that no index begins with nothing is chosen, and nothing touched."""
    assert {(table, column) for table, column in SUBJECTS if column not in keyed_columns()[table]} == set()
