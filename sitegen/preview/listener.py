"""Adds to a page, as it is answered, the script that listens for news; the files on disk stay as `build` makes them."""

from __future__ import annotations

import re
from html import escape

from sitegen.preview.guard import OWN

_PLACES = (re.compile(rb"</head\s*>", re.IGNORECASE), re.compile(rb"</body\s*>", re.IGNORECASE))

WAITING = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{own}page.css">
</head><body><h1>{title}</h1><p>{text}</p></body></html>
"""


def add_listener(html: bytes, output: str, digest: str, look: str) -> bytes:
    """The page with the script in its head. It is told what it listens for: its output, and what it shows now."""
    tag = (
        f'<script src="{OWN}preview.js" data-page="{escape(output)}" data-digest="{digest}" data-look="{look}" defer>'
        "</script>"
    ).encode()
    for place in _PLACES:
        if found := place.search(html):
            return html[: found.start()] + tag + html[found.start() :]
    return html + tag


def missing_page(path: str, has_site: bool) -> bytes:
    """What is shown where no page is; it becomes the page as soon as there is one."""
    if has_site:
        title, text = (
            "No such page",
            f"The site has no page at /{path}. If you are about to make it: it will appear here.",
        )
    else:
        title, text = "No site yet", "The site will appear here as soon as it can be built."
    return WAITING.format(own=OWN, title=title, text=escape(text)).encode()
