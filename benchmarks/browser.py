"""A Chromium that has a page open, and when it shows what was saved."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_LOOK = 0.2


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium; None where there is none."""
    try:
        from selenium import webdriver
    except ImportError:
        yield None
        return
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(argument)
    if not Path(options.binary_location).exists():
        yield None
        return
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()


def watch_for(driver: Any, word: str) -> None:
    """Have every page of this browser note, in `localStorage`, when it first showed each text that begins with `word`.

    Looked at whenever the page changes; the time is that after the next frame, when it is on the screen.
    """
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCHER.replace("WORD", word)})


_WATCHER = r"""
const look = () => {
  for (const [word] of (document.body?.textContent ?? "").matchAll(/WORD\w+/g)) {
    if (known.has(word)) continue;
    known.add(word);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => localStorage.setItem(word, performance.timeOrigin + performance.now());
      port2.postMessage(0);
    });
  }
};
const known = new Set(Object.keys(localStorage));
new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
"""


def open_page(driver: Any, address: str) -> None:
    """Load a page, and wait until its connection for news stands."""
    driver.get(address)
    time.sleep(1.0)


def seconds_until_seen(driver: Any, edit: Callable[[], None], word: str, patience: float) -> float:
    """Edit, and wait until the page that is open has noted the word (`watch_for`). Raises TimeoutError."""
    from selenium.common.exceptions import WebDriverException

    start = time.time()
    edit()
    while time.time() - start < patience:
        time.sleep(_LOOK)  # the page notes the time itself: nobody is in a hurry
        try:
            if seen := driver.execute_script("return localStorage.getItem(arguments[0])", word):
                return float(seen) / 1000 - start
        except WebDriverException:
            continue  # the page is just being loaded
    raise TimeoutError(f"{word} was never shown")
