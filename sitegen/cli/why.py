"""`sitegen why`: what made a page new, in words."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli import OK
from sitegen.cli.telling import tell_refusal, telling
from sitegen.lock import ProjectLocked
from sitegen.why import CannotExplain, explain_page


def run_why(project: Path, page: str) -> int:
    """Explain a page. Returns the exit status."""
    try:
        told = explain_page(project, page)
    except (CannotExplain, ProjectLocked, OSError) as error:
        return tell_refusal(error, project)
    with telling():
        click.echo(f"{told.output.removesuffix('index.html') or 'the home page'} {told.verdict}")
        width = max((len(cause) for cause, _ in told.reasons), default=0)
        for cause, lookup in told.reasons:
            click.echo(f"  {cause.ljust(width)}  {lookup}".rstrip())
    return OK
