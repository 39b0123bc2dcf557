"""What a kind of page is: which pages of it exist, and what each of them is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions

View: TypeAlias = dict[str, object]
"""Complete plain data for one page: str, int, bool, None, list and dict only, because its digest is the page's key. A
tuple is a list that pages share."""


@dataclass(frozen=True, slots=True)
class PageKind:
    """One kind of page. Both functions are pure and read the archive through the lookups they are handed."""

    name: str
    template: str
    outputs: Callable[[Lookup, SiteOptions], Iterable[tuple[str, str]]]
    """(path in the site, subject) of every page: ("articles/talks-end/index.html", "talks-end")."""
    view: Callable[[Lookup, SiteOptions, str, str], View]
    """(lookup, options, output, subject) -> view."""
    by_subject: tuple[tuple[str, str], ...] = ()
    """(table, column) of the lookups that every page of this kind makes with its own subject: for many pages at once,
    these are read ahead; and they are recorded as one."""
    named: tuple[tuple[str, str, str, str], ...] = ()
    """(table, column, other column, other table): of the rows of such a lookup, the other column names rows of another
    table by their id, which most pages of this kind ask for: these are read ahead, too."""
