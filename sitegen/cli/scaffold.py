"""`sitegen new`: a small site that builds at once, and an article to fill in."""

from __future__ import annotations

import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from sitegen.core.ids import is_id, slugify

ARTICLE = """\
---
title: {title}
published: {date}
publisher: {publisher}
source: https://example.org/the-original-address
draft: true

# claims:
#   - id: a-short-id
#     quote: the words of the article, exactly
#     speaker: an-entity-id
#     rating: {rating}
#     verdict: One sentence that says what was found.
#     evidence:
#       - {{url: "https://example.org/evidence", archived: "https://archive.example.org/1"}}
# corrections:
#   - {date}: What was corrected, and why.
# context:
#   - quote: other words of the article
#     note: What a reader should know about them.
---
The article's text, in Markdown.
"""


class CannotCreate(Exception):
    """What was to be made can't be made here; says why and what to do."""


def create_site(folder: Path) -> str:
    """Write the starter site into a new or empty folder; what to tell the author."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotCreate(f"{folder} is there already and isn't empty; choose another name")
    try:
        for name, source in _files(resources.files("sitegen").joinpath("starter")):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
        (folder / ".gitignore").write_text("/site/\n/.sitegen/\n", encoding="utf-8")
    except OSError as error:
        raise CannotCreate(f"{error.filename or folder} can't be written: {error.strerror}") from error
    return (
        f"Made a new site in {folder}/. Next:\n"
        f"  sitegen build -C {folder}\n"
        f"  sitegen serve -C {folder}\n"
        f"  sitegen new -C {folder} article my-first-article"
    )


def create_article(project: Path, name: str) -> str:
    """Write a draft article; what to tell the author."""
    if not (project / "site.yaml").is_file():
        raise CannotCreate(f"there is no site.yaml in {project.absolute()}; name the project with -C")
    if not is_id(name):
        made = slugify(name)
        raise CannotCreate(f"“{name}” can't be an id (a-z, 0-9, hyphens)" + (f"; did you mean {made}?" if made else ""))
    path = project / "content" / "articles" / f"{name}.md"
    taken = next((project / "content" / "articles").rglob(f"{name}.md"), None)
    if taken is not None:
        raise CannotCreate(f"{taken} is there already")
    title = name.replace("-", " ").capitalize()
    words = ARTICLE.format(
        title=title, date=datetime.date.today().isoformat(), publisher="an-entity-id", rating="mixed"
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    except OSError as error:
        raise CannotCreate(f"{path} can't be written: {error.strerror}") from error
    return f"Made {path}, a draft. Fill it in, remove `draft: true`, and run `sitegen build`."


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            found += _files(item, f"{prefix}{item.name}/")
        elif not item.name.startswith("."):
            found.append((prefix + item.name, item))
    return found
