"""What a theme chooses in its `theme.yaml`: a logo, blocks to hide, colours, fonts, and what its own templates ask
for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.core.diagnostics import Diagnostic, Place, diagnose
from sitegen.core.suggest import did_you_mean
from sitegen.render.css import make_css
from sitegen.render.look import OptionProblem, check_colors, check_contrast, check_fonts
from sitegen.render.theme_files import file_inside
from sitegen.render.words import read_yaml

NAME = "theme.yaml"


class ThemeOptions(NamedTuple):
    """What all `theme.yaml` of a theme say together, all scalars as text; and what is wrong with it."""

    values: dict[str, Any]
    """{"logo": path below assets/ or "", "hide": names of blocks, "hover_cards": "true" or "false", …}: what templates
    see."""
    css: str
    """Colours and fonts, as rules that come first in the style sheet."""
    problems: list[tuple[Path, OptionProblem]]


def read_options(folders: Sequence[Path]) -> ThemeOptions:
    """The site's own theme over the default's. `folders` as themes have them, the site's own first.

    Raises `FileFailed` if a file isn't YAML.
    """
    values: dict[str, Any] = {"logo": "", "hide": [], "blocks": [], "hover_cards": "false"}
    colors: dict[str, dict[str, str]] = {}
    fonts: dict[str, str] = {}
    problems: list[tuple[Path, OptionProblem]] = []
    path = None
    for place in option_files(folders):
        is_first, path = path is None, place
        own = read_yaml(place)
        own_colors, own_fonts = own.pop("colors", {}), own.pop("fonts", {})
        # The default theme's own colours are those that there are.
        wrong = [*check_colors(own_colors, own_colors if is_first else colors), *check_fonts(own_fonts)]
        wrong += _check({**values, **own}, own, is_first, folders)
        problems += [(place, problem) for problem in wrong]
        values |= own
        # Nothing is made of colours and fonts that are wrong.
        if not wrong:
            colors = {mode: {**colors.get(mode, {}), **own_colors.get(mode, {})} for mode in colors | own_colors}
            fonts |= own_fonts
    if path is not None and not problems:
        problems = [(path, problem) for problem in check_contrast(colors)]
    return ThemeOptions(values, make_css(colors, fonts), problems)


def option_files(folders: Sequence[Path]) -> list[Path]:
    """The files of options; what a later one says goes."""
    return [place for folder in reversed(folders) if (place := file_inside(folder, NAME))]


def explain_options(options: ThemeOptions, project: Path) -> list[Diagnostic]:
    """The problems, with their places. Paths below `project` are told from there."""
    found = []
    for path, problem in options.problems:
        shown = path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)
        found.append(diagnose(problem.code, problem.message, _place(path, shown, problem.keys), hints=problem.hints))
    return found


def _check(
    values: dict[str, Any], own: dict[str, Any], is_first: bool, folders: Sequence[Path]
) -> Iterator[OptionProblem]:
    if own.get("blocks") and not is_first:
        hint = "to leave some of them out, `hide` them"
        yield OptionProblem(("blocks",), "`blocks` names what the default theme has", (hint,))
        return
    for name, spelled in (("colours", "colors"), ("color", "colors"), ("font", "fonts")):
        if name in own:
            yield OptionProblem((name,), f"`{name}` is written `{spelled}` here", (f"write `{spelled}:`",))
    hidden, known = own.get("hide") or [], values["blocks"]
    if not isinstance(hidden, list):
        yield OptionProblem(("hide",), "`hide` is a list of blocks", ("write `hide: [matrix, cite]`, say",))
        return
    for name in hidden:
        if name not in known:
            hints = did_you_mean(str(name), known) or (f"there are: {', '.join(known)}",)
            yield OptionProblem(("hide",), f"there is no block `{name}` to hide", hints)
    if values["hover_cards"] not in ("true", "false"):
        yield OptionProblem(("hover_cards",), "`hover_cards` is true or false", ("write `hover_cards: true`",))
    logo = values["logo"]
    if logo and (not isinstance(logo, str) or not any(file_inside(folder / "assets", logo) for folder in folders)):
        yield OptionProblem(("logo",), f"there is no logo assets/{logo}", ("put the image into the theme's `assets/`",))


def _place(path: Path, shown: str, keys: Sequence[str]) -> Place:
    """Where the value stands that these names lead to; or the last of the names that the file has."""
    import yaml

    text = path.read_text("utf-8")
    node, spot = yaml.compose(text, yaml.CBaseLoader), None
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        pair = next((pair for pair in pairs if pair[0].value == key), None)
        if pair is None:
            break
        node = pair[1]
        spot = node if isinstance(node, yaml.ScalarNode) and node.value else pair[0]
    if spot is None:
        return Place(shown)
    start, end = spot.start_mark, spot.end_mark
    line = text.split("\n")[start.line]
    last = end.column if end.line == start.line else len(line)
    return Place(shown, start.line + 1, start.column + 1, start.line + 1, last + 1, line)
