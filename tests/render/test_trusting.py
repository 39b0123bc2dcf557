"""Code that trusts its view makes the same page as the code that looks first, or none at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader
from markupsafe import Markup

from sitegen.render.environment import ThemeEnvironment
from sitegen.render.theme import Theme

NAMES = ("a", "b", "items", "last", "gone")
THERE = st.sampled_from(NAMES[:-1])
PART = (
    "{% macro shown(a, b='>') %}{{ a }}{% if a %}{{ a.b or b }}{% endif %}{% endmacro %}"
    "{% macro asked(a) %}{{ a is defined }}{{ a.b|default(1) }}{% endmacro %}"
)

steps = st.lists(st.sampled_from((".a", ".b", "['b']", "[0]", ".items", ".gone")), max_size=2)
paths = st.builds("{}{}".format, THERE, steps.map("".join))
expressions = st.recursive(
    paths | st.sampled_from(("gone", "loop", "part", "'<'", "{'a': gone}", "[a, b]", "namespace(a=b)")),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(("~", "or", "and", "==", "if a else")), inner),
        st.builds("({}|{})".format, inner, st.sampled_from(("default('d')", "d(a.b)", "length", "safe", "list"))),
        st.builds("({} is {})".format, inner, st.sampled_from(("defined", "undefined", "string", "none"))),
        st.builds("part.{}({})".format, st.sampled_from(("shown", "asked", "shown(a.a, b)~part.shown")), inner),
        st.builds("{}.{}".format, inner, st.sampled_from(NAMES)),
        st.builds("{}[{}]".format, inner, inner | st.sampled_from(("0", "'b'", "1:", "-1"))),
        st.builds("{}({})".format, inner, inner),
    ),
    max_leaves=4,
)
bodies = st.recursive(
    st.one_of(
        st.builds("{{{{ {} }}}}".format, expressions),
        st.builds("{{% set {} = {} %}}".format, st.sampled_from(NAMES), expressions),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, expressions, inner, inner),
        st.builds("{{% for {} in {} %}}{}{{{{ loop.last }}}}{{% endfor %}}".format, THERE, paths, inner),
        st.builds("{{% set {} %}}{}{{% endset %}}".format, THERE, inner),
    ),
    max_leaves=4,
)
values = st.recursive(
    st.sampled_from(("", "<b>", Markup("<i>"), None, 0, 2, True)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2),
        st.fixed_dictionaries({"a": inner, "b": inner}, optional={"items": inner}),
    ),
    max_leaves=6,
)
parts = st.fixed_dictionaries({"a": values, "b": values})
views = st.fixed_dictionaries({"a": parts, "b": parts, "items": st.lists(parts, min_size=1), "last": values})


@given(bodies, views)
def test_what_trusting_code_makes_is_the_page(body: str, view: dict[str, Any]) -> None:
    page = "{% import 'part.html' as part %}{% block main %}" + body + "{% endblock %}"
    careful = ThemeEnvironment(DictLoader({"page.html": page, "part.html": PART}))
    try:
        made = careful.trusting().render("page.html", view)
    except Exception:  # noqa: BLE001
        return  # then it is made by the code that looks first
    assert made == careful.render("page.html", view)


def test_no_view_is_changed_by_code_that_fails(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text("{{ (rows or []).append(1) }}{{ text.upper() }}", "utf-8")
    rows = [0]
    assert Theme([tmp_path]).render_page("page.html", {"rows": rows, "text": "text"}) == b"NoneTEXT"
    assert rows == [0, 1]


@pytest.mark.parametrize(
    ("shown", "text", "is_trusted"),
    [
        ("a.b", "1", True),
        ("a['b']", "1", True),
        ("rows[1].b", "2", True),
        ("a.gone is defined", "False", True),
        ("a.gone|default('none')", "none", True),
        ("a[gone]|default('none')", "none", True),
        ("{'a': gone} is mapping", "True", True),
        ("text.upper()", "TEXT", False),
        ("[a.gone]|length", "1", False),
    ],
)
def test_what_is_not_in_the_view_is_found_out(tmp_path: Path, shown: str, text: str, is_trusted: bool) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text("{{ " + shown + " }}", "utf-8")
    theme = Theme([tmp_path])
    view = {"a": {"b": 1}, "rows": [{}, {"b": 2}], "text": "text", "gone": "gone"}
    for _ in range(2):
        assert theme.render_page("page.html", view).decode() == text
        assert theme.distrusted == (set() if is_trusted else {"page.html"})
