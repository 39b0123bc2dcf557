"""Write the archive for one peer: `python -m benchmarks.peers hugo N DIR [--seed S]`."""

import argparse
from pathlib import Path

from benchmarks.peers import write_eleventy, write_hugo, write_hugo_claims, write_pelican

WRITERS = {"hugo": write_hugo, "hugo-claims": write_hugo_claims, "eleventy": write_eleventy, "pelican": write_pelican}

parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
parser.add_argument("peer", choices=WRITERS)
parser.add_argument("articles", type=int, metavar="N")
parser.add_argument("folder", type=Path, metavar="DIR")
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
WRITERS[options.peer](options.articles, options.folder, options.seed)
