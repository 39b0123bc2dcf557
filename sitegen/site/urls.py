"""Where each page lies in the site, and how one page links to another. The only place that makes addresses."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

from sitegen.core.ids import RESERVED_PAGES, is_id
from sitegen.core.options import SiteOptions

HOME = "index.html"
ARTICLES = "articles/index.html"
CLAIMS = "claims/index.html"
SPEAKERS = "speakers/index.html"
ENTITIES = "entities/index.html"
CORRECTIONS = "corrections/index.html"
SEARCH = "search/index.html"
NOT_FOUND = "404.html"
FEED = "feed.xml"
CORRECTIONS_FEED = "corrections/feed.xml"
CORRECTIONS_JSON = "corrections/feed.json"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"

RESERVED = RESERVED_PAGES | {"pages", "speakers"}
"""Top folders of the site's own: a plain page with such an id lies below `pages/`."""


RESERVED_BELOW_ENTITIES = frozenset(("kind", "con", "prn", "aux", "nul"))
"""Where the lists of entities lie, and what can't be a folder on Windows: no address is made there from a name."""


def article_output(id: str) -> str:
    return f"articles/{id}/index.html"


def claim_output(id: str) -> str:
    return f"claims/{id}/index.html"


def entity_output(id: str) -> str:
    return f"entities/{id}/index.html"


def entity_json_output(id: str) -> str:
    return f"entities/{id}/entity.json"


def about_folder(id: str) -> str:
    """Of the list of claims about an entity."""
    return f"claims/about/{id}/"


def corrections_folder(id: str) -> str:
    """Of the list of corrections that touch an entity."""
    return f"corrections/entity/{id}/"


def edition_folder(date: str) -> str:
    return f"corrections/editions/{date}/"


def edition_output(date: str) -> str:
    """Of the first page of an edition of the corrections log."""
    return f"{edition_folder(date)}index.html"


def mentions_output(id: str, number: int) -> str:
    """A part of an entity's mentions. The oldest is 1: a part keeps its address when others come."""
    return f"entities/{id}/mentions/{number}/index.html"


def plain_page_output(id: str) -> str:
    return f"pages/{id}/index.html" if id in RESERVED else f"{id}/index.html"


PAGE_OF = {
    "article": article_output,
    "claim": claim_output,
    "entity": entity_output,
    "page": plain_page_output,
    "edition": edition_output,
}
"""Kind of a content file → where the page of an id lies."""


def paged_output(folder: str, number: int) -> str:
    """Page `number` of a list: the folder's own page, then `page/2/` and so on."""
    return f"{folder}index.html" if number == 1 else f"{folder}page/{number}/index.html"


@lru_cache(maxsize=4096)
def ref_slug(ref: str) -> str:
    """A REF as one path segment: an entity's id as it is, a plain name as ASCII words and a digest that keeps it
    unique."""
    if is_id(ref):
        return ref
    ascii_name = unicodedata.normalize("NFKD", ref).encode("ascii", "ignore").decode("ascii").lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:60]
    mark = hashlib.sha256(ref.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{words}-{mark}" if words else mark


def root_of(output: str, options: SiteOptions) -> str:
    """What leads from a page to the site's root: "", "../", "../../". The 404 page is served at any depth, so it
    takes the
    path of `base_url` when that is known."""
    if output == NOT_FOUND and options.base_url:
        return urlsplit(options.base_url).path or "/"
    return "../" * output.count("/")


@lru_cache(maxsize=65536)
def address(output: str, files: bool = False) -> str:
    """A page's path as a server shows it, from the site's root: "articles/talks-end/" (with `files`: as it lies on
    disk)."""
    shown = output if files or not output.endswith("index.html") else output[: -len("index.html")]
    return shown if _UNRESERVED.fullmatch(shown) else quote(shown)


_UNRESERVED = re.compile(r"[A-Za-z0-9_.~/-]*")
"""What an address says as it is (RFC 3986, 2.3), and slashes: nearly all paths, told apart in a tenth of the time."""


def join(root: str, output_to: str, files: bool, fragment: str = "") -> str:
    """The address of a page from one whose root is `root`."""
    path = root + address(output_to, files) or "./"
    return f"{path}#{fragment}" if fragment else path


def href(output_from: str, output_to: str, options: SiteOptions, fragment: str = "") -> str:
    """The address of one page as seen from another, relative, so that the site works in any folder of any server."""
    return join(root_of(output_from, options), output_to, options.links == "files", fragment)


def absolute(output: str, options: SiteOptions, fragment: str = "") -> str | None:
    """A page's canonical address, or None where `base_url` isn't known."""
    url = below(options.base_url, output)
    return f"{url}#{fragment}" if url and fragment else url


def below(base_url: str | None, output: str) -> str | None:
    """As `absolute`, from the address of the site."""
    return base_url + address(output) if base_url else None


SHORT = 80
"""Characters of a quote that are named whole in an address."""


def words_fragment(words: str) -> str:
    """What leads to words on a page, at the end of its address: a text fragment without its "#"; "" without words.

    A long quote is named by how it begins and ends.
    """
    if len(words) <= SHORT or len(said := words.split()) < 10:
        return f":~:text={_fragment(words)}" if words else ""
    return f":~:text={_fragment(' '.join(said[:4]))},{_fragment(' '.join(said[-4:]))}"


def _fragment(text: str) -> str:
    return "%20".join(map(_quoted_word, text.split(" ")))


@lru_cache(maxsize=8192)
def _quoted_word(word: str) -> str:
    """Hyphens, commas and ampersands mean something in a text fragment."""
    if word.isascii() and word.isalnum():
        return word
    return quote(word, safe="").replace("-", "%2D")


def external(url: str | None) -> str:
    """An address that leads out of the site, or "" if its scheme isn't one we link to (the compiler has already said
    so)."""
    return url if url and url.lower().startswith(("https://", "http://", "mailto:")) else ""
