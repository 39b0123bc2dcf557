"""A headless Chromium for the tests that look at pages as a reader does: the system's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.support.ui import WebDriverWait

BROWSER, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"

NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(BROWSER).exists() or not Path(DRIVER).exists(), reason="no Chromium here"),
]


@contextmanager
def chromium(profile: Path, width: int = 1400, height: int = 900) -> Iterator[Any]:
    """A browser with a new profile; what pages write to its console can be read (`get_log("browser")`)."""
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    browser.set_window_size(width, height)
    try:
        yield browser
    finally:
        browser.quit()


def wait(driver: Any, condition: Callable[[], object], told: Callable[[], str]) -> None:
    """Until `condition`; if it never comes, the test fails with what is `told` and what the console says."""
    try:
        WebDriverWait(driver, 20, poll_frequency=0.02).until(lambda _: condition())
    except TimeoutException:
        pytest.fail(f"{told()} {driver.get_log('browser')}")
