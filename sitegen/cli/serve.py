"""`sitegen serve`: the live preview, and what it says in the terminal."""

from __future__ import annotations

import signal
import time
import webbrowser
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import click

from sitegen.build import BuildReport, build_site
from sitegen.build_request import BuildRequest
from sitegen.cli import OK, UNUSABLE
from sitegen.cli.frames import show_frames
from sitegen.cli.summary import count
from sitegen.core.diagnostics import Diagnostic, is_error
from sitegen.preview.live import Live
from sitegen.preview.loop import Loop
from sitegen.preview.rebuild import Wanted
from sitegen.preview.server import PreviewServer, bind_server
from sitegen.preview.slot import Slot, take_slot
from sitegen.preview.watch import Watcher


def run_serve(
    project: Path, host: str, port: int, jobs: int, search: bool, drafts: bool, poll: bool, opens: bool
) -> int:
    """Preview until Ctrl-C. Returns the exit status."""
    project = project.absolute()
    if not (project / "site.yaml").exists():
        report = build_site(BuildRequest(project))
        click.echo("\n".join(show_frames(report.diagnostics)), err=True)
        return UNUSABLE
    try:
        signal.signal(signal.SIGTERM, _interrupt)
        with ExitStack() as stack:
            slot = stack.enter_context(take_slot(project))
            live = Live()
            stack.callback(live.close)
            server = bind_server(host, port, project, slot.site, slot.state / "catalog.db", live)
            stack.callback(server.server_close)
            watcher = Watcher(project, poll)
            stack.callback(watcher.close)
            slot.say_address(server.address)
            server.start()
            stack.callback(server.shutdown)
            _greet(server, slot, watcher, host, port)
            if opens:
                webbrowser.open(server.address)
            wanted = Wanted(project, slot.site, slot.state, jobs, search, drafts)
            Loop(wanted, watcher, server, Teller(watcher).tell).run()
    except KeyboardInterrupt:
        click.echo("Preview ended.")
    except BrokenPipeError:
        raise
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: the preview can't run: {what}{error.strerror or error}", err=True)
        return UNUSABLE
    return OK


def _interrupt(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt


def _greet(server: PreviewServer, slot: Slot, watcher: Watcher, host: str, port: int) -> None:
    if port not in (0, server.port):
        click.echo(f"Port {port} is taken; this is the next free one.")
    for other in slot.others:
        click.echo(f"Another preview of this project is running: {other}. This one builds on its own, beside it.")
    if watcher.why_polling:
        click.echo(f"Changes are looked for every now and then: {watcher.why_polling}.")
    if server.door.is_open:
        click.echo(f"Bound to {host}: whoever can reach this machine can read the preview.")
    click.echo(f"Preview at {server.address}   (Ctrl-C ends it)")


class Teller:
    """Says what came of each build: new problems in their frames, and how many pages are new."""

    def __init__(self, watcher: Watcher) -> None:
        self._said: list[Diagnostic] | None = None
        self._watcher = watcher
        self._why_polling = watcher.why_polling

    def tell(self, report: BuildReport, changed: list[str], is_touched: bool) -> None:
        known = self._said or ()
        for block in show_frames([item for item in report.diagnostics if is_error(item) and item not in known]):
            click.echo(block)
        if self._watcher.why_polling != self._why_polling:
            self._why_polling = self._watcher.why_polling
            click.echo(f"Changes are looked for every now and then: {self._why_polling}.")
        # Who saved hears that it is as bad as before; a build that nobody asked for has nothing to say then.
        if report.diagnostics == self._said and not changed and (report.ok or not is_touched):
            return
        self._said = report.diagnostics
        errors = sum(map(is_error, report.diagnostics))
        found = [count(errors, "error"), count(len(report.diagnostics) - errors, "warning")]
        if report.ok:
            pages = sum(path.endswith(".html") for path in changed)
            files = count(pages, "page") or count(len(changed), "file") or "nothing"
            found.insert(0, f"{files} new")
        words = ", ".join(filter(None, found))
        click.echo(f"{time.strftime('%H:%M:%S')}  {words}  ({report.seconds:.2f} s)")
