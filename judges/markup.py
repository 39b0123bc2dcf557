"""html-validate and the Nu checker. Both also read a page that is broken on purpose, to prove that they are awake."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from judges import tools
from judges.findings import Finding, Verdict
from judges.pages import Site


def html_validate(site: Site) -> Verdict:
    """html-validate's recommended rules on every page."""
    program = tools.module("html-validate/bin/html-validate.mjs")
    canary = [tools.CANARY / "broken.html"]
    pages = [site.folder / path for path in site.matching(".html")]
    command: list[str | Path] = [
        tools.node(),
        program,
        "--config",
        tools.HERE / "html-validate.json",
        "--formatter",
        "json",
    ]
    found = []
    for files in tools.chunks([*canary, *pages]):
        for report in _parsed(tools.run([*command, *files])):
            for message in report["messages"]:
                text = f"{message['line']}:{message['column']}: {message['message']} ({message['ruleId']})"
                found.append((Path(report["filePath"]), text))
    return Verdict("html-validate", len(pages), _awake(site, found, canary))


def nu(site: Site) -> Verdict:
    """The Nu HTML checker, warnings too, on every page, style sheet and SVG."""
    java, archive = tools.java(), tools.module("vnu-jar/build/dist/vnu.jar")
    canary = [tools.CANARY / f"broken.{kind}" for kind in ("html", "css", "svg")]
    own = [site.folder / path for kind in (".html", ".css", ".svg") for path in site.matching(kind)]
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--also-check-css", "--also-check-svg"]
    found = []
    for files in tools.chunks([*canary, *own]):
        for message in _parsed(tools.run([java, "-Xss4m", "-jar", archive, *options, *files]))["messages"]:
            kind = message.get("subType") or message["type"]
            text = f"{message.get('lastLine', '?')}: {message['message']} ({kind})"
            found.append((Path(unquote(urlsplit(message.get("url", "")).path)), text))
    return Verdict("Nu checker", len(own), _awake(site, found, canary))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise tools.Failed(f"no JSON: {text.strip().splitlines()[0][:200]}") from error


def _awake(site: Site, found: Iterable[tuple[Path, str]], canary: Sequence[Path]) -> list[Finding]:
    """The findings on the site; a judge that sees nothing in a broken file gets one itself."""
    seen = set()
    findings = []
    for path, message in found:
        if path in canary:
            seen.add(path)
        elif path.is_relative_to(site.folder):
            findings.append(Finding(path.relative_to(site.folder).as_posix(), message))
        else:
            findings.append(Finding(str(path), message))
    asleep = [Finding(file.name, "broken on purpose, but nothing was found") for file in canary if file not in seen]
    return asleep + findings
