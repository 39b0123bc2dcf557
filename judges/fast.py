"""The judges that need nothing but Python: links, budgets, structured data, feeds. The tests run them too."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from judges.findings import Finding, Verdict, once
from judges.pages import NOT_FOUND, Page, Site

_ADDRESSES = ("href", "src", "action", "formaction", "poster", "data", "cite", "srcset")
_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_HOST = "https://host.invalid"


# --- markup ---


def html5(site: Site) -> Verdict:
    """Every page parses without an error of the HTML standard's parser."""
    findings = [Finding(page.path, error) for page in site.pages for error in page.errors]
    return Verdict("html5lib", len(site.pages), findings)


# --- links ---


def links(site: Site) -> Verdict:
    """Every address inside the site is relative, and leads to a file and a fragment that are there."""
    by_path = {page.path: page for page in site.pages}
    files = set(site.files)
    findings = [
        Finding(page.path, message)
        for page in site.pages
        for address in _addresses(page)
        if (message := _broken(page.path, address, by_path, files))
    ]
    return Verdict("links", len(site.pages), once(findings))


def _addresses(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        if element.tag == "link" and element.get("rel") == "canonical":
            continue
        for name in _ADDRESSES:
            value = element.get(name)
            if value is None:
                continue
            if name == "srcset":
                yield from (part.split()[0] for part in value.split(",") if part.strip())
            else:
                yield value


def _broken(path: str, address: str, pages: dict[str, Page], files: set[str]) -> str:
    """What is wrong with an address on the page `path`, or ""."""
    parts = urlsplit(address)
    if parts.scheme:
        known = parts.scheme in ("https", "http", "mailto", "data")
        return "" if known else f"{address} has an odd scheme"
    if parts.netloc or (address.startswith("/") and path != NOT_FOUND):
        return f"{address} isn't relative"
    if path == NOT_FOUND and not address.startswith(("/", "#")):
        return f"{address} is relative, but a server shows this page at any address"
    where, fragment = urldefrag(urljoin(f"{_HOST}/{path}", address))
    place = urlsplit(where)
    if place.netloc != urlsplit(_HOST).netloc or _climbs(path, parts.path):
        return f"{address} leads out of the site"
    target = unquote(place.path.removeprefix("/"))
    if target.endswith("/") or not target:
        target += "index.html"
    if target not in files:
        return f"{address} leads to {target}, which isn't there"
    name = unquote(fragment.partition(":~:")[0])
    if name and target in pages and name not in pages[target].ids:
        return f"{address}: {target} has no #{name}"
    return ""


def _climbs(path: str, relative: str) -> bool:
    """Whether an address has more `..` than the page has folders above it (a browser would just stop at the root)."""
    depth = path.count("/")
    for step in relative.split("/"):
        depth += -1 if step == ".." else step not in ("", ".")
        if depth < 0:
            return True
    return False


# --- budgets ---


@dataclass(frozen=True)
class Budget:
    """The most that a page may weigh, in KB after gzip and without images, and how many requests it may take."""

    html: float
    css: float
    js: float
    all: float
    requests: int


BUDGETS = {"article": Budget(20, 8, 4, 32, 4), "search": Budget(6, 8, 12, 26, 5)}
OTHERWISE = Budget(24, 8, 4, 36, 4)


def budget_of(page: Page) -> Budget:
    return BUDGETS.get(page.kind, OTHERWISE)


def budgets(site: Site) -> Verdict:
    """No page is heavier than agreed. Content pages without `k-article` count as entity pages."""
    findings = []
    heaviest: dict[str, tuple[float, str]] = {}
    weights: dict[str, int] = {}

    def weight(path: str) -> int:
        if path not in weights:
            weights[path] = len(gzip.compress(site.bytes(path), 9, mtime=0))
        return weights[path]

    for page in site.pages:
        limit = budget_of(page)
        loaded = {kind: [path for path in found if path in site.files] for kind, found in _loads(page).items()}
        sizes = {
            "HTML": weight(page.path) / 1024,
            "CSS": sum(map(weight, loaded["css"])) / 1024,
            "JS": sum(map(weight, loaded["js"])) / 1024,
        }
        whole = sum(sizes.values()) + sum(map(weight, loaded["icon"])) / 1024
        limits = {"HTML": limit.html, "CSS": limit.css, "JS": limit.js, "all": limit.all}
        findings += [
            Finding(page.path, f"{name} weighs {size:.1f} KB gzipped, more than {limits[name]:g}")
            for name, size in {**sizes, "all": whole}.items()
            if size > limits[name]
        ]
        requests = 1 + sum(map(len, loaded.values()))
        if requests > limit.requests:
            findings.append(Finding(page.path, f"takes {requests} requests, more than {limit.requests}"))
        heaviest[page.kind] = max(heaviest.get(page.kind, (0.0, "")), (whole, page.path))
    notes = [f"heaviest {kind or 'page'}: {size:.1f} KB ({path})" for kind, (size, path) in sorted(heaviest.items())]
    return Verdict("budgets", len(site.pages), findings, notes=notes)


def _loads(page: Page) -> dict[str, list[str]]:
    """The files a page takes along, by kind, as paths from the site's root."""
    found: dict[str, list[str]] = {"css": [], "js": [], "icon": []}
    for element in page.root.iter():
        rel = element.get("rel", "").split()
        if element.tag == "link" and "stylesheet" in rel:
            kind, address = "css", element.get("href", "")
        elif element.tag == "link" and "icon" in rel:
            kind, address = "icon", element.get("href", "")
        elif element.tag == "script" and element.get("src"):
            kind, address = "js", element.get("src", "")
        else:
            continue
        path = unquote(urlsplit(urljoin(f"{_HOST}/{page.path}", address)).path.removeprefix("/"))
        found[kind] = list(dict.fromkeys([*found[kind], path]))
    return found


# --- structured data ---


def json_ld(site: Site) -> Verdict:
    """Every JSON-LD record parses, says what it is, and a ClaimReview has what search engines ask of it."""
    findings = []
    count = 0
    for page in site.pages:
        for script in page.root.iter("script"):
            if script.get("type") == "application/ld+json":
                count += 1
                findings += [Finding(page.path, message) for message in _record_faults(script.text or "", page)]
    if not count and any(page.canonical for page in site.pages):
        findings.append(Finding("(the site)", "no page has structured data"))
    return Verdict("JSON-LD", count, findings)


def _record_faults(text: str, page: Page) -> Iterator[str]:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} isn't JSON")

    try:
        record = json.loads(text, parse_constant=refuse)
    except ValueError as error:
        yield f"JSON-LD doesn't parse: {error}"
        return
    if not isinstance(record, dict):
        yield "JSON-LD isn't a record"
        return
    if record.get("@context") != "https://schema.org":
        yield f"JSON-LD has the context {record.get('@context')!r}"
    yield from _untyped(record, "JSON-LD")
    if page.canonical and record.get("url") != page.canonical:
        yield f"JSON-LD is of {record.get('url')}, the page is {page.canonical}"
    if record.get("@type") == "ClaimReview":
        yield from _review_faults(record)


