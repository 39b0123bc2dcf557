"""Tables made of other tables, brought up to date after random changes, are those made anew; and say what changed."""

from __future__ import annotations

import random
import sqlite3

import pytest

from sitegen.catalog.derive_all import derive_rows, put_derived, read_naming
from sitegen.catalog.derived import NAMES, derive_again
from sitegen.catalog.mention_parts import derive_parts_again, entities_listing
from sitegen.catalog.neighbours import LEAST_WEIGHT, NEIGHBOURS, neighbours, weight
from sitegen.catalog.store import schema
from sitegen.catalog.traces import Read

DERIVED = ("co_occurrence", "connection", "neighbour")
COLUMNS = {"co_occurrence": "entity", "neighbour": "article"}
"""Those that pages look up by their first column."""
Rows = dict[str, list[tuple[object, ...]]]


def derive_all(database: sqlite3.Connection) -> None:
    put_derived(database, derive_rows(read_naming(database)))


def add_article(database: sqlite3.Connection, article: str, date: str) -> None:
    database.execute(
        "INSERT INTO article (id, title, published, year, language, draft, claims, corrections, notes) "
        "VALUES (?, 'Title', ?, '2023', 'en', 0, 0, 0, 0)",
        (article, date),
    )


def contents(database: sqlite3.Connection) -> Rows:
    return {table: sorted(database.execute(f"SELECT * FROM {table}")) for table in DERIVED}


def change(database: sqlite3.Connection, chance: random.Random, articles: int, entities: int) -> list[tuple[str, str]]:
    """Some articles begin or cease to name some entities; the rare ones seldom."""
    changed = []
    for _ in range(chance.choice([1, 1, 2, 9])):
        article = f"a{chance.randrange(articles):03}"
        entity = f"e{int(entities * chance.random() ** 3)}"
        row = (article, entity, chance.choice(["mention", "mention", "mention", "about", "about", "author"]))
        found = "FROM article_entity WHERE article = ? AND entity = ? AND role = ?"
        if database.execute(f"SELECT 1 {found}", row).fetchone():
            database.execute(f"DELETE {found}", row)
        else:
            for _ in range(chance.choice([1, 1, 1, 1, 2])):  # two articles may have one id, by mistake
                database.execute("INSERT INTO article_entity VALUES (1, ?, ?, ?, 1)", row)
        if row[2] in NAMES:
            changed.append((article, entity))
    return changed


@pytest.mark.parametrize(("articles", "entities"), [(12, 6), (90, 12), (200, 90)])
@pytest.mark.parametrize("seed", range(4))
def test_brought_up_to_date_is_made_anew(articles: int, entities: int, seed: int) -> None:
    chance = random.Random(seed)
    database = sqlite3.connect(":memory:")
    database.executescript(schema())
    for number in range(articles):
        add_article(database, f"a{number:03}", "2023")
    for _ in range(articles * 2):
        change(database, chance, articles, entities)
    derive_all(database)
    for _ in range(60):
        before = contents(database)
        told = set(derive_again(database, change(database, chance, articles, entities)))
        after = contents(database)
        derive_all(database)
        assert contents(database) == after
        other = {table: set(before[table]) ^ set(after[table]) for table in DERIVED}
        expected: set[Read] = {(table, None, None) for table in COLUMNS if other[table]}
        expected |= {(table, column, row[0]) for table, column in COLUMNS.items() for row in other[table]}
        expected |= {("connection", "top", 1) for row in other["connection"] if row[-1]}
        assert told == expected


PARTS = "SELECT * FROM mention_part ORDER BY entity, number"


def change_mentions(database: sqlite3.Connection, chance: random.Random) -> tuple[set[str], set[str]]:
    """An article names an entity more or less often, or has another date, or goes. Gives the entities that list
    another article now, and the articles of another date."""
    article, entity = f"a{chance.randrange(30):02}", f"e{chance.randrange(3)}"
    what = chance.choice(["named", "named", "dated", "gone"])
    if what == "dated":
        date = f"2024-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        database.execute("UPDATE article SET published = ? WHERE id = ?", (date, article))
        return set(), {article}
    row = (article, entity, chance.choice(["mention", "mention", "about", "author"]))
    database.execute("DELETE FROM article_entity WHERE article = ? AND entity = ? AND role = ?", row)
    if what == "named":
        database.execute("INSERT INTO article_entity VALUES (1, ?, ?, ?, ?)", (*row, chance.choice([1, 30, 90, 500])))
    return {entity}, set()


@pytest.mark.parametrize("seed", range(4))
def test_parts_brought_up_to_date_are_made_anew(seed: int) -> None:
    chance = random.Random(seed)
    database = sqlite3.connect(":memory:")
    database.executescript(schema())
    for number in range(30):
        add_article(database, f"a{number:02}", f"2023-{number % 12 + 1:02}")
        if number % 7 == 0:
            add_article(database, f"a{number:02}", "2023-06-15")  # by mistake, two articles have one id
        change_mentions(database, chance)
    derive_all(database)
    most = 0
    for _ in range(150):
        before = database.execute(PARTS).fetchall()
        listed, dated = change_mentions(database, chance)
        told = set(derive_parts_again(database, listed | entities_listing(database, dated)))
        after = database.execute(PARTS).fetchall()
        derive_all(database)
        assert database.execute(PARTS).fetchall() == after
        other = set(before) ^ set(after)
        expected: set[Read] = {("mention_part", None, None)} if other else set()
        expected |= {("mention_part", "entity", row[0]) for row in other}
        expected |= {("mention_part", "part", row[1]) for row in other}
        assert told == expected
        most = max(most, len(after))
    assert most > 3


@pytest.mark.parametrize("seed", range(20))
def test_neighbours_are_those_with_enough_in_common(seed: int) -> None:
    chance = random.Random(seed)
    naming = {f"e{n}": chance.sample(range(80), chance.choice([1, 3, 10, 40, 70])) for n in range(12)}
    articles = {entity: [f"a{n:02}" for n in {0, *found}] for entity, found in naming.items()}
    named = chance.sample(sorted(articles), chance.randrange(9))
    scores = {
        other: sum(weight(len(articles[entity])) for entity in named if other in articles[entity])
        for other in (f"a{n:02}" for n in range(1, 80))
    }
    near = sorted((-score, other) for other, score in scores.items() if score >= LEAST_WEIGHT)
    found = [(other, place) for other, place, _ in neighbours("a00", named, articles.__getitem__)]
    assert found == [(other, place) for place, (_, other) in enumerate(near[:NEIGHBOURS])]
