"""The page of a person or an organisation: what stands on it, in the order of design/reader.md."""

from __future__ import annotations

import json

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


def described(site: Site, source: str) -> str:
    front = f"name: Ada Byron\ndescription: A witness.\ndescription_source: {source}\n"
    site.write("content/entities/people/ada-byron.md", f"---\n{front}---\n").built()
    return site.page("entities/ada-byron").words("header", class_="head")


def test_the_one_sentence_names_its_source(site):
    site.write(
        "content/sources.yaml",
        "register: {title: Register of witnesses, publisher: The Court, published: 2023-05, note: Kept in a drawer.}\n",
    )
    assert described(site, "register").endswith("A witness.Source: Register of witnesses, The Court, May 2023")
    assert site.page("entities/ada-byron").words("cite") == "Register of witnesses"
    own = "{source: register, title: 'Register, page 4', url: 'https://court.example/4', accessed: 2024-01-02}"
    assert described(site, own).endswith("Register, page 4, The Court, May 2023 (read 2 January 2024)")
    assert site.page("entities/ada-byron").one("a", rel="external").get("href") == "https://court.example/4"
    copied = "{url: 'https://court.example/who', archived: 'https://archive.example/who'}"
    assert described(site, copied).endswith("Source: https://court.example/who, archived copy")


def test_machines_are_told_the_source_whole(site):
    """The entity's own file is all that they have: an id of sources.yaml would lead nowhere."""
    site.write(
        "content/sources.yaml", "register: {title: Register of witnesses, archived: 'https://archive.example/1'}\n"
    )
    described(site, "{source: register, accessed: 2024-01-02}")
    record = json.loads((site.output / "entities/ada-byron/entity.json").read_text())["_entity"]
    assert record["description_source"] == {
        "title": "Register of witnesses",
        "accessed": "2024-01-02",
        "archived": "https://archive.example/1",
    }


def test_a_role_names_its_source(site):
    site.write("content/sources.yaml", "minutes: {title: Minutes of 1843, note: Kept in a drawer.}\n")
    front = "name: Ada Byron\nroles:\n- {role: secretary, from: 1843, source: minutes}\n- {role: member}\n"
    site.write("content/entities/people/ada-byron.md", f"---\n{front}---\n").built()
    shown = [page_part.itertext() for page_part in site.page("entities/ada-byron").all("dd")]
    assert ["".join(words) for words in shown] == ["from 1843 Source: Minutes of 1843", ""]
    record = json.loads((site.output / "entities/ada-byron/entity.json").read_text())["_entity"]
    assert record["roles"][0]["source"] == {"title": "Minutes of 1843"}
    site.edit("content/sources.yaml", "of 1843", "of December 1843").built()
    assert "Minutes of December 1843" in site.page("entities/ada-byron").html
    site.edit("content/entities/people/ada-byron.md", "source: minutes", "source: minuts")
    (found,) = site.build().diagnostics
    assert (found.code, found.place.line) == ("unknown-id", 4)
