"""What `pip install` brings along: the command, the default theme, the starter site."""

from __future__ import annotations

import subprocess
import sys
import zipfile

from harness import ROOT


def test_the_wheel_holds_all_that_the_command_needs(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "sitegen").rglob("*") if path.is_file()}
    wanted = {name for name in files if "__pycache__" not in name and ".sitegen" not in name}
    wanted |= {f"sitegen/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / "themes/default").rglob("*") if p.is_file()}
    assert wanted - names == set()
    assert not [name for name in names if name.startswith(("tests/", "content/", "site/"))]
