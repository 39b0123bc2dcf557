"""Words for a reader who may stop listening."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from sitegen.cli import UNUSABLE


def tell_refusal(error: Exception, project: Path) -> int:
    """Say why a command can't do what it was asked for. Returns the exit status."""
    reason = f"{error.filename or project}: {error.strerror or error}" if isinstance(error, OSError) else str(error)
    click.echo(f"error: {reason}", err=True)
    return UNUSABLE


@contextmanager
def telling() -> Iterator[None]:
    """What is told to a reader who may go away (`| head`): the exit status is that of what was done all the same."""
    with suppress(BrokenPipeError):
        yield
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            # Nothing more is written, not even by Python as it ends.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
