"""A small archive as rows of the catalog's schema, and lookups over it: what the views are tested with."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from sitegen.core.lookup import Value
from sitegen.core.options import Publisher, Ratings, SiteOptions
from sitegen.site.statements import newest_first

SCHEMA = Path(__file__).parents[2] / "sitegen" / "catalog" / "schema.sql"
TEXT_SHA = "9f2c" * 16

OPTIONS = SiteOptions(
    title="Varda talks archive",
    base_url="https://archive.example.org/varda/",
    description="Reports on the talks, annotated.",
    publisher=Publisher("Media Watch", "https://mediawatch.example"),
    corrections_policy="corrections-policy",
    license="https://creativecommons.org/licenses/by/4.0/",
    ratings=Ratings(labels={"mixed": "Half true"}, method="how-we-rate"),
)


class Archive:
    """Rows in memory, with the lookups the real catalog has."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(SCHEMA.read_text("utf-8"))
        self.columns = {
            table: [row[1] for row in self.db.execute(f'PRAGMA table_info("{table}")')]
            for (table,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        keyed = "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE c.name = 'file' AND c.pk"
        self.keyed = {table for (table,) in self.db.execute(keyed)}
        """Tables with one row of a file: each gets a file of its own."""
        self.asked: list[tuple[str, str | None, Any]] = []
        self.files = 0

    def add(self, table: str, **fields: Any) -> None:
        row = dict.fromkeys(self.columns[table]) | {"file": None if table in self.keyed else 1} | fields
        row = {
            name: json.dumps(v) if isinstance(v, dict | list) else v
            for name, v in row.items()
            if name in self.columns[table]
        }
        names = ", ".join(f'"{name}"' for name in row)
        self.db.execute(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})', list(row.values()))

    def rows(self, table: str, column: str | None = None, value: Value = None) -> Sequence[dict[str, Any]]:
        assert not column or column in self.columns[table], (table, column)
        self.asked.append((table, column, value))
        clause = f'WHERE "{column}" IS ?' if column else ""
        found = self.db.execute(f'SELECT * FROM "{table}" {clause} ORDER BY rowid', [value] if column else [])
        names = self.columns[table]
        return [
            {name: json.loads(v) if name == "data" and v else v for name, v in zip(names, row, strict=True)}
            for row in found
        ]

    def row(self, table: str, column: str, value: Value) -> dict[str, Any] | None:
        return next(iter(self.rows(table, column, value)), None)

    def each(
        self, table: str, column: str, values: Iterable[str], only: tuple[str, str] | None = None
    ) -> dict[str, Sequence[dict[str, Any]]]:
        found = {value: self.rows(table, column, value) for value in values}
        return {value: [row for row in rows if not only or row[only[0]] == only[1]] for value, rows in found.items()}

    def page(
        self, table: str, number: int, size: int, column: str | None = None, value: Value = None
    ) -> tuple[Sequence[Any], int]:
        if table == "correction":
            found = newest_first(self.rows(table, column, value))
            return found[(number - 1) * size : number * size], len(found)
        date = {"article": "published", "claim": "said_on"}[table]
        found = sorted(
            sorted(self.rows(table, column, value), key=itemgetter("id")), key=lambda row: row[date] or "", reverse=True
        )
        return found[(number - 1) * size : number * size], len(found)

    def values(self, table: str, *names: str, number: int = 1, size: int = -1) -> Iterator[tuple[Any, ...]]:
        keys = ("entity", "number") if table == "mention_part" else ("id",) if "id" in self.columns[table] else ()
        rows = sorted(self.rows(table), key=lambda row: tuple(row[key] for key in keys))
        shown = rows if size < 0 else rows[(number - 1) * size : number * size]
        return (tuple(row[name] for name in names) for row in shown)

    def counts(self, table: str, name: str) -> Counter[Any]:
        return Counter(row[name] for row in self.rows(table))

    # What an author writes, in short.

    def entity(self, id: str, kind: str, type: str, name: str, language: str | None = None, **data: Any) -> None:
        description = data.pop("description", None)
        self.add(
            "entity",
            id=id,
            kind=kind,
            type=type,
            name=name,
            language=language,
            description=description,
            initial=name[0].upper(),
            draft=0,
        )
        self.add("entity_detail", id=id, data=data)

    def article(self, id: str, title: str, published: str, publisher: str | None = None, **data: Any) -> None:
        columns = {
            name: data.pop(name)
            for name in ("language", "summary", "draft", "claims", "corrections", "notes")
            if name in data
        }
        body = data.pop("body", {"sections": [{"parts": ['<p id="p-1">Text.</p>'], "cards": []}]})
        defaults = {"language": "en", "draft": 0, "claims": 0, "corrections": 0, "notes": 0}
        self.add(
            "article",
            id=id,
            title=title,
            published=published,
            year=published[:4],
            publisher=publisher,
            **defaults | columns,
        )
        self.add("article_detail", id=id, data=data)
        self.add("body", article=id, data=body)
        self.add("search_text", article=id, text=data.get("text", "Text.").encode())
        if publisher:
            self.add("article_entity", article=id, entity=publisher, role="publisher", count=1)

    def claim(self, id: str, text: str, *, article: str | None = None, **data: Any) -> None:
        columns = {
            name: data.pop(name) for name in ("speaker", "said_on", "rating", "stance", "language") if name in data
        }
        if "verdict" in data:
            data["verdict"] = [f"<p>{data['verdict']}</p>"]
        self.add(
            "claim",
            id=id,
            text=text,
            article=article,
            draft=0,
            **{"stance": "maintained", "language": "en"} | columns,
        )
        self.add("claim_detail", id=id, data=data)
        if columns.get("speaker"):
            self.add("claim_entity", claim=id, entity=columns["speaker"], role="by")

    def annotation(
        self,
        article: str,
        id: str,
        kind: str,
        number: int,
        quote: str | None,
        claim: str | None = None,
        /,
        place: str | None = "body",
        **data: Any,
    ) -> None:
        self.add(
            "annotation",
            article=article,
            id=id,
            kind=kind,
            number=number,
            place=place,
            quote=quote,
            claim=claim,
            data=data,
        )

    def correction(
        self,
        id: str,
        date: str,
        kind: str = "correction",
        *,
        article: str | None = None,
        claim: str | None = None,
        own: int = 0,
        issued_by: str | None = None,
        **data: Any,
    ) -> None:
        self.add(
            "correction",
            id=id,
            article=article,
            claim=claim,
            own=own,
            date=date,
            year=date[:4],
            kind=kind,
            issued_by=issued_by,
            data=data,
        )


def small_archive() -> Archive:
    """Two articles that share a claim, overlapping marks, a Hebrew name and article, plain names, a shared source."""
    a = Archive()
    a.entity(
        "anna-petrova",
        "person",
        "Person",
        "Anna Petrova",
        aliases=["Petrova"],
        description="Negotiator of the Republic of Varda.",
        wikidata="Q1",
        roles=[{"role": "chief negotiator", "at": "varda-news-agency", "from": "2019", "to": "2023"}],
    )
    a.entity(
        "david-cohen",
        "person",
        "Person",
        "דוד כהן",
        "he",
        aliases=["David Cohen"],
        description="Monitor & observer <of> the truce.",
    )
    a.entity(
        "varda-news-agency",
        "organization",
        "NewsMediaOrganization",
        "Varda News Agency",
        aliases=["VNA", "the agency"],
        description="News agency of the Republic of Varda.",
        ownership="State-run.",
        same_as=["https://vna.example", "javascript:x"],
        body=[
            "<p>Founded in 1950; see ",
            ["to", "anna-petrova", None],
            " and ",
            ["to", "talks-end", "the report"],
            ".</p>",
        ],
    )
    a.entity("march-2024-talks", "event", "Event", "March 2024 talks", start="2024-03-11", end="2024-03-14")
    a.add(
        "source",
        id="un-protocol-2024",
        data={
            "url": "https://un.example/protocol",
            "title": "The signed protocol",
            "published": "2024-03-14",
            "publisher": "United Nations",
        },
    )

    a.claim(
        "prisoners-12000",
        "Both sides agreed to exchange 12,000 prisoners.",
        speaker="anna-petrova",
        said_on="2024-03-14",
        rating="false",
        verdict="The signed protocol lists 1,200 people.",
        stance="withdrawn",
        first_appearance="talks-end",
        appearances=["https://other.example/2024/03/15/story"],
        evidence=[{"source": "un-protocol-2024", "relation": "disputes"}],
        history=[
            {"date": "2024-03-14", "event": "said"},
            {
                "date": "2024-03-19",
                "event": "withdrawn",
                "source": "https://vna.example/q",
                "note": ["<p>She took it back in an interview.</p>"],
            },
        ],
        review={"status": "published", "by": "J. Doe", "date": "2024-03-22"},
        body=["<p>A longer analysis.</p>"],
    )
    a.correction("own-1", "2024-03-25", claim="prisoners-12000", own=1, note=["<p>The date was wrong.</p>"])

    paragraph = (
        '<p id="p-1">“<mark class="a a-claim" aria-details="c1">We agreed on '
        '<mark class="a a-correction" aria-details="k1">12,000'
        " prisoners</mark></mark>"
    )
    a.article(
        "talks-end",
        "Talks end with 12,000 prisoners to be freed",
        "2024-03-14",
        "varda-news-agency",
        summary="The talks end & both sides speak of <success>.",
        claims=2,
        corrections=2,
        notes=2,
        subtitle="A lasting peace",
        authors=["Staff", "anna-petrova"],
        about=["march-2024-talks"],
        place="Varda",
        topics=["peace"],
        source={
            "url": "https://vna.example/talks",
            "archived": "https://web.archive.example/talks",
            "accessed": "2024-03-14",
            "copy": "articles/talks.wacz",
            "copy_sha256": TEXT_SHA,
        },
        review={"status": "published", "by": "j-doe", "reviewed_by": "M. Roe", "date": "2024-03-22"},
        body={
            "title": [
                "Talks end with 12,000 prisoners ",
                '<mark class="a a-note" aria-details="n1">to be freed</mark>',
                ["ref", "n1"],
            ],
            "sections": [
                {
                    "parts": [
                        paragraph,
                        ["ref", "k1"],
                        ["ref", "c1"],
                        ",” ",
                        ["to", "anna-petrova", "Anna Petrova"],
                        " said. ",
                        ["to", "david-cohen", None],
                        ' wrote <a href="',
                        ["url", "#figures"],
                        '">figures</a>.</p>\n',
                    ],
                    "cards": ["c1", "k1"],
                },
                {
                    "parts": [
                        '<h2 id="h-figures">Figures</h2>\n<p id="p-2">The '
                        '<mark class="a a-note" aria-details="n2">so-called regime</mark>',
                        ["ref", "n2"],
                        ' and <mark class="a a-claim" aria-details="c2">a lasting peace</mark>',
                        ["ref", "c2"],
                        '. <img src="',
                        ["url", "articles/photo.jpg"],
                        '" alt="The table"></p>\n',
                    ],
                    "cards": ["n2", "c2"],
                },
            ],
        },
    )
    a.add("asset", path="articles/talks.wacz", sha256="0" * 64, output="articles/talks-end/talks.wacz")
    a.add("asset", path="articles/photo.jpg", sha256="0" * 64, output="articles/talks-end/photo of talks.jpg")
    a.annotation(
        "talks-end",
        "n1",
        "note",
        1,
        "to be freed",
        place="title",
        kind="loaded-language",
        note=["<p>The outlet’s word.</p>"],
    )
    a.annotation(
        "talks-end",
        "c1",
        "claim",
        2,
        "We agreed on 12,000 prisoners",
        "prisoners-12000",
        attribution="direct",
        quoted_by=["varda-news-agency"],
    )
    a.annotation(
        "talks-end",
        "k1",
        "correction",
        3,
        "12,000 prisoners",
        was="12,000 prisoners",
        now="1,200 prisoners",
        source="https://vna.example/c",
        requested={"date": "2024-03-15", "by": "media-watch", "outcome": "corrected"},
    )
    a.annotation(
        "talks-end",
        "n2",
        "note",
        4,
        "so-called regime",
        kind="disputed-term",
        neutral="administration",
        note=["<p>See ", ["to", "david-cohen", None], ".</p>"],
        entities=["david-cohen"],
    )
    a.annotation("talks-end", "c2", "claim", 5, "a lasting peace", "talks-end-c2")
    a.annotation(
        "talks-end", "k2", "correction", 6, None, place=None, note=["<p>The figure was removed without a notice.</p>"]
    )
    a.claim(
        "talks-end-c2",
        "a lasting peace",
        article="talks-end",
        said_on="2024-03-14",
        speaker="A plain name",
    )
    a.correction(
        "k1",
        "2024-03-20",
        article="talks-end",
        claim="prisoners-12000",
        issued_by="varda-news-agency",
        was="12,000 prisoners",
        now="1,200 prisoners",
        quote="12,000 prisoners",
        source="https://vna.example/c",
        requested={"date": "2024-03-15", "by": "media-watch", "outcome": "corrected"},
    )
    a.correction(
        "k2",
        "2024-03-18",
        "editors-note",
        article="talks-end",
        note=["<p>The figure was removed without a notice.</p>"],
    )
    a.add(
        "correction_entity", article="talks-end", correction="k1", claim="prisoners-12000", entity="varda-news-agency"
    )

    a.article(
        "sikhot",
        "השיחות הסתיימו",
        "2024-03",
        "Kol Varda",
        language="he",
        claims=1,
        body={
            "sections": [
                {
                    "parts": [
                        '<p id="p-1"><mark class="a a-claim" aria-details="c1">שנים עשר אלף אסירים</mark>',
                        ["ref", "c1"],
                        ".</p>\n",
                    ],
                    "cards": ["c1"],
                }
            ]
        },
    )
    a.annotation("sikhot", "c1", "claim", 1, "שנים עשר אלף אסירים", "prisoners-12000")

    for article, entity, role, count in (
        ("talks-end", "anna-petrova", "mention", 2),
        ("talks-end", "david-cohen", "mention", 1),
        ("talks-end", "march-2024-talks", "about", 1),
        ("sikhot", "david-cohen", "mention", 1),
    ):
        a.add("article_entity", article=article, entity=entity, role=role, count=count)
    a.add(
        "mention",
        entity="anna-petrova",
        article="talks-end",
        data=[["p-1", "… prisoners,” ", "Anna Petrova", " said. …"]],
    )
    a.add(
        "mention",
        entity="david-cohen",
        article="talks-end",
        data=[["p-1", "… said. ", "דוד כהן", " wrote figures."]],
    )
    a.add("co_occurrence", entity="anna-petrova", other="david-cohen", articles=1)
    a.add("co_occurrence", entity="david-cohen", other="anna-petrova", articles=1)
    a.add("claim_entity", claim="prisoners-12000", entity="david-cohen", role="about")
    for order, (id, title) in enumerate(
        [("about", "About"), ("how-we-rate", "How we rate"), ("corrections-policy", "Corrections policy")]
    ):
        a.add("plain_page", id=id, title=title, order=order, menu=int(id == "about"), draft=0)
        a.add(
            "plain_page_body",
            id=id,
            data={"body": [f"<p>{title}. ", ["to", "prisoners-12000", "A claim"], "</p>"], "description": title},
        )
    return a
