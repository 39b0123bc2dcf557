"""Digests of bytes and of plain values."""

from __future__ import annotations

import hashlib
import json
import marshal
from typing import Any

import orjson


def digest(data: bytes) -> str:
    """SHA-256 of bytes, as hex."""
    return hashlib.sha256(data).hexdigest()


def digest_value(value: object) -> str:
    """SHA-256 of a JSON-able value, independent of the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest_view(value: Any) -> str:
    """SHA-256 of plain data (text, numbers, None, lists, dicts in their own order): what a page's key is made of.

    JSON by orjson: different data give different text, at less than half of what marshal takes. What JSON can't say
    (half a surrogate pair, huge numbers) is marshalled; format 2 writes equal data as equal bytes. Nothing is ever read
    back.
    """
    try:
        data = orjson.dumps(value)
    except TypeError:
        data = b"marshal" + marshal.dumps(value, 2)
    return hashlib.sha256(data).hexdigest()
