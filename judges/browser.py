"""axe, and what only a browser shows, in the system's Chromium."""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

from selenium import webdriver

from judges import tools
from judges.fast import budget_of
from judges.findings import Finding, Verdict, once
from judges.pages import NOT_FOUND, Page, Site
from judges.server import Served, serve

WIDTHS = (360, 768, 1440)
NARROWEST = 320
COLOURS = {
    "light": [("prefers-color-scheme", "light"), ("forced-colors", "none")],
    "dark": [("prefers-color-scheme", "dark"), ("forced-colors", "none")],
    "forced": [("prefers-color-scheme", "light"), ("forced-colors", "active")],
}
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RULES = ("color-contrast-enhanced", "target-size")

SEARCH = "search/index.html"
SEARCH_KB, SEARCH_REQUESTS = 180, 12

_OPEN = "for (const box of document.querySelectorAll('details')) box.open = true"
_TARGET = "const card = document.querySelector('.n[id], .log[id]'); if (card) location.hash = card.id; return !!card"
_HOVERED = """
const name = document.querySelector('.art a.e'), asks = !!document.querySelector('script[data-hover]');
if (name && asks) name.focus();
return asks && !!name
"""
_HAS_CARD = "const card = document.querySelector('#sg-hover'); return !!card && !card.hidden && !!card.textContent"
_REQUESTS = """
const asked = performance.getEntriesByType('resource').filter((one) => one.initiatorType !== 'img');
const icons = [...document.querySelectorAll('link[rel~=icon]')].map((one) => one.href);
return 1 + new Set([...asked.map((one) => one.name), ...icons]).size
"""
_HIT = "const hit = document.querySelector('#sg-results li'); return !!hit"
_AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, arguments[0]).then(done, (error) => done({ error: String(error) }));
"""
_OPTIONS = {
    "runOnly": {"type": "tag", "values": list(TAGS)},
    "rules": {name: {"enabled": True} for name in RULES},
    "resultTypes": ["violations", "incomplete"],
}


def _sample(site: Site) -> list[Page]:
    """The site's, without those that lead on: a browser shows where they lead to."""
    return [page for page in site.sample() if page.kind != "redirect"]


def axe(site: Site) -> Verdict:
    """axe-core on a sample of pages, at three widths, in three kinds of colours, all folded parts open."""
    source = tools.module("axe-core/axe.min.js").read_text(encoding="utf-8")
    sample = _sample(site)
    findings: list[Finding] = []
    unsure: list[Finding] = []
    runs = 0
    with serve(site.folder) as served, _browser() as driver:
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
        driver.get((tools.CANARY / "broken.html").as_uri())
        for rule in ("image-alt", "color-contrast"):
            if not any(f"({rule})" in message for message in _axe(driver)[0]):
                findings.append(Finding("broken.html", f"broken on purpose, but axe's {rule} found nothing"))
        for page in sample:
            for state in _states(driver, served, page):
                for width in WIDTHS:
                    for colours in COLOURS:
                        _show(driver, width, colours)
                        runs += 1
                        wrong, open_questions = _axe(driver)
                        where = f"{page.path} ({state}{width} px, {colours})"
                        findings += [Finding(where, message) for message in wrong]
                        unsure += [Finding(page.path, message) for message in open_questions]
    notes = [f"{runs} runs"]
    notes += [f"axe can't tell: {finding}" for finding in once(unsure)]
    return Verdict("axe", len(sample), _merged(findings), notes=notes)


def in_browser(site: Site) -> Verdict:
    """No error in the console, nothing missing, nothing wider than a narrow screen; no more requests than agreed; and
    what a search costs."""
    sample = _sample(site)
    findings = []
    notes = []
    most = 0, ""
    with serve(site.folder) as served, _browser() as driver:
        for page in sample:
            driver.execute_cdp_cmd("Network.clearBrowserCache", {})
            before = len(served.requests)
            driver.get(served.address + quote(page.address))
            count = driver.execute_script(_REQUESTS)
            most = max(most, (count, page.path))
            if count > budget_of(page).requests:
                findings.append(Finding(page.path, f"takes {count} requests, more than {budget_of(page).requests}"))
            for colours in ("light", "dark"):
                _show(driver, NARROWEST, colours)
            driver.execute_script(_OPEN)
            wide = driver.execute_script("return document.scrollingElement.scrollWidth")
            if wide > NARROWEST:
                findings.append(Finding(page.path, f"is {wide} px wide on a screen of {NARROWEST}"))
            for entry in driver.get_log("browser"):  # type: ignore[no-untyped-call]  # selenium has no types here
                if page.path != NOT_FOUND or "404" not in entry["message"]:
                    findings.append(Finding(page.path, f"console: {entry['message']}"))
            for path, status, _ in served.requests[before:]:
                if status != 200 and page.path != NOT_FOUND:
                    findings.append(Finding(page.path, f"asks for {path}, which isn't there"))
        notes.append(f"most requests for a page: {most[0]} ({most[1]})")
        if SEARCH in site.files:
            for words in _searched(site):
                heavy, note = _search_cost(driver, served, words)
                findings += heavy
                notes.append(note)
    return Verdict("in a browser", len(sample), findings, notes=notes)


