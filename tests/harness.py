"""What the tests speak of: a project of files, what building it says, and the pages that come of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import html5lib

from sitegen.build import BuildReport, build_site
from sitegen.build_request import BuildRequest
from sitegen.core.diagnostics import Diagnostic, Place
from sitegen.core.folding import fold_text

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("sitegen")

SITE_YAML = """\
title: Test archive
base_url: https://archive.example/
corrections_policy: corrections-policy
"""
MINIMAL: Mapping[str, str] = {
    "site.yaml": SITE_YAML,
    "content/pages/corrections-policy.md": "---\ntitle: Corrections\n---\nWrite to us.\n",
    "content/entities/people/anna-petrova.md": "---\nname: Anna Petrova\n---\n",
    "content/articles/talks-end.md": """\
---
title: Talks end
published: 2024-03-14
original: true
claims:
  - We agreed on 12,000 prisoners
context:
  - quote: so-called border regime
    note: The outlet's term for the border administration.
---
“We agreed on 12,000 prisoners,” Anna Petrova said.

They will meet again to discuss the so-called border regime.
""",
}
"""The least archive that has a page of each kind; it builds without a warning."""


@lru_cache(maxsize=512)
def _parse(html: str) -> ET.Element:
    return html5lib.parse(html, namespaceHTMLElements=False)


class Page:
    """A page of the site as a browser sees it."""

    def __init__(self, path: str, html: str) -> None:
        self.path = path
        self.html = html
        self.root: ET.Element = _parse(html)

    def all(self, tag: str = "*", **attributes: str) -> list[ET.Element]:
        """The elements of a tag with these attributes, in document order. `_` in a name stands for `-`."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.root.iter(None if tag == "*" else tag)
            if all(value in element.get(name, "").split() for name, value in wanted.items())
        ]

    def one(self, tag: str = "*", **attributes: str) -> ET.Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × {tag} {attributes} in {self.path}"
        return found[0]

    def ids(self) -> set[str]:
        return {element.attrib["id"] for element in self.root.iter() if "id" in element.attrib}

    def words(self, tag: str = "body", **attributes: str) -> str:
        """What a reader reads in the one element, white space made one space."""
        return " ".join("".join(self.one(tag, **attributes).itertext()).split())

    def marked(self) -> dict[str, str]:
        """Annotation id → the words its marks cover, references left out."""
        found: dict[str, str] = {}
        for mark in self.all("mark"):
            for name in mark.attrib["aria-details"].split():
                found[name] = found.get(name, "") + read(mark)
        return found

    def links(self) -> Iterator[tuple[ET.Element, str]]:
        """(element, address) of every link, image, script and style sheet."""
        for element in self.root.iter():
            for name in ("href", "src"):
                if name in element.attrib:
                    yield element, element.attrib[name]

    def targets(self, tag: str = "a") -> set[str]:
        """Where the links of this page lead, as paths of the site with their fragments."""
        found = set()
        for element, address in self.links():
            if element.tag == tag and "://" not in address and not address.startswith("mailto:"):
                found.add(unquote(urljoin(f"/{self.path}", address)).lstrip("/"))
        return found


def read(element: ET.Element) -> str:
    """An element's words without the note references in it."""
    text = element.text or ""
    for child in element:
        if "ref" not in child.get("class", "").split():
            text += read(child)
        text += child.tail or ""
    return text


def squeeze(text: str) -> str:
    """The text with typography folded and without any white space: what two renderings of the same words share."""
    return "".join(fold_text(text).split())


