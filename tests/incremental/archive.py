"""A small archive that has a little of everything, as plain data that edits can change.

`small_archive()` is the starting point of every test here. A `Doc` is a Markdown file (front matter, text); `sources`
and `site` are the two YAML files, `plain` holds every other file's bytes. `files()` is the whole project, path → bytes.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import yaml

from sitegen.compile.edition_text import edition_text
from sitegen.core.ids import is_id

try:
    _Dumper: Any = yaml.CSafeDumper
except AttributeError:  # PyYAML without libyaml
    _Dumper = yaml.SafeDumper


_written: dict[str, str] = {}


def to_yaml(value: Any) -> str:
    """Each value is written once: a step asks for all files, and changes one."""
    key = repr(value)
    if key not in _written:
        # The copy has nothing twice, for which YAML would write an anchor.
        _written[key] = yaml.dump(copy.deepcopy(value), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return _written[key]


@dataclass
class Doc:
    """A Markdown file. `raw` stands for all of it while it is broken; `crlf`: Windows line ends."""

    front: dict[str, Any]
    body: str = ""
    crlf: bool = False
    raw: bytes | None = None

    def data(self) -> bytes:
        if self.raw is not None:
            return self.raw
        text = f"---\n{to_yaml(self.front)}---\n{self.body}"
        return (text.replace("\n", "\r\n") if self.crlf else text).encode()


@dataclass
class Archive:
    docs: dict[str, Doc]
    sources: dict[str, Any]
    site: dict[str, Any]
    plain: dict[str, bytes] = field(default_factory=dict)

    def files(self) -> dict[str, bytes]:
        return {
            **{path: doc.data() for path, doc in self.docs.items()},
            "content/sources.yaml": to_yaml(self.sources).encode() if self.sources else b"",
            "site.yaml": to_yaml(self.site).encode(),
            **self.plain,
        }

    def paths(self, kind: str) -> list[str]:
        """Paths of the files of a kind: articles, claims, entities, pages."""
        return sorted(path for path in self.docs if path.startswith(f"content/{kind}/"))

    def path_of(self, id: str) -> str:
        return next(path for path in sorted(self.docs) if id_of(path) == id)

    def doc(self, id: str) -> Doc:
        return self.docs[self.path_of(id)]

    def rename_id(self, old: str, new: str) -> None:
        """Make everything that refers to `old` refer to `new`."""

        def renamed(text: str) -> str:
            return re.sub(rf"\[\[{re.escape(old)}(?=[]|#])", f"[[{new}", text)

        self._replace(lambda value: new if value == old else renamed(value))
        for doc in self.docs.values():
            doc.body = renamed(doc.body)

    def drop_id(self, id: str) -> None:
        """Make nothing refer to `id`."""

        def without(text: str) -> str:
            text = text.replace(f"[[{id}]]", "it")
            return re.sub(rf"\[\[{re.escape(id)}(?=[|#])", "[[about", text)

        self._replace(lambda value: None if value == id else without(value))
        for doc in self.docs.values():
            doc.body = without(doc.body)

    def _replace(self, change: Callable[[str], str | None]) -> None:
        for doc in self.docs.values():
            doc.front = _rewritten(doc.front, change)
        self.sources = _rewritten(self.sources, change)
        self.site = _rewritten(self.site, change)


def id_of(path: str) -> str:
    return PurePosixPath(path).stem


def _rewritten(value: Any, change: Callable[[str], str | None]) -> Any:
    """The value with each text changed; those that become None are left out of what holds them."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [new for item in value if (new := _rewritten(item, change)) is not None]
    if isinstance(value, dict):
        return {key: new for key, item in value.items() if (new := _rewritten(item, change)) is not None}
    return value


