"""The files of a theme: an ordered list of folders, the site's own first, the default's last. Nothing of templates."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from sitegen.core.digest import digest, digest_value


def asset_files(folders: Sequence[Path]) -> list[tuple[str, Path]]:
    """(path below `assets/`, file) of every asset; a site's file replaces the default's of the same path."""
    merged: dict[str, Path] = {}
    for folder in reversed(folders):
        merged.update(files_below(folder / "assets"))
    return sorted(merged.items())


def templates_digest(folders: Sequence[Path], language: str) -> str:
    """Digest of the names, order and bytes of all files that templates are made from, and of the language."""
    found = [
        (str(folder), kind, name, digest(path.read_bytes()))
        for folder in folders
        for kind in ("templates", "strings")
        for name, path in files_below(folder / kind)
    ]
    found += [
        (str(folder), "", path.name, digest(path.read_bytes()))
        for folder in folders
        if (path := folder / "theme.yaml").is_file()
    ]
    # What theme.yaml names as its logo must be among the assets.
    return digest_value([language, found, [name for name, _ in asset_files(folders)]])


def file_inside(root: Path, name: str) -> Path | None:
    """The file of that name, if it is one and lies in the folder when all links are followed."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        return None
    path = root.joinpath(*parts)
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    return path if real.is_file() and real.is_relative_to(root.resolve()) else None


def files_below(root: Path) -> Iterator[tuple[str, Path]]:
    """(relative path with /, file) of every file below a folder, but for hidden ones and links that lead out of it."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError:
            continue
        entries = [entry for entry in entries if not entry.name.startswith(".")]
        for entry in entries:
            name = f"{folder}{entry.name}"
            # Below real folders only a link can lead out; every build asks this of every file of its themes.
            if file_inside(root, name) if entry.is_symlink() or "\\" in name else entry.is_file():
                yield name, root / name
        waiting += [f"{folder}{entry.name}/" for entry in reversed(entries) if entry.is_dir(follow_symlinks=False)]
