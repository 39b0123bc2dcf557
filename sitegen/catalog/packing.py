"""What a page asked the catalog, as numbers: small to send between processes, and to keep."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from sitegen.catalog.traces import Read, lookup_number

MOST_NUMBERED = 1 << 15

COMMON = frozenset({"site", "plain_page"})
"""Tables that the frame of every page asks: what a page asked of them, many have."""


class PackedReads(NamedTuple):
    """The numbers of a page's lookups, as what is sent between processes: 8 bytes each, ascending, each once."""

    own: bytes = b""
    common: bytes = b""
    """Of the tables in COMMON."""


class _Numbers(dict[Read, int]):
    """Lookups' numbers, each worked out once: a page's thirty or so are numbered without a call."""

    def __init__(self) -> None:
        self.common: set[int] = set()

    def __missing__(self, read: Read) -> int:
        if len(self) >= MOST_NUMBERED:
            self.clear()  # the numbers in common stay: they are few
        number = self[read] = lookup_number(*read)
        if read[0] in COMMON:
            self.common.add(number)
        return number


_numbers = _Numbers()


def pack_reads(reads: Collection[Read]) -> PackedReads:
    """The numbers of some lookups."""
    numbers = set(map(_numbers.__getitem__, reads))
    common = frozenset(numbers & _numbers.common)
    return PackedReads(_pack(numbers - common), _pack_common(common))


@lru_cache(maxsize=256)
def _pack_common(numbers: frozenset[int]) -> bytes:
    return _pack(numbers)


def _pack(numbers: Collection[int]) -> bytes:
    return array("q", sorted(numbers)).tobytes()


def unpack_reads(packed: bytes) -> Sequence[int]:
    """The numbers that `pack_reads` packed."""
    return array("q", packed)