def annotations(archive: Archive) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(article path, claims | corrections | context, annotation) of every long-form annotation, in a fixed order."""
    for path in archive.paths("articles"):
        for name in ("claims", "corrections", "context"):
            for item in archive.docs[path].front.get(name, ()):
                if isinstance(item, dict) and "quote" in item:
                    yield path, name, item


def edition(archive: Archive, day: str, first: int = 0) -> bytes:
    """The file of an edition: of the corrections, the first ones left out, in words that nobody changes again."""
    frozen: list[dict[str, Any]] = []
    for path in archive.paths("articles"):
        doc = archive.docs[path]
        for number, item in enumerate(doc.front.get("corrections", ())):
            named = {"article": doc.front.get("id", id_of(path)), "id": item.get("id", f"made-{number}")}
            frozen.append(named | {"title": doc.front["title"], "publisher": _party(doc.front.get("publisher"))})
    for path in archive.paths("claims"):
        doc = archive.docs[path]
        for number in range(len(doc.front.get("corrections", ()))):
            named = {"claim": doc.front.get("id", id_of(path)), "id": f"correction-{number + 1}", "own": "true"}
            frozen.append(named | {"title": doc.front["claim"]})
    said = {"date": "2024-03", "kind": "update", "note": "So it was.", "issued_by": _party("varda-news-agency")}
    kept = [{name: value for name, value in (said | item).items() if value} for item in frozen]
    return edition_text(day, day, kept[first:]).encode()


def _party(ref: str | None) -> dict[str, str] | None:
    return {"name": ref.replace("-", " ").title(), "id": ref} if ref and is_id(ref) else None


SENTENCES = (
    "The border was quiet.",
    "Ms Petrova left early.",
    "VNA did not say why; neither did the Ministry of Talks.",
    "In Varda City, *nobody* waited.",
    "Miriam Halevi (מרים הלוי) asked for the lists.",
    "The negotiator smiled. The Border Monitors logged it.",
    "See [the agency](https://vna.example/) for more.",
)
"""What the second paragraph of an article may be: names of entities come and go with it."""


def article(title: str, date: str, *paragraphs: str, **front: Any) -> Doc:
    """An article of the agency; the paragraph after the first has no quotes in it and may be edited freely."""
    day = date.replace("-", "/")
    base: dict[str, Any] = {
        "title": title,
        "published": date,
        "publisher": "varda-news-agency",
        "source": {"url": f"https://vna.example/{day}", "archived": f"https://archive.example/{day}"},
    }
    first, *rest = paragraphs
    return Doc(base | front, "\n\n".join((first, SENTENCES[0], *rest)) + "\n")


SHARED = {"quote": "We agreed on 12,000 prisoners", "claim": "prisoners-12000", "speaker": "anna-petrova"}


def small_archive() -> Archive:
    """8 articles, 2 shared claims, 7 entities, 4 pages, 2 sources, an image, a theme of one's own."""
    docs = {
        "content/articles/2024/talks-end.md": article(
            "Talks end with prisoners to be freed",
            "2024-03-14",
            "“We agreed on 12,000 prisoners, and the lists are signed,” Anna Petrova said in Varda City.",
            "The ceasefire took effect on Monday. The so-called border regime stays. ![The hall](hall.png)",
            about=["march-2024-talks"],
            author=["Staff", "miriam-halevi"],
            review={"status": "published", "by": "j-doe", "date": "2024-03-22"},
            claims=[
                dict(SHARED),
                {
                    "id": "ceasefire-monday",
                    "quote": "took effect on Monday",
                    "text": "The ceasefire took effect on Monday.",
                    "speaker": "anna-petrova",
                    "quoted_by": ["ministry-of-talks"],
                    "rating": "mostly-false",
                    "verdict": "Monitors logged shelling until Wednesday. See [[border-monitors]].",
                    "evidence": ["monitors-log"],
                },
            ],
            corrections=[
                {
                    "date": "2024-03-20",
                    "quote": "We agreed on 12,000 prisoners",
                    "issued_by": "varda-news-agency",
                    "was": "12,000",
                    "now": "1,200",
                    "claim": "prisoners-12000",
                }
            ],
            context=[
                {"in": "title", "quote": "to be freed", "note": "The outlet's word. See [[talks-begin|the start]]."},
                {"quote": "so-called border regime", "kind": "loaded-language", "note": "See [[varda-city]]."},
            ],
        ),
        "content/articles/2024/talks-begin.md": article(
            "Talks begin",
            "2024-03-11",
            "The talks begin in Varda City today, the Ministry of Talks told VNA.",
            "Nobody expects results, a diplomat said.",
            about=["march-2024-talks"],
            claims=[{"id": "no-results", "quote": "Nobody expects results", "text": "No results were expected."}],
        ),
        "content/articles/2024/agency-repeats.md": article(
            "Agency repeats the figure",
            "2024-03-15",
            "“We agreed on 12,000 prisoners” was heard again, and the road is open, VNA wrote.",
            "Ms Petrova did not take questions.",
            claims=[
                dict(SHARED),
                {"quote": "the road is open", "claim": "road-open", "speaker": "varda-news-agency"},
            ],
        ),
        "content/articles/2024/road-open.md": article(
            "Road open, ministry says",
            "2024-03",
            "The road is open, the Ministry of Talks said.",
            "Drivers waited for hours.",
            claims=[{"quote": "The road is open", "claim": "road-open", "speaker": "ministry-of-talks"}],
        ),
        "content/articles/monitors-report.md": article(
            "Monitors report shelling",
            "2023-12-30",
            "The Border Monitors counted twelve shells near Varda City.",
            "The count is disputed.",
            subtitle="Twelve shells in one night",
            claims=[
                {
                    "id": "twelve-shells",
                    "quote": "twelve shells",
                    "text": "Twelve shells fell.",
                    "speaker": "border-monitors",
                    "rating": "true",
                    "verdict": "The log and two witnesses agree.",
                    "evidence": ["monitors-log", {"title": "A witness", "relation": "supports"}],
                }
            ],
            context=[{"in": "subtitle", "quote": "one night", "note": "The night of 29 December."}],
        ),
        "content/articles/hebrew.md": article(
            "השיחות נמשכות",
            "2024-03-12",
            "מרים הלוי אמרה שהשיחות נמשכות.",
            "איש לא הגיב.",
            language="he",
            claims=[{"quote": "השיחות נמשכות", "speaker": "miriam-halevi"}],
        ),
        "content/articles/own-view.md": Doc(
            {"title": "Our view", "published": "2024-04-01", "original": "true", "topics": ["method"]},
            "We read [[talks-end]] and [[prisoners-12000|the claim]].\n\nThe border was quiet.\n\n"
            "See [[how-we-rate]].\n",
        ),
        "content/articles/unfinished.md": article(
            "Unfinished", "2024-04-02", "Somebody said something.", "And left.", draft="true", claims=["said something"]
        ),
        "content/claims/prisoners-12000.md": Doc(
            {
                "claim": "Both sides agreed to exchange 12,000 prisoners.",
                "speaker": "anna-petrova",
                "said_on": "2024-03-14",
                "first_appearance": "talks-end",
                "rating": "false",
                "verdict": "The signed protocol lists 1,200 people.",
                "stance": "withdrawn",
                "history": [{"date": "2024-03-19", "event": "withdrawn", "note": "She had misread the protocol."}],
                "evidence": ["protocol"],
                "related": ["road-open"],
                "corrections": [{"2024-03-25": "An earlier version of this review gave a wrong date."}],
            },
            "Nobody has explained the figure; see [[talks-end#p-1|the article]] of VNA.\n",
        ),
        "content/claims/road-open-claim.md": Doc(
            {
                "id": "road-open",
                "claim": "The road to Varda City is open.",
                "speaker": "ministry-of-talks",
                "rating": "mixed",
                "verdict": "It is open to trucks.",
                "evidence": ["monitors-log"],
            },
        ),
        "content/entities/people/anna-petrova.md": Doc(
            {
                "name": "Anna Petrova",
                "aliases": ["Ms Petrova"],
                "description": "Chief negotiator.",
                "roles": [{"role": "chief negotiator", "at": "ministry-of-talks", "from": "2023"}],
            },
        ),
        "content/entities/people/miriam-halevi.md": Doc(
            {"name": "מרים הלוי", "language": "he", "aliases": ["Miriam Halevi"], "description": "Chairs a committee."},
        ),
        "content/entities/organizations/varda-news-agency.md": Doc(
            {
                "type": "NewsMediaOrganization",
                "name": "Varda News Agency",
                "aliases": ["VNA"],
                "ownership": "State-run.",
            },
            "The agency of the republic. See [[anna-petrova]].\n",
        ),
        "content/entities/organizations/ministry-of-talks.md": Doc(
            {
                "type": "GovernmentOrganization",
                "name": "Ministry of Talks",
                "description": "Negotiates.",
                "description_source": "protocol",
            }
        ),
        "content/entities/organizations/border-monitors.md": Doc(
            {"type": "NGO", "name": "Border Monitors", "aliases": ["the monitors"], "description": "Volunteers."}
        ),
        "content/entities/places/varda-city.md": Doc({"name": "Varda City", "description": "The capital."}),
        "content/entities/events/march-2024-talks.md": Doc(
            {"name": "March 2024 talks", "start": "2024-03-11", "end": "2024-03-14", "parent": "ministry-of-talks"}
        ),
        "content/pages/about.md": Doc({"title": "About", "menu": "true"}, "Read [[how-we-rate]] and [[talks-end]].\n"),
        "content/pages/how-we-rate.md": Doc({"title": "How we rate"}, "By evidence.\n"),
        "content/pages/corrections-policy.md": Doc({"title": "Corrections policy"}, "Write to us.\n"),
        "content/pages/hidden.md": Doc({"title": "Hidden", "draft": "true"}, "Not yet.\n"),
    }
    sources = {
        "protocol": {
            "title": "Protocol of the exchange",
            "url": "https://protocols.example/2024",
            "archived": "https://archive.example/p",
            "relation": "disputes",
        },
        "monitors-log": {
            "title": "Log of the monitors",
            "url": "https://monitor.example/log",
            "archived": "https://archive.example/m",
            "publisher": "border-monitors",
        },
    }
    site = {
        "title": "The Varda Talks Archive",
        "base_url": "https://archive.example/varda/",
        "language": "en",
        "publisher": {"name": "Media Watch", "url": "https://media-watch.example/"},
        "corrections_policy": "corrections-policy",
        "ratings": {
            "scale": ["false", "mostly-false", "mixed", "mostly-true", "true"],
            "other": ["unproven", "satire"],
            "labels": {"mixed": "Half true"},
            "method": "how-we-rate",
        },
        "theme": "press",
    }
    plain = {
        "content/articles/2024/hall.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 60,
        "themes/press/templates/plain-page.html": b'{% extends "default/plain-page.html" %}\n'
        b'{% block main %}\n{{ super() }}\n{% include "imprint.html" %}\n{% endblock %}\n',
        "themes/press/templates/imprint.html": b"<p>Printed by {{ site.title }}.</p>\n",
        "themes/press/assets/extra.css": b"p { color: black }\n",
    }
    return Archive(docs, sources, site, plain)
