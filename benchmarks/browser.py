"""A Chromium that has a page open, and when it shows what was saved."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_LOOK = 0.02


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


def open_page(driver: Any, address: str) -> None:
    """Load a page, and wait until its connection for news stands."""
    driver.get(address)
    time.sleep(1.0)


def seconds_until_seen(driver: Any, edit: Callable[[], None], word: str, patience: float) -> float:
    """Edit, and look at the page that is open until it shows the word; TimeoutError after `patience` seconds."""
    from selenium.common.exceptions import WebDriverException

    start = time.perf_counter()
    edit()
    while time.perf_counter() - start < patience:
        time.sleep(_LOOK)  # looking all the time would take a core from the program that is measured
        try:
            if driver.execute_script("return !!document.body?.textContent.includes(arguments[0])", word):
                return time.perf_counter() - start
        except WebDriverException:
            continue  # the page is just being loaded
    raise TimeoutError(f"{word} was never shown")