def _states(driver: webdriver.Chrome, served: Served, page: Page) -> Iterator[str]:
    """Put the page into each state it is judged in; yields the state's name."""
    driver.get(served.address + quote(page.address))
    driver.execute_script(_OPEN)
    yield ""
    if page.kind == "article" and driver.execute_script(_TARGET):
        yield "a card chosen, "
    if page.kind == "article" and driver.execute_script(_HOVERED):
        _wait(driver, _HAS_CARD)
        yield "a hover card, "
    if page.path == SEARCH:
        _search(driver, served, "the")
        yield "with results, "


def _search(driver: webdriver.Chrome, served: Served, words: str) -> bool:
    """Search for words in a fresh page; whether anything was found."""
    driver.get(f"{served.address}search/?q={quote(words)}")
    if not _wait(driver, _HIT):
        return False
    time.sleep(0.5)
    return True


def _wait(driver: webdriver.Chrome, script: str) -> bool:
    """Wait until a script says yes; whether it did."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if driver.execute_script(script):
            return True
        time.sleep(0.05)
    return False


def _searched(site: Site) -> list[str]:
    """A word of a title, and one that the site is full of: most of the results aren't in sight."""
    article = site.largest().get("article") or site.pages[0]
    title = next((title.text or "" for title in article.root.iter("title")), "")
    counts = Counter(re.findall(r"\w{4,}", " ".join(article.root.itertext())))
    return [max(re.findall(r"\w+", title) or ["the"], key=len), *(word for word, _ in counts.most_common(1))]


def _search_cost(driver: webdriver.Chrome, served: Served, words: str) -> tuple[list[Finding], str]:
    """What the search page has loaded once the first query is answered."""
    driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    before = len(served.requests)
    found = _search(driver, served, words)
    loaded = served.requests[before:]
    size = sum(sent for _, _, sent in loaded) / 1024
    note = f"searching for “{words}” loads {size:.0f} KB in {len(loaded)} requests"
    findings = []
    if not found:
        findings.append(Finding(SEARCH, f"finds nothing for “{words}”"))
    if size > SEARCH_KB:
        findings.append(Finding(SEARCH, f"{note}, more than {SEARCH_KB} KB"))
    if len(loaded) > SEARCH_REQUESTS:
        findings.append(Finding(SEARCH, f"{note}, more than {SEARCH_REQUESTS} requests"))
    return findings, note


def _show(driver: webdriver.Chrome, width: int, colours: str) -> None:
    """Emulate a screen; still, because a colour on its way from one to another has the wrong contrast."""
    features = [*COLOURS[colours], ("prefers-reduced-motion", "reduce")]
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = {"features": [{"name": name, "value": value} for name, value in features]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def _axe(driver: webdriver.Chrome) -> tuple[list[str], list[str]]:
    """What axe finds on the page as it stands: (wrong, undecided)."""
    result: dict[str, Any] = driver.execute_async_script(_AXE, _OPTIONS)
    if "error" in result:
        raise tools.Failed(f"axe on {urlsplit(driver.current_url).path}: {result['error']}")
    return _told(result["violations"]), _told(result["incomplete"])


def _told(results: list[dict[str, Any]]) -> list[str]:
    """One line for each element: what is wrong, where, the rule."""
    lines = []
    for result in results:
        for item in result["nodes"]:
            checks = item["any"] + item["all"] + item["none"]
            why = "; ".join(check["message"] for check in checks) or result["help"]
            lines.append(f"{' '.join(map(str, item['target']))}: {why} ({result['id']})")
    return lines


def _merged(findings: list[Finding]) -> list[Finding]:
    """The same finding in several layouts told once, with the first layout."""
    first: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        first.setdefault((finding.page.partition(" (")[0], finding.message), finding)
    return list(first.values())


@contextmanager
def _browser() -> Iterator[webdriver.Chrome]:
    """A Chromium with a profile of its own."""
    chromium = tools.chromium()
    with tempfile.TemporaryDirectory(prefix="sitegen-judge-", ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = chromium.browser
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromium.driver))
        try:
            driver.set_script_timeout(120)
            yield driver
        finally:
            driver.quit()
