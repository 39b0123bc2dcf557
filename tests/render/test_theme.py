"""Themes: which file counts, what a template depends on, and what it may not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.render.failed import TemplateFailed
from sitegen.render.theme import Theme
from sitegen.render.theme_files import asset_files

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


@pytest.mark.parametrize(("text", "line"), [("a\n{% if %}", 2), ("{{ 1 / 0 }}", 1), ("{% include 'gone.html' %}", 1)])
def test_a_broken_template_is_named(default: Path, text: str, line: int) -> None:
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


@pytest.mark.parametrize(
    ("page", "parts"),
    [
        ("{{ site.title }}{{ site['home'] }}", "home,title"),
        ("{{ site|tojson }}", "*"),
        ("{% set all = site %}{{ all.extra }}", "*"),
        ("{{ site[name] }}", "*"),
        ("{{ site['items']() }}", "*"),  # a dict's own, not a part
    ],
)
def test_which_parts_of_the_site_a_template_can_show(default: Path, page: str, parts: str) -> None:
    write(default, page=page)
    assert Theme([default]).template_digest("page.html").partition(" ")[2] == parts


@pytest.mark.parametrize(
    ("base", "cause"),
    [
        ("\n{% include 'prt.html' %}", "there is no template prt.html"),
        ("\n{% import 'a.html' as a %}", "there is no template a.html"),
        ("\n{% include ['a.html', 'b.html'] %}", "there is no template a.html or b.html"),
        ("\n{% extends 'base.html' %}", 'it extends itself; the default theme\'s is "default/base.html"'),
    ],
)
def test_a_template_that_cannot_be_had_is_told_where_it_is_named(default: Path, base: str, cause: str) -> None:
    write(default, base=base)
    with pytest.raises(TemplateFailed) as failed:
        Theme([default]).template_digest("page.html")
    assert (failed.value.template, failed.value.line, failed.value.cause) == ("base.html", 2, cause)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "{% extends 'frame.html' %}\n{% block mian %}x{% endblock %}",
            "`mian`, so nobody would see it: did you mean `main`?",
        ),
        (
            "{% extends 'middle.html' %}\n{% block zz %}{% endblock %}",
            "`zz`, so nobody would see it: there are `head`, `inner`, `main`",
        ),
        ("{% extends 'frame.html' %}{% block main %}{% block own %}{% endblock %}{% endblock %}", ""),
        ("{% extends 'middle.html' %}{% block inner %}{% endblock %}{% block head %}{% endblock %}", ""),
        ("{% block free %}{% endblock %}", ""),
        ("{% if name %}{% extends 'frame.html' %}{% endif %}{% block free %}{% endblock %}", ""),
        (
            "{% extends 'bare.html' %}\n{% block main %}x{% endblock %}",
            "`main`, so nobody would see it: there is none at all",
        ),
        ("{% extends name %}{% block free %}{% endblock %}", ""),
        ("{% extends 'middle.html' if name else 'frame.html' %}{% block free %}{% endblock %}", ""),
    ],
)
def test_a_block_that_nothing_shows_is_told(default: Path, page: str, said: str) -> None:
    write(default, frame="{% block head %}{% endblock %}{% block main %}{% endblock %}")
    write(default, bare="<p>no block</p>")
    write(default, middle="{% extends 'frame.html' %}{% block main %}{% block inner %}{% endblock %}{% endblock %}")
    write(default, page=page)
    if not said:
        assert Theme([default]).template_digest("page.html")
        return
    with pytest.raises(TemplateFailed) as failed:
        Theme([default]).template_digest("page.html")
    assert (failed.value.template, failed.value.line) == ("page.html", 2)
    assert failed.value.cause == f"what this template extends has no block {said}"


@pytest.mark.parametrize(
    ("between", "line"),
    [
        ("", 0),
        ("\n \n{# words #}\n<!-- words\nand more -->\n", 0),
        ("{% import 'part.html' as p %}{% set a = 1 %}{% set b %}words{% endset %}", 0),
        ("{% macro box() %}words{% endmacro %}{% if name %}{% set a = 1 %}{% endif %}", 0),
        ("{% if name %}{% block head %}words{% endblock %}{% endif %}", 0),
        ("words", 1),
        ("\n\n<!-- seen by nobody --> words", 3),
        ("\n{{ name }}", 2),
        ("{% if name %}\n\nwords{% endif %}", 3),
        ("\n{% for a in name %}{{ a }}{% endfor %}", 2),
        ("\n{% filter upper %}words{% endfilter %}", 2),
        ("\n{% include 'part.html' %}", 2),
        ("{% import 'part.html' as p %}\n{% call p.box() %}words{% endcall %}", 2),
    ],
)
def test_what_stands_in_no_block_is_told(default: Path, between: str, line: int) -> None:
    write(default, frame="{% block head %}{% endblock %}{% block main %}{% endblock %}")
    write(default, part="{% macro box() %}{{ caller() }}{% endmacro %}")
    write(default, page=f"{{% extends 'frame.html' %}}{between}{{% block main %}}x{{% endblock %}}")
    theme = Theme([default])
    if not line:
        assert theme.render_page("page.html", {"name": "n"}).decode().endswith("x")
        assert theme.template_digest("page.html")
        return
    with pytest.raises(TemplateFailed) as failed:
        theme.template_digest("page.html")
    assert (failed.value.template, failed.value.line) == ("page.html", line)
    assert failed.value.cause.startswith("this stands in no block")


@pytest.mark.parametrize(
    ("before", "line"), [("\n{# words #}\n<!-- words -->\n", 0), ("\nwords\n", 2), ("{{ name }}", 1)]
)
def test_what_stands_before_all_blocks_is_told(default: Path, before: str, line: int) -> None:
    write(default, frame="{% block main %}{% endblock %}")
    write(default, page=f"{before}{{% extends 'frame.html' %}}{{% block main %}}x{{% endblock %}}")
    if not line:
        assert Theme([default]).template_digest("page.html")
        return
    with pytest.raises(TemplateFailed, match="this stands in no block") as failed:
        Theme([default]).template_digest("page.html")
    assert failed.value.line == line


def test_what_may_extend_nothing_may_have_text_anywhere(default: Path) -> None:
    write(default, frame="{% block main %}{% endblock %}")
    write(default, page="{% if name %}{% extends 'frame.html' %}{% endif %}words{% block main %}{% endblock %}")
    assert Theme([default]).template_digest("page.html")


@pytest.mark.parametrize(
    ("page", "help"),
    [
        ("{{ gone }}", "its view"),
        ("{{ name.gone }}", "its view"),
        ("{% if name %}", "Jinja"),
        ("{{ name | gone }}", "Jinja"),
        ("{% include 'gone.html' %}", "which templates"),
        ("{% include name %}", "which templates"),
        ("{% extends 'base.html' %}{% block mian %}{% endblock %}", "which templates and blocks"),
        ("{% extends 'base.html' %}words", "which templates and blocks"),
        ("{{ 1 / 0 }}", ""),
        ("{{ name + 1 }}", ""),
    ],
)
def test_help_fits_the_failure(default: Path, page: str, help: str) -> None:
    write(default, base="{% block main %}{% endblock %}", page=page)
    theme = Theme([default])

    def build() -> bytes:
        theme.template_digest("page.html")
        return theme.render_page("page.html", {"name": "n"})

    with pytest.raises(TemplateFailed) as failed:
        build()
    assert help in failed.value.help
    assert bool(help) == bool(failed.value.help)


def test_a_name_that_leads_nowhere_while_rendering_is_told_with_its_line(default: Path) -> None:
    write(default, page="\n{% include name %}")
    with pytest.raises(TemplateFailed) as failed:
        Theme([default]).render_page("page.html", {"name": "a.html"})
    assert (failed.value.template, failed.value.line) == ("page.html", 2)
    assert failed.value.cause == "there is no template a.html"


def test_what_may_be_missing_counts_once_it_is_there(default: Path) -> None:
    write(default, page="{% include 'a.html' ignore missing %}{% include ['b.html', 'part.html'] %}")
    first = Theme([default]).template_digest("page.html")
    assert Theme([default]).render_page("page.html", {}) == b"part"
    write(default, a="a")
    second = Theme([default]).template_digest("page.html")
    write(default, b="b")
    assert len({first, second, Theme([default]).template_digest("page.html")}) == 3
    assert Theme([default]).render_page("page.html", {}) == b"ab"


def test_a_name_known_only_while_rendering_could_be_the_default_themes(default: Path, tmp_path: Path) -> None:
    own = write(tmp_path / "own", page="{% include 'default/' ~ name %}", part="mine")
    first = Theme([own, default]).template_digest("page.html")
    write(default, part="{{ site.extra }}")
    changed = Theme([own, default]).template_digest("page.html")
    assert changed != first
    assert changed.endswith(" extra")


@pytest.mark.parametrize(
    "page", ["{{ 3|count('x') }}", "{% filter date %}2024{% endfilter %}", "{{ days|map('date')|join }}"]
)
def test_a_template_that_says_dates_or_numbers_follows_the_words(default: Path, page: str) -> None:
    write(default, page=page)
    first = Theme([default]).template_digest("page.html")
    (default / "strings").mkdir()
    (default / "strings/en.yaml").write_text("count: {x: {one: an x, other: '{n} xs'}}")
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
    assert asset_files([own, default]) == [
        ("extra.css", own / "assets" / "extra.css"),
        ("img/logo.svg", default / "assets" / "img" / "logo.svg"),
        ("style.css", own / "assets" / "style.css"),
    ]


def test_the_default_theme_is_small() -> None:
    import gzip

    sizes = {name: len(gzip.compress(path.read_bytes(), 9)) for name, path in asset_files([DEFAULT])}
    assert sizes["style.css"] <= 8 * 1024
    assert sizes["site.js"] <= 4 * 1024


SHARED = {
    "base": "<header>{{ site.name }}{% for m in site.menu %} {{ m }}{% endfor %}</header>"
    "<h1>{{ page }}</h1>{% block main %}{% endblock %}<footer>{{ site.name }}</footer>",
    "page": "{% extends 'base.html' %}{% block main %}<p>{{ page }} of {{ site.name }}</p>{% endblock %}",
}


def test_what_shows_only_the_site_is_each_sites_own(default: Path) -> None:
    theme = Theme([write(default, **SHARED)])
    sites = [{"name": "A<", "menu": ("x", "y")}, {"name": "B", "menu": ()}]
    for page in ("one", "two", "three"):
        for site in (*sites, {"name": page, "menu": (page,)}):
            shown = site["name"].replace("<", "&lt;")
            menu = "".join(f" {entry}" for entry in site["menu"])
            assert theme.render_page("page.html", {"site": site, "page": page}).decode() == (
                f"<header>{shown}{menu}</header><h1>{page}</h1><p>{page} of {shown}</p><footer>{shown}</footer>"
            )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{% set site = {'name': page} %}{{ site.name }}", ["one", "two"]),
        ("{% for site in [page] %}{{ site }}{% endfor %}", ["one", "two"]),
        ("{% macro name() %}{{ page }}{{ site.name }}{% endmacro %}{{ name() }}", ["oneA", "twoA"]),
        ("{% include 'part.html' %}{{ site.name }}", ["oneA", "twoA"]),
        ("{{ site.name }}{% include 'plain.html' without context %}{{ site.name }}", ["AplainA", "AplainA"]),
        ("{% if site.name == page %}{% else %}{{ site.name }}{% endif %}", ["A", "A"]),
        ("{% for m in site.menu if m != page %}{{ m }}{% endfor %}", ["two", "one"]),
    ],
)
def test_what_shows_more_than_the_site_is_each_pages_own(default: Path, text: str, shown: list[str]) -> None:
    theme = Theme([write(default, page=text, part="{{ page }}", plain="plain")])
    site = {"name": "A", "menu": ("one", "two")}
    assert [theme.render_page("page.html", {"site": site, "page": page}).decode() for page in ("one", "two")] == shown


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("p.two(t, 'x')", "&lt;|x"),
        ("p.two(t)", "&lt;|&gt;"),
        ("p.two(b=t, a='y')", "y|&lt;"),
        ("p.two(p.two(t))", "&lt;|&gt;|&gt;"),
        ("p.two(p.two(t)|upper)", "&LT;|&GT;|&gt;"),
        ("p.two('a') if t else p.two('b')", "a|&gt;"),
        ("(p.two('a') ~ '<')", "a|&gt;&lt;"),
        ("p.many(1, 2, x=3)", "(1, 2){&#39;x&#39;: 3}"),
        ("t.upper()", "&lt;"),
        ("words[t]|default('none')", "less"),
        ("words['gone']|default('none')", "none"),
        ("rows[1]", "b"),
    ],
)
def test_macros_and_lookups_do_what_jinja_says(default: Path, call: str, shown: str) -> None:
    part = "{% macro two(a, b='>') %}{{ a }}|{{ b }}{% endmacro %}"
    part += "{% macro many() %}{{ varargs }}{{ kwargs }}{% endmacro %}"
    theme = Theme([write(default, part=part, page="{% import 'part.html' as p %}{{ " + call + " }}")])
    view = {"t": "<", "words": {"<": "less"}, "rows": ["a", "b"]}
    assert theme.render_page("page.html", view).decode() == shown


def test_a_block_may_be_handed_to_a_macro(default: Path) -> None:
    part = "{% macro box(a) %}<{{ a }}>{{ caller() }}{% endmacro %}"
    page = "{% import 'part.html' as p %}{% call p.box('<') %}{{ t }}{% endcall %}"
    assert Theme([write(default, part=part, page=page)]).render_page("page.html", {"t": "&"}) == b"<&lt;>&amp;"


@pytest.mark.parametrize(
    ("call", "template", "line", "cause"),
    [
        ("p.name({})", "part.html", 2, "has no attribute 'name'"),
        ("p.name()", "part.html", 2, "'a' was not provided"),
        ("p.name({'name': ''}, 2)", "page.html", 3, "argument"),
        ("p.gone(1)", "page.html", 3, "has no attribute 'gone'"),
        ("p.name(b=1)", "page.html", 3, "takes no keyword argument 'b'"),
        ("words[gone]", "page.html", 3, "'gone' is undefined"),
    ],
)
def test_a_fault_in_or_at_a_macro_is_named(default: Path, call: str, template: str, line: int, cause: str) -> None:
    write(
        default,
        part="{% macro name(a) %}\n{{ a.name }}{% endmacro %}",
        page="{% import 'part.html' as p %}\n\n{{ " + call + " }}",
    )
    with pytest.raises(TemplateFailed) as failed:
        Theme([default]).render_page("page.html", {"words": {}})
    assert (failed.value.template, failed.value.line) == (template, line)
    assert cause in failed.value.cause


def test_json_can_stand_in_a_script(default: Path) -> None:
    write(default, page="<script>{{ data|tojson }}</script>")
    data = {"b": ["</script><!--", "&'\"", "é\u2028"], "a": (None, True, 2**70), "half": "\ud800"}
    page = Theme([default]).render_page("page.html", {"data": {"b": data["b"]}}).decode()
    assert page == ('<script>{"b":["\\u003c/script\\u003e\\u003c!--","\\u0026\\u0027\\"","é\u2028"]}</script>')
    page = Theme([default]).render_page("page.html", {"data": data}).decode()
    assert page.endswith(',"a":[null,true,1180591620717411303424],"half":"?"}</script>')


@pytest.mark.parametrize(
    "text",
    [
        "{% for theme in xs %}{{ theme.name }}{% endfor %}",
        "{% set theme = xs[0] %}{{ theme.name }}",
        "{% macro m(theme) %}{{ theme.name }}{% endmacro %}{{ m(xs[0]) }}",
        "{% for t in xs %}{{ t.search }}{% endfor %}",
        "{% for t in xs %}{{ t.deep.er }}{% endfor %}",
        "{% import 'own.html' as theme %}{{ theme.name }}",
        "{% from 'own.html' import own as theme %}{{ theme.name }}",
    ],
)
def test_what_a_template_calls_as_the_themes_names_is_its_own(default: Path, text: str) -> None:
    (default / "theme.yaml").write_text("name: Press\n", "utf-8")
    write(default, page=text, own="{% set name = 'own' %}{% set own = {'name': 'own'} %}", words="{{ theme.name }}")
    view = {"xs": [{"name": "own", "search": "own", "deep": {"er": "own"}}]}
    theme = Theme([default])
    assert theme.render_page("page.html", view) == b"own"
    assert theme.render_page("words.html", view) == b"Press"
