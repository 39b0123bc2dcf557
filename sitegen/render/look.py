"""The colours and fonts that a theme chooses in its `theme.yaml`: checked, and as the variables of its style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sitegen.core.suggest import did_you_mean
from sitegen.render.contrast import Color, contrast, format_color, mix, parse_color, readable

MODES = ("light", "dark")
FONTS = ("text", "headings", "interface")
GENERIC = frozenset(
    "serif sans-serif monospace system-ui cursive fantasy math ui-serif ui-sans-serif ui-monospace ui-rounded".split()
)
FAMILY = re.compile(r""" *(?:"[^"\\<>{};]+"|'[^'\\<>{};]+'|-?[A-Za-z_][\w-]*(?: +[A-Za-z_][\w-]*)*) *""")

WORDS, LINES = 4.5, 3.0
"""The least contrast of words, and of lines that carry a meaning (WCAG 2.2 AA)."""

CARD = 0.35
"""How much of its kind's colour is in a card's background: the style sheet has the same figure."""


class OptionProblem(NamedTuple):
    """What is wrong with an option: the names that lead to it, and what is said of it."""

    keys: tuple[str, ...]
    message: str
    hints: tuple[str, ...] = ()
    code: str = "theme-option"


def check_colors(colors: Any, known: Mapping[str, Mapping[str, str]]) -> Iterator[OptionProblem]:
    """What is wrong with `colors` of a theme.yaml. `known` are the default theme's: mode → name → colour."""
    yield from _check_names(colors, ("colors",), MODES, "`light` and `dark` colours")
    for mode in MODES:
        named = colors.get(mode, {}) if isinstance(colors, dict) else {}
        yield from _check_names(named, ("colors", mode), known.get(mode, {}), "colours by their names")
        for name, value in named.items() if isinstance(named, dict) else ():
            if name in known.get(mode, {}) and (not isinstance(value, str) or parse_color(value) is None):
                said = f"`{name}` is empty" if value == "" else f"`{value}` isn't a colour"
                hint = 'write it with digits, and in quotes, because # begins a comment: "#1a2b3c" or "#fff"'
                yield OptionProblem(("colors", mode, name), said, (hint,))


def check_fonts(fonts: Any) -> Iterator[OptionProblem]:
    """What is wrong with `fonts` of a theme.yaml."""
    yield from _check_names(fonts, ("fonts",), FONTS, "font families by their use")
    for name, value in fonts.items() if isinstance(fonts, dict) else ():
        if name not in FONTS:
            continue
        families = value.split(",") if isinstance(value, str) else [""]
        wrong = next((family for family in families if not FAMILY.fullmatch(family)), None)
        if wrong is not None:
            hint = "write families as in CSS, with commas between them: Charter, 'Noto Serif', serif"
            said = f"`{wrong.strip()}` isn't a font family" if wrong.strip() else f"`{name}` lacks a font family"
            yield OptionProblem(("fonts", name), said, (hint,))
        elif families[-1].strip() not in GENERIC:
            hint = "end with `serif`, `sans-serif` or `monospace`: what is shown where none of the others is there"
            yield OptionProblem(("fonts", name), f"`{name}` has no family that every machine has", (hint,))


def _check_names(value: Any, keys: tuple[str, ...], known: Any, wanted: str) -> Iterator[OptionProblem]:
    if not isinstance(value, dict):
        yield OptionProblem(keys, f"`{keys[-1]}` must hold {wanted}", (f"there are: {', '.join(known)}",))
        return
    for name in value:
        if name not in known:
            hints = did_you_mean(name, known) or (f"there are: {', '.join(known)}",)
            yield OptionProblem((*keys, name), f"there is no `{name}` in `{keys[-1]}`", hints)


def check_contrast(colors: Mapping[str, Mapping[str, str]]) -> Iterator[OptionProblem]:
    """Words, and lines that carry a meaning, that are too like what lies behind them. Colours must be sound."""
    for mode in MODES:
        parsed = {name: parse_color(value) for name, value in colors.get(mode, {}).items()}
        found = {name: color for name, color in parsed.items() if color}
        kinds = [kind for kind in ("claim", "correction", "note") if kind in found]
        page = found.get("page")
        if page is None:
            continue
        cards = {f"a card of a {kind}": mix(found[kind], page, CARD) for kind in kinds}
        tints = {f"`{kind}`": found[kind] for kind in kinds}
        behind = {"text": {"`page`": page} | tints | cards}
        behind |= {name: {"`page`": page} | cards for name in ("dim", "link")}
        behind |= {f"{kind}-line": {"`page`": page} for kind in kinds}
        for name, grounds in behind.items():
            if name in found:
                yield from _too_weak(mode, name, found[name], grounds)


def _too_weak(mode: str, name: str, color: Color, behind: Mapping[str, Color]) -> Iterator[OptionProblem]:
    wanted = LINES if name.endswith("-line") else WORDS
    ground = min(behind, key=lambda other: contrast(color, behind[other]))
    ratio = contrast(color, behind[ground])
    if ratio < wanted:
        better = readable(color, list(behind.values()), wanted)
        hint = f"{format_color(better)} would do" if better else f"take another {ground}: no colour does with all"
        what = "lines need" if name.endswith("-line") else "words need"
        # Rounded down: 4.49 isn't 4.5.
        said = f"`{name}` on {ground} has a contrast of {int(ratio * 10) / 10} in {mode} colours; {what} {wanted:g}"
        yield OptionProblem(("colors", mode, name), said, (hint,), "weak-contrast")