def _untyped(value: Any, where: str) -> Iterator[str]:
    """Records without a type, and values that say nothing."""
    if isinstance(value, dict):
        if not isinstance(value.get("@type"), str):
            yield f"{where} has no @type"
        for name, inner in value.items():
            yield from _untyped(inner, f"{where} › {name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _untyped(inner, where)
    elif value is None or value == "":
        yield f"{where} is empty"


def _review_faults(record: dict[str, Any]) -> Iterator[str]:
    rating = record.get("reviewRating") or {}
    needed = {
        "url": record.get("url"),
        "claimReviewed": record.get("claimReviewed"),
        "author.name": (record.get("author") or {}).get("name"),
        "itemReviewed": record.get("itemReviewed"),
        "reviewRating.alternateName": rating.get("alternateName"),
    }
    yield from (f"ClaimReview has no {name}" for name, value in needed.items() if not value)
    given = [rating.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
    numbers = [number for number in given if isinstance(number, int)]
    if any(number is not None for number in given) and (len(numbers) < 3 or numbers != sorted(numbers)):
        yield f"ClaimReview's rating is incomplete or off its own scale: {given}"


# --- feeds and sitemaps ---


def xml(site: Site) -> Verdict:
    """Feeds, sitemaps and SVGs are well-formed, feeds as Atom and JSON Feed ask; sitemaps name pages that are there."""
    paths = [*site.matching(".xml"), *site.matching(".svg")]
    base = next((p.canonical.removesuffix(p.address) for p in site.pages if p.canonical and p.path == "index.html"), "")
    findings = []
    for path in paths:
        try:
            root = ET.fromstring(site.bytes(path))
        except ET.ParseError as error:
            findings.append(Finding(path, f"isn't well-formed: {error}"))
            continue
        if root.tag == f"{_ATOM}feed":
            findings += [Finding(path, message) for message in _feed_faults(root)]
        for loc in root.iter(f"{_SITEMAP}loc"):
            target = unquote((loc.text or "").removeprefix(base))
            if target.endswith("/") or not target:
                target += "index.html"
            if not base or not (loc.text or "").startswith(base) or target not in site.files:
                findings.append(Finding(path, f"names {loc.text}, which isn't there"))
    data = site.matching(".json")
    findings += [Finding(path, message) for path in data for message in _json_feed_faults(site.bytes(path))]
    return Verdict("XML", len(paths) + len(data), findings)


def _json_feed_faults(data: bytes) -> Iterator[str]:
    """What JSON Feed 1.1 asks of a feed and its items."""
    try:
        feed = json.loads(data)
    except ValueError as error:
        yield f"isn't JSON: {error}"
        return
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not feed.get("title"):
        yield "the feed has no version or no title"
    ids = [item.get("id", "") for item in feed.get("items", ())]
    yield from (f"two items have the id {id}" for id in sorted({id for id in ids if ids.count(id) > 1}))
    for item in feed.get("items", ()):
        if not (item.get("id") and item.get("content_text") and urlsplit(item.get("url", "")).scheme):
            yield f"the item {item.get('id') or '?'} lacks an id, a text or an absolute address"


def _feed_faults(feed: ET.Element) -> Iterator[str]:
    """What RFC 4287 asks of a feed and its entries."""
    ids: list[str] = []
    authored = feed.find(f"{_ATOM}author/{_ATOM}name") is not None
    for element in (feed, *feed.iter(f"{_ATOM}entry")):
        id = element.findtext(f"{_ATOM}id") or ""
        ids.append(id)
        what = "the feed" if element is feed else f"the entry {id or '?'}"
        for name in ("id", "title", "updated"):
            found = element.findall(f"{_ATOM}{name}")
            if len(found) != 1 or not (found[0].text or "").strip():
                yield f"{what} has no {name}, or two"
        moment = element.findtext(f"{_ATOM}updated") or ""
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", moment):
            yield f"{what} was updated at {moment!r}, which isn't an RFC 3339 moment"
        if not authored and element.find(f"{_ATOM}author/{_ATOM}name") is None and element is not feed:
            yield f"{what} has no author"
        for link in element.findall(f"{_ATOM}link"):
            if not urlsplit(link.get("href", "")).scheme:
                yield f"{what} links to {link.get('href')!r}, which isn't absolute"
    yield from (f"two entries have the id {id}" for id in sorted({id for id in ids if ids.count(id) > 1}))


JUDGES = (html5, links, budgets, json_ld, xml)
