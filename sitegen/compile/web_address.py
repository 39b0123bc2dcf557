"""Addresses on the web: which ones an archive may hold."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

ALLOWED_SCHEMES = ("http", "https", "mailto")

_USUAL_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][^\s<>\"{}|\\^`\x00-\x20]*)?")
"""An address that needn't be taken apart to see that nothing is wrong with it."""


def check_url(text: str) -> str | None:
    """Why `text` can't be an address on the web, or None."""
    if _USUAL_URL.fullmatch(text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return "isn't an address"
    if re.search(r"[\s<>\"{}|\\^`\x00-\x20]", text):
        return "has a character that an address can't have"
    if parts.scheme not in ALLOWED_SCHEMES:
        return f"has the scheme {parts.scheme}:" if parts.scheme else "has no scheme"
    if parts.scheme != "mailto" and not host:
        return "has no host"
    if parts.username or parts.password:
        return "holds a user name or password" if parts.scheme != "mailto" else None
    return None
