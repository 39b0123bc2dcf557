"""Everything that may happen to an archive between two builds, each under a name: `EDITS[name](world, pick)`.

An edit changes `world.archive` (or the output, or the state) and leaves the archive valid; the few that break it on
purpose do so with `world.break_until_repaired()`. Which of several things is changed is the `Pick`'s choice.
"""

# ruff: noqa: ARG001 - every edit is handed a Pick, and some have nothing to choose

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from .archive import SENTENCES, SHARED, Doc, annotations, article, edition, id_of
from .project import DEFAULT_THEME

if TYPE_CHECKING:
    from .world import World

T = TypeVar("T")
THEME = "themes/press"
RATINGS = ("false", "mostly-false", "mixed", "true", "unproven")
AGENT_TYPES = ("Person", "NGO", "Organization", "NewsMediaOrganization")
PEOPLE = ("anna-petrova", "miriam-halevi", "ministry-of-talks", "border-monitors", "Somebody else", None)


class Pick:
    """Choices, all made by one number."""

    def __init__(self, number: int) -> None:
        self.number = number

    def below(self, limit: int) -> int:
        self.number, chosen = divmod(self.number, limit)
        return chosen

    def of(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]


EDITS: dict[str, Callable[[World, Pick], None]] = {}


def edit(function: Callable[[World, Pick], None]) -> Callable[[World, Pick], None]:
    EDITS[function.__name__.replace("_", " ")] = function
    return function


def _article(world: World, pick: Pick) -> tuple[str, Doc]:
    path = pick.of(world.archive.paths("articles"))
    return path, world.archive.docs[path]


def _entity(world: World, pick: Pick) -> tuple[str, Doc]:
    path = pick.of(world.archive.paths("entities"))
    return path, world.archive.docs[path]


