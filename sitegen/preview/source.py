"""Where a page and each of its cards stand in the content: the way back from what is read to what is written."""

from __future__ import annotations

from pathlib import Path

from sitegen.catalog.lookups import CatalogLookup
from sitegen.compile.anchors import Haystack
from sitegen.compile.annotations import ArticleTexts, anchor_annotations
from sitegen.compile.markdown import parse_markdown
from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.report import FileReport
from sitegen.compile.source_text import decode, split_front_matter
from sitegen.compile.validate import validate_front_matter
from sitegen.core.diagnostics import Diagnostic, Place
from sitegen.core.ids import id_of_path
from sitegen.site import urls


def page_source(project: Path, catalog: Path, output: str) -> tuple[Place | None, dict[str, Place]]:
    """The place a page is made from, and those of its cards by their element ids. None: a list, or another page that
    many files make. `catalog` mustn't be written meanwhile.
    """
    lookup = CatalogLookup(catalog)
    try:
        path, card = _file_of(lookup, output)
    finally:
        lookup.close()
    if path is None:
        return None, {}
    cards = _card_places(path, (project / path).read_bytes()) if output.startswith("articles/") or card else {}
    if card:
        return cards.get(card, Place(path, 1)), {}
    return Place(path, 1), cards


def _file_of(lookup: CatalogLookup, output: str) -> tuple[str | None, str]:
    """(content file, annotation) that a page is of."""
    subject = output.removesuffix("/index.html").rpartition("/")[2]
    for row in lookup.rows("page_file", "id", subject):
        if urls.PAGE_OF[row["kind"]](subject) == output:
            return row["path"], ""
    if output != urls.claim_output(subject):
        return None, ""
    for claim in lookup.rows("claim", "id", subject):
        for row in lookup.rows("page_file", "id", claim["article"]):
            if row["kind"] == "article":
                return row["path"], subject  # an own claim has its annotation's id
    return None, ""


def _card_places(path: str, data: bytes) -> dict[str, Place]:
    """Annotation id → where it begins in the front matter of an article. Empty if the file can't be read as one."""
    text = decode(path, data)
    source = text if isinstance(text, Diagnostic) else split_front_matter(path, text)
    if isinstance(source, Diagnostic):
        return {}
    report = FileReport(source)
    record, kept, _ = validate_front_matter(id_of_path(path), read_yaml(source.yaml), report)
    if record is None:
        return {}
    document = parse_markdown(source.body, first_line=source.body_line + 1)
    haystacks = {"body": Haystack("body", document.text)}
    for name in ("title", "subtitle", "caption"):
        if words := getattr(record, name):
            haystacks[name] = Haystack(name, words)
    texts = ArticleTexts(haystacks, document, document.hidden)
    annotations = anchor_annotations(record.id or id_of_path(path), record, kept, texts, report)
    return {item.id: report.place_of(item.field) for item in annotations}
