"""Long lists cut into pages, so that no page is giant and a new entry changes few of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sitegen.site import urls
from sitegen.site.scope import Scope

T = TypeVar("T")

PAGE_SIZE = 200
"""Entries on one page. A whole list that is no longer is also shown on its overview page."""


def page_count(total: int, size: int = PAGE_SIZE) -> int:
    return max(1, -(-total // size))


def paged(folder: str, key: str, total: int, size: int = PAGE_SIZE) -> Iterator[tuple[str, str]]:
    """The (output, subject) of each page of one list; the subject is "KEY NUMBER"."""
    for number in range(1, page_count(total, size) + 1):
        yield urls.paged_output(folder, number), f"{key} {number}"


def key_and_number(subject: str) -> tuple[str, int]:
    """What `paged` wrote."""
    key, _, number = subject.rpartition(" ")
    return key, int(number)


def cut(entries: Sequence[T], number: int, size: int = PAGE_SIZE) -> Sequence[T]:
    """The entries of page `number`."""
    return entries[(number - 1) * size : number * size]


def pager(scope: Scope, folder: str, number: int, total: int, size: int = PAGE_SIZE) -> dict[str, Any]:
    """Where one is in the list: {"number", "count", "total", "prev", "next": href or "", "pages": [{"number",
    "href"}]}."""
    count = page_count(total, size)
    near = [n for n in range(1, count + 1) if n in (1, count) or abs(n - number) <= 3]
    return {
        "number": number,
        "count": count,
        "total": total,
        "prev": scope.href(urls.paged_output(folder, number - 1)) if number > 1 else "",
        "next": scope.href(urls.paged_output(folder, number + 1)) if number < count else "",
        "pages": [{"number": n, "href": scope.href(urls.paged_output(folder, n))} for n in near] if count > 1 else [],
    }
