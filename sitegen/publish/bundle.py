"""What a browser fetches: Pagefind's index brought into few files, the small ones together.

    pagefind/shards.json             where everything is; the only file whose name never changes
    pagefind/worker.<digest>.js      Pagefind's program (in base64), our `search-worker.js`, Pagefind's worker
    pagefind/starts.<digest>.bin     the start files of all shards, in their order, where they are many
    pagefind/shard-0/start.<digest>.bin     what its first search needs: entry, pf_meta, filters
    pagefind/shard-0/index/…         pieces of the index, fetched as words are searched
    pagefind/shard-0/fragment/…      one document each, fetched when it is shown

A start file is a line of JSON, [[name, size], …], and the files' bytes one after the other. A browser asks for a single
one only if it can't have all.
"""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from sitegen.core.digest import digest

from .errors import SearchFailed
from .verify import ENTRY, read_contents, read_entry

DIRECTORY = "shards.json"
PRELUDE = Path(__file__).with_name("search-worker.js")

_DIGITS = 16
_WORKER, _LIBRARY = "pagefind-worker.js", "pagefind.js"


def shard_folder(number: int | str) -> str:
    """The folder of a shard below that of the index; of "", what these folders' names begin with."""
    return f"shard-{number}"


def bundle_shard(directory: Path) -> str:
    """Put the small files of a verified index together; the name of the file that holds them. Raises OSError."""
    entry = read_entry(directory)
    filters = read_contents(directory, entry.hash).filters
    names = [ENTRY, f"pagefind.{entry.hash}.pf_meta", *(f"filter/{name}.pf_filter" for name in sorted(filters))]
    contents = [(directory / name).read_bytes() for name in names]
    head = json.dumps([[name, len(data)] for name, data in zip(names, contents, strict=True)], separators=(",", ":"))
    start = _write(directory, "start.{}.bin", head.encode() + b"\n" + b"".join(contents))
    for name in names:
        (directory / name).unlink()
    if filters:
        (directory / "filter").rmdir()
    return start


def take_program(directory: Path, folder: Path) -> dict[str, str]:
    """Bring the program out of one shard's `directory` into `folder`, that of the index; the names it has there.

    Raises OSError.
    """
    wasm = next(directory.glob("wasm.*.pagefind")).read_bytes()
    program = b'const PROGRAM = "' + b64encode(wasm) + b'";\n'
    name = _write(folder, "worker.{}.js", program + PRELUDE.read_bytes() + (directory / _WORKER).read_bytes())
    drop_program(directory)
    return {"worker": name}


def drop_program(directory: Path) -> None:
    """Remove the program from a shard: all of them use one. Raises OSError."""
    for path in (directory / _WORKER, directory / _LIBRARY, *directory.glob("wasm.*.pagefind")):
        path.unlink()


def write_directory(folder: Path, language: str, program: Mapping[str, str], starts: Mapping[int, Path]) -> None:
    """Write the index's directory, and the start files as one, if they are many. `starts`: shard → its start file,
    here or in the site as it is. Raises OSError.
    """
    contents = {number: starts[number].read_bytes() for number in sorted(starts)}
    shards = [
        {"folder": shard_folder(number), "start": starts[number].name, "size": len(content)}
        for number, content in contents.items()
    ]
    data: dict[str, object] = {"language": language, **program}
    if len(shards) > 1:
        data["starts"] = _write(folder, "starts.{}.bin", b"".join(contents.values()))
    data["shards"] = shards
    _check(folder / DIRECTORY, (json.dumps(data, indent=1) + "\n").encode())


def clear_folder(folder: Path) -> None:
    """Remove all that is in a folder. Raises OSError."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _write(folder: Path, pattern: str, data: bytes) -> str:
    name = pattern.format(digest(data)[:_DIGITS])
    _check(folder / name, data)
    return name


def _check(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    if path.read_bytes() != data:
        raise SearchFailed(f"the search index's {path.name} isn't what was written: is the disk full?")
