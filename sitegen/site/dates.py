"""Dates as the author wrote them (EDTF level 0), for templates and in full for machines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")

Date: TypeAlias = dict[str, str]
"""{"iso": "2024-03-14"}"""


@lru_cache(maxsize=65536)
def date(text: str | None) -> Date | None:
    """What templates get of a date; its words are the theme's. The same dict for the same date."""
    return {"iso": text} if text else None


def instant(text: str) -> str:
    """A full UTC date-time for feeds: the beginning of what the date says."""
    match = FORM.fullmatch(text)
    if not match:
        return "1970-01-01T00:00:00Z"
    year, month, day, time, zone = match.groups()
    if time:
        full = text if re.search(r"T\d\d:\d\d:\d\d", text) else text.replace(time, f"{time}:00")
        return full if zone else f"{full}Z"
    return f"{year}-{month or '01'}-{day or '01'}T00:00:00Z"
