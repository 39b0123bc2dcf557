"""The same archive for other programs: one module for each of them.

None of them can anchor annotations to words, so their templates print them as plain lists below the text. None can find
entities: what the text names is listed in each article's front matter.
"""

from benchmarks.peers.eleventy import write_eleventy
from benchmarks.peers.hugo import write_hugo, write_hugo_claims
from benchmarks.peers.pelican import write_pelican

__all__ = ["write_eleventy", "write_hugo", "write_hugo_claims", "write_pelican"]
