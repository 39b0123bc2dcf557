"""Archives made to be judged: an article and an entity as large as they get, one that reads from right to left, and one
with hover cards."""

from __future__ import annotations

import random
import textwrap
from pathlib import Path

from benchmarks.prose import Prose

WORDS, CARDS = 3000, 40
"""Of the long article."""
NAMED_IN, TIMES = 200, 10
"""Articles that name the entity of 2,000 mentions, and how often each does."""

_MINISTRY = "Ministry of Records"
_RATINGS = ("false", "mostly-false", "mixed", "mostly-true", "true", "unproven")
_PAGES = {
    "content/pages/corrections-policy.md": "---\ntitle: {policy}\n---\n{text}\n",
    "content/entities/organizations/ministry.md": "---\nname: {ministry}\ndescription: {text}\n---\n{text}\n",
    "content/entities/people/anna-petrova.md": "---\nname: {anna}\ndescription: {text}\n---\n{text}\n",
    "content/claims/shared.md": (
        "---\nclaim: {text}\nspeaker: anna-petrova\nsaid_on: 2024-01-01\nrating: false\nverdict: {text}\n"
        "evidence:\n  - {{title: {title}, url: https://example.org/record, archived: https://example.org/archived}}\n"
        "---\n{text}\n"
    ),
}
_HEBREW = (
    "השרה הודיעה כי ההסכם נחתם ביום שני",
    "הדובר הכחיש את הדברים באותו ערב",
    "המספרים שפורסמו לא תאמו את הרישום",
    "העיתון תיקן את הכותרת כעבור יומיים",
    "הוועדה תתכנס שוב בשבוע הבא",
    "איש לא ביקש לראות את המסמך המקורי",
)


def make_large(folder: Path) -> Path:
    """An article of 3,000 words with 40 cards, and an entity with 2,000 mentions; the same each time."""
    prose = Prose(random.Random("judges"))
    names = {"policy": "Corrections", "ministry": _MINISTRY, "anna": "Anna Petrova"}
    _write_pages(folder, "en", names, prose.sentence(), prose.heading())
    _write(folder, "content/articles/long.md", _long_article(prose))
    for number in range(NAMED_IN):
        sentences = [f"{prose.sentence()} The {_MINISTRY} said so on day {turn}." for turn in range(1, TIMES + 1)]
        article = _article(prose.headline(), f"{2000 + number % 25}-05-{number % 28 + 1:02}", "", [" ".join(sentences)])
        _write(folder, f"content/articles/named-{number}.md", article)
    return folder


def make_hebrew(folder: Path) -> Path:
    """An archive that reads from right to left, with names and quotes that don't."""
    names = {"policy": "תיקונים", "ministry": "משרד הרישום", "anna": "Anna Petrova"}
    _write_pages(folder, "he", names, _HEBREW[0], _HEBREW[3])
    for number in range(8):
        turned = _HEBREW[number % 6 :] + _HEBREW[: number % 6]
        marked = [f"{turned[0]}, אמרה Anna Petrova ({number})", f"{turned[1]} ({number})", f"{turned[2]} ({number})"]
        body = [f"{words}. {turned[4]} “not in {number} years” {turned[5]}. משרד הרישום שתק." for words in marked]
        front = "".join(map(_annotation, ("claim", "correction", "note"), marked, [turned[3]] * 3, range(3)))
        _write(folder, f"content/articles/he-{number}.md", _article(turned[5], f"2024-0{number + 1}-11", front, body))
    return folder


def make_hovering(folder: Path) -> Path:
    """The one that reads from right to left, with hover cards."""
    make_hebrew(folder)
    with (folder / "site.yaml").open("a", encoding="utf-8") as site:
        site.write("theme: hovering\n")
    _write(folder, "themes/hovering/theme.yaml", "hover_cards: true\n")
    return folder


def _long_article(prose: Prose) -> str:
    body: list[str] = []
    found: dict[str, list[str]] = {"claims": [], "corrections": [], "context": []}
    kinds = [("claims", "claim"), ("corrections", "correction"), ("context", "note")]
    cards = words = 0
    while words < WORDS:
        if len(body) % 12 == 4:
            body.append(f"## {prose.heading()}")
        sentences = [prose.sentence() for _ in range(4)]
        if cards < CARDS:
            # Numbered: no other words of the article are the same.
            sentences[1] = f"{sentences[1].rstrip('.!?')}, as file {cards + 1} has it."
            list_name, kind = kinds[(0, 2, 0, 1)[cards % 4]]
            found[list_name].append(_item(kind, sentences[1], prose, cards))
            cards += 1
        body.append(" ".join(sentences))
        words = len(" ".join(body).split())
    front = "".join(f"{name}:\n{''.join(items)}" for name, items in found.items())
    return _article(prose.headline(), "2024-03-14", front, body)


def _item(kind: str, quote: str, prose: Prose, number: int) -> str:
    lines = [f"quote: {_quoted(quote)}"]
    if kind == "claim":
        evidence = f"title: {_quoted(prose.headline())}, url: https://example.org/{number}"
        lines += ["speaker: anna-petrova", f"rating: {_RATINGS[number % 6]}", f"verdict: {_quoted(prose.sentence())}"]
        lines += [
            "evidence:",
            f"  - {{{evidence}, archived: https://example.org/archived/{number}, relation: disputes}}",
        ]
    elif kind == "correction":
        lines += [f"date: 2024-04-{number % 28 + 1:02}", "issued_by: ministry", f"note: {_quoted(prose.sentence())}"]
        lines += [f"was: {_quoted(prose.heading())}", f"now: {_quoted(prose.heading())}"]
    else:
        lines += [f"note: {_quoted(prose.sentence())}"]
    return textwrap.indent(textwrap.indent("\n".join(lines), "  ").replace("  ", "- ", 1), "  ") + "\n"


def _annotation(kind: str, quote: str, text: str, number: int) -> str:
    """One annotation in a list of its own."""
    more = {
        "claim": f"    speaker: anna-petrova\n    rating: {_RATINGS[number]}\n    verdict: {_quoted(text)}\n"
        f"    evidence: [{{title: {_quoted(text)}, url: https://example.org/{number}, "
        f"archived: https://example.org/archived}}]\n",
        "correction": "    date: 2024-09-01\n    issued_by: ministry\n"
        f"    was: {_quoted(text)}\n    note: {_quoted(text)}\n",
        "note": f"    note: {_quoted(text)}\n",
    }
    lists = {"claim": "claims", "correction": "corrections", "note": "context"}
    return f"{lists[kind]}:\n  - quote: {_quoted(quote)}\n{more[kind]}"


def _article(title: str, published: str, front: str, body: list[str]) -> str:
    head = f"title: {_quoted(title)}\npublished: {published}\npublisher: ministry\nsource: https://example.org/source\n"
    return f"---\n{head}{front}---\n" + "\n\n".join(body) + "\n"


def _write_pages(folder: Path, language: str, names: dict[str, str], text: str, title: str) -> None:
    site = f"title: Judged ({language})\nbase_url: https://judged.example/\nlanguage: {language}\n"
    _write(folder, "site.yaml", f"{site}publisher: {{name: Judges}}\ncorrections_policy: corrections-policy\n")
    for path, pattern in _PAGES.items():
        _write(folder, path, pattern.format(text=_plain(text), title=_plain(title), **names))


def _plain(text: str) -> str:
    return text.replace(":", "").replace("“", "").replace("”", "")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "").replace('"', "'") + '"'


def _write(folder: Path, path: str, text: str) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
