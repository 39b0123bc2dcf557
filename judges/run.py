"""Judge the built site: `python -m judges.run [SITE]`. Without SITE, the example archive is built and judged."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from judges import browser, fast, markup, speed, tools
from judges.findings import Finding, Verdict, absent
from judges.pages import Site

Judge = Callable[[Site], Verdict]

PROJECT = tools.HERE.parent
JUDGES: dict[str, Judge] = {
    **{judge.__name__.replace("_", "-"): judge for judge in fast.JUDGES},
    "html-validate": markup.html_validate,
    "nu": markup.nu,
    "axe": browser.axe,
    "browser": browser.in_browser,
    "lighthouse": speed.lighthouse,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m judges.run", description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, help="a built site (default: build the example archive)")
    parser.add_argument("--only", action="append", choices=JUDGES, help="ask this judge only; may be repeated")
    arguments = parser.parse_args()
    tools.WORK.mkdir(exist_ok=True)
    site = Site((arguments.site or _example()).resolve())
    if not site.pages:
        parser.error(f"no pages in {site.folder}")
    verdicts = []
    for name in arguments.only or JUDGES:
        start = time.monotonic()
        verdicts.append(_ask(name, site))
        sys.stderr.write(f"{name}: {time.monotonic() - start:.0f} s\n")
    _say(_report(verdicts))
    return 1 if any(verdict.findings for verdict in verdicts) else 0


def _example() -> Path:
    """The example archive, built."""
    output = tools.WORK / "site"
    command = [sys.executable, "-m", "sitegen", "build", "-C", str(PROJECT), "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the example archive doesn't build:\n{done.stdout}{done.stderr}")
    return output


def _ask(name: str, site: Site) -> Verdict:
    """A judge's verdict; one whose program isn't there is not run, one whose program fails has found something."""
    try:
        return JUDGES[name](site)
    except tools.Absent as error:
        return absent(name, str(error))
    except tools.Failed as error:
        return Verdict(name, 0, [Finding("(the judge itself)", str(error))])


def _report(verdicts: list[Verdict]) -> str:
    """The table, then measurements, then each finding with its page."""
    lines = [f"{'judge':<16}{'pages':>7}{'findings':>10}"]
    for verdict in verdicts:
        if verdict.not_run:
            lines.append(f"{verdict.judge:<16}  not run: {verdict.not_run}")
        else:
            lines.append(f"{verdict.judge:<16}{verdict.pages:>7}{len(verdict.findings):>10}")
    for verdict in verdicts:
        if verdict.notes:
            lines += ["", f"{verdict.judge}, measured:", *(f"  {note}" for note in verdict.notes)]
    for verdict in verdicts:
        if verdict.findings:
            lines += ["", f"{verdict.judge}, found:", *(f"  {finding}" for finding in verdict.findings)]
    return "\n".join(lines)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
