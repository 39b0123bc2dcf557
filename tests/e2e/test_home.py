"""The home page: what the archive holds over time, and who is named with whom, in an archive of any size."""

from __future__ import annotations

import pytest
from harness import Site


def write(site: Site, id: str, published: str, text: str, front: str = "") -> None:
    head = f"title: Article {id}\npublished: {published}\noriginal: true\n"
    site.write(f"content/articles/{id}.md", f"---\n{head}{front}---\n{text}\n")


def table(site: Site, page: str, heading: str) -> list[list[str]]:
    """The cells' words of the last table below a heading, row by row, without its head."""
    (section,) = (
        s
        for s in site.page(page).all("section")
        if (h := s.find("h2")) is not None and "".join(h.itertext()) == heading
    )
    *_, body = section.iter("tbody")
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in body]


@pytest.mark.parametrize(
    ("dates", "rows"),
    [
        (
            ("2024-01-31", "2024-02-01"),
            [["January 2024", "1", "0"], ["February 2024", "1", "0"], ["March 2024", "1", "1"]],
        ),
        (("2019-05-01", "2019-06-30"), [["Q2 2019", "2", "0"], ["Q1 2024", "1", "0"], ["Q2 2024", "0", "1"]]),
        (("1990-05-01", "2000-06-30"), [["1990", "1", "0"], ["2000", "1", "0"], ["2024", "1", "1"]]),
        (("1899", "1700-01"), [["1700–1709", "1", "0"], ["1890–1899", "1", "0"], ["2020–2029", "1", "1"]]),
    ],
)
def test_the_archive_over_time(dates, rows, minimal_site):
    corrected = "2024-04-02" if dates[0].startswith("2019") else "2024-03-20"
    front = f"corrections:\n- {{date: {corrected}, quote: It rained, was: It snowed, now: It rained}}\n"
    write(minimal_site, "one", dates[0], "It rained.", front)
    write(minimal_site, "two", dates[1], "It snowed.")
    assert table(minimal_site.built(), "index.html", "The archive over time") == rows


def test_claims_stand_in_the_archive_over_time_where_they_were_said(minimal_site):
    claim = "claims:\n- {{quote: It rained, text: It rained., attribution: unattributed, said_on: {day}}}\n"
    for number, day in enumerate(("2024-01-01", "2024-02-01", "1950-05-05")):
        write(minimal_site, f"a{number}", f"2024-0{number + 1}-28", "It rained.", claim.format(day=day))
    site = minimal_site.built()
    rows = [["January 2024", "1", "1"], ["February 2024", "1", "1"], ["March 2024", "2", "0"]]
    assert table(site, "index.html", "The archive over time") == rows
    assert "1 claim of another time isn’t shown." in site.page("index.html").words("main")


def test_claims_without_a_date_are_told_of(minimal_site):
    """Those of one's own articles, whose dates say nothing of when a claim was made."""
    claim = "claims:\n- {{quote: It rained, text: It rained., attribution: unattributed{more}}}\n"
    for number, more in enumerate((", said_on: 2024-01-02", ", said_on: 2023-01-02", "")):
        write(minimal_site, f"a{number}", f"2024-0{number + 1}-28", "It rained.", claim.format(more=more))
    site = minimal_site.built()
    told = "2 claims without a date aren’t shown."  # the other one is the minimal site's
    assert site.page("index.html").words("main").count(told) == 2
    assert told in site.page("claims").words("main")
    site.edit("content/articles/a2.md", "unattributed}", "unattributed, said_on: 2024-02-02}").built()
    assert "1 claim without a date isn’t shown." in site.page("index.html").words("main")


def test_a_year_alone_tells_no_month(minimal_site):
    for number, published in enumerate(("2024-01-01", "2024-02-01", "2024")):
        write(minimal_site, f"a{number}", published, "It rained.")
    words = minimal_site.built().page("index.html").words("main")
    assert "1 date, known only to the year, isn’t shown." in words


def test_the_most_connected_are_found_in_a_large_archive(minimal_site):
    """Everybody knows the mayor; others know one another in pairs."""
    for number in range(320):
        name = f"{chr(65 + number % 26)}{chr(97 + number // 26)}o Person"
        minimal_site.write(f"content/entities/people/p{number:03}.md", f"---\nname: {name} {number:03}\n---\n")
    named = [f"{chr(65 + number % 26)}{chr(97 + number // 26)}o Person {number:03}" for number in range(320)]
    for number in range(1, 14):
        write(minimal_site, f"a{number}", "2024-03-01", f"{named[0]} met {named[number]} and {named[number + 20]}.")
    site = minimal_site.built()
    first, *_ = rows = table(site, "index.html", "Named together with most others")
    assert first[:2] == [named[0], "26 others"]
    assert len(rows) == 8
    assert "The 8 most connected of all." in site.page("index.html").words("main")
    assert "The 12 most connected of 321." in site.page("entities").words("main")
    assert len(table(site, "entities", "Who is named with whom")) == 12
