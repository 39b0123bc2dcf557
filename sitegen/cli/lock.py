"""`sitegen lock`: what became of each article, in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from sitegen.cli import CONTENT_ERRORS, OK
from sitegen.cli.telling import tell_refusal, telling
from sitegen.core.ids import id_of_path
from sitegen.text_locks import ANEW, CHANGED, FAILED, KEPT, LOCKED, CannotFind, lock_all, lock_articles


def run_lock(project: Path, names: Sequence[str], is_all: bool) -> int:
    """Lock articles. Returns the exit status."""
    try:
        outcomes = list(lock_all(project) if is_all else lock_articles(project, names))
    except (CannotFind, OSError) as error:
        return tell_refusal(error, project)
    with telling():
        for path, became, reason in outcomes:
            if became == FAILED:
                click.echo(f"error: {path}: can't be locked: {reason}", err=True)
            elif became == CHANGED:
                click.echo(f"error: {path}: its text isn't the one that was locked", err=True)
                click.echo(
                    f"    help: restore it; or, if the change is right: sitegen lock {id_of_path(path)}", err=True
                )
            elif became == ANEW:
                click.echo(f"{path}: locked anew; its text isn't the one that was locked")
            elif became == LOCKED or not is_all:
                click.echo(f"{path}: {became}")
        counts = {word: sum(found.became == word for found in outcomes) for word in (LOCKED, KEPT)}
        if is_all:
            click.echo(f"{counts[LOCKED]} locked now, {counts[KEPT]} before")
    return CONTENT_ERRORS if any(found.became in (FAILED, CHANGED) for found in outcomes) else OK
