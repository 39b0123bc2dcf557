"""The look at the output in a process of its own: what it finds is what the build itself would find."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from harness import Site

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a process of its own is made")

BUILD = """
import errno, os, signal, sys
from sitegen import output_check
output_check.LARGE = 0
os.register_at_fork(before=lambda: print("FORKED", file=sys.stderr))
how = sys.argv.pop(1)
if how == "dies":
    os.register_at_fork(after_in_child=lambda: os._exit(1))
elif how == "nobody waits":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
elif how == "no room":
    def fork():
        print("FORKED", file=sys.stderr)
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
    os.fork = fork
from sitegen.cli import main
main()
"""


MEANWHILE = """
import select
from pathlib import Path
from sitegen import output_check
from sitegen.build import build_site
from sitegen.build_request import BuildRequest
output_check.LARGE = 0
request = BuildRequest(Path(), jobs=1, search=False)
with output_check.check_output(request) as check:
    select.select([check.helper.answer], [], [])
    print(build_site(request).site.rendered, build_site(request, check=check).site.rendered)
"""


def build(site: Site, how: str = "lives") -> int:
    """Pages rendered by a build that has its output looked at beside it, however small it is."""
    command = [sys.executable, "-c", BUILD, how, "build", "--no-search", "--format", "json", "-j", "1"]
    done = subprocess.run(command, cwd=site.folder, capture_output=True, text=True, check=True, timeout=120)
    assert done.stderr == "FORKED\n"
    return int(json.loads(done.stdout)["pages"]["rendered"])


@pytest.mark.parametrize("how", ["lives", "dies", "nobody waits", "no room"])
def test_what_was_changed_by_hand_is_made_again(minimal_site: Site, how: str) -> None:
    minimal_site.build()
    assert build(minimal_site, how) == 0
    page = minimal_site.output / "index.html"
    good = page.read_bytes()
    page.write_bytes(good + b"<!-- by hand -->")
    assert build(minimal_site, how) == 1
    assert page.read_bytes() == good
    page.unlink()
    assert build(minimal_site, how) == 1
    assert page.read_bytes() == good
    assert build(minimal_site, how) == 0


def test_an_output_of_another_catalog_is_made_anew(minimal_site: Site, tmp_path: Path) -> None:
    minimal_site.build()
    other = tmp_path / "other"
    (minimal_site.folder / ".sitegen/catalog.db").replace(other)
    minimal_site.build()
    other.replace(minimal_site.folder / ".sitegen/catalog.db")
    pages = sum(1 for _ in minimal_site.output.rglob("*.html"))
    assert build(minimal_site) >= pages


def test_a_look_that_another_build_overtook_is_begun_again(minimal_site: Site) -> None:
    minimal_site.build()
    (minimal_site.output / "index.html").write_bytes(b"by hand")
    command = [sys.executable, "-c", MEANWHILE]
    done = subprocess.run(command, cwd=minimal_site.folder, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "1 0\n"
