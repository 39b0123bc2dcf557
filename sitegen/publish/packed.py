"""Pagefind's own file format: gzip of the signature `pagefind_dcd` and JSON or CBOR, in a file named by the SHA-1 of
what follows the signature. Of CBOR only the part that Pagefind uses: whole numbers, text, arrays.
"""

from __future__ import annotations

import hashlib
import zlib

SIGNATURE = b"pagefind_dcd"

Value = int | str | list["Value"]

_GZIP = 31  # zlib's name for: largest window, in gzip's wrapping
_UNSIGNED, _NEGATIVE, _TEXT, _ARRAY = 0, 1, 3, 4


def unpack(data: bytes) -> bytes:
    """What is in one of the index's files, without the signature.

    Raises ValueError unless `data` is one whole gzip stream (its checksum included) that begins with the signature.
    """
    try:
        stream = zlib.decompressobj(_GZIP)
        content = stream.decompress(data)
    except zlib.error as error:
        raise ValueError(f"not a whole gzip file ({error})") from None
    if not stream.eof or stream.unused_data:
        raise ValueError("not a whole gzip file")
    if not content.startswith(SIGNATURE):
        raise ValueError("not one of Pagefind's files")
    return content[len(SIGNATURE) :]


def pack(content: bytes) -> bytes:
    """The file for `content`; equal content gives equal bytes (no time, no name in it)."""
    stream = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    return stream.compress(SIGNATURE + content) + stream.flush()


def name_digest(content: bytes) -> str:
    """The digest of which a file's name holds the beginning (7 digits or more): SHA-1 in hex, where Pagefind writes a
    byte below 16 with one digit only.
    """
    return "".join(f"{byte:x}" for byte in hashlib.sha1(content, usedforsecurity=False).digest())


def decode(data: bytes) -> Value:
    """One CBOR value, which must fill `data`. Raises ValueError."""
    value, end = _decode(data, 0, 0)
    if end != len(data):
        raise ValueError("something follows the value")
    return value


def _decode(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    if at >= len(data) or depth > 20:
        raise ValueError("the value has no end")
    major, size = data[at] >> 5, data[at] & 31
    at += 1
    if size >= 24:
        if size > 27:
            raise ValueError("not a form of number that Pagefind writes")
        width = 1 << (size - 24)
        if at + width > len(data):
            raise ValueError("the value has no end")
        size, at = int.from_bytes(data[at : at + width]), at + width
    if major == _UNSIGNED:
        return size, at
    if major == _NEGATIVE:
        return -1 - size, at
    if major == _TEXT:
        if at + size > len(data):
            raise ValueError("the text has no end")
        return data[at : at + size].decode("utf-8"), at + size
    if major == _ARRAY:
        items: list[Value] = []
        for _ in range(size):
            item, at = _decode(data, at, depth + 1)
            items.append(item)
        return items, at
    raise ValueError("not a type that Pagefind writes")


def encode(value: Value) -> bytes:
    """The shortest CBOR of a value, as Pagefind writes it."""
    if isinstance(value, int):
        return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if isinstance(value, str):
        text = value.encode("utf-8")
        return _head(_TEXT, len(text)) + text
    return _head(_ARRAY, len(value)) + b"".join(encode(item) for item in value)


def _head(major: int, size: int) -> bytes:
    if size < 24:
        return bytes([major << 5 | size])
    for code, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if size < 1 << (8 * width):
            return bytes([major << 5 | code]) + size.to_bytes(width)
    raise ValueError("too large a number")
