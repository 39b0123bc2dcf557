"""Generated archives: written once, kept, edited and put back.

An archive that is being edited has no stamp, so one that an interrupted run left edited is written anew.
"""

import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_GENERATOR = "articles corpus names prose quotes text words world yamlout".split()


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def remove(*folders: Path) -> None:
    """Remove folders that may be absent."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _generator_digest() -> str:
    """Changes whenever a file that makes the archives does."""
    modules = [_HERE / f"{name}.py" for name in _GENERATOR]
    peers = sorted(path for path in (_HERE / "peers").rglob("*") if path.is_file() and path.suffix != ".pyc")
    return hashlib.sha256(b"".join(path.read_bytes() for path in [*modules, *peers])).hexdigest()


class Archive:
    """A folder of source files; what is written through it can be taken back."""

    def __init__(self, root: Path, size: int, seed: int) -> None:
        """`root` holds the archive of (size, seed)."""
        self.root, self.size, self.seed = root, size, seed
        self._originals: dict[Path, str | None] = {}

    def original(self, path: Path) -> str:
        """A file's text as it was generated."""
        kept = self._originals.get(path)
        return path.read_text(encoding="utf-8") if kept is None else kept

    def write(self, path: Path, text: str) -> None:
        """Write a file, its folder too, unless it has this text already."""
        now = path.read_text(encoding="utf-8") if path.exists() else None
        self._originals.setdefault(path, now)
        if now != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def restore(self) -> None:
        """Make all files as they were generated."""
        for path, text in self._originals.items():
            if text is None:
                path.unlink(missing_ok=True)
            elif path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
        self._originals.clear()

    def articles(self) -> list[Path]:
        """The articles' files, the oldest first."""
        return sorted(path for path in (self.root / "content/articles").glob("*/*.md") if path.stem != "_index")


def generated(write: Callable[[int, Path, int], None], name: str, size: int, seed: int, work: Path) -> Path:
    """The folder with an archive, written anew unless it is there complete, from the same generator."""
    folder = work / f"{name}-{size}-{seed}"
    stamp = folder.with_suffix(".stamp")
    if not stamp.exists() or stamp.read_text() != _generator_digest():
        stamp.unlink(missing_ok=True)
        remove(folder)
        say(f"writing {folder.name}")
        write(size, folder, seed)
        stamp.write_text(_generator_digest())
    return folder


@contextmanager
def editable(write: Callable[[int, Path, int], None], name: str, size: int, seed: int, work: Path) -> Iterator[Archive]:
    """An archive that may be edited; put back at the end."""
    folder = generated(write, name, size, seed, work)
    stamp = folder.with_suffix(".stamp")
    digest = stamp.read_text()
    stamp.unlink()
    archive = Archive(folder, size, seed)
    try:
        yield archive
    finally:
        archive.restore()
    stamp.write_text(digest)
