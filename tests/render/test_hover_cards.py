"""Cards for names, in Chromium: where a theme asks for them, and nowhere else; WCAG 1.4.13; the strict policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import NEEDS_CHROMIUM, chromium, wait
from harness import MINIMAL, Site
from serving import serve

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; "
    "style-src 'self'; img-src 'self' https: data:; base-uri 'none'; form-action 'self'"
)
PERSON = "entities/anna-petrova/"


def write(folder: Path, theme: str) -> Site:
    site = Site(folder).write_all(MINIMAL)
    site.edit("site.yaml", "title: Test archive", "title: Test archive\ntheme: press")
    site.write("themes/press/theme.yaml", theme)
    site.write(
        "content/entities/people/anna-petrova.md",
        "---\nname: Anna Petrova\ndescription: Chief negotiator <b>& more</b>.\n---\n",
    )
    site.write(
        "content/entities/people/mira-halevi.md", "---\nname: מרים הלוי\nlanguage: he\naliases: [Mira Halevi]\n---\n"
    )
    far = "A word. " * 40
    site.edit(
        "content/articles/talks-end.md",
        "They will meet again",
        f"{far}\n\nMira Halevi was there.\n\n{far}\n\nThey will meet again",
    )
    return site.built()


@pytest.mark.parametrize("theme", ["", "hover_cards: false\n"])
def test_a_site_without_hover_cards_loads_nothing_for_them(theme: str, tmp_path: Path) -> None:
    site = write(tmp_path, theme)
    assert [page.path for page in site.pages() if "hover" in page.html] == []


class Window:
    """What a reader does and sees."""

    def __init__(self, driver: Any, address: str, requests: list[str]) -> None:
        self.driver = driver
        self.address = address
        self.requests = requests

    def open(self, path: str) -> None:
        # A page left open would answer for the next; the pointer waits in its corner.
        self.driver.get("about:blank")
        self.requests.clear()
        self.driver.get(self.address + path)

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def name(self, words: str) -> Any:
        return self.driver.find_element("xpath", f"//main//a[contains(@class, 'e')][contains(., '{words}')]")

    @property
    def card(self) -> list[str] | None:
        """The lines of the card that is seen."""
        card = "const card = document.getElementById('sg-hover');"
        script = f"{card} return !card || card.hidden ? null : [...card.children].map(row => row.innerText)"
        found: list[str] | None = self.run(script)
        return found

    def wait(self, condition: Callable[[], object], what: str) -> None:
        wait(self.driver, condition, lambda: f"{what}: {self.card}")

    def sees(self, first: str) -> None:
        self.wait(lambda: (self.card or [""])[0] == first, f"no card of {first}")

    def sees_none(self) -> None:
        self.wait(lambda: self.card is None, "the card stays")

    def point_at(self, element: Any) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.driver, duration=0).move_to_element(element).perform()

    def press(self, key: str) -> None:
        from selenium.webdriver import ActionChains, Keys

        ActionChains(self.driver).send_keys(getattr(Keys, key)).perform()

    def tab_to(self, element: Any) -> None:
        """With the keyboard, from the link before it."""
        script = (
            "const all = [...document.querySelectorAll('a[href], input')]; all[all.indexOf(arguments[0]) - 1].focus()"
        )
        self.run(script, element)
        self.press("TAB")
        assert self.run("return document.activeElement === arguments[0]", element)

    def outlasts_its_wait(self) -> None:
        """Until a card that isn't held would have gone: a timer of the same length, begun after the script's own, ends
        after it."""
        self.driver.execute_async_script("setTimeout(arguments[0], 300)")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    site = write(tmp_path_factory.mktemp("cards"), "hover_cards: true\n")
    requests: list[str] = []

    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    with serve(site.output, headers=headers, asked=requests) as address:
        yield address, requests


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("profile"), width=900, height=700) as browser:
        yield browser


@pytest.fixture
def window(driver: Any, served: tuple[str, list[str]]) -> Window:
    window = Window(driver, *served)
    window.open("articles/talks-end/")
    return window


class TestCards:
    pytestmark = NEEDS_CHROMIUM

    @pytest.mark.parametrize("page", ["articles/talks-end/", PERSON])
    def test_a_page_takes_four_requests_until_a_name_is_pointed_at(self, window: Window, page: str) -> None:
        window.open(page)
        window.point_at(window.driver.find_element("tag name", "h1"))
        window.outlasts_its_wait()
        assert len(window.requests) <= 4, window.requests

    def test_the_first_name_brings_the_script_and_its_own_page(self, window: Window) -> None:
        window.outlasts_its_wait()
        before = len(window.requests)
        window.point_at(window.name("Anna"))
        window.sees("Anna Petrova")
        assert [path.rpartition("/")[2] for path in window.requests[before:]] == ["hover.js", ""]

    def test_the_pointer_brings_a_card_which_stays_while_it_is_on_it(self, window: Window) -> None:
        assert PERSON not in window.requests
        name = window.name("Anna")
        window.point_at(name)
        window.sees("Anna Petrova")
        assert window.card == [
            "Anna Petrova",
            "Person",
            "Chief negotiator <b>& more</b>.",
            "No claims made · No claims about it · 1 article",
        ]
        assert window.requests.count(PERSON) == 1
        assert name.get_attribute("aria-describedby") == "sg-hover"
        window.point_at(window.driver.find_element("id", "sg-hover"))
        window.outlasts_its_wait()
        assert window.card is not None
        window.point_at(window.driver.find_element("tag name", "h1"))
        window.sees_none()
        assert name.get_attribute("aria-describedby") is None
        window.point_at(name)
        window.sees("Anna Petrova")
        assert window.requests.count(PERSON) == 1
        assert window.driver.get_log("browser") == []

    def test_escape_sends_it_away_until_the_name_is_left(self, window: Window) -> None:
        name = window.name("Anna")
        window.point_at(name)
        window.sees("Anna Petrova")
        window.press("ESCAPE")
        assert window.card is None
        window.outlasts_its_wait()
        assert window.card is None
        window.point_at(window.driver.find_element("tag name", "h1"))
        window.point_at(name)
        window.sees("Anna Petrova")

    def test_the_keyboard_brings_it_too(self, window: Window) -> None:
        name = window.name("Anna")
        window.tab_to(name)
        window.sees("Anna Petrova")
        window.outlasts_its_wait()
        assert window.card is not None
        window.press("ESCAPE")
        assert window.card is None
        assert window.run("return document.activeElement === arguments[0]", name)
        window.tab_to(name)
        window.sees("Anna Petrova")
        window.press("TAB")
        window.sees_none()

    def test_names_of_other_languages_say_so(self, window: Window) -> None:
        window.point_at(window.name("Mira"))
        window.sees("מרים הלוי")
        assert window.run("return document.querySelector('#sg-hover p').lang") == "he"

    def test_it_lies_within_the_window(self, window: Window) -> None:
        window.driver.set_window_size(360, 700)
        name = window.name("Mira")
        try:
            for at, elsewhere in (("start", "main"), ("end", ".top .name")):
                window.run("arguments[0].scrollIntoView({block: arguments[1], behavior: 'instant'})", name, at)
                window.point_at(name)
                window.sees("מרים הלוי")
                box = "const box = document.getElementById('sg-hover').getBoundingClientRect();"
                margins = "[box.left, box.top, innerWidth - box.right, innerHeight - box.bottom]"
                found = window.run(f"{box} return {margins}")
                assert min(found) >= 0, (at, found)
                window.press("ESCAPE")
                window.point_at(window.driver.find_element("css selector", elsewhere))
        finally:
            window.driver.set_window_size(900, 700)

    def test_what_cannot_be_fetched_leaves_the_link_a_link(self, window: Window) -> None:
        window.run("arguments[0].href = '../../entities/nobody/'", window.name("Anna"))
        window.point_at(window.name("Anna"))
        window.wait(lambda: "entities/nobody/" in window.requests, "not asked for")
        window.outlasts_its_wait()
        assert window.card is None
