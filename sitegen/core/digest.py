"""Digests of bytes and of plain values."""

from __future__ import annotations

import hashlib
import json
import marshal
from typing import Any


def digest(data: bytes) -> str:
    """SHA-256 of bytes, as hex."""
    return hashlib.sha256(data).hexdigest()


def digest_value(value: object) -> str:
    """SHA-256 of a JSON-able value, independent of the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest_view(value: Any) -> str:
    """SHA-256 of plain data (text, numbers, None, lists, dicts in their own order): what a page's key is made of.

    Marshal's format 2 writes equal data as equal bytes (later formats write references, which depend on identity), at a
    third of JSON's cost. Nothing is ever read back.
    """
    return hashlib.sha256(marshal.dumps(value, 2)).hexdigest()
