"""Makes an index reproducible: the same documents, the same bytes."""

from __future__ import annotations

from pathlib import Path

from .errors import SearchFailed
from .packed import Value, decode, encode, name_digest, pack, unpack
from .verify import ENTRY, read_entry


def settle(directory: Path) -> None:
    """Give the filters a fixed order. Pagefind 1.5.2 writes them in the order of a hash table with a random seed, so
    that their files, and those that name them, would have other names after every build; all its other files are
    reproducible.
    """
    entry = read_entry(directory)
    old_meta = directory / f"pagefind.{entry.hash}.pf_meta"
    meta = _value(old_meta)
    if len(meta) < 5:
        raise SearchFailed(f"the search index's {old_meta.name} isn't made as expected")
    meta[3] = [_settled_filter(directory, row) for row in _rows(meta[3], old_meta)]
    meta[4] = list(_rows(meta[4], old_meta))
    name = _rewrite(old_meta, meta, entry.hash, "pagefind.{}.pf_meta")
    text = (directory / ENTRY).read_text(encoding="utf-8")
    (directory / ENTRY).write_text(text.replace(f'"{entry.hash}"', f'"{name}"'), encoding="utf-8", newline="\n")


def _settled_filter(directory: Path, row: list[Value]) -> Value:
    """One filter's file, [name, [[value, pages], …]], rewritten with its values in order; its new row [name, file]."""
    name, old = str(row[0]), str(row[-1])
    path = directory / "filter" / f"{old}.pf_filter"
    content = _value(path)
    content[1:] = [list(_rows(content[-1], path))]
    return [name, _rewrite(path, content, old, "{}.pf_filter")]


def _value(path: Path) -> list[Value]:
    """The array in one of the index's files."""
    try:
        value = decode(unpack(path.read_bytes()))
        if isinstance(value, list) and value:
            return value
        raise ValueError("it isn't made as expected")
    except ValueError as error:
        raise SearchFailed(f"the search index's {path.name} is damaged: {error}") from None


def _rewrite(path: Path, value: list[Value], old: str, file_name: str) -> str:
    """Put the file with `value` in the place of `path`, whose name holds `old` (`<language>_<digest>`); what the new
    one's holds.
    """
    content = encode(value)
    language, _, digest = old.rpartition("_")
    name = f"{language}_{name_digest(content)[: len(digest)]}"
    path.unlink()
    (path.parent / file_name.format(name)).write_bytes(pack(content))
    return name


def _rows(value: Value, path: Path) -> list[list[Value]]:
    """An array of [text, …], in the order of the texts."""
    rows = [row for row in value if isinstance(row, list) and row] if isinstance(value, list) else []
    if not isinstance(value, list) or len(rows) != len(value):
        raise SearchFailed(f"the search index's {path.name} isn't made as expected")
    return sorted(rows, key=lambda row: str(row[0]))
