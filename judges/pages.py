"""The built site as its judges read it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import html5lib  # type: ignore[import-untyped]

NOT_FOUND = "404.html"


@dataclass(frozen=True)
class Page:
    """One HTML page, parsed as a browser would."""

    path: str
    text: str
    root: ET.Element
    errors: list[str]

    @property
    def kind(self) -> str:
        """What the theme calls this page: `article`, `claim`, … from the class of the body."""
        body = self.root.find("body")
        classes = (body.get("class", "") if body is not None else "").split()
        return next((name[2:] for name in classes if name.startswith("k-")), "")

    @cached_property
    def ids(self) -> set[str]:
        return {element.attrib["id"] for element in self.root.iter() if "id" in element.attrib}

    @property
    def canonical(self) -> str:
        return next((e.get("href", "") for e in self.root.iter("link") if e.get("rel") == "canonical"), "")

    @property
    def address(self) -> str:
        """Where a server shows the page, from the site's root."""
        return self.path.removesuffix("index.html")


class Site:
    """A folder with a built site: its pages, and its other files but for the build's own and the search index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = sorted(path.relative_to(folder).as_posix() for path in _files(folder))

    @cached_property
    def pages(self) -> list[Page]:
        return [_parse(path, self.text(path)) for path in self.matching(".html")]

    def matching(self, suffix: str) -> list[str]:
        return [path for path in self.files if path.endswith(suffix) and not path.startswith("pagefind")]

    def text(self, path: str) -> str:
        return self.bytes(path).decode()

    def bytes(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def largest(self) -> dict[str, Page]:
        """The largest page of each kind."""
        found: dict[str, Page] = {}
        for page in sorted(self.pages, key=lambda page: (-len(page.text), page.path)):
            found.setdefault(page.kind, page)
        return dict(sorted(found.items()))

    def sample(self) -> list[Page]:
        """The largest page of each kind, and as many more as it takes to show each kind of element once."""
        chosen = list(self.largest().values())
        seen = {shape for page in chosen for shape in _shapes(page)}
        left = {page.path: _shapes(page) for page in self.pages}
        by_path = {page.path: page for page in self.pages}
        while left:
            best = max(left, key=lambda path: (len(left[path] - seen), path))
            if not left[best] - seen:
                break
            chosen.append(by_path[best])
            seen |= left.pop(best)
        return chosen


def _shapes(page: Page) -> set[tuple[str, ...]]:
    """The kinds of elements on a page: within what, tag, classes, role."""
    body = page.root.find("body")
    found: set[tuple[str, ...]] = set()
    if body is not None:
        for parent in body.iter():
            for child in parent:
                classes = " ".join(sorted(child.get("class", "").split()))
                found.add((parent.tag, child.tag, classes, child.get("role", "")))
    return found


def _files(folder: Path) -> Iterator[Path]:
    own = folder / ".sitegen"
    return (path for path in folder.rglob("*") if path.is_file() and own not in path.parents)


def _parse(path: str, text: str) -> Page:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: ET.Element = parser.parse(text)
    errors = [f"{where[0]}:{where[1]}: {code} {values or ''}".rstrip() for where, code, values in parser.errors]
    return Page(path, text, root, errors)
