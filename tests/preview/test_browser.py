"""The preview in a real browser: a Chromium that looks at a page while its sources are edited."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from chromium import NEEDS_CHROMIUM, chromium
from harness import MINIMAL, Site
from running import Preview

pytestmark = NEEDS_CHROMIUM

ARTICLE = "content/articles/talks-end.md"
PARAGRAPHS = "\n".join(f"Paragraph {number} of a long text.\n" for number in range(1, 80))
EVIDENCE = """\
  - quote: We agreed on 12,000 prisoners
    id: prisoners
    rating: "true"
    verdict: It was so.
    evidence:
      - {title: Accounts, url: "https://accounts.example/", archived: "https://archive.example/1"}
"""
STYLE = "themes/plain/assets/plain.css"


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("profile"), height=700) as browser:
        yield browser


class Window:
    """What the author sees, and does with the mouse."""

    def __init__(self, driver: Any, preview: Preview) -> None:
        self.driver = driver
        self.preview = preview
        self.site = preview.site

    def open(self, path: str) -> Window:
        """Open a page, and wait until it hears news."""
        self.driver.get(self.preview.address + path)
        return self.hears()

    def hears(self) -> Window:
        self.wait("return !!document.querySelector('sitegen-preview')?.dataset.number", "the page hears nothing")
        return self

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def wait(self, script: str, what: str, *arguments: object) -> Any:
        """Until the script gives something true. (A page that is just being reloaded can't answer.)"""
        from selenium.common.exceptions import JavascriptException, WebDriverException

        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                if found := self.run(script, *arguments):
                    return found
            except (JavascriptException, WebDriverException):
                continue
        pytest.fail(f"{what}: {self.run('return document.body.innerText')[:500]} {self.driver.get_log('browser')}")

    def number(self) -> int:
        """Of the state that the page heard last."""
        return int(self.run("return document.querySelector('sitegen-preview').dataset.number"))

    def wait_for_news(self, number: int, what: str) -> None:
        """Until the page has heard of a later state than that."""
        script = "return Number(document.querySelector('sitegen-preview').dataset.number) > arguments[0]"
        self.wait(script, what, number)

    def wait_for_text(self, words: str) -> None:
        self.wait("return document.body.innerText.includes(arguments[0])", f"“{words}” never came", words)

    def problems(self) -> str:
        """The overlay's words; empty while it isn't there."""
        return str(
            self.run(
                "const it = document.querySelector('sitegen-preview').shadowRoot.querySelector('#problems');"
                "return it.hidden ? '' : it.innerText"
            )
        )

    def wait_for_problem(self, words: str) -> None:
        script = (
            "const it = document.querySelector('sitegen-preview').shadowRoot.querySelector('#problems');"
            "return arguments[0] ? !it.hidden && it.innerText.includes(arguments[0]) : it.hidden"
        )
        self.wait(script, f"the overlay never said “{words}”", words)

    def complaints(self) -> list[str]:
        return [one["message"] for one in self.driver.get_log("browser") if one["level"] in ("SEVERE", "WARNING")]


@pytest.fixture
def long_site(minimal_site: Site) -> Site:
    """An article that is longer than the window, with a claim that has evidence to unfold; a theme of its own."""
    minimal_site.edit(ARTICLE, "  - We agreed on 12,000 prisoners\n", EVIDENCE)
    minimal_site.write(ARTICLE, (minimal_site.folder / ARTICLE).read_text() + "\n" + PARAGRAPHS)
    minimal_site.write(STYLE, "h1 { color: rgb(1, 2, 3) }")
    minimal_site.write(
        "themes/plain/templates/base.html",
        "{% extends 'default/base.html' %}{% block head %}"
        '<link rel="stylesheet" href="{{ site.assets }}plain.css">{{ super() }}{% endblock %}',
    )
    return minimal_site.write("site.yaml", (minimal_site.folder / "site.yaml").read_text() + "theme: plain\n")


@pytest.fixture
def window(driver: Any, long_site: Site, start: Callable[..., Preview]) -> Window:
    driver.get("about:blank")  # the page of the test before still asks for its preview
    driver.get_log("browser")
    return Window(driver, start(long_site).built())


BLOCK = "[...document.querySelectorAll('p')].find(p => p.textContent.startsWith('Paragraph 60 of'))"


@pytest.mark.parametrize("is_loaded", [False, True], ids=["in place", "loaded again"])
def test_an_edit_is_seen_and_the_place_is_kept(window: Window, is_loaded: bool) -> None:
    """A page whose scripts all say that they cope becomes the new one where it stands; any other is loaded."""
    if is_loaded:
        add_script(window.site, "")
    window.open("articles/talks-end/?hide=note")
    if is_loaded:
        window.wait(OWN_SCRIPT, "the theme's script isn't there")
    window.run("document.querySelector('details').open = true; document.querySelector('#prisoners a').focus()")
    window.run(f"{BLOCK}.scrollIntoView({{behavior: 'instant'}}); window.isOld = true")
    before = window.run(f"return {BLOCK}.getBoundingClientRect().top")
    # A paragraph more, above what is being read, and a word changed in it.
    window.site.edit(ARTICLE, "Paragraph 3 of", "A paragraph more.\n\nParagraph 3 of")
    window.wait_for_text("A paragraph more.")
    window.wait("return document.readyState === 'complete'", "never complete")
    if is_loaded:
        window.wait("return !window.isOld", "no reload")
    window.site.edit(ARTICLE, "Paragraph 60 of a long text", "Paragraph 60 of a longer text")
    window.wait_for_text("Paragraph 60 of a longer text")
    window.wait("return document.readyState === 'complete'", "never complete")
    assert abs(window.run(f"return {BLOCK}.getBoundingClientRect().top") - before) < 3
    assert window.run("return document.querySelector('details').open")
    assert window.run("return location.search") == "?hide=note"
    assert not window.run("return document.getElementById('sg-f-note').checked")
    if not is_loaded:
        assert window.run("return window.isOld")
        assert window.run("return document.activeElement.closest('#prisoners') !== null"), "the focus is lost"
    assert window.complaints() == []


EDITS = {
    "a word": ("Paragraph 7 of", "Paragraph seven of"),
    "a paragraph more": ("Paragraph 9 of", "## A heading\n\nOne more.\n\nParagraph 9 of"),
    "paragraphs less": ("Paragraph 11 of a long text.\n\nParagraph 12 of a long text.\n\n", ""),
    "paragraphs in another order": (
        "Paragraph 20 of a long text.\n\nParagraph 21 of a long text.",
        "Paragraph 21 of a long text.\n\nParagraph 20 of a long text.",
    ),
    "an annotation more": (
        "context:\n",
        "context:\n  - {quote: Paragraph 30 of, note: Why so long?}\n",
    ),
    "an annotation of another kind": (
        "context:\n",
        "corrections:\n  - {date: 2024-05-01, quote: Paragraph 31 of, was: Chapter 31, now: Paragraph 31}\ncontext:\n",
    ),
    "a card's words": ("verdict: It was so.", "verdict: It was *nearly* so."),
    "a title": ("title: Talks end", "title: Talks <end>"),
    "a list, and a link": ("Paragraph 40 of", "- one\n- two [[anna-petrova]]\n\nParagraph 40 of"),
    "an annotation less": ("  - {quote: Paragraph 30 of, note: Why so long?}\n", ""),
    "a draft": ("original: true\n", "original: true\ndraft: true\n"),
}


def test_the_page_becomes_what_is_sent(window: Window) -> None:
    """Whatever is edited: after it the page is, node by node, the one that a new window gets."""
    window.open("articles/talks-end/#prisoners")
    window.wait("return !!document.querySelector('#prisoners > sitegen-source')", "the card has no source")
    window.run("window.isOld = true")
    for what, (old, new) in EDITS.items():
        before = window.number()
        window.site.edit(ARTICLE, old, new)
        window.wait_for_news(before, f"no news of {what}")
        window.wait(SAME_AS_SENT, f"after {what} the page isn't the one that is sent")
        assert window.run("return window.isOld"), what
        assert window.run("return document.querySelector(':target')?.id") == "prisoners", what
    assert window.run("return document.title").startswith("Talks <end>")
    window.wait("return !!document.querySelector('#prisoners > sitegen-source')", "the card has no source any more")
    assert window.complaints() == []


SAME_AS_SENT = """
const answer = new XMLHttpRequest();
answer.open("GET", location.pathname, false);
answer.send();
const sent = new DOMParser().parseFromString(answer.responseText, "text/html");
const here = document.documentElement.cloneNode(true);
for (const one of [...here.querySelectorAll("*"), ...sent.querySelectorAll("*")]) {
  if (one.localName.startsWith("sitegen-") || one.src?.includes("/__sitegen/")) one.remove();
}
return here.isEqualNode(sent.documentElement);
"""


OWN_SCRIPT = "return document.readyState === 'complete' && !!document.querySelector('script[src*=own]')"


def add_script(site: Site, attribute: str) -> None:
    """A script of the theme's own that counts the changes it hears of."""
    script = "addEventListener('sitegen:page', () => { window.heard = 1 + (window.heard ?? 0) })"
    site.write("themes/plain/assets/own.js", script)
    tag = f'<script src="{{{{ site.assets }}}}own.js" {attribute}></script>'
    site.edit("themes/plain/templates/base.html", "{{ super() }}", f"{tag}{{{{ super() }}}}")


def test_a_script_that_copes_hears_of_the_change(window: Window) -> None:
    add_script(window.site, 'data-preview="keep"')
    window.open("articles/talks-end/")
    window.wait(OWN_SCRIPT, "the theme's script isn't there")
    window.run("window.isOld = true")
    window.site.edit(ARTICLE, "Paragraph 3 of", "Another paragraph 3 of")
    window.wait_for_text("Another paragraph 3")
    assert window.run("return [window.isOld, window.heard]") == [True, 1]
    # The script itself changed: only loading the page runs it.
    window.site.write("themes/plain/assets/own.js", "window.isNew = true")
    window.wait("return window.isNew", "the new script doesn't run")


def test_only_the_page_that_changed_is_loaded_again(window: Window) -> None:
    window.open("corrections-policy/")
    window.run("window.isOld = true")
    number = window.number()
    window.site.edit(ARTICLE, "Paragraph 3 of", "Another paragraph 3 of")
    window.wait_for_news(number, "no news")
    assert window.run("return window.isOld")
    window.site.edit("content/pages/corrections-policy.md", "Write to us", "Call us")
    window.wait_for_text("Call us")


def test_a_style_is_swapped_without_a_reload(window: Window) -> None:
    window.open("articles/talks-end/")
    window.run("window.isOld = true; scrollTo({top: 900, behavior: 'instant'})")
    color = "return getComputedStyle(document.querySelector('h1')).color"
    assert window.run(color) == "rgb(1, 2, 3)"
    for shade in ("4, 5, 6", "7, 8, 9"):
        window.site.write(STYLE, f"h1 {{ color: rgb({shade}) }}")
        window.wait(color + f" === 'rgb({shade})'", "the old style stays")
    assert window.run("return [window.isOld, scrollY]") == [True, 900]
    links = "return [...document.querySelectorAll('link[rel=stylesheet]')].length"
    window.wait(links + " === 2", "old style sheets stay")
    assert window.complaints() == []


def test_problems_lie_over_the_page_and_go_by_themselves(window: Window) -> None:
    window.open("articles/talks-end/")
    window.run("window.isOld = true")
    window.site.edit(ARTICLE, "quote: We agreed on 12,000", "quote: <b>We agreed</b> on 1,200")
    window.wait_for_problem("error[quote-not-found]")
    told = window.problems()
    assert "<b>We agreed</b> on 1,200" in told, "text stays text"
    assert "Nearest passage" in told
    assert f"{ARTICLE}:6:12" in told
    assert "12,000 prisoners" in window.run("return document.querySelector('main').innerText"), "the last good page"
    # Closed, it leaves a reminder that opens it again.
    script = "document.querySelector('sitegen-preview').shadowRoot.querySelector(arguments[0]).click()"
    window.run(script, "#close")
    assert window.problems() == ""
    window.run(script, "#badge")
    assert "quote-not-found" in window.problems()
    window.wait_for_text("Not found in the text")
    window.site.edit(ARTICLE, "quote: <b>We agreed</b> on 1,200", "quote: We agreed on 12,000")
    window.wait_for_problem("")
    # What can't be shown at all leaves the last good page.
    window.run("window.isOld = true")
    window.site.edit(ARTICLE, "title: Talks end", "title: [")
    window.wait_for_problem("error[yaml-syntax]")
    assert "Talks end" in window.run("return document.querySelector('main').innerText")
    window.site.edit(ARTICLE, "title: [", "title: Talks end")
    window.wait_for_problem("")
    assert window.run("return window.isOld"), "the page is as it was: nothing to load"


def test_a_page_that_is_not_there_comes(window: Window) -> None:
    window.open("articles/second/")
    window.wait_for_text("No such page")
    text = MINIMAL[ARTICLE].replace("Talks end", "The second")
    window.site.write("content/articles/second.md", text)
    window.wait_for_text("The second")


def test_it_hears_again_after_the_preview_was_started_anew(window: Window, start: Callable[..., Preview]) -> None:
    window.open("articles/talks-end/")
    port = window.preview.port
    window.preview.stop()
    gone = "return !!document.querySelector('sitegen-preview').shadowRoot.querySelector('#away')"
    window.wait(gone, "nobody says that the preview is gone")
    window.site.edit(ARTICLE, "Paragraph 3 of", "Meanwhile, paragraph 3 of")
    start(window.site, "--port", str(port)).built()
    window.wait_for_text("Meanwhile, paragraph 3")


def test_what_changed_is_gone_to_on_request(window: Window) -> None:
    window.open("articles/talks-end/")
    window.site.edit(ARTICLE, "Paragraph 70 of", "Quite another paragraph 70 of")
    window.wait_for_text("Quite another paragraph 70")
    pill = "document.querySelector('sitegen-preview')?.shadowRoot.querySelector('#changed')"
    assert window.wait(f"return {pill}?.textContent", "no change is offered") == "1 change"
    assert window.run("return scrollY") == 0
    window.run(f"{pill}.click()")
    seen = (
        "const box = [...document.querySelectorAll('p')].find(p => p.textContent.startsWith('Quite another'))"
        ".getBoundingClientRect(); return box.top > 0 && box.bottom < innerHeight"
    )
    window.wait(seen, "it isn't gone to")


def test_a_card_and_a_problem_open_their_lines(
    driver: Any, long_site: Site, start: Callable[..., Preview], tmp_path_factory: pytest.TempPathFactory
) -> None:
    pipe = tmp_path_factory.mktemp("editor") / "opened"
    os.mkfifo(pipe)
    editor = pipe.with_name("edit.sh")
    editor.write_text(f"#!/bin/sh\nprintf '%s:%s:%s' \"$@\" > {pipe}\n")
    editor.chmod(0o755)
    window = Window(driver, start(long_site, SITEGEN_EDITOR=f"{editor} {{file}} {{line}} {{column}}").built())
    window.open("articles/talks-end/")
    card = "document.querySelector('#prisoners > sitegen-source')?.shadowRoot.querySelector('button')"
    assert window.wait(f"return {card}?.textContent", "the card doesn't say its source") == f"{ARTICLE}:6"
    window.run(f"{card}.click()")
    assert pipe.read_text() == f"{long_site.folder / ARTICLE}:6:5"
    # The claim's own page leads to the same line.
    window.open("claims/prisoners/")
    source = "document.querySelector('sitegen-preview').shadowRoot.querySelector('#source')"
    assert window.wait(f"return {source}?.textContent", "the page doesn't say its source") == f"{ARTICLE}:6"
    long_site.edit(ARTICLE, "quote: We agreed on 12,000", "quote: We agreed on 1,200")
    window.wait_for_problem("quote-not-found")
    place = "document.querySelector('sitegen-preview').shadowRoot.querySelectorAll('.place')[arguments[0]].click()"
    window.run(place, 0)
    assert pipe.read_text() == f"{long_site.folder / ARTICLE}:6:12"
    window.run(place, 1)
    line = (long_site.folder / ARTICLE).read_text().split("\n").index(MINIMAL[ARTICLE].split("---\n")[2].split("\n")[0])
    assert pipe.read_text() == f"{long_site.folder / ARTICLE}:{line + 1}:2"


def test_another_site_gets_nothing(window: Window, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A page of another origin (here: a file) can neither read, nor frame, nor load, nor send."""
    address = window.preview.address
    page = tmp_path_factory.mktemp("evil") / "evil.html"
    page.write_text(
        f"""<!doctype html><title>evil</title><img id=i src="{address}assets/favicon.svg">
        <script src="{address}assets/site.js" onload="document.title='loaded'" onerror="window.refused=true"></script>
        <script>
        window.got = {{}};
        for (const [name, path, options] of [
          ["page", "", {{}}], ["events", "__sitegen/events?page=index.html", {{}}],
          ["blind", "", {{mode: "no-cors"}}], ["open", "__sitegen/open", {{method: "POST", body: "{{}}"}}],
        ]) fetch("{address}" + path, options).then((a) => a.text()).then((t) => got[name] = t, () => got[name] = null);
        </script>"""
    )
    window.driver.get(page.as_uri())
    got = window.wait("return Object.keys(window.got).length === 4 && window.got", "no answers")
    assert not any(got.values())
    assert window.wait("return window.refused", "the script was loaded")
    assert window.run("return document.getElementById('i').naturalWidth") == 0