def _set(front: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        front.pop(name, None)
    else:
        front[name] = value


def _toggle(front: dict[str, Any], name: str, value: Any) -> None:
    _set(front, name, None if front.get(name) == value else value)


def _toggle_end(text: str, end: str) -> str:
    return text.removesuffix(end) if text.endswith(end) else text + end


# --- nothing ---


@edit
def nothing(world: World, pick: Pick) -> None:
    world.must_be_idle = world.is_current


@edit
def touch(world: World, pick: Pick) -> None:
    """New times, the same bytes: of one file or of all, with the system's clock or an old one."""
    paths = sorted(world.project.written)
    for path in paths if pick.below(2) else [pick.of(paths)]:
        os.utime(world.folder / path, pick.of([None, (1_000_000_000, 1_000_000_000), (5e9, 5e9)]))
    world.must_be_idle = world.is_current


@edit
def written_anew(world: World, pick: Pick) -> None:
    """A new inode with the same bytes, as a checkout makes it."""
    for path in sorted(world.project.written):
        (world.folder / path).unlink()
    world.project.written = {}
    world.must_be_idle = world.is_current


# --- articles ---


@edit
def article_prose(world: World, pick: Pick) -> None:
    _, doc = _article(world, pick)
    first, _, *rest = doc.body.split("\n\n")
    doc.body = "\n\n".join((first, pick.of(SENTENCES), *rest))


@edit
def article_longer(world: World, pick: Pick) -> None:
    _, doc = _article(world, pick)
    doc.body = _toggle_end(doc.body, f"\n{pick.of(SENTENCES)}\n")


@edit
def article_names_often(world: World, pick: Pick) -> None:
    """More often than one page of an entity's mentions has room for, in the end."""
    _, doc = _article(world, pick)
    doc.body = _toggle_end(
        doc.body, "\n" + pick.of(["VNA. ", "Varda City. ", "VNA in Varda City. "]) * pick.of([40, 150, 350]) + "\n"
    )


@edit
def article_title(world: World, pick: Pick) -> None:
    _, doc = _article(world, pick)
    doc.front["title"] = _toggle_end(doc.front["title"], pick.of([" again", " & <b>more</b>", " (VNA)"]))


@edit
def article_date(world: World, pick: Pick) -> None:
    _, doc = _article(world, pick)
    doc.front["published"] = pick.of(["2024-03-14", "2023-12-31", "2024-03", "2022", "2024-03-11T09:30:00Z"])


@edit
def article_front(world: World, pick: Pick) -> None:
    _, doc = _article(world, pick)
    name, value = pick.of(
        [
            ("summary", "In short."),
            ("place", "Varda City"),
            ("rights", "All rights."),
            ("topics", ["talks"]),
            ("author", ["anna-petrova", "Staff"]),
            ("about", ["varda-city"]),
            ("caption", "A caption."),
            ("subtitle", "One night in March"),
            ("language", "he"),
            ("modified", "2024-05-01"),
            ("publisher", "border-monitors"),
            ("publisher", "Another outlet"),
            ("x-mood", "grey"),
            ("redirect_from", [f"gone-{world.new_number()}"]),
        ]
    )
    if name in ("author", "about") and not all(_is_known(world, ref) for ref in value):
        return
    if name == "publisher" and value == "border-monitors" and not _is_known(world, value):
        return
    if name != "subtitle" or not any(item.get("in") == "subtitle" for item in doc.front.get("context", ())):
        _toggle(doc.front, name, value)


def _is_known(world: World, ref: str) -> bool:
    ids = {id_of(path) for path, doc in world.archive.docs.items() if "draft" not in doc.front}
    return ref in ids or not ref.replace("-", "").islower() or ref == "talks"


@edit
def rating(world: World, pick: Pick) -> None:
    found = [item for _, name, item in annotations(world.archive) if name == "claims" and "claim" not in item]
    if found:
        _set(pick.of(found), "rating", pick.of([*RATINGS, None]))


@edit
def verdict(world: World, pick: Pick) -> None:
    found = [item for _, name, item in annotations(world.archive) if name == "claims" and "claim" not in item]
    if found:
        _set(pick.of(found), "verdict", pick.of(["Nobody knows.", "It was *so*.", "See [[about]].", None]))


@edit
def speaker(world: World, pick: Pick) -> None:
    found = [item for _, name, item in annotations(world.archive) if name == "claims"]
    who = pick.of(PEOPLE)
    if found and (who is None or " " in who or _is_agent(world, who)):
        _set(pick.of(found), "speaker", who)


def _is_agent(world: World, id: str) -> bool:
    return _is_known(world, id) and any(
        id_of(path) == id and ("people" in path or "organizations" in path) for path in world.archive.docs
    )


@edit
def quote_and_text(world: World, pick: Pick) -> None:
    found = [(path, item["quote"]) for path, _, item in annotations(world.archive) if item.get("in") is None]
    if not found:
        return
    path, quote = pick.of(found)
    doc = world.archive.docs[path]
    if doc.body.count(quote) == 1:
        new = _toggle_end(quote, " indeed")
        doc.body = doc.body.replace(quote, new)
        for other, _, item in annotations(world.archive):
            if other == path and quote in item["quote"]:
                item["quote"] = item["quote"].replace(quote, new)


@edit
def annotation_id(world: World, pick: Pick) -> None:
    found = [item for _, _, item in annotations(world.archive)]
    if found:
        item, new = pick.of(found), world.new_name("mark")
        if "id" in item:
            world.archive.rename_id(item["id"], new)
        item["id"] = new


@edit
def annotation_removed(world: World, pick: Pick) -> None:
    found = [(path, name, item) for path, name, item in annotations(world.archive)]
    if found:
        path, name, item = pick.of(found)
        world.archive.docs[path].front[name].remove(item)
        if "id" in item:
            world.archive.drop_id(item["id"])


@edit
def annotation_added(world: World, pick: Pick) -> None:
    _, doc = _article(world, pick)
    name, item = pick.of(
        [
            ("corrections", {f"2024-04-{world.new_number() % 20 + 10}": "A number was taken away."}),
            ("context", {"quote": doc.body.split()[0].strip("“*[]"), "occurrence": "1", "note": "See [[about]]."}),
            ("context", {"note": f"About the whole, number {world.new_number()}."}),
        ]
    )
    doc.front.setdefault(name, []).append(item)


@edit
def article_renamed(world: World, pick: Pick) -> None:
    path, _ = _article(world, pick)
    new = str(PurePosixPath(path).with_name(world.new_name("renamed") + ".md"))
    _move(world, path, new)
    world.archive.rename_id(id_of(path), id_of(new))


@edit
def article_moved(world: World, pick: Pick) -> None:
    """Another folder, the same id; its image goes with it."""
    path, doc = _article(world, pick)
    folder = pick.of(["content/articles", "content/articles/2024", "content/articles/moved/twice"])
    for name in (PurePosixPath(path).name, *(["hall.png"] if "(hall.png)" in doc.body else [])):
        old = str(PurePosixPath(path).with_name(name))
        if old != f"{folder}/{name}":
            _move(world, old, f"{folder}/{name}")


def _move(world: World, old: str, new: str) -> None:
    world.project.move(old, new)
    files = world.archive.docs if old in world.archive.docs else world.archive.plain
    files[new] = files.pop(old)  # type: ignore[index, assignment]


@edit
def articles_swapped(world: World, pick: Pick) -> None:
    """Two articles take each other's names, times and inodes and all."""
    by_folder: dict[str, list[str]] = {}
    for path in world.archive.paths("articles"):
        if "draft" not in world.archive.docs[path].front:  # a draft under a name that others link to is an error
            by_folder.setdefault(str(PurePosixPath(path).parent), []).append(path)
    several = [paths for paths in by_folder.values() if len(paths) > 1]
    if several:
        paths = pick.of(several)
        first = pick.below(len(paths) - 1)
        a, b = paths[first], paths[first + 1]
        _move(world, a, a + ".aside")
        _move(world, b, a)
        _move(world, a + ".aside", b)


@edit
def article_deleted(world: World, pick: Pick) -> None:
    path, doc = _article(world, pick)
    if len(world.archive.paths("articles")) > 3:
        del world.archive.docs[path]
        world.archive.drop_id(id_of(path))
        for item in (*doc.front.get("claims", ()), *doc.front.get("corrections", ())):
            if isinstance(item, dict) and "id" in item:
                world.archive.drop_id(item["id"])


@edit
def article_added(world: World, pick: Pick) -> None:
    claims = [dict(SHARED)] if any(id_of(path) == SHARED["claim"] for path in world.archive.docs) else []
    if claims and not _is_agent(world, SHARED["speaker"]):
        del claims[0]["speaker"]
    doc = article(
        pick.of(["Another day", "More of VNA", "Ms Petrova returns"]),
        pick.of(["2024-03-16", "2021-01-01", "2024-03-14"]),
        "“We agreed on 12,000 prisoners,” she said in Varda City.",
        "The negotiator left.",
        claims=claims,
    )
    if not _is_agent(world, "varda-news-agency"):
        del doc.front["publisher"]
    world.archive.docs[f"content/articles/{world.new_name('article')}.md"] = doc


@edit
def many_claims_and_corrections(world: World, pick: Pick) -> None:
    """An article comes or goes with more of them than the page of the city, or of the agency, has room for."""
    path = "content/articles/many.md"
    if path in world.archive.docs:
        del world.archive.docs[path]
        return
    numbers = range(pick.of([40, 55, 110]))
    claims = [{"quote": f"item {n} of", "text": f"Varda City had item {n}.", "rating": "true"} for n in numbers]
    doc = article("Many", "2024-03-20", " ".join(f"There was item {n} of them." for n in numbers), claims=claims)
    doc.front["corrections"] = [{"date": "2024-03-21", "note": f"Not item {n}, said VNA."} for n in numbers]
    if _is_agent(world, "varda-news-agency"):
        for correction in doc.front["corrections"]:
            correction["issued_by"] = "varda-news-agency"
    else:
        del doc.front["publisher"]
    world.archive.docs[path] = doc


@edit
def draft(world: World, pick: Pick) -> None:
    path, doc = _article(world, pick)
    if "draft" not in doc.front and len(world.archive.paths("articles")) > 3:
        world.archive.drop_id(id_of(path))
        for item in doc.front.get("claims", ()):
            if isinstance(item, dict) and "id" in item:
                world.archive.drop_id(item["id"])
    _toggle(doc.front, "draft", "true")


@edit
def drafts_shown(world: World, pick: Pick) -> None:
    world.drafts = not world.drafts


@edit
def line_ends(world: World, pick: Pick) -> None:
    doc = world.archive.docs[pick.of(sorted(world.archive.docs))]
    doc.crlf = not doc.crlf


@edit
def same_size_and_time(world: World, pick: Pick) -> None:
    """One letter becomes another, and the file's time is set back."""
    doc = pick.of([world.archive.docs[path] for path in sorted(world.archive.docs)])
    old, new = pick.of([("a", "o"), ("e", "u"), ("T", "P")])
    name = pick.of(["title", "description", "claim"])
    if name in doc.front and not any(item.get("in") == name for item in doc.front.get("context", ())):
        doc.front[name] = doc.front[name].replace(old, new)
    elif len(doc.body.split("\n\n")) > 2:
        first, second, *rest = doc.body.split("\n\n")
        doc.body = "\n\n".join((first, second.replace(old, new) if "[" not in second else second, *rest))
    world.keep_times = True


# --- entities ---


@edit
def entity_name(world: World, pick: Pick) -> None:
    _, doc = _entity(world, pick)
    doc.front["name"] = _toggle_end(doc.front["name"], pick.of([" the Elder", "s", " & Sons"]))


@edit
def alias_changed(world: World, pick: Pick) -> None:
    _, doc = _entity(world, pick)
    words = pick.of(["the negotiator", "nobody", "Monday", "agency", "the lists", "The ceasefire"])
    names = doc.front.setdefault("aliases", [])
    if words in names:
        names.remove(words)
    else:
        names.append(words)
    if not names:
        del doc.front["aliases"]


@edit
def alias_shared(world: World, pick: Pick) -> None:
    paths = world.archive.paths("entities")
    words = pick.of(["the negotiator", "VNA", "Ms Petrova"])
    first = pick.below(len(paths))
    for number in (first, (first + 1) % len(paths)):
        names = world.archive.docs[paths[number]].front.setdefault("aliases", [])
        if words not in names:
            names.append(words)


@edit
def name_taken(world: World, pick: Pick) -> None:
    """The address that an entity's alias makes becomes another entity's, by its id or as an old one; or is given
    back."""
    slug = pick.of(["vna", "ms-petrova", "the-negotiator", "the-monitors"])
    path = f"content/entities/people/{slug}.md"
    old = [doc for doc in world.archive.docs.values() if doc.front.get("redirect_from") == [slug]]
    if path in world.archive.docs:
        del world.archive.docs[path]
        world.archive.drop_id(slug)
    elif old:
        for doc in old:
            del doc.front["redirect_from"]
    elif pick.below(2):
        world.archive.docs[path] = Doc({"name": "Someone", "aliases": [pick.of(["VNA", "Someone Else"])]})
    else:
        _entity(world, pick)[1].front["redirect_from"] = [slug]


@edit
def entity_type(world: World, pick: Pick) -> None:
    path, doc = _entity(world, pick)
    is_agent = "people" in path or "organizations" in path
    doc.front["type"] = pick.of(AGENT_TYPES if is_agent else ("Place", "City", "Event", "SocialEvent"))


@edit
def entity_front(world: World, pick: Pick) -> None:
    _, doc = _entity(world, pick)
    name, value = pick.of(
        [
            ("description", "Something else."),
            ("mentions", "none"),
            ("mentions", "name"),
            ("wikidata", "Q42"),
            ("same_as", ["https://example.org/"]),
            ("ownership", "Nobody’s."),
            ("language", "he"),
        ]
    )
    _toggle(doc.front, name, value)
    if "description" not in doc.front:
        doc.front.pop("description_source", None)


@edit
def description_source(world: World, pick: Pick) -> None:
    _, doc = _entity(world, pick)
    known = sorted(world.archive.sources)
    if "description" in doc.front:
        sources = [None, "https://varda.example/who", {"title": "A book", "publisher": "varda-news-agency"}]
        sources += [pick.of(known), {"source": pick.of(known), "title": "Page 4"}] if known else []
        source = pick.of(sources)
        if isinstance(source, dict) and "publisher" in source and not _is_agent(world, source["publisher"]):
            del source["publisher"]
        _set(doc.front, "description_source", source)


@edit
def role_source(world: World, pick: Pick) -> None:
    _, doc = _entity(world, pick)
    known = sorted(world.archive.sources)
    sources = [
        None,
        "https://varda.example/who",
        *([pick.of(known), {"source": pick.of(known), "title": "Page 4"}] if known else []),
    ]
    for role in doc.front.setdefault("roles", [{"role": "witness"}]):
        _set(role, "source", pick.of(sources))


@edit
def entity_body(world: World, pick: Pick) -> None:
    _, doc = _entity(world, pick)
    doc.body = pick.of(["", "A *description*.\n", "See [[about]].\n"])


@edit
def entity_moved(world: World, pick: Pick) -> None:
    """Into the folder of another kind: the folder gives the type where the file doesn't."""
    path, _ = _entity(world, pick)
    kinds = ("people", "organizations") if "people" in path or "organizations" in path else ("places", "events")
    new = f"content/entities/{pick.of(kinds)}/{PurePosixPath(path).name}"
    if new != path:
        _move(world, path, new)


@edit
def entity_renamed(world: World, pick: Pick) -> None:
    path, _ = _entity(world, pick)
    new = str(PurePosixPath(path).with_name(world.new_name("entity") + ".md"))
    _move(world, path, new)
    world.archive.rename_id(id_of(path), id_of(new))


@edit
def entity_deleted(world: World, pick: Pick) -> None:
    path, _ = _entity(world, pick)
    if len(world.archive.paths("entities")) > 2:
        del world.archive.docs[path]
        world.archive.drop_id(id_of(path))


@edit
def entity_draft(world: World, pick: Pick) -> None:
    path, doc = _entity(world, pick)
    if "draft" not in doc.front and len(world.archive.paths("entities")) > 2:
        world.archive.drop_id(id_of(path))
    _toggle(doc.front, "draft", "true")


@edit
def entity_added(world: World, pick: Pick) -> None:
    folder, name = pick.of([("people", "Nobody"), ("places", "The hall"), ("events", "Monday")])
    path = f"content/entities/{folder}/{world.new_name('new')}.md"
    world.archive.docs[path] = Doc({"name": name, "aliases": ["The lists"]})


# --- claims, sources, pages ---


def _claim(world: World, pick: Pick) -> tuple[str, Doc] | None:
    paths = world.archive.paths("claims")
    return ((path := pick.of(paths)), world.archive.docs[path]) if paths else None


@edit
def claim_text(world: World, pick: Pick) -> None:
    if found := _claim(world, pick):
        found[1].front["claim"] = pick.of(["VNA was there.", "Nothing was agreed on.", "Both sides agreed."])


@edit
def claim_rating(world: World, pick: Pick) -> None:
    if found := _claim(world, pick):
        _set(found[1].front, "rating", pick.of([*RATINGS, None]))


@edit
def claim_front(world: World, pick: Pick) -> None:
    if found := _claim(world, pick):
        name, value = pick.of(
            [
                ("verdict", "It isn't so; see [[about]]."),
                ("said_on", "2024-03-10"),
                ("said_at", "the hall"),
                ("speaker", "Somebody"),
                ("appearances", ["https://other.example/"]),
                ("note", "A note."),
                ("language", "he"),
                ("review", "in-review"),
                ("modified", "2024-06-01"),
            ]
        )
        if name == "said_on":
            found[1].front.pop("history", None), found[1].front.pop("stance", None)
        _toggle(found[1].front, name, value)


@edit
def claim_stance(world: World, pick: Pick) -> None:
    if found := _claim(world, pick):
        front = found[1].front
        front.pop("stance", None), front.pop("history", None)
        if stance := pick.of(["revised", "withdrawn", "denied", ""]):
            front |= {"stance": stance, "history": [{"date": "2024-06-02", "event": stance, "note": "On the air."}]}


@edit
def claim_body(world: World, pick: Pick) -> None:
    if found := _claim(world, pick):
        found[1].body = pick.of(["", "Long *analysis*.\n", "See [[about]].\n"])


@edit
def claim_deleted(world: World, pick: Pick) -> None:
    if found := _claim(world, pick):
        path, doc = found
        del world.archive.docs[path]
        world.archive.drop_id(doc.front.get("id", id_of(path)))


@edit
def source_entry(world: World, pick: Pick) -> None:
    if world.archive.sources:
        entry = world.archive.sources[pick.of(sorted(world.archive.sources))]
        name, value = pick.of([("title", "Another title"), ("relation", "context"), ("note", "P. 3"), ("author", "A.")])
        _set(entry, name, value) if entry.get(name) != value else _set(entry, name, "Log" if name == "title" else None)


@edit
def source_deleted(world: World, pick: Pick) -> None:
    if world.archive.sources:
        id = pick.of(sorted(world.archive.sources))
        del world.archive.sources[id]
        world.archive.drop_id(id)


@edit
def source_added(world: World, pick: Pick) -> None:
    world.archive.sources[world.new_name("source")] = {"title": "In print only"}


@edit
def page_text(world: World, pick: Pick) -> None:
    doc = world.archive.docs[pick.of(world.archive.paths("pages"))]
    doc.body = pick.of(["Short.\n", "# Heading\n\nSee [[how-we-rate]].\n", "- a list\n"])


@edit
def page_front(world: World, pick: Pick) -> None:
    """Title, place in the menu, draft: the menu stands on every page."""
    path = pick.of(world.archive.paths("pages"))
    doc = world.archive.docs[path]
    name, value = pick.of([("title", "Another title"), ("menu", "true"), ("order", "3"), ("description", "Short.")])
    if name == "title" and doc.front["title"] == value:
        value = "A title"
    _set(doc.front, name, value) if name == "title" else _toggle(doc.front, name, value)
    if id_of(path) == "hidden" and pick.below(2):
        _toggle(doc.front, "draft", "true")


@edit
def page_added(world: World, pick: Pick) -> None:
    world.archive.docs[f"content/pages/{world.new_name('page')}.md"] = Doc({"title": "New", "menu": "true"}, "Text.\n")


EDITIONS = tuple(f"content/editions/{day}.yaml" for day in ("2024-04-01", "2024-07-01"))


@edit
def edition_frozen(world: World, pick: Pick) -> None:
    """An edition comes, goes, or is another one; what it names may come, go or be called otherwise after it."""
    path = pick.of(EDITIONS)
    if path in world.archive.plain and pick.below(3) == 0:
        del world.archive.plain[path]
    else:
        world.archive.plain[path] = edition(world.archive, PurePosixPath(path).stem, pick.below(3))


@edit
def frozen_and_called_otherwise(world: World, pick: Pick) -> None:
    """What an edition names is renamed, with or without a redirect from the old name."""
    world.archive.plain[EDITIONS[0]] = edition(world.archive, "2024-04-01")
    kind = pick.of(["articles", "claims", "entities"])
    old = pick.of(world.archive.paths(kind))
    front = world.archive.docs[old].front
    had = front.pop("id", id_of(old))
    new = str(PurePosixPath(old).with_name(world.new_name("renamed") + ".md"))
    _move(world, old, new)
    world.archive.rename_id(had, id_of(new))
    _set(world.archive.docs[new].front, "redirect_from", [had] if pick.below(2) else None)


@edit
def edition_broken(world: World, pick: Pick) -> None:
    world.break_until_repaired()
    data = edition(world.archive, "2024-04-01")
    broken = [data.replace(b"2024-03", b"2024-02"), data + b"- date: 2024\n", data[:30], b"", b"\xff" + data]
    world.archive.plain[EDITIONS[0]] = pick.of(broken)


# --- theme and assets ---


@edit
def template(world: World, pick: Pick) -> None:
    """The site's own template, or its replacement of the default theme's: edited, or there and gone."""
    name = pick.of(
        ["plain-page.html", "imprint.html", "cards.html", "parts.html", "base.html", "feed.xml", "home.html"]
    )
    path = f"{THEME}/templates/{name}"
    if path in world.archive.plain and name not in ("plain-page.html", "imprint.html"):
        del world.archive.plain[path]
        return
    old = world.archive.plain.get(path) or (DEFAULT_THEME / "templates" / name).read_bytes()
    changed = (
        old.replace(b"\n", b" \n", 1) if name == "cards.html" else old + f"{{# {world.new_number()} #}}\n".encode()
    )
    world.archive.plain[path] = changed + (b"<p>more</p>\n" if name == "imprint.html" else b"")


@edit
def included_template(world: World, pick: Pick) -> None:
    path = f"{THEME}/templates/imprint.html"
    world.archive.plain[path] = f"<p>Printed by {pick.of(['us', '{{ site.title }}', '{{ page.title }}'])}.</p>".encode()


@edit
def word_of_the_theme(world: World, pick: Pick) -> None:
    """A word that many pages show is another, or the default theme's again."""
    path = f"{THEME}/strings/{pick.of(['en', 'de'])}.yaml"
    if path in world.archive.plain and pick.below(2):
        del world.archive.plain[path]
        return
    word = pick.of(["Amendment", "Correction", "Erratum"])
    world.archive.plain[path] = f"correction: {{correction: {word}}}\nlicence: {word}\n".encode()


@edit
def theme_options(world: World, pick: Pick) -> None:
    """Blocks are hidden or shown again; logo, colours and fonts come and go. Some colours are warned of."""
    path = f"{THEME}/theme.yaml"
    if path in world.archive.plain and pick.below(3) == 0:
        del world.archive.plain[path]
        return
    hidden = pick.of(["matrix", "cite, related", "timeline", ""])
    text = f"logo: {pick.of(['favicon.svg', ''])}\nhide: [{hidden}]\n"
    text += pick.of(["", "colors: {light: {page: '#fff'}, dark: {link: '#9cf'}}\n", "colors: {light: {dim: '#ddd'}}\n"])
    text += pick.of(["", "fonts: {headings: 'Charter, serif'}\n"])
    text += f"hover_cards: {pick.of(['true', 'false'])}\n"
    world.archive.plain[path] = text.encode()


@edit
def theme_asset(world: World, pick: Pick) -> None:
    path = f"{THEME}/assets/{pick.of(['extra.css', 'style.css', 'deep/new.js'])}"
    if path in world.archive.plain and pick.below(2):
        del world.archive.plain[path]
    else:
        world.archive.plain[path] = f"/* {world.new_number() % 3} */\n".encode()


@edit
def content_asset(world: World, pick: Pick) -> None:
    paths = sorted(path for path in world.archive.plain if path.startswith("content/") and path not in EDITIONS)
    path = pick.of([*paths, "content/files/new.txt", "content/articles/other.bin"])
    if path in world.archive.plain and pick.below(2) and not path.endswith("hall.png"):
        del world.archive.plain[path]
    else:
        world.archive.plain[path] = b"x" * (world.new_number() % 4 + 8) + bytes([pick.below(3)])


@edit
def image_deleted(world: World, pick: Pick) -> None:
    """With the place that shows it."""
    for path in [path for path in world.archive.plain if path.endswith("hall.png")]:
        del world.archive.plain[path]
        for doc in world.archive.docs.values():
            doc.body = doc.body.replace(" ![The hall](hall.png)", "")


# --- site.yaml ---


@edit
def site_option(world: World, pick: Pick) -> None:
    name, value = pick.of(
        [
            ("title", "Another archive"),
            ("language", "he"),
            ("language", "de"),
            ("base_url", "https://other.example/"),
            ("base_url", None),
            ("links", "files"),
            ("feeds", "false"),
            ("structured_data", "false"),
            ("fingerprint", "false"),
            ("license", "https://creativecommons.org/licenses/by/4.0/"),
            ("description", "What was said."),
            ("publisher", "Somebody else"),
            ("theme", "default"),
            ("x-motto", "Words stay."),
            ("corrections_policy", None),
        ]
    )
    if (
        name in ("title", "language", "theme", "base_url", "corrections_policy")
        and world.archive.site.get(name) == value
    ):
        value = world.first_site[name]
    if name in ("feeds", "structured_data", "fingerprint", "links", "license", "description", "x-motto"):
        _toggle(world.archive.site, name, value)
    else:
        _set(world.archive.site, name, value)


@edit
def site_ratings(world: World, pick: Pick) -> None:
    """Labels; and a word of the scale that leaves it, while all words stay ratings."""
    ratings = world.archive.site["ratings"]
    what = pick.below(4)
    if what == 0:
        _toggle(ratings, "labels", {"mixed": "So-so", "false": "Not so"})
    elif what == 1:
        ratings["other"].insert(0, ratings["scale"].pop()) if len(ratings["scale"]) > 3 else None
    elif what == 2:
        ratings["scale"].append(ratings["other"].pop(0)) if ratings["other"] else None
    else:
        _toggle(ratings, "method", "about")


# --- the output and the state, behind the build's back ---


def _some_output(world: World, pick: Pick) -> Path | None:
    output = world.output
    files = sorted(path for path in output.rglob("*") if path.is_file() and ".sitegen" not in path.parts[-2:])
    return pick.of(files) if files else None


@edit
def output_deleted(world: World, pick: Pick) -> None:
    path = _some_output(world, pick)
    if path is not None:
        shutil.rmtree(path.parent) if pick.below(2) and path.parent != world.output else path.unlink()
        world.is_current = False


@edit
def output_edited(world: World, pick: Pick) -> None:
    path = _some_output(world, pick)
    if path is not None:
        data = path.read_bytes()
        path.write_bytes(pick.of([data + b"!", b"", data.replace(b"a", b"b"), b"\xff" * len(data)]))
        world.is_current = False


@edit
def output_gone(world: World, pick: Pick) -> None:
    shutil.rmtree(world.output, ignore_errors=True)
    world.is_current = False


@edit
def output_restored(world: World, pick: Pick) -> None:
    """A backup of the whole output folder comes back."""
    saved = world.folder.parent / "saved-output" / world.output.name
    if saved.exists():
        shutil.rmtree(world.output, ignore_errors=True)
        shutil.copytree(saved, world.output)
        shutil.rmtree(saved)
    elif world.output.exists():
        shutil.copytree(world.output, saved)
    world.is_current = False


@edit
def output_elsewhere(world: World, pick: Pick) -> None:
    """`-o other`, until it is chosen again."""
    world.output = world.folder / ("site" if world.output.name == "other" else "other")
    world.is_current = False


@edit
def state_gone(world: World, pick: Pick) -> None:
    shutil.rmtree(world.folder / ".sitegen", ignore_errors=True)
    world.is_current = False


@edit
def state_restored(world: World, pick: Pick) -> None:
    """An old state comes back, as from the cache of a build server."""
    state, saved = world.folder / ".sitegen", world.folder.parent / "saved-state"
    if saved.exists():
        shutil.rmtree(state, ignore_errors=True)
        shutil.copytree(saved, state)
        shutil.rmtree(saved)
    elif state.exists():
        shutil.copytree(state, saved)
    world.is_current = False


@edit
def catalog_damaged(world: World, pick: Pick) -> None:
    path = world.folder / ".sitegen" / "catalog.db"
    if not path.exists():
        return
    data = path.read_bytes()
    at = pick.below(64) * len(data) // 64
    kind = pick.below(5)
    if kind == 0:
        data = data[:at]
    elif kind == 1:
        data = data[:at] + b"\0" * min(4096, len(data) - at) + data[at + 4096 :]
    elif kind == 2:
        data = data[:at] + data[at:].replace(b"e", b"u", 40)
    elif kind == 3:
        data = b"not a database"
    else:
        data = data[:at] + bytes(range(256)) + data[at + 256 :]
    path.write_bytes(data)
    world.is_current = False


@edit
def time_passes(world: World, pick: Pick) -> None:
    """The build takes all stats for settled, so that the next one need not read the files."""
    world.trust_stats = True


@edit
def two_jobs(world: World, pick: Pick) -> None:
    world.jobs = 2


# --- what makes a build fail ---


@edit
def file_broken(world: World, pick: Pick) -> None:
    world.break_until_repaired()
    archive = world.archive
    doc = archive.docs[pick.of([path for path in sorted(archive.docs) if id_of(path) not in ("hidden", "unfinished")])]
    doc.raw = pick.of(
        [
            b"no front matter\n",
            b"---\ntitle: [\n---\n",
            b"---\n- a list\n---\n",
            b"---\ntitle: \xff\n---\n",
            b"---\nunknown: field\n---\n",
            b"",
        ]
    )


@edit
def reference_broken(world: World, pick: Pick) -> None:
    """A file is deleted, copied or made a draft, and nobody told those who refer to it."""
    world.break_until_repaired()
    archive = world.archive
    path = pick.of(sorted(archive.docs))
    what = pick.below(3)
    if what == 0:
        del archive.docs[path]
    elif what == 1:
        archive.docs[str(PurePosixPath(path).parent / "copy" / PurePosixPath(path).name)] = archive.docs[path]
    else:
        archive.docs[path].front["draft"] = "true"


@edit
def value_broken(world: World, pick: Pick) -> None:
    world.break_until_repaired()
    archive = world.archive
    what = pick.below(6)
    _, doc = _article(world, pick)
    if what == 0:
        doc.front["published"] = "last week"
    elif what == 1:
        doc.front.setdefault("claims", []).append("words that nobody said")
    elif what == 2:
        doc.front.setdefault("claims", []).append({"quote": doc.body.split()[0], "rating": "mostly-flase"})
    elif what == 3:
        doc.front["about"] = ["varda-citty", "nobody-at-all"]
    elif what == 4:
        doc.body += "\n[A page](/nowhere/) and [[nothing-there]]. ![No](no.png)\n"
    else:
        archive.sources["Not an id"] = {"title": "x"}


@edit
def site_broken(world: World, pick: Pick) -> None:
    world.break_until_repaired()
    name, value = pick.of(
        [
            ("base_url", "ftp://x.example/"),
            ("theme", "nowhere"),
            ("ratings", {"scale": ["false"]}),
            ("ratings", {"scale": ["no", "yes"], "other": ["perhaps"]}),
            ("corrections_policy", "no-page"),
            ("title", ["a list"]),
        ]
    )
    world.archive.site[name] = value


@edit
def template_broken(world: World, pick: Pick) -> None:
    world.break_until_repaired()
    name, text = pick.of(
        [
            ("imprint.html", b"{% if %}"),
            ("plain-page.html", b"{{ nothing.there }}"),
            ("article.html", b"{% include 'not-there.html' %}"),
            ("entity.html", b"{% extends 'base.html' %}{% block main %}{{ 1 / 0 }}{% endblock %}"),
        ]
    )
    world.archive.plain[f"{THEME}/templates/{name}"] = text


@edit
def strict(world: World, pick: Pick) -> None:
    """Once with --strict: warnings fail the build, and what nothing refers to is one."""
    world.strict = True


@edit
def check_only(world: World, pick: Pick) -> None:
    world.check_only = True


@edit
def output_in_the_way(world: World, pick: Pick) -> None:
    """A file that isn't ours lies where a new page must go; it stays until the next step."""
    world.break_until_repaired()
    name = world.new_name("blocked")
    world.archive.docs[f"content/pages/{name}.md"] = Doc({"title": "Blocked"}, "Text.\n")
    world.block(world.output / name / "index.html")
