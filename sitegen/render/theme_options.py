"""What a theme chooses in its `theme.yaml`: a logo, blocks to hide, and what its own templates ask for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sitegen.render.theme_files import file_inside
from sitegen.render.words import FileFailed, read_yaml

NAME = "theme.yaml"


def read_options(folders: Sequence[Path]) -> dict[str, Any]:
    """{"logo": path below assets/ or "", "hide": names of blocks, "hover_cards": "true" or "false", …}; the site's own
    theme over the default's. All scalars are text.

    `folders` as themes have them, the site's own first. Raises `FileFailed`.
    """
    found: dict[str, Any] = {}
    for folder in reversed(folders):
        if path := file_inside(folder, NAME):
            options = read_yaml(path)
            if options.get("blocks") and found:
                raise FileFailed(
                    path, None, "`blocks` names what the default theme has; to leave some out, `hide` them"
                )
            found |= options
            _check(found, path, folders)
    return {"logo": "", "hide": [], "blocks": [], "hover_cards": "false"} | found


def _check(options: dict[str, Any], path: Path, folders: Sequence[Path]) -> None:
    hidden, known = options.get("hide") or [], options.get("blocks") or []
    if not isinstance(hidden, list):
        raise FileFailed(path, None, "`hide` is a list of blocks")
    if strange := [name for name in hidden if name not in known]:
        raise FileFailed(path, None, f"there is no block `{strange[0]}` to hide; there are {', '.join(known)}")
    if options.get("hover_cards", "false") not in ("true", "false"):
        raise FileFailed(path, None, "`hover_cards` is true or false")
    logo = options.get("logo")
    if logo and (not isinstance(logo, str) or not any(file_inside(folder / "assets", logo) for folder in folders)):
        raise FileFailed(path, None, f"there is no logo assets/{logo}")
