"""Dates as authors write them: EDTF level 0 (Library of Congress, 2019): a year, a month, a day or a date-time."""

from __future__ import annotations

import calendar
import re

_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?)?)?"
)
_USUAL = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])")
"""A day that every month has: most dates are nothing else."""


def is_date(text: str) -> bool:
    """Whether `text` is a date that exists: 2024, 2024-03, 2024-03-14, 2024-03-14T09:00Z."""
    if _USUAL.fullmatch(text):
        return True
    match = _DATE.fullmatch(text)
    if match is None or match["year"] == "0000":
        return False
    if match["month"] is None:
        return True
    month = int(match["month"])
    if not 1 <= month <= 12:
        return False
    if match["day"] is not None and not 1 <= int(match["day"]) <= calendar.monthrange(int(match["year"]), month)[1]:
        return False
    if match["hour"] is None:
        return True
    in_day = int(match["hour"]) <= 23 and int(match["minute"]) <= 59 and int(match["second"] or 0) <= 59
    zone = (match["zone"] or "Z").replace(":", "")
    return in_day and (zone == "Z" or (int(zone[1:3]) <= 14 and int(zone[3:5]) <= 59))


def is_before(first: str, second: str) -> bool:
    """Whether `first` surely lies before `second`: compared only as far as both are known."""
    shorter = min(len(first), len(second), 10)
    return first[:shorter] < second[:shorter]


def newest(*dates: str | None) -> str | None:
    """The latest of some dates; unknown ones don't count."""
    known = [text for text in dates if text]
    return max(known) if known else None
