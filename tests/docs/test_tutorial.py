"""The tutorial, done word by word: every command says what `docs/first-archive.md` shows, whatever its numbers are.

`pytest tests/docs --update` rewrites what it shows.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from documents import DOCS, blocks_of
from harness import COMMAND

TUTORIAL = "first-archive.md"


def test_tutorial(tmp_path: Path, update: bool) -> None:
    folder = tmp_path
    article = folder
    document = (DOCS / TUTORIAL).read_text(encoding="utf-8")
    for block in blocks_of(TUTORIAL):
        if block.language == "markdown":
            file = folder / block.about
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
            if "/articles/" in block.about:
                article = file
        elif block.language == "yaml":
            text = article.read_text(encoding="utf-8")
            before, _, rest = text.partition("claims:\n")
            article.write_text(f"{before}{block.text}\n{rest.partition(chr(10) * 2)[2]}", encoding="utf-8")
        elif block.language == "console":
            shown = ""
            for command in re.findall(r"^\$ (.*)$", block.text, re.MULTILINE):
                shown += f"$ {command}\n"
                program, _, arguments = command.partition(" ")
                if program == "cd":
                    folder /= arguments
                elif program == "sitegen":
                    shown += _run(arguments.split(), folder)
            if update:
                document = document.replace(f"```console\n{block.text}```", f"```console\n{shown}```", 1)
            else:
                assert _without_numbers(shown) == _without_numbers(block.text), f"{block}: pytest tests/docs --update"
    if update:
        (DOCS / TUTORIAL).write_text(document, encoding="utf-8")


def _run(arguments: list[str], folder: Path) -> str:
    environment = {**os.environ, "NO_COLOR": "1"}
    command = [COMMAND, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    return done.stdout + done.stderr


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "0", text)
