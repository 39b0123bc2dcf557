"""Starting points: an empty project, the least archive, the example archive, the starter of `sitegen new`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from harness import MINIMAL, ROOT, Site, told
from hypothesis import HealthCheck, settings
from jinja_memory import remember_templates

from sitegen.cli.scaffold import create_site

TESTS = Path(__file__).parent

# A loaded machine is slow, and no test's fault. Without a seed, examples are new ones each time, and a failure prints
# how to have it again; with one (`.ci/run`) they are the same ones each time.
settings.register_profile(
    "explore", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, derandomize=False
)
settings.register_profile("repeat", settings.get_profile("explore"), derandomize=True, database=None)
settings.load_profile("repeat" if os.environ.get("SITEGEN_SEED") else "explore")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expectations of tests/rules and tests/cli")


LONG = (
    "incremental/test_sequences.py",
    "preview/test_saving.py",
    "preview/test_browser.py",
    "preview/test_serving.py",
    "publish/test_search_page.py",
    "cli/test_why.py",
    "incremental/test_determinism.py",
    "e2e/test_building.py",
    "cluster/test_dask.py",
    "e2e/test_reading.py",
    "test_style.py",
)
"""The files that take longest, the longest first: begun last, one would leave the other workers idle at the end."""
SPREAD = LONG[:2]
"""Files whose tests share nothing that takes long to make, and are dealt to all workers one by one."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file run on one worker: its browser, its archive and its cluster are started once."""
    files = [item.path.relative_to(TESTS).as_posix() for item in items]
    for item, file in zip(items, files, strict=True):
        if file not in SPREAD:
            item.add_marker(pytest.mark.xdist_group(file))
    order = {file: number for number, file in enumerate(LONG)}
    places = {item: order.get(file, len(LONG)) for item, file in zip(items, files, strict=True)}
    items.sort(key=lambda item: (places[item], "test_sequences_" not in item.name))


def pytest_configure(config: pytest.Config) -> None:
    """What sitegen keeps for its user it keeps for this run of the tests; its workers are told by the environment."""
    if not hasattr(config, "workerinput"):
        folder = tempfile.TemporaryDirectory(prefix="sitegen-cache-")
        config.add_cleanup(folder.cleanup)
        os.environ["XDG_CACHE_HOME"] = folder.name


@pytest.fixture(scope="session", autouse=True)
def _remember_templates() -> Iterator[None]:
    with remember_templates():
        yield


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are to be rewritten."""
    return bool(request.config.getoption("--update")) or os.environ.get("UPDATE") == "1"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty folder, to be filled with `write`."""
    return Site(tmp_path)


@pytest.fixture
def minimal_site(site: Site) -> Site:
    """The least archive: one article, one person, one page."""
    return site.write_all(MINIMAL)


@pytest.fixture
def example_site(tmp_path: Path) -> Site:
    """A copy of the example archive, to be changed."""
    return copy_example(tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Site]:
    """Archives built once and for all tests, by name; not to be changed."""
    sites: dict[str, Site] = {}

    def give(name: str) -> Site:
        if name not in sites:
            folder = tmp_path_factory.mktemp(name.replace(" ", "-"))
            sites[name] = ARCHIVES[name](folder)
            sites[name].report = sites[name].build()
            assert sites[name].report.ok, told(sites[name].report.diagnostics, folder)
        return sites[name]

    return give


def copy_example(folder: Path) -> Site:
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "site.yaml", folder)
    return Site(folder)


def _example_with_files(folder: Path) -> Site:
    site = copy_example(folder)
    return site.write("site.yaml", (folder / "site.yaml").read_text(encoding="utf-8") + "links: files\n")


def _starter(folder: Path) -> Site:
    create_site(folder)
    return Site(folder)


def _data_model(folder: Path) -> Site:
    return Site(shutil.copytree(Path(__file__).parent / "e2e" / "data_model", folder, dirs_exist_ok=True))


ARCHIVES: dict[str, Callable[[Path], Site]] = {
    "example": copy_example,
    "example with links to files": _example_with_files,
    "starter": _starter,
    "data model": _data_model,
}
