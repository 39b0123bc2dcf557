"""The page of a person or an organisation: what stands on it, in the order of design/reader.md."""

from __future__ import annotations

import pytest
from harness import Site

EVIDENCE = "evidence: [{title: A log, url: 'https://log.example/', archived: 'https://archive.example/log'}]"
CLAIMS = f"""\
claims:
- {{quote: It rains, text: It rains., speaker: ada-byron, rating: "true", verdict: It does., {EVIDENCE}}}
- {{quote: it snows, text: It snows., speaker: ada-byron, rating: "false", verdict: It does not., {EVIDENCE}}}
corrections:
- {{date: 2024-03-16, quote: it snows, issued_by: ada-byron, was: it snows, now: it rains}}
"""


@pytest.fixture
def site(minimal_site: Site) -> Site:
    minimal_site.write("content/entities/people/carl-dorn.md", "---\nname: Carl Dorn\n---\n")
    front = "title: Weather\npublished: 2024-03-14\noriginal: true\n" + CLAIMS
    text = "It rains and it snows, Ada Byron told Carl Dorn.\n"
    return minimal_site.write("content/articles/weather.md", f"---\n{front}---\n{text}")


def person(site: Site, roles: int) -> Site:
    front = "name: Ada Byron\ndescription: A witness.\nstart: 1990\n"
    front += "roles:\n" + "".join(f"- {{role: office {n}, from: {2000 + n}}}\n" for n in range(roles))
    return site.write("content/entities/people/ada-byron.md", f"---\n{front}---\n").built()


def headings(site: Site) -> list[str]:
    return [" ".join("".join(h.itertext()).split()) for h in site.page("entities/ada-byron").all("h2")]


def test_the_order_of_the_page(site):
    assert headings(person(site, 2)) == [
        "Claims by rating",
        "Timeline",
        "Claims made",
        "Corrections that touch it",
        "Where it is named",
        "Named together with",
    ]
    assert "2 claims made" in site.page("entities/ada-byron").words("caption")


def test_more_than_eight_facts_stand_at_the_end(site):
    assert "Relations" not in headings(person(site, 7))
    page = site.page("entities/ada-byron")
    assert len(page.all("dt")) == 8
    assert headings(person(site, 8))[-1] == "Relations"
    first, last = site.page("entities/ada-byron").all("dl")
    assert (len(list(first.iter("dt"))), len(list(last.iter("dt")))) == (1, 8)
