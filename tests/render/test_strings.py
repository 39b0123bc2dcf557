"""The theme's words: three languages that have all of them, plural forms, dates, a site's own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from harness import ROOT, Site
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from sitegen.core.options import Ratings
from sitegen.core.rating_words import RATING_WORDS, rating_words
from sitegen.render.failed import TemplateFailed
from sitegen.render.theme import Theme
from sitegen.render.words import counter, dater, fill_text, read_strings

DEFAULT = ROOT / "themes/default"
LANGUAGES = ("en", "de", "he")


def shape(value: Any) -> Any:
    """The names in a tree of strings, and what each of them is filled with."""
    if isinstance(value, dict):
        if "other" in value and value.keys() <= {"zero", "one", "two", "few", "many", "other"}:
            return "forms"
        return {key: shape(inner) for key, inner in value.items()}
    return sorted(set(re.findall(r"\{\w+\}", value)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_language_has_every_word(language: str) -> None:
    import yaml

    own = shape(yaml.load((DEFAULT / f"strings/{language}.yaml").read_text("utf-8"), yaml.CBaseLoader))
    english = shape(read_strings([DEFAULT], "en"))
    # Types are schema.org's own English words, and values of the search's filters are English ids: others may be said.
    for optional in ("type", "search"):
        own[optional] = {name: own[optional][name] for name in english[optional] if name in own[optional]}
    english.pop("type"), own.pop("type")
    assert own == english


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["0 articles", "1 article", "2 articles", "11 articles"]),
        ("de", ["0 Artikel", "1 Artikel", "2 Artikel", "11 Artikel"]),
        ("he", ["0 כתבות", "כתבה אחת", "שתי כתבות", "11 כתבות"]),
    ],
)
def test_numbers_take_the_form_of_the_language(language: str, words: list[str]) -> None:
    count = counter(read_strings([DEFAULT], language), language)
    assert [count(number, "article") for number in (0, 1, 2, 11)] == words


@pytest.mark.parametrize(
    ("text", "english", "german", "hebrew"),
    [
        ("2024", "2024", "2024", "2024"),
        ("2024-03", "March 2024", "März 2024", "מרץ 2024"),
        ("2024-03-14", "14 March 2024", "14. März 2024", "14 במרץ 2024"),
        (
            "2024-03-14T09:05:00Z",
            "14 March 2024, 09:05 UTC",
            "14. März 2024, 09:05 UTC",
            "14 במרץ 2024, 09:05 UTC",
        ),
        ("2024-13", "2024-13", "2024-13", "2024-13"),
    ],
)
def test_dates_are_said_as_precisely_as_they_were_written(text: str, english: str, german: str, hebrew: str) -> None:
    assert [dater(language)(text) for language in LANGUAGES] == [english, german, hebrew]


def test_a_site_in_another_language_speaks_it(minimal_site: Site) -> None:
    minimal_site.edit("site.yaml", "title: Test archive", "title: Archiv\nlanguage: de-AT")
    minimal_site.write("themes/default/strings/de-AT.yaml", "menu: {articles: Beiträge}\n")
    minimal_site.build()
    words = minimal_site.page("articles/talks-end/").words()
    assert "14. März 2024" in words
    assert "Beiträge" in words
    assert "Behauptungen" in words
    assert "Claims" not in words


def test_a_theme_replaces_single_words(minimal_site: Site) -> None:
    minimal_site.edit("site.yaml", "title: Test archive", "title: Test archive\ntheme: press")
    minimal_site.write("themes/press/strings/en.yaml", "found: Our finding\ncount: {article: {one: one story}}\n")
    minimal_site.build()
    (claim,) = minimal_site.output.glob("claims/we-agreed*")
    assert "Our finding" in minimal_site.page(f"claims/{claim.name}/").words()
    assert "one story" in minimal_site.page("").words()


def test_words_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings/en.yaml").write_text("found: Ours\n  skip: [\n")
    with pytest.raises(TemplateFailed) as failed:
        Theme([tmp_path, DEFAULT])
    assert (failed.value.template, failed.value.line) == ("strings/en.yaml", 2)


FORMS = 'it must be `{one: …, other: "{n} …"}`; here it is text'
STRANGE = "{m} stands for nothing here; {n} is the number"


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("found: Ours\ncount:\n  claim: claims\n", 3, f"`count.claim`: {FORMS}"),
        ("count: many\n", 1, "`count`: it must be names, each with its text; here it is text"),
        ("menu: Menu\n", 1, "`menu`: it must be names, each with its text; here it is text"),
        ("\nskip: [to, text]\n", 2, "`skip`: it must be text; here it is a list"),
        ("skip: {to: text}\n", 1, "`skip`: it must be text; here it is a mapping"),
        ("menu: {claims: {a: b}}\n", 1, "`menu.claims`: it must be text; here it is a mapping"),
        ("count:\n  claim: {one: a claim,\n   other: '{m} claims'}\n", 3, f"`count.claim.other`: {STRANGE}"),
        ("count:\n  desk: {one: a desk}\n", 2, "`count.desk`: the form `other` is missing"),
        ("count:\n  desk: desks\n", 2, f"`count.desk`: {FORMS}"),
    ],
)  # fmt: skip
def test_words_of_another_shape_are_told_at_their_line(tmp_path: Path, text: str, line: int, cause: str) -> None:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings/en.yaml").write_text(text, "utf-8")
    with pytest.raises(TemplateFailed) as failed:
        Theme([tmp_path, DEFAULT])
    assert (failed.value.template, failed.value.line, failed.value.cause) == ("strings/en.yaml", line, cause)


def test_own_words_may_have_any_shape(tmp_path: Path) -> None:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings/en.yaml").write_text("own: {a: {b: c}}\nplain: '{x}'\ncount: {d: {other: '{n} d'}}\n", "utf-8")
    found = read_strings([tmp_path, DEFAULT], "en")
    assert (found["own"], found["plain"], found["count"]["d"]) == ({"a": {"b": "c"}}, "{x}", {"other": "{n} d"})


def test_broken_words_are_a_diagnostic_of_the_build(minimal_site: Site) -> None:
    minimal_site.edit("site.yaml", "title: Test archive", "title: Test archive\ntheme: press")
    minimal_site.write("themes/press/strings/en.yaml", "found: Ours\n  skip: [\n")
    report = minimal_site.build()
    found = [d for d in report.diagnostics if d.code == "yaml-syntax"]
    assert [d.place.path for d in found] == ["themes/press/strings/en.yaml"]


def test_a_theme_hides_blocks_and_shows_a_logo(minimal_site: Site) -> None:
    minimal_site.edit("site.yaml", "title: Test archive", "title: Test archive\ntheme: press")
    minimal_site.write("themes/press/theme.yaml", "logo: favicon.svg\nhide: [entities]\n")
    minimal_site.build()
    page = minimal_site.page("articles/talks-end/")
    assert "Named in this article" not in page.words()
    assert "To cite this page" in page.words()
    (folder,) = (minimal_site.output / "assets").iterdir()
    assert page.one("img", class_="logo").get("src") == f"../../assets/{folder.name}/favicon.svg"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("logo\n", "must be names"),
        ("hide: [a\n", "expected ',' or ']'"),
    ],
)
def test_options_that_cannot_be_read_are_a_diagnostic(text: str, cause: str, minimal_site: Site) -> None:
    minimal_site.edit("site.yaml", "title: Test archive", "title: Test archive\ntheme: press")
    minimal_site.write("themes/press/theme.yaml", text)
    found = [d for d in minimal_site.build().diagnostics if d.code == "yaml-syntax"]
    assert [d.place.path for d in found] == ["themes/press/theme.yaml"]
    assert cause in found[0].message


@pytest.mark.parametrize("said", ["Ed {dat}", "Ed {}", "Ed {date"])
def test_a_name_that_stands_for_nothing_is_told_with_its_text(tmp_path: Path, said: str) -> None:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings/en.yaml").write_text(f"edition_of: '{said}'\n", "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text("{{ t.edition_of|fill(date=day) }}", "utf-8")
    with pytest.raises(TemplateFailed) as failed:
        Theme([tmp_path, DEFAULT]).render_page("page.html", {"day": "2024"})
    assert failed.value.cause == f"“{said}” can't be filled in: only {{date}} stands for something here"


FIELDS = st.sampled_from(
    ("{n}", "{name}", "{gone}", "{n:>4}", "{n!r}", "{name.real}", "{{", "}}", "{}", "{0}", "{n", "<&>", "a ")
)
VALUES = st.one_of(st.integers(), st.sampled_from(("<b>", "x", Markup("<b>"), None, 1.5, True, ["&"])))


def outcome(fill: Callable[..., Markup], **values: object) -> Markup | None:
    """What is filled in; None if that fails."""
    try:
        return fill(**values)
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


@given(st.lists(FIELDS).map("".join), st.booleans(), VALUES, VALUES)
@example("{n}", False, "<b>", "")
def test_a_text_is_filled_as_markup_is(text: str, is_html: bool, n: object, name: object) -> None:
    text = Markup(text) if is_html else text
    filled = outcome(partial(fill_text, text), n=n, name=name)
    assert filled == outcome(Markup(escape(text)).format, n=n, name=name)


@pytest.mark.parametrize("language", ["de", "he"])
def test_the_usual_ratings_have_words_in_every_language_shipped(language: str) -> None:
    ids = Ratings().ids
    assert set(RATING_WORDS) == {path.stem for path in (DEFAULT / "strings").glob("*.yaml")} - {"en"}
    assert tuple(rating_words(f"{language}-XX")) == ids
    assert len(set(rating_words(language).values())) == len(ids)


def test_readers_see_ratings_in_the_language_of_the_site(minimal_site: Site) -> None:
    minimal_site.write("site.yaml", "title: Archiv\nlanguage: de\nratings: {labels: {mixed: Halb und halb}}\n")
    for rating in ("mostly-false", "mixed", "satire"):
        front = f"title: {rating}\npublished: 2024-03-14\noriginal: true\n"
        front += f"claims: [{{quote: Wir siegten, rating: {rating}, evidence: [{{title: Akte 7}}]}}]\n"
        minimal_site.write(f"content/articles/{rating}.md", f"---\n{front}---\nWir siegten, hieß es.\n")
    minimal_site.build()
    for rating, word in (("mostly-false", "Überwiegend falsch"), ("mixed", "Halb und halb"), ("satire", "Satire")):
        assert word in minimal_site.text(f"articles/{rating}/index.html")
