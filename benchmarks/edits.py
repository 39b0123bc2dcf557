"""The edits whose cost is measured: each is a function of (archive, number).

Number 0 is how the archive is when it is built clean; every other number makes another text of the same shape, so that
two builds in a row differ in one value and nothing else. Edits are in different files: they can be made one after
another. All leave the archive free of errors.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.archives import Archive
from benchmarks.articles import make_article
from benchmarks.names import FOLDERS, Entity
from benchmarks.world import SCALE, article_id, make_world
from benchmarks.yamlout import Data, document

PROJECT = Path(__file__).resolve().parent.parent
_DAYS = [f"{day} December" for day in range(20, 29)]
_RATING = re.compile(r"(?m)^( *rating: ).*$")


def _change(archive: Archive, path: Path, pattern: str | re.Pattern[str], new: str) -> None:
    """Replace the first match in a file's original text; `new` may use its groups."""
    text, count = re.subn(pattern, new, archive.original(path), count=1)
    if not count:
        raise ValueError(f"{path} has nothing like {pattern}")
    archive.write(path, text)


def _one_of(values: Sequence[str], number: int) -> str:
    """The first value for number 0, and never for another."""
    return values[1 + number % (len(values) - 1) if number else 0]


def edit_prose(archive: Archive, number: int) -> None:
    """A paragraph more in an article in the middle of the archive. For peers' archives, too."""
    path = archive.articles()[archive.size // 2]
    archive.write(path, archive.original(path).rstrip("\n") + f"\n\nErratumword {number:03d}.\n")


def edit_title(archive: Archive, number: int) -> None:
    """Another last word in the title of the next article."""
    path = archive.articles()[archive.size // 2 + 1]
    _change(archive, path, r'(?m)^title: "?(.*?)"?$', rf'title: "\1 erratumtitle{number:03d}"')


def edit_rating(archive: Archive, number: int) -> None:
    """Another rating of a claim that only one article has."""
    after = archive.articles()[archive.size // 2 + 2 :]
    path = next(path for path in after if _RATING.search(archive.original(path)))
    _change(archive, path, _RATING, rf"\g<1>{_one_of(SCALE, number)}")


def edit_shared_rating(archive: Archive, number: int) -> None:
    """Another rating of a claim that several articles have."""
    claims = make_world(archive.size, archive.seed).claims
    path = archive.root / f"content/claims/{claims[len(claims) // 2].id}.md"
    _change(archive, path, _RATING, rf"\g<1>{_one_of(SCALE, number)}")


def _entity(archive: Archive, share: float) -> tuple[Entity, Path]:
    """The entity at this share of the list (0: the one named most often), and its file."""
    entities = make_world(archive.size, archive.seed).entities
    entity = entities[int(len(entities) * share)]
    return entity, archive.root / "content/entities" / FOLDERS[entity.kind] / f"{entity.id}.md"


def edit_name(archive: Archive, number: int) -> None:
    """An entity, named about as often as most, is called something else; the old name is an alias."""
    entity, path = _entity(archive, 0.5)
    front: dict[str, Data] = dict(entity.front)
    front["name"] = f"{entity.name} Erratumname{number:03d}"
    front["aliases"] = [entity.name, *entity.aliases]
    archive.write(path, document(front, f"{entity.name} is made up, as is all that is said of it here."))


def edit_alias(archive: Archive, number: int) -> None:
    """Another alias of an entity; each is a date that is in the text of about one article in a hundred."""
    entity, path = _entity(archive, 0.75)
    front: dict[str, Data] = dict(entity.front)
    front["aliases"] = [*entity.aliases, _one_of(_DAYS, number)]
    archive.write(path, document(front, f"{entity.name} is made up, as is all that is said of it here."))


def _edit_template(archive: Archive, name: str, number: int) -> None:
    """Another attribute in a template, which is the default theme's otherwise."""
    text = (PROJECT / "themes/default/templates" / name).read_text(encoding="utf-8")
    archive.write(
        archive.root / "themes/edited/templates" / name, text.replace("<h1", f'<h1 data-edit="{number:03d}"', 1)
    )


def edit_article_template(archive: Archive, number: int) -> None:
    """The template of all articles."""
    _edit_template(archive, "article.html", number)


def edit_entity_template(archive: Archive, number: int) -> None:
    """The template of all entities."""
    _edit_template(archive, "entity.html", number)


def add_article(archive: Archive, number: int) -> None:
    """An article more, with annotations; none for number 0."""
    if number:
        article = make_article(make_world(archive.size, archive.seed), archive.size + number)
        path = archive.root / f"content/articles/{article.published.year}/{article_id(archive.size + number)}.md"
        archive.write(path, document(article.front, article.body.markdown))


def edit_site_title(archive: Archive, number: int) -> None:
    """Another title of the site, which is on every page; the theme is one whose templates can be edited."""
    path = archive.root / "site.yaml"
    text = archive.original(path).replace("theme: default", "theme: edited")
    archive.write(path, text.replace("title: A generated archive", f"title: A generated archive {number:03d}", 1))


EDITS: dict[str, Callable[[Archive, int], None]] = {
    "prose": edit_prose,
    "title": edit_title,
    "a claim's rating": edit_rating,
    "a shared claim's rating": edit_shared_rating,
    "an entity's name": edit_name,
    "an alias": edit_alias,
    "the entities' template": edit_entity_template,
    "the articles' template": edit_article_template,
    "a new article": add_article,
    "the site's title": edit_site_title,
}