class Site:
    """A project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "site"
        self.report: BuildReport | None = None

    # --- files ---

    def write(self, path: str, text: str | bytes) -> Site:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)
        return self

    def write_all(self, files: Mapping[str, str]) -> Site:
        for path, text in files.items():
            self.write(path, text)
        return self

    def edit(self, path: str, old: str, new: str) -> Site:
        text = (self.folder / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"“{old}” is {text.count(old)} times in {path}"
        return self.write(path, text.replace(old, new))

    def delete(self, path: str) -> Site:
        place = self.folder / path
        shutil.rmtree(place) if place.is_dir() else place.unlink()
        return self

    # --- building ---

    def build(
        self, *, strict: bool = False, drafts: bool = False, search: bool = False, check: bool = False, jobs: int = 1
    ) -> BuildReport:
        """Build in this process, without a search index unless asked."""
        return build_site(BuildRequest(self.folder, self.output, jobs, strict, search, drafts, check))

    def built(self, **options: bool) -> Site:
        """Build, and be sure that nothing was found."""
        self.report = self.build(**options)
        found = told(self.report.diagnostics, self.folder)
        assert not found, "\n".join(found)
        return self

    def run(self, *arguments: str, folder: Path | None = None, **environment: str | None) -> Ran:
        """Run the real command in the project's folder. A variable given as None is unset."""
        changed = {"NO_COLOR": "1", **environment}
        env = {**os.environ, **{name: value for name, value in changed.items() if value is not None}}
        for name in (name for name, value in changed.items() if value is None):
            env.pop(name, None)
        done = subprocess.run(
            [COMMAND, *arguments],
            cwd=folder or self.folder,
            env=env,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    # --- looking at what came of it ---

    def text(self, path: str) -> str:
        return (self.output / path).read_text(encoding="utf-8")

    def page(self, path: str) -> Page:
        """A page by its file's path, or by its folder's."""
        if not path.endswith(".html"):
            path = f"{path.strip('/')}/index.html".lstrip("/")
        return Page(path, self.text(path))

    def pages(self) -> list[Page]:
        return [self.page(path) for path in self.files() if path.endswith(".html")]

    def files(self) -> list[str]:
        """The site's files as a visitor knows them: without the build's own folder."""
        found = (path.relative_to(self.output).as_posix() for path in self.output.rglob("*") if path.is_file())
        return sorted(path for path in found if not path.startswith(".sitegen/"))

    def snapshot(self) -> dict[str, bytes]:
        """Path → bytes of everything in the output folder."""
        return {p.relative_to(self.output).as_posix(): p.read_bytes() for p in self.output.rglob("*") if p.is_file()}


class Ran(tuple[int, str, str]):
    """What a command did: (exit code, stdout, stderr), also by name."""

    def __new__(cls, code: int, out: str, err: str) -> Ran:
        assert "Traceback" not in out + err, out + err
        return super().__new__(cls, (code, out, err))

    @property
    def code(self) -> int:
        return self[0]

    @property
    def out(self) -> str:
        return self[1]

    @property
    def err(self) -> str:
        return self[2]


def told(diagnostics: list[Diagnostic], project: Path) -> list[str]:
    """Diagnostics in the words of the expectations: where, what, the words concerned, the help, the other places."""
    lines = []
    for item in diagnostics:
        lines.append(f"{_where(item.place)}: {item.severity}[{item.code}]: {item.message}")
        if words := covered(item.place, project):
            lines.append(f"    at: {words}")
        for other in item.related:
            words = covered(other.place, project)
            lines.append(f"    see: {_where(other.place)}: {other.message}")
            if words:
                lines.append(f"        at: {words}")
        lines += [f"    help: {hint}" for hint in item.hints]
    return [line.replace(str(project), "PROJECT") for line in lines]


def covered(place: Place, project: Path) -> str:
    """The words of the file that a place covers, read from the file anew; line ends shown as ⏎."""
    if place.line is None:
        return ""
    try:
        text = (project / place.path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    last = place.end_line or place.line
    if place.line == last:
        return lines[place.line - 1][(place.column or 1) - 1 : (place.end_column or 0) - 1]
    inner = lines[place.line : last - 1]
    first = lines[place.line - 1][(place.column or 1) - 1 :]
    return " ⏎ ".join((first, *inner, lines[last - 1][: (place.end_column or 1) - 1]))


def _where(place: Place) -> str:
    return ":".join(str(part) for part in (place.path, place.line, place.column) if part is not None)


def broken_links(site: Site) -> list[str]:
    """Every link inside the site that isn't relative, or whose file or fragment isn't there.

    404.html alone links from the root (here: of the host), because a server shows it at any address.
    """
    pages = {page.path: page for page in site.pages()}
    ids = {path: page.ids() for path, page in pages.items()}
    files = set(site.files())
    found = []
    for path, page in pages.items():
        for element, address in page.links():
            if "://" in address or address.startswith(("mailto:", "data:")) or element.get("rel") == "canonical":
                continue
            if path == "404.html":
                assert address.startswith(("/", "#")), address
                address = address.lstrip("/")
            if address.startswith("/"):
                found.append(f"{path}: {address} begins with /")
                continue
            where, fragment = urldefrag(urljoin(f"https://host/a/b/{path}", address))
            target = unquote(where.removeprefix("https://host/a/b/"))
            if target.endswith("/") or not target:
                target += "index.html"
            if target not in files:
                found.append(f"{path}: {address} leads to {target}, which isn't there")
            elif fragment and target in ids and unquote(fragment.partition(":~:")[0]) not in ids[target]:
                found.append(f"{path}: {address}: {target} has no #{fragment}")
    return found
