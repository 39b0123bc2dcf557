"""The built pages in Chromium: with the keyboard, without script, on paper."""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pypdf
import pytest
from chromium import NEEDS_CHROMIUM, chromium
from harness import Site
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from serving import serve

pytestmark = NEEDS_CHROMIUM

ARTICLE = "articles/negotiator-deal-2024/"
SVG = "{http://www.w3.org/2000/svg}svg"
SEEN = "return [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility()).length"


@pytest.fixture(scope="module")
def address(built: Callable[[str], Site]) -> Iterator[str]:
    with serve(built("example").output) as address:
        yield address


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(params=["with script", "without script"])
def reader(request: pytest.FixtureRequest, driver: Any) -> Iterator[Any]:
    """A browser whose pages run scripts, and one whose pages don't. (The test's own questions are answered anyway.)"""
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": request.param == "without script"})
    yield driver
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def press_tab(driver: Any) -> None:
    for kind in ("keyDown", "keyUp"):
        event = {"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
        driver.execute_cdp_cmd("Input.dispatchKeyEvent", event)


def test_the_keyboard_goes_from_a_reference_to_its_card_and_back(address: str, reader: Any) -> None:
    reader.get(address + ARTICLE)
    reference = reader.find_element("css selector", ".body p a.ref")
    card = reference.get_attribute("hash").removeprefix("#")
    reference.send_keys(Keys.ENTER)
    assert reader.current_url.endswith(f"#{card}")
    place = [""]
    while place[-1] != f"#r-{card}":
        press_tab(reader)
        place.append(reader.switch_to.active_element.get_attribute("hash") or "")
        assert len(place) < 12, place
    reader.switch_to.active_element.send_keys(Keys.ENTER)
    assert reader.current_url.endswith(f"#r-{card}")


def test_filters_hide_what_they_count(address: str, reader: Any) -> None:
    reader.get(address + ARTICLE)
    for kind in ("claim", "correction", "note"):
        box = reader.find_element("id", f"sg-f-{kind}")
        shown = len([n for n in reader.find_elements("css selector", f".n-{kind}") if n.is_displayed()])
        label = reader.find_element("css selector", f"label.f-{kind}").text
        assert label.endswith(f" {shown}")
        box.click()
        assert not [n for n in reader.find_elements("css selector", f".n-{kind}, .r-{kind}") if n.is_displayed()]
        box.click()
    reader.find_element("id", "sg-f-plain").click()
    assert not [n for n in reader.find_elements("css selector", ".n, .ref") if n.is_displayed()]
    assert reader.find_element("css selector", ".body p").is_displayed()


def test_the_choice_of_annotations_is_in_the_address(address: str, driver: Any) -> None:
    driver.get(address + ARTICLE)
    driver.find_element("id", "sg-f-note").click()
    assert driver.current_url.endswith("?hide=note")
    shared = driver.current_url
    driver.get(address)
    driver.get(shared)
    assert driver.execute_script(SEEN, ".n-note") == 0
    assert driver.execute_script(SEEN, ".n-claim") > 0


def test_an_address_leads_to_a_card_and_shows_it(address: str, reader: Any) -> None:
    reader.get(address + ARTICLE)
    card = reader.find_elements("css selector", ".n")[-1].get_attribute("id")
    reader.get(f"{address}{ARTICLE}#{card}")
    chosen = reader.find_element("css selector", ".n:target")
    assert chosen.get_attribute("id") == card
    assert chosen.value_of_css_property("outline-style") == "solid"


def test_slash_opens_the_search(minimal_site: Site, driver: Any) -> None:
    minimal_site.build(search=True)
    with serve(minimal_site.output) as address:
        driver.get(f"{address}articles/talks-end/")
        driver.find_element("css selector", "body").send_keys("/")
        WebDriverWait(driver, 10).until(lambda found: "/search/" in found.current_url)
        driver.find_element("css selector", "body").send_keys("/")
        assert driver.switch_to.active_element.get_attribute("id") == "sg-q"


def test_paper_has_every_card_its_evidence_and_the_address(address: str, reader: Any) -> None:
    reader.get(address + ARTICLE)
    reader.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        cards = reader.find_elements("css selector", ".n")
        assert all(card.is_displayed() for card in cards)
        assert reader.find_element("css selector", ".on-paper").is_displayed()
        assert ARTICLE in reader.find_element("css selector", ".on-paper").text
        # Folded by the browser itself, so their height tells whether they are open on paper.
        folds = reader.find_elements("css selector", ".n details .ev")
        assert folds
        assert all(fold.size["height"] > 10 for fold in folds)
    finally:
        reader.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


TEXTS = """
const found = [];
for (const card of document.querySelectorAll(".n")) {
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".nl")) found.push(walker.currentNode.data);
}
return found"""


@pytest.mark.parametrize("path", [ARTICLE, "articles/dewey-defeats-truman/"])
def test_a_printed_article_has_all_words_of_its_cards(path: str, address: str, reader: Any) -> None:
    """… the addresses of their sources, and in its footer its own address and the edition."""
    reader.get(address + path)
    pdf = pypdf.PdfReader(io.BytesIO(base64.b64decode(reader.execute_cdp_cmd("Page.printToPDF", {})["data"])))
    printed = _squeezed("".join(page.extract_text() for page in pdf.pages))
    texts = [text for text in reader.execute_script(TEXTS) if text.strip() and not re.search("[\u0590-\u05ff]", text)]
    assert len(texts) > 50
    assert [text for text in texts if _squeezed(text) not in printed] == []
    links = reader.find_elements("css selector", ".ev a[rel=external]")
    assert [link for link in links if _squeezed(link.get_attribute("href")) not in printed] == []
    foot = reader.execute_script("return document.querySelector('.on-paper').textContent")
    assert re.fullmatch(r"https://corrected-record\.example/articles/[\w-]+/ · \d+ \w+ 20\d\d", foot)
    assert _squeezed(foot) in printed


def _squeezed(text: str) -> str:
    """Without spaces: where a line ends on paper is no matter. Fonts may have one letter for "fi"."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("path", ["", ARTICLE, "claims/", "corrections/", "entities/"])
@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_wider_than_a_narrow_screen(path: str, width: int, address: str, driver: Any) -> None:
    """… or than a screen of 1280 that is magnified to 200 %."""
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        driver.get(address + path)
        driver.execute_script("for (const fold of document.querySelectorAll('details')) fold.open = true")
        assert driver.execute_script("return document.scrollingElement.scrollWidth") <= width
    finally:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_pictures_have_their_numbers_as_text(built: Callable[[str], Site]) -> None:
    """A picture without a name of its own stands in a table that has its number; a strip stands above its list."""
    site = built("example")
    pages = [site.page(path) for path in ("", "claims/", "corrections/", "entities/", "entities/the-new-york-times/")]
    for page in pages:
        assert page.all(SVG), page.path
        for picture in page.all(SVG):
            assert picture.get("aria-hidden") == "true" or picture.get("aria-label"), page.path
        for row in page.all("tr"):
            if row.findall(f".//{SVG}"):
                assert any(char.isdigit() for char in "".join(row.itertext())), page.path


def test_words_are_linked_where_they_stand_outside(minimal_site: Site) -> None:
    minimal_site.edit(
        "content/articles/talks-end.md",
        "original: true\n",
        "source: {url: 'https://outlet.example/talks', archived: 'https://archive.example/1/talks'}\n",
    )
    minimal_site.build()
    links = {address for _, address in minimal_site.page("articles/talks-end/").links()}
    assert "https://outlet.example/talks#:~:text=so%2Dcalled%20border%20regime" in links
    assert "https://archive.example/1/talks#:~:text=We%20agreed%20on%2012%2C000%20prisoners" in links
