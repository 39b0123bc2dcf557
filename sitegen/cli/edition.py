"""`sitegen edition`: what was frozen, in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sitegen.cli import CONTENT_ERRORS, OK
from sitegen.cli.frames import show_frames
from sitegen.cli.telling import tell_refusal, telling
from sitegen.core.diagnostics import is_error
from sitegen.editions import CannotFreeze, freeze_log
from sitegen.lock import ProjectLocked


def run_edition(project: Path, day: str | None) -> int:
    """Freeze the corrections log. Returns the exit status."""
    today = date.today().isoformat()
    try:
        frozen = freeze_log(project, today if day is None else day, today)
    except CannotFreeze as error:
        with telling():
            for block in show_frames([item for item in error.diagnostics if is_error(item)]):
                click.echo(block)
        status = tell_refusal(error, project)
        return CONTENT_ERRORS if error.diagnostics else status
    except (ProjectLocked, OSError) as error:
        return tell_refusal(error, project)
    with telling():
        what = "1 correction" if frozen.corrections == 1 else f"{frozen.corrections} corrections"
        click.echo(f"{frozen.path}: {what} frozen")
        click.echo(f"The next build makes {frozen.address} of it. Keep the file as it is: readers will cite it.")
    return OK
