"""Write a valid archive of N articles: `python -m benchmarks.corpus N DIR [--seed S]`.

The same (N, seed) gives the same bytes, with any number of processes. Works for N from 10 to 100,000 and more.
"""

import argparse
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

from benchmarks.articles import make_article
from benchmarks.names import FOLDERS
from benchmarks.world import OTHER, SCALE, World, make_world
from benchmarks.yamlout import Data, document, dump

_CHUNK = 500
PAGES = {
    "about": ("About this archive", "A generated archive of annotated articles. It exists to measure programs."),
    "how-we-rate": ("How we rate", "Each rated claim is compared with evidence. See [[shared-claim-00000]] for one."),
    "corrections-policy": ("Corrections policy", "Mistakes of ours are corrected in place and dated."),
}


def write_text(path: Path, text: str) -> None:
    """Write a file; its folder must exist."""
    path.write_text(text, encoding="utf-8")


def make_folders(root: Path, world: World, others: tuple[str, ...]) -> None:
    """Create content/articles/<year>/ for every year of the world, and the other folders."""
    years = {world.published(number).year for number in range(world.size)}
    for folder in (*(f"content/articles/{year}" for year in sorted(years)), *others):
        (root / folder).mkdir(parents=True, exist_ok=True)


def in_chunks(job: Callable[[int, int, range, Path], None], size: int, seed: int, root: Path) -> None:
    """Run `job(size, seed, numbers, root)` over all article numbers, in as many processes as there are cores."""
    chunks = [range(start, min(size, start + _CHUNK)) for start in range(0, size, _CHUNK)]
    if len(chunks) < 3:
        for chunk in chunks:
            job(size, seed, chunk, root)
        return
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(job, repeat(size), repeat(seed), chunks, repeat(root)))


def _write_articles(size: int, seed: int, numbers: range, root: Path) -> None:
    world = make_world(size, seed)
    for number in numbers:
        article = make_article(world, number)
        path = root / "content/articles" / str(article.published.year) / f"{article.id}.md"
        write_text(path, document(article.front, article.body.markdown))


def _site() -> dict[str, Data]:
    return {
        "title": "A generated archive",
        "base_url": "https://archive.example.org/",
        "language": "en",
        "publisher": {"name": "Media Watch", "url": "https://mediawatch.example"},
        "corrections_policy": "corrections-policy",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "ratings": {
            "scale": list[Data](SCALE),
            "other": list[Data](OTHER),
            "labels": {"mixed": "Half true"},
            "method": "how-we-rate",
        },
        "theme": "default",
    }


def write_corpus(size: int, root: Path, seed: int = 1) -> None:
    """Write the archive of `size` articles into `root`, which should be empty or absent."""
    if size < 10:
        raise ValueError("the smallest archive has 10 articles")
    world = make_world(size, seed)
    folders = tuple(f"content/entities/{folder}" for folder in FOLDERS.values())
    make_folders(root, world, (*folders, "content/claims", "content/pages"))
    write_text(root / "site.yaml", dump(_site()))
    write_text(root / "content/sources.yaml", dump(dict[str, Data](world.sources)))
    for entity in world.entities:
        path = root / "content/entities" / FOLDERS[entity.kind] / f"{entity.id}.md"
        write_text(path, document(entity.front, f"{entity.name} is made up, as is all that is said of it here."))
    for claim in world.claims:
        write_text(root / "content/claims" / f"{claim.id}.md", document(claim.front, f"Said by [[{claim.speaker}]]."))
    for page_id, (title, text) in PAGES.items():
        write_text(root / "content/pages" / f"{page_id}.md", document({"title": title}, text))
    in_chunks(_write_articles, size, seed, root)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("articles", type=int, metavar="N")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_corpus(options.articles, options.folder, options.seed)


if __name__ == "__main__":
    main()
