"""Permanent names: what may be one, and how one is made from a file's name or from words."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

ID = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")
_find_id = lru_cache(maxsize=4096)(ID.fullmatch)  # article after article names the same ids
_TO_ID = bytes(code if chr(code).islower() or chr(code).isdigit() else ord("-") for code in range(128)) + bytes(128)

MAX_LENGTH = 120
"""Characters. Well below the 255 bytes a file system allows for one name."""

RESERVED_ANCHORS = re.compile(r"(?:p|r|h|fn|fnref|sg)-.*")
"""Element ids that pages use themselves: paragraphs, references, headings, footnotes, the theme's own."""

RESERVED_PAGES = frozenset(
    (
        "articles claims entities speakers corrections search assets media pagefind data feed index sitemap robots 404 "
        "con prn aux nul"
    ).split(" ")
)
"""Names a plain page can't have, because its address would be somebody else's (or can't exist on Windows)."""


def is_id(text: str) -> bool:
    return len(text) <= MAX_LENGTH and _find_id(text) is not None


def slugify(text: str) -> str:
    """Lower-case Latin letters, digits and hyphens; any script is transliterated. May be empty."""
    if is_id(text):
        return text
    if text.isascii():
        # Of bytes, which takes a tenth of the time.
        slug = "-".join(filter(None, text.lower().encode().translate(_TO_ID).decode().split("-")))
        return slug if len(slug) <= MAX_LENGTH else slug[:MAX_LENGTH].rpartition("-")[0] or slug[:MAX_LENGTH]
    from slugify import slugify as transliterate

    return transliterate(text, max_length=MAX_LENGTH, word_boundary=True)


def id_of_path(path: str) -> str:
    """The id a file's name gives: of its folder, if it is called index.md. Any script is transliterated."""
    folder, _, file = path.rpartition("/")
    stem = file.rpartition(".")[0] or file
    if stem in ("index", "_index") and folder.count("/") >= 2:
        stem = folder.rpartition("/")[2]
    return slugify(stem)


def annotation_id(article: str, words: str, selector: str = "") -> str:
    """A stable id for an annotation that was given none: its first words and six hex digits.

    The digits come from the article, the folded quote and its selector, so the id survives moving the item within its
    list and is unique in the archive for all practical purposes; linking reports the rest.
    """
    first = "-".join((slugify(words[:80]) or "note").split("-")[:5])[:48].strip("-")
    if first[0].isdigit() or RESERVED_ANCHORS.fullmatch(first):  # it is an element's id, too: CSS wants a letter
        first = "q" + first
    mark = hashlib.sha256(f"{article}\0{words}\0{selector}".encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{first}-{mark}"
