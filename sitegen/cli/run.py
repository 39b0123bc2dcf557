"""Runs a build for a command: progress while it goes on, problems and a summary after."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from sitegen.build import build_site
from sitegen.build_request import BuildRequest
from sitegen.cli import CONTENT_ERRORS, DIFFERENT, INTERRUPTED, OK, UNUSABLE
from sitegen.cli.frames import show_concise, show_frames, show_github
from sitegen.cli.summary import build_json, summarize
from sitegen.cli.telling import telling
from sitegen.core.diagnostics import is_error
from sitegen.output_check import OutputCheck

WORDS = {
    "scan": "Scanning",
    "compile": "Compiling",
    "render": "Rendering",
    "search": "Indexing",
    "publish": "Publishing",
}


def run_build(request: BuildRequest, style: str, quiet: bool, check: OutputCheck | None = None) -> int:
    """Build or check, say what happened, and return the exit status. `check`: the look at the output, begun."""
    try:
        with _progress(quiet or style != "full") as progress:
            report = build_site(request, progress, check)
    except KeyboardInterrupt:
        click.echo("interrupted: the site is as it was", err=True)
        return INTERRUPTED
    with telling():
        if style == "json":
            click.echo(build_json(report))
        else:
            show = {"full": show_frames, "concise": show_concise, "github": show_github}[style]
            shown = [item for item in report.diagnostics if is_error(item) or not quiet]
            for block in show(shown):
                click.echo(block)
            if not quiet or not report.ok:
                click.echo(summarize(report, request), err=style == "github")
    return OK if report.ok else UNUSABLE if report.is_unusable else CONTENT_ERRORS


def run_verify(request: BuildRequest) -> int:
    """Compare the site with a clean build of it, and say what came of that."""
    from sitegen.verify import verify_site

    found = verify_site(request)
    if found is None:
        click.echo("Verified: a clean build leaves the same bytes.", err=True)
        return OK
    click.echo(f"error: {found.output} {found.difference}", err=True)
    if found.others:
        click.echo(f"  and {found.others} more files differ", err=True)
    for read, is_recorded in found.reads:
        click.echo(f"  read: {read}{'' if is_recorded else '   (not recorded)'}", err=True)
    click.echo(
        "  This is a bug of sitegen; please report it. `rm -r .sitegen` makes the next build a clean one.", err=True
    )
    return DIFFERENT


def _say_nothing(stage: str, done: int, total: int) -> None:
    del stage, done, total


@contextmanager
def _progress(silent: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal; nothing elsewhere."""
    if silent or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _say_nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    # No thread of its own: workers are forked while the bar is shown.
    bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
    tasks: dict[str, int] = {}
    with bar:

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(WORDS.get(stage, stage), total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]
            bar.refresh()

        yield show
