"""The command line: arguments in, words out. Each command is thin; what is dear to import is imported when needed."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import click

from sitegen import __version__

OK, CONTENT_ERRORS, UNUSABLE, DIFFERENT, INTERRUPTED = 0, 1, 2, 3, 130

FORMATS = ("full", "concise", "json", "github")

_project = click.option(
    "-C",
    "--project",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="The project's folder (the one with site.yaml). Default: the current folder.",
)
_format = click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="full",
    help="How problems are shown. json: one object, on standard output.",
)
_jobs = click.option("-j", "--jobs", type=click.IntRange(min=0), default=0, metavar="N", help="Worker processes.")
_strict = click.option("--strict", is_flag=True, help="Treat warnings as errors; also report what nothing refers to.")
_quiet = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
_drafts = click.option("--drafts", is_flag=True, help="Include drafts.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitegen", message="%(prog)s %(version)s")
def cli() -> None:
    """Turn annotated articles into a searchable static site.

    \b
    sitegen new my-archive     begin a new archive
    sitegen serve              look at it while you write
    sitegen build              write the site into site/
    sitegen check              show every problem, write nothing
    sitegen why PAGE           say what made a page new
    sitegen lock ARTICLE       make sure that its text stays
    sitegen edition            freeze the corrections log, to be cited
    """


@cli.command()
@_project
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Default: site/ in the project.")
@_jobs
@_format
@_strict
@click.option("--no-search", is_flag=True, help="Leave the search index and page out.")
@_drafts
@click.option(
    "--executor", metavar="URL", default="", help="dask://HOST:PORT: work on a cluster that shares the files."
)
@click.option("--verify", is_flag=True, help="Build clean beside it, too, and compare byte for byte.")
@_quiet
def build(
    project: Path,
    output: Path | None,
    jobs: int,
    style: str,
    strict: bool,
    no_search: bool,
    drafts: bool,
    executor: str,
    verify: bool,
    quiet: bool,
) -> None:
    """Build the site.

    Exit status: 0 built; 1 the content has errors (nothing was published); 2 wrong usage, or something of the machine;
    3 --verify found a difference.
    """
    from sitegen.build_request import BuildRequest
    from sitegen.output_check import check_output

    if executor and not (
        (found := re.fullmatch(r"dask://[^/@?#\s]+:(\d{1,5})", executor)) and 0 < int(found[1]) < 2**16
    ):
        raise click.BadParameter("write dask://HOST:PORT, with a port from 1 to 65535", param_hint="--executor")
    request = BuildRequest(project, output, jobs, strict, not no_search, drafts, executor=executor)
    with check_output(request) as check:  # goes on while the rest of the program is loaded
        from sitegen.cli.run import run_build, run_verify

        status = run_build(request, style, quiet, check)
    sys.exit(run_verify(request) if verify and status == OK else status)


@cli.command()
@_project
@click.option("--host", default="127.0.0.1", metavar="HOST", help="Address to listen at. Default: 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, metavar="N", help="The next free one is taken.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@_jobs
@click.option("--no-search", is_flag=True, help="Leave the search index and page out.")
@click.option("--drafts/--no-drafts", default=True, help="Show drafts, too. Default: yes.")
@click.option("--poll", is_flag=True, help="Look for changes every now and then, without the system's events.")
def serve(
    project: Path, host: str, port: int, opens: bool, jobs: int, no_search: bool, drafts: bool, poll: bool
) -> None:
    """Show the site in the browser while you write. Ctrl-C ends it.

    Exit status: 0 ended by Ctrl-C; 2 wrong usage, or something of the machine.
    """
    from sitegen.cli.serve import run_serve

    sys.exit(run_serve(project, host, port, jobs, not no_search, drafts, poll, opens))


@cli.command()
@_project
@_jobs
@_format
@_strict
@_drafts
@_quiet
def check(project: Path, jobs: int, style: str, strict: bool, drafts: bool, quiet: bool) -> None:
    """Show every problem of the content; write no site.

    Exit status: 0 no errors; 1 errors; 2 wrong usage, or something of the machine.
    """
    from sitegen.build_request import BuildRequest
    from sitegen.cli.run import run_build

    request = BuildRequest(project, None, jobs, strict, drafts=drafts, check_only=True)
    sys.exit(run_build(request, style, quiet))


@cli.command(options_metavar="[-C DIR]")
@_project
@click.argument("page", metavar="PAGE")
def why(project: Path, page: str) -> None:
    """Say what changed that makes PAGE new; or that it is up to date. Changes nothing.

    \b
    sitegen why articles/talks-end/

    Exit status: 0 explained; 2 there is no such page, or no build yet.
    """
    from sitegen.cli.why import run_why

    sys.exit(run_why(project, page))


@cli.command(options_metavar="[-C DIR]")
@_project
@click.option("--all", "is_all", is_flag=True, help="Every article that isn't locked yet.")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
def lock(project: Path, is_all: bool, articles: tuple[str, ...]) -> None:
    """Write the digest of an article's text into its front matter: from then on, a change of a word is an error.

    ARTICLE is an id or a file. A text that was locked before is locked anew, as it is now.

    \b
    sitegen lock talks-end
    sitegen lock --all

    Exit status: 0 locked; 1 some can't be, or --all found a text that was changed; 2 wrong usage, or no such article.
    """
    if is_all == bool(articles):
        raise click.UsageError("name the articles, or write --all")
    from sitegen.cli.lock import run_lock

    sys.exit(run_lock(project, articles, is_all))


@cli.command(options_metavar="[-C DIR]")
@_project
@click.argument("day", metavar="[DATE]", required=False)
def edition(project: Path, day: str | None) -> None:
    """Freeze the corrections log as it is: an edition, with a page of its own, whose words stay.

    It has the corrections dated up to DATE (2024-03-14). Default: today.

    \b
    sitegen edition

    Exit status: 0 frozen; 1 the content has errors; 2 there is nothing to freeze, or there is an edition of that day.
    """
    from sitegen.cli.edition import run_edition

    sys.exit(run_edition(project, day))


@cli.command(options_metavar="[-C DIR]")
@_project
@click.argument("words", nargs=-1, required=True, metavar="DIR | article ID")
def new(project: Path, words: tuple[str, ...]) -> None:
    """Begin a new site in the folder DIR, or a new article in the present project.

    \b
    sitegen new my-archive
    sitegen new article talks-end
    """
    from sitegen.cli.scaffold import CannotCreate, create_article, create_site
    from sitegen.cli.telling import tell_refusal, telling

    try:
        if words[0] == "article" and len(words) == 2:
            told = create_article(project, words[1])
        elif len(words) == 1 and words[0] != "article":
            told = create_site(project / words[0])
        else:
            raise click.UsageError("write `sitegen new DIR` or `sitegen new article ID`")
    except CannotCreate as error:
        sys.exit(tell_refusal(error, project))
    with telling():
        click.echo(told)


def main() -> Any:
    """The command's entry point."""
    # Pydantic would look through all installed packages for plugins of its own; what is valid doesn't depend on them.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        return cli(standalone_mode=True)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
