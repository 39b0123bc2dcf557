"""The command's own words: help, version, wrong usage."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sitegen import __version__


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_names_the_commands(site, flag):
    ran = site.run(flag)
    assert (ran.code, ran.err) == (0, "")
    for words in ("build", "serve", "check", "new", "sitegen new my-archive"):
        assert words in ran.out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (
            "build",
            ["-C, --project DIR", "-o, --output DIR", "-j, --jobs N", "--format", "--strict", "--no-search", "-q"],
        ),
        ("serve", ["--host HOST", "--port N", "--open", "--no-search", "--drafts / --no-drafts", "--poll"]),
        ("check", ["-C, --project DIR", "--format [full|concise|json|github]", "--strict", "--drafts"]),
        ("new", ["DIR | article ID", "-C, --project DIR"]),
    ],
)
def test_help_of_a_command(site, command, words):
    ran = site.run(command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert [word for word in words if word not in ran.out] == []


def test_version(site):
    assert site.run("--version") == (0, f"sitegen {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["biuld"], "No such command 'biuld'"),
        (["build", "--fromat", "json"], "--format"),
        (["build", "--format", "xml"], "'full', 'concise', 'json', 'github'"),
        (["build", "-j", "many"], "'many' is not a valid"),
        (["build", "-j", "-1"], "-1 is not in the range"),
        (["build", "extra"], "unexpected extra argument"),
        (["build", "-o"], "requires an argument"),
        (["check", "--no-search"], "No such option"),
        (["serve", "--port", "65536"], "65536 is not in the range"),
        ([], "Usage: sitegen"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(site, arguments, words):
    ran = site.run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert words in ran.err
    assert not list(site.folder.iterdir())


def test_it_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "sitegen", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"sitegen {__version__}\n"
