"""Dates as the author wrote them (EDTF level 0), in words for readers and in full for machines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")

Date: TypeAlias = dict[str, str]
"""{"iso": "2024-03-14", "text": "14 March 2024"}"""


@lru_cache(maxsize=65536)
def date_words(text: str) -> str:
    """ "14 March 2024", "March 2024", "2024", "14 March 2024, 09:00 UTC"; what isn't a date stays as it is."""
    match = FORM.fullmatch(text)
    if not match:
        return text
    year, month, day, time, zone = match.groups()
    if not month or not 1 <= int(month) <= 12:
        return text
    words = f"{MONTHS[int(month) - 1]} {year}"
    if day:
        words = f"{int(day)} {words}"
    if time:
        words += f", {time}{' UTC' if zone == 'Z' else f' {zone}' if zone else ''}"
    return words


@lru_cache(maxsize=65536)
def date(text: str | None) -> Date | None:
    """What templates get of a date: the words, and the form for `<time datetime>`. The same dict for the same date."""
    return {"iso": text, "text": date_words(text)} if text else None


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


def newest(*dates: str | None) -> str | None:
    """The latest of some dates; unknown ones don't count."""
    known = [text for text in dates if text]
    return max(known) if known else None
