"""The files of a theme's folder: those that lie in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.render.theme_files import files_below


def test_files_are_those_that_lie_in_the_folder(tmp_path: Path) -> None:
    root, outside = tmp_path / "assets", tmp_path / "outside"
    for name in ("b.css", "a.js", ".hidden", "fonts/f.woff2", "fonts/.hidden/x", "fonts/deep/g.woff2"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    outside.mkdir()
    (outside / "secret").write_text("secret")
    (root / "inner").symlink_to("fonts/f.woff2")
    for link, target in (("out", outside / "secret"), ("folder", outside), ("again", root), ("gone", "nowhere")):
        (root / link).symlink_to(target)
    (root / "round").symlink_to("round")
    found = list(files_below(root))
    assert [name for name, _ in found] == ["a.js", "b.css", "inner", "fonts/f.woff2", "fonts/deep/g.woff2"]
    assert [path for _, path in found] == [root / name for name, _ in found]
    assert list(files_below(tmp_path / "nowhere")) == []


@pytest.mark.skipif("\\" in str(Path("a/b")), reason="there a backslash parts folders")
def test_a_name_with_a_backslash_is_no_address(tmp_path: Path) -> None:
    (tmp_path / "a\\b.css").write_text("")
    assert list(files_below(tmp_path)) == []
