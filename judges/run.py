"""Judge the built site: `python -m judges.run [SITE]`.

Without SITE, the example archive and three that are generated are built and judged.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from judges import browser, fast, markup, speed, tools
from judges.findings import Finding, Verdict, absent
from judges.generated import make_hebrew, make_hovering, make_large
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


ARCHIVES: dict[str, Callable[[Path], Path]] = {
    "example": lambda _: PROJECT,
    "large": make_large,
    "hebrew": make_hebrew,
    "hovering": make_hovering,
}
"""Name → what makes the archive in a folder; the folder it is in."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m judges.run", description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, help="a built site (default: build four archives)")
    parser.add_argument("--only", action="append", choices=JUDGES, help="ask this judge only; may be repeated")
    parser.add_argument("--of", action="append", choices=ARCHIVES, help="judge this archive only; may be repeated")
    arguments = parser.parse_args()
    tools.WORK.mkdir(exist_ok=True)
    wanted = {name: make for name, make in ARCHIVES.items() if not arguments.of or name in arguments.of}
    folders = {"site": arguments.site} if arguments.site else {name: _build(name) for name in wanted}
    sites = {name: Site(folder.resolve()) for name, folder in folders.items()}
    if empty := next((site.folder for site in sites.values() if not site.pages), None):
        parser.error(f"no pages in {empty}")
    verdicts: dict[str, list[Verdict]] = {name: [] for name in sites}
    for judge in arguments.only or JUDGES:
        for name, site in sites.items():
            start = time.monotonic()
            verdicts[name].append(_ask(judge, site))
            sys.stderr.write(f"{judge}, {name}: {time.monotonic() - start:.0f} s\n")
    _say(_report(verdicts))
    return 1 if any(verdict.findings for found in verdicts.values() for verdict in found) else 0


def _build(name: str) -> Path:
    """The site of an archive, built anew."""
    output = tools.WORK / name / "site"
    shutil.rmtree(output.parent, ignore_errors=True)
    project = ARCHIVES[name](output.parent / "archive")
    command = [sys.executable, "-m", "sitegen", "build", "-C", str(project), "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the archive “{name}” doesn't build:\n{done.stdout}{done.stderr}")
    return output


def _ask(name: str, site: Site) -> Verdict:
    """A judge's verdict; one whose program isn't there is not run, one whose program fails has found something."""
    try:
        return JUDGES[name](site)
    except tools.Absent as error:
        return absent(name, str(error))
    except tools.Failed as error:
        return Verdict(name, 0, [Finding("(the judge itself)", str(error))])


def _report(verdicts: dict[str, list[Verdict]]) -> str:
    """The table, a column for each archive: findings, and of how many pages. Then measurements, then each finding."""
    columns = list(verdicts.values())
    lines = [f"{'findings of pages':<18}" + "".join(f"{name:>14}" for name in verdicts)]
    for row in zip(*columns, strict=True):
        cells = ["not run" if one.not_run else f"{len(one.findings)} of {one.pages}" for one in row]
        lines.append(f"{row[0].judge:<18}" + "".join(f"{cell:>14}" for cell in cells))
    told = [(f"{one.judge}, {name}", one) for name, found in verdicts.items() for one in found]
    for title, one in told:
        if one.not_run:
            lines += ["", f"{title}: not run: {one.not_run}"]
        if one.notes:
            lines += ["", f"{title}, measured:", *(f"  {note}" for note in one.notes)]
    for title, one in told:
        if one.findings:
            lines += ["", f"{title}, found:", *(f"  {finding}" for finding in one.findings)]
    return "\n".join(lines)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
