"""Pelican's settings for the generated archive: no plugins, no caches, the same pages as the other peers'."""

import json
from pathlib import Path

from markdown import Markdown

_RECORDS = Path(__file__).parent / "records"
_markdown = Markdown()

SITENAME = "A generated archive"
SITEURL = "https://archive.example.org"
AUTHOR = "archive"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_DATE_FORMAT = "%d %B %Y"
PATH = "content"
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []
THEME = "theme"
MARKDOWN = {"extension_configs": {"markdown.extensions.meta": {}, "markdown.extensions.extra": {}}}

ARTICLE_URL = "articles/{date:%Y}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
PAGE_URL = "pages/{slug}/"
PAGE_SAVE_AS = PAGE_URL + "index.html"
USE_FOLDER_AS_CATEGORY = True
CATEGORY_URL = "articles/{slug}/"
CATEGORY_SAVE_AS = CATEGORY_URL + "index.html"
CATEGORIES_SAVE_AS = "articles/index.html"
TAG_URL = "entities/{slug}/"
TAG_SAVE_AS = TAG_URL + "index.html"
TAGS_SAVE_AS = "entities/index.html"
AUTHOR_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "categories", "tags", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
PAGINATED_TEMPLATES = {"tag": 100, "category": 100}
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_ALL_RSS = "index.xml"
FEED_DOMAIN = SITEURL
FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False


def render(text: str) -> str:
    """Markdown to HTML."""
    return _markdown.reset().convert(text)


JINJA_FILTERS = {"json": json.loads, "markdown": render}
JINJA_GLOBALS = {name: json.loads((_RECORDS / f"{name}.json").read_text("utf-8")) for name in ("tags", "sources")}
JINJA_GLOBALS["records"] = JINJA_GLOBALS.pop("tags")  # `tags` is Pelican's own
