"""Colours and fonts of a theme: what becomes of them in the style sheet, and which are warned of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from harness import Site
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.contrast import contrast, format_color, mix, parse_color, readable
from sitegen.render.css import make_css, put_css
from sitegen.render.theme_options import read_options

DEFAULT = Path(__file__).parents[2] / "themes/default"

colors = st.tuples(*[st.integers(0, 255)] * 3)


@pytest.fixture
def press(minimal_site: Site) -> Site:
    return minimal_site.edit("site.yaml", "title: Test archive", "title: Test archive\ntheme: press")


def _style(site: Site) -> str:
    (path,) = site.output.glob("assets/*/style.css")
    return path.read_text(encoding="utf-8")


def test_a_theme_chooses_colours_and_fonts(press: Site) -> None:
    options = "colors: {light: {link: '#7a1f3d'}, dark: {page: '#000'}}\nfonts: {text: 'Charter, serif'}\n"
    press.write("themes/press/theme.yaml", options).built()
    light, dark = _style(press).split("\n")[:2]
    assert "--link:#7a1f3d" in light
    assert "--page:#fffdf8" in light, "what isn't chosen is the default theme's"
    assert "--font-text:Charter, serif" in light
    assert dark.startswith("@media (prefers-color-scheme:dark)")
    assert "--page:#000;" in dark
    press.write("themes/press/theme.yaml", "").built()
    assert "#7a1f3d" not in _style(press)


def test_colours_render_no_page_when_addresses_stay(press: Site) -> None:
    press.edit("site.yaml", "theme: press", "theme: press\nfingerprint: false").write(
        "themes/press/theme.yaml", ""
    ).built()
    report = press.write("themes/press/theme.yaml", "colors: {dark: {page: '#000'}}").build()
    assert report.site is not None
    assert (report.site.rendered, set(report.site.written)) == (0, {"assets/style.css"})


def test_a_warning_stays_until_it_is_mended(press: Site) -> None:
    press.write("themes/press/theme.yaml", "colors: {light: {dim: '#aaaaaa'}}")
    for _ in range(2):
        (warning,) = press.build().diagnostics
        assert (warning.code, warning.place.line) == ("weak-contrast", 1)
    better = re.search(r"#[0-9a-f]{6}", warning.hints[0])
    assert better
    press.write("themes/press/theme.yaml", f"colors: {{light: {{dim: '{better[0]}'}}}}").built()


def test_check_tells_of_options_too(press: Site) -> None:
    press.write("themes/press/theme.yaml", "colors: {light: {page: white}}")
    assert "error[theme-option]: `white` isn't a colour" in press.run("check", "--format", "concise").out


def test_every_variable_of_the_style_sheet_is_there() -> None:
    style = (DEFAULT / "assets/style.css").read_text(encoding="utf-8")
    whole = read_options([DEFAULT]).css + style
    assert set(re.findall(r"var\((--[\w-]+)\)", whole)) <= set(re.findall(r"(--[\w-]+):", whole))


def test_the_default_theme_has_no_problem() -> None:
    assert read_options([DEFAULT]).problems == []


@pytest.mark.parametrize("first", ['@charset "utf-8";\n@import url("a;b.css");\n', "/* } */ @import 'x.css';", ""])
def test_what_must_come_first_in_a_style_sheet_comes_first(first: str) -> None:
    css = make_css({"light": {"page": "#fff"}}, {})
    assert put_css(f"{first}p {{}}".encode(), css).decode() == f"{first}:root{{--page:#fff}}\np {{}}"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#fff", "#000", 21.0), ("#777777", "#ffffff", 4.478), ("#abcdef", "#abcdef", 1.0), ("#00f", "#fff", 8.592)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    parsed = [color for text in (one, other) if (color := parse_color(text))]
    assert contrast(*parsed) == pytest.approx(ratio, abs=0.001)
    assert contrast(*reversed(parsed)) == contrast(*parsed)


@given(colors, colors)
def test_a_colour_that_is_proposed_can_be_read(color: tuple[int, int, int], ground: tuple[int, int, int]) -> None:
    found = readable(color, [ground], 4.5)
    assert found is not None, "black or white always can"
    assert contrast(found, ground) >= 4.5
    assert parse_color(format_color(found)) == found
    assert mix(color, ground, 1) == color
