"""Themes: which file counts, what a template depends on, and what it may not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.render.theme import TemplateFailed, Theme

DEFAULT = Path(__file__).parents[2] / "themes" / "default"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / "templates" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def default(tmp_path: Path) -> Path:
    return write(
        tmp_path / "default",
        base="<title>{{ title }}</title>{% block main %}{% endblock %}{% import 'part.html' as part %}",
        page="{% extends 'base.html' %}{% block main %}{% include 'part.html' %}{% endblock %}",
        part="part",
        other="other",
    )


def test_text_is_escaped_and_a_missing_name_is_an_error(default: Path) -> None:
    write(
        default,
        page="{{ a.items }}|{{ a.html|safe }}|{{ n }}\n{{ gone }}",
        fine="{{ a.items }}|{{ a.html|safe }}|{{ n }}|{{ '<' }}",
    )
    theme = Theme([default])
    view = {"a": {"items": "<b>&'\"", "html": "<b>"}, "n": 3}
    assert theme.render_page("fine.html", view) == b"&lt;b&gt;&amp;&#39;&#34;|<b>|3|&lt;"
    with pytest.raises(TemplateFailed) as failed:
        theme.render_page("page.html", view)
    assert (failed.value.template, failed.value.line) == ("page.html", 2)
    assert "gone" in failed.value.cause


def test_the_methods_of_values_are_out_of_reach(default: Path) -> None:
    write(default, page="{{ a.keys }}")
    with pytest.raises(TemplateFailed):
        Theme([default]).render_page("page.html", {"a": {}})


def test_the_same_view_makes_the_same_page(default: Path) -> None:
    write(default, page="{{ [1, 2]|random }}")
    with pytest.raises(TemplateFailed):
        Theme([default]).render_page("page.html", {})


@pytest.mark.parametrize(
    ("text", "line"), [("a\n{% if %}", 2), ("{{ 1 / 0 }}", 1), ("{% include 'gone.html' %}", None)]
)
def test_a_broken_template_is_named(default: Path, text: str, line: int | None) -> None:
    write(default, page=text)
    with pytest.raises(TemplateFailed) as failed:
        Theme([default]).render_page("page.html", {})
    assert (failed.value.template, failed.value.line) == ("page.html", line)


def test_a_fault_in_an_included_template_is_named_there(default: Path) -> None:
    write(default, part="\n\n{{ 1 / 0 }}")
    with pytest.raises(TemplateFailed) as failed:
        Theme([default]).render_page("page.html", {"title": ""})
    assert (failed.value.template, failed.value.line) == ("part.html", 3)


def test_a_templates_digest_covers_all_it_uses(default: Path) -> None:
    first = Theme([default]).template_digest("page.html")
    assert Theme([default]).template_digest("page.html") == first
    write(default, other="changed")
    assert Theme([default]).template_digest("page.html") == first
    for name in ("part", "base", "page"):
        write(default, **{name: (default / "templates" / f"{name}.html").read_text() + " "})
        changed = Theme([default]).template_digest("page.html")
        assert changed != first
        first = changed


def test_a_name_known_only_while_rendering_could_be_any_template(default: Path) -> None:
    write(default, page="{% include name %}")
    first = Theme([default]).template_digest("page.html")
    write(default, other="changed")
    assert Theme([default]).template_digest("page.html") != first


def test_a_sites_own_theme_comes_first_and_may_extend_the_default(default: Path, tmp_path: Path) -> None:
    own = write(
        tmp_path / "own",
        page="{% extends 'default/page.html' %}{% block main %}own {{ super() }}{% endblock %}",
        part="my part",
    )
    assert Theme([own, default]).render_page("page.html", {"title": "T"}) == b"<title>T</title>own my part"


@pytest.mark.parametrize(
    "name", ["../secret.html", "/etc/passwd", "a/../../secret.html", "link.html", "folder/secret.html", "", "."]
)
def test_nothing_outside_of_the_folder_is_read(default: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.html").write_text("secret")
    (default / "templates" / "link.html").symlink_to(tmp_path / "secret.html")
    (default / "templates" / "folder").symlink_to(tmp_path, target_is_directory=True)
    theme = Theme([default])
    with pytest.raises(TemplateFailed):
        theme.render_page(name, {})
    assert "link.html" not in theme.template_names()


def test_assets_are_merged_and_confined(default: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    for folder, names in ((default, ("style.css", "img/logo.svg")), (own, ("style.css", "extra.css", ".hidden"))):
        for name in names:
            (folder / "assets" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "assets" / name).write_text(str(folder))
    (tmp_path / "secret").write_text("secret")
    (own / "assets" / "leak.css").symlink_to(tmp_path / "secret")
    assert Theme([own, default]).asset_files() == [
        ("extra.css", own / "assets" / "extra.css"),
        ("img/logo.svg", default / "assets" / "img" / "logo.svg"),
        ("style.css", own / "assets" / "style.css"),
    ]


def test_the_default_theme_is_small() -> None:
    import gzip

    sizes = {name: len(gzip.compress(path.read_bytes(), 9)) for name, path in Theme([DEFAULT]).asset_files()}
    assert sizes["style.css"] <= 8 * 1024
    assert sizes["site.js"] <= 4 * 1024
