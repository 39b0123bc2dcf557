"""All programs that there are on one size of archive, side by side."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.archives import editable
from benchmarks.cases import (
    CLEAN,
    NOTHING,
    PROSE,
    SEARCH,
    Case,
    eleventy_command,
    hugo_command,
    peer_cases,
    pelican_command,
    sitegen_cases,
)
from benchmarks.corpus import write_corpus
from benchmarks.measure import LIMIT
from benchmarks.peers import write_eleventy, write_hugo, write_hugo_claims, write_pelican
from benchmarks.rounds import Outcome, run_cases
from benchmarks.tools import Tools

PAGEFIND_MOST = 20_000
"""One index of Pagefind's takes some 4 GB of memory for 10,000 articles: more than this isn't tried."""


@dataclass
class SideBySide:
    """What is measured with what, where; `share` is how many seconds each program may take before its last round."""

    tools: Tools
    seed: int
    rounds: int
    share: float
    work: Path
    notes: list[str] = field(default_factory=list)

    def measure(self, articles: int, search: bool, briefly: bool) -> Outcome:
        """All programs on one size of archive; `briefly`: one round of Hugo and sitegen, with one kind of edit."""
        tools, work = self.tools, self.work
        with ExitStack() as stack:
            cases: list[Case] = []
            if tools.hugo and (tools.pagefind or not search) and not (search and articles > PAGEFIND_MOST):
                site = stack.enter_context(editable(write_hugo, "hugo", articles, self.seed, work))
                output = work / "out-hugo"
                cases += peer_cases(
                    f"Hugo{SEARCH if search else ''}", hugo_command(tools, output, search), site, output
                )
            elif search and tools.hugo:
                self.notes.append(f"Hugo{SEARCH} isn't run with {articles:,} articles (memory).")
            if tools.hugo and not (search or briefly):
                site = stack.enter_context(editable(write_hugo_claims, "hugo-claims", articles, self.seed, work))
                output = work / "out-hugo-claims"
                cases += peer_cases(
                    "Hugo, a page per claim", hugo_command(tools, output, False), site, output, states=(CLEAN,)
                )
            if tools.eleventy and not (search or briefly):
                site = stack.enter_context(editable(write_eleventy, "eleventy", articles, self.seed, work))
                output = work / "out-eleventy"
                cases += peer_cases("Eleventy", eleventy_command(tools, site.root, output), site, output)
            if tools.pelican and not (search or briefly):
                site = stack.enter_context(editable(write_pelican, "pelican", articles, self.seed, work))
                output = work / "out-pelican"
                cases += peer_cases("Pelican", pelican_command(tools, output), site, output)
            if tools.sitegen:
                site = stack.enter_context(editable(write_corpus, "corpus", articles, self.seed, work))
                own = sitegen_cases(tools, site, work / "out-sitegen", search)
                cases += [case for case in own if not briefly or case.state in (CLEAN, NOTHING, PROSE)]
            return run_cases(cases, 1 if briefly else self.rounds, self.share, work / "last.log", LIMIT + articles / 50)
