"""themes/default/assets/search.js in Chromium: a real index, a sub-folder, the site's Content-Security-Policy."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from chromium import NEEDS_CHROMIUM, chromium, wait
from serving import serve

from sitegen.publish.bundle import write_directory
from sitegen.publish.search import SearchDocument
from sitegen.publish.shards import Documents, ShardWork, build_shards, shard_of

pytestmark = NEEDS_CHROMIUM

SCRIPT = Path(__file__).parents[2] / "themes/default/assets/search.js"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; "
    "style-src 'self'; img-src 'self' https: data:; base-uri 'none'; form-action 'self'"
)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Search</title>
<link rel="icon" href="data:,"><script defer src="../assets/search.js"></script></head><body><h1>Search</h1>
<form role="search" class="search-form" action="" method="get" data-bundle="../{bundle}/" data-root="../"
 data-draft="Draft">
 <label for="sg-q">Words</label><input type="search" name="q" id="sg-q">
 <div id="sg-filters"></div>
 <button>Search</button></form>
<p id="sg-status" role="status" aria-live="polite"></p>
<ol id="sg-results"></ol>
</body></html>"""

STANCES = ("revised", *["maintained"] * 6)
HOSTILE = "&lt;img src=x onerror=document.title=1&gt; &lt;mark&gt;"


def documents() -> list[SearchDocument]:
    made = [
        SearchDocument(
            f"articles/a{number:02}/",
            f'<html lang="en"><body><h1>Article {number}</h1><i data-pagefind-filter="kind:article"></i>'
            f'<i data-pagefind-filter="year:{2000 + number}"></i>'
            f'<i data-pagefind-filter="language:en"></i><i data-pagefind-filter="stance:{STANCES[number % 7]}"></i>'
            "<p>The economy grew in every region, said unemployment.</p>"
            f'<h2 id="c1">unemployment fell</h2><p>It fell by {number} percent.</p>'
            '<h4 id="n1">on method</h4><p>Nothing else.</p></body></html>',
        )
        for number in range(14)
    ]
    made.append(
        SearchDocument(
            "claims/b%20%C3%BC/",
            f'<html lang="en"><body><h1>{HOSTILE}</h1><i data-pagefind-filter="kind:claim"></i>'
            '<i data-pagefind-filter="rating:false"></i><i data-pagefind-filter="language:he"></i>'
            '<i data-pagefind-filter="stance:withdrawn"></i>'
            f"<p>The economies of a zebra {HOSTILE} &amp;lt;b&amp;gt; Zürich.</p></body></html>",
        )
    )
    made.append(SearchDocument("claims/c/", '<h1>Zebras</h1><i data-pagefind-filter="kind:claim"></i><p>zebras</p>'))
    made.append(
        SearchDocument("claims/d/", '<h1>Walrus</h1><p data-pagefind-meta="draft:yes"></p><p>A walrus waits.</p>')
    )
    return made


def write_site_index(folder: Path, count: int) -> None:
    """The index of all documents in `count` shards."""

    def members(number: int) -> Documents:
        yield from (one for one in documents() if shard_of(one.url, count) == number)

    made = build_shards({n: ShardWork(functools.partial(members, n)) for n in range(count)}, folder, "en")
    starts = {n: folder / f"shard-{n}" / shard.start for n, shard in made.shards.items() if shard.start}
    write_directory(folder, "en", made.program, starts)


BUNDLES = {"search": 1, "many": 4}
"""Folder of a search page → how many shards its index is in."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site below a sub-folder of the server's."""
    site = tmp_path_factory.mktemp("server") / "some" / "folder"
    for folder, count in BUNDLES.items():
        write_site_index(site / f"pagefind-{folder}", count)
    whole = site / "pagefind-many"
    for folder, damage in DAMAGES.items():
        shutil.copytree(whole, site / f"pagefind-{folder}")
        damage(site / f"pagefind-{folder}")
    for folder in (*BUNDLES, *DAMAGES, "missing"):
        (site / folder).mkdir()
        (site / folder / "index.html").write_text(PAGE.format(bundle=f"pagefind-{folder}"))
    (site / "assets").mkdir()
    shutil.copy(SCRIPT, site / "assets")
    return site


def busiest(index: Path) -> Path:
    """The shard with most documents: none of the words searched for is only in it."""
    return max(index.glob("shard-*"), key=lambda shard: len(list((shard / "fragment").iterdir())))


def first_of(folder: Path, pattern: str) -> Path:
    return next(folder.glob(pattern))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no-shard": lambda index: shutil.rmtree(busiest(index)),
    "no-start": lambda index: [first_of(busiest(index), "start.*").unlink(), first_of(index, "starts.*").unlink()],
    "cut-start": lambda index: [truncate(first_of(busiest(index), "start.*")), first_of(index, "starts.*").unlink()],
    "no-first": lambda index: shutil.rmtree(index / "shard-0"),
    "no-pieces": lambda index: shutil.rmtree(busiest(index) / "index"),
    "cut-pieces": lambda index: [truncate(path) for path in (busiest(index) / "index").iterdir()],
    "no-documents": lambda index: shutil.rmtree(busiest(index) / "fragment"),
    "no-starts": lambda index: [path.unlink() for path in index.glob("**/start*.*")],
    "no-common-start": lambda index: first_of(index, "starts.*").unlink(),
    "cut-common-start": lambda index: truncate(first_of(index, "starts.*")),
    "no-worker": lambda index: first_of(index, "worker.*").unlink(),
    "cut-worker": lambda index: truncate(first_of(index, "worker.*")),
}


@pytest.fixture(scope="module")
def requests() -> list[str]:
    """What the server was asked for; tests empty it."""
    return []


@pytest.fixture(scope="module")
def address(site: Path, requests: list[str]) -> Iterator[str]:
    headers = {"Content-Security-Policy": POLICY}
    with serve(site.parents[1], "some/folder/", headers, requests) as address:
        yield address


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def page(driver: Any, address: str) -> Page:
    return Page(driver, address)


class Page:
    """What a reader does and sees on the search page."""

    def __init__(self, driver: Any, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, path: str) -> None:
        self.driver.get(self.address + path)

    def forget(self) -> None:
        """Empty the browser's cache."""
        self.driver.execute_cdp_cmd("Network.clearBrowserCache", {})

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def texts(self, selector: str) -> list[str]:
        script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)"
        found: list[str] = self.run(script, selector)
        return found

    @property
    def facets(self) -> list[str]:
        """The names of the filters that are seen."""
        legends = self.driver.find_elements("css selector", "#sg-filters legend")
        return [legend.text for legend in legends if legend.is_displayed()]

    @property
    def status(self) -> str:
        return self.texts("#sg-status")[0]

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Until `condition`; the state of the page is in the message if it never comes."""
        wait(self.driver, condition, lambda: f"{what}: {self.status!r} {self.query}")

    def wait_for(self, status: str) -> None:
        self.wait(lambda: status in self.status, f"no status {status!r}")

    def type(self, text: str) -> None:
        self.driver.find_element("id", "sg-q").send_keys(text)

    def click(self, selector: str) -> None:
        self.driver.find_element("css selector", selector).click()

    def scroll_to_the_end(self, results: int) -> None:
        """The last of them come when they would be seen."""

        def is_there() -> bool:
            self.run("scrollTo(0, document.body.scrollHeight)")
            return len(self.texts(".sg-result")) == results

        self.wait(is_there, f"no {results} results")

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.driver.current_url).query)

    def complaints(self) -> list[str]:
        """What the browser's console says, which includes every breach of the policy."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def test_typing_finds_groups_and_links(page: Page) -> None:
    page.open("search/")
    page.type("unemployment")
    page.wait_for("14 results for “unemployment”.")
    assert page.query == [("q", "unemployment")]
    page.scroll_to_the_end(10)
    script = "return [...document.querySelectorAll('.sg-result:first-child a')].map(a => [a.href, a.textContent])"
    links = page.run(script)
    (href, title), (card, card_title) = links
    assert href.startswith(f"{page.address}articles/a")
    assert href.endswith("/")
    assert title.startswith("Article ")
    assert (card, card_title) == (f"{href}#c1", "Claim: unemployment fell")
    assert set(page.texts(".sg-excerpt mark")) <= {"unemployment", "unemployment."}
    page.click(".sg-more")
    page.wait(lambda: len(page.texts(".sg-result")) == 14, "no more results")
    assert page.query == [("q", "unemployment"), ("n", "20")]
    assert page.run("return document.activeElement === document.querySelectorAll('.sg-title a')[10]")
    assert page.run("return document.querySelector('.sg-more').hidden")
    assert page.complaints() == []


def test_exact_words_come_first_and_similar_ones_below(page: Page) -> None:
    page.open("search/?q=zebra")
    page.wait_for("2 results")  # one stem: zebra, zebras
    page.open("search/?q=economies")
    page.wait_for("“economies”")
    assert page.status == "15 results for “economies”."  # one stem too: economy, economies
    page.open("search/?q=unemp")
    page.wait_for("Nothing has exactly “unemp”; 14 with similar words.")
    assert page.texts(".sg-similar > h2") == ["Similar words"]
    page.scroll_to_the_end(10)
    assert len(page.texts(".sg-similar .sg-result")) == 10
    page.open("search/?q=percent%209")
    page.wait_for("1 result for “percent 9”.")
    assert page.texts(".sg-title")[0] == "Article 9"
    page.open("search/?q=%22fell+by+9%22")
    page.wait_for("1 result")
    assert page.texts(".sg-title") == ["Article 9"]
    page.open("search/?q=xyzzy")
    page.wait_for("Nothing found for “xyzzy”.")


def test_filters_counts_and_the_way_back(page: Page) -> None:
    page.open("search/?q=economy")
    page.wait_for("15 results for “economy”.")
    assert page.facets == ["Kind", "Position", "Year", "Language"]
    assert page.texts(".sg-filter-kind label") == [" Article (14)", " Claim (1)"]
    assert page.texts(".sg-filter-year details label")[-1] == " 2000 (1)"
    page.click(".sg-filter-kind input[value=claim]")
    page.wait_for("1 result for “economy”.")
    assert page.query == [("q", "economy"), ("kind", "claim")]
    # Its own counts say what the other choice would give; the others' follow.
    assert page.texts(".sg-filter-kind .sg-count") == ["(14)", "(1)"]
    assert page.run("return [...document.querySelectorAll('.sg-filter-year label')].every(e => e.hidden)")
    page.click(".sg-filter-kind input[value=article]")
    page.wait_for("15 results")
    assert page.query == [("q", "economy"), ("kind", "article"), ("kind", "claim")]
    page.driver.back()
    page.wait_for("1 result for “economy”.")
    assert page.query == [("q", "economy"), ("kind", "claim")]
    assert page.run("return [...document.querySelectorAll('#sg-filters :checked')].map(e => e.value)") == ["claim"]
    page.driver.back()
    page.wait_for("15 results")
    assert page.query == [("q", "economy")]


def test_what_speakers_did_later_and_languages_are_named_in_words(page: Page) -> None:
    page.open("search/?q=economy")
    page.wait_for("15 results for “economy”.")
    assert page.texts(".sg-filter-stance label") == [" No change (12)", " Revised (2)", " Withdrawn (1)"]
    assert page.texts(".sg-filter-language label") == [" English (14)", " Hebrew (1)"]
    page.driver.find_element("css selector", ".sg-filter-language input[value=he]").send_keys(" ")
    page.wait_for("1 result for “economy”.")
    assert page.query == [("q", "economy"), ("language", "he")]
    page.driver.refresh()
    page.wait_for("1 result for “economy”.")
    assert page.texts(".sg-filter-stance label:not([hidden])") == [" Withdrawn (1)"]
    page.driver.back()
    page.wait_for("15 results")
    page.click(".sg-filter-stance input[value=revised]")
    page.wait_for("2 results")
    assert sorted(page.texts(".sg-title")) == ["Article 0", "Article 7"]
    assert page.query == [("q", "economy"), ("stance", "revised")]


def test_a_filter_of_one_value_is_seen_only_while_the_address_asks_for_it(page: Page) -> None:
    page.open("search/?q=economy")
    page.wait_for("15 results for “economy”.")
    assert "Rating" not in page.facets
    page.open("search/?q=economy&rating=false")
    page.wait_for("1 result for “economy”.")
    assert page.texts(".sg-filter-rating label") == [" False (1)"]
    assert "Rating" in page.facets
    page.click(".sg-filter-rating input")
    page.wait_for("15 results")
    assert page.query == [("q", "economy")]
    page.driver.back()
    page.wait_for("1 result")
    assert "Rating" in page.facets


def test_submitting_makes_a_step_to_go_back_to(page: Page) -> None:
    page.open("search/")
    page.type("economy\n")
    page.wait_for("“economy”")
    page.driver.find_element("id", "sg-q").clear()
    page.type("zebra\n")
    page.wait_for("“zebra”")
    page.driver.back()
    page.wait_for("“economy”")
    assert page.run("return document.getElementById('sg-q').value") == "economy"
    page.driver.back()
    page.wait(lambda: page.query == [], "no way back")
    page.driver.forward()
    page.wait_for("“economy”")


def test_a_shared_address_restores_everything(page: Page) -> None:
    page.open("search/?q=zebra&kind=claim&rating=false")
    page.wait_for("1 result for “zebra”.")
    assert page.run("return document.getElementById('sg-q').value") == "zebra"
    checked = page.run("return [...document.querySelectorAll('#sg-filters :checked')].map(e => e.name)")
    assert checked == ["kind", "rating"]


def test_hostile_text_stays_text(page: Page) -> None:
    page.open("search/?q=z%C3%BCrich")
    page.wait_for("1 result")
    assert page.texts(".sg-title") == ["<img src=x onerror=document.title=1> <mark>"]
    assert page.run("return document.querySelector('.sg-title a').href") == f"{page.address}claims/b%20%C3%BC/"
    assert page.run("return document.querySelectorAll('img, .sg-title mark').length") == 0
    assert "<img src=x" in page.texts(".sg-excerpt")[0]
    assert page.driver.title == "Search"
    assert page.complaints() == []


def test_a_draft_is_marked(page: Page) -> None:
    page.open("search/?q=walrus")
    page.wait_for("1 result")
    assert page.texts(".sg-title") == ["Walrus Draft"]
    page.open("search/?q=zebra")
    page.wait_for("2 results")
    assert page.texts(".sg-title .draft") == []


def test_no_words_no_search(page: Page) -> None:
    page.open("search/?q=zebra")
    page.wait_for("2 results")
    page.driver.find_element("id", "sg-q").clear()
    page.type("?!")
    page.wait_for("Type at least one word.")
    assert page.texts(".sg-result") == []


@pytest.mark.parametrize("folder", ["missing", "no-starts", "no-worker", "cut-worker"])
def test_a_missing_index_is_said(page: Page, folder: str) -> None:
    page.open(f"{folder}/?q=zebra")
    page.wait_for("Search isn’t available")
    page.complaints()  # the browser's own, about what is missing; not the next test's


def test_a_first_search_makes_few_requests(page: Page, requests: list[str]) -> None:
    small = {"width": 400, "height": 500, "deviceScaleFactor": 1, "mobile": False}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", small)
    page.forget()
    requests.clear()
    page.open("search/?q=unemployment")
    page.wait_for("14 results")
    index = [name for name in requests if name.startswith("pagefind-")]
    assert len(index) == 7, requests
    assert len([name for name in index if "/fragment/" in name]) == 3, "the others aren't in sight"
    requests.clear()
    page.scroll_to_the_end(10)
    assert len(requests) == 7
    page.forget()
    requests.clear()
    page.open("search/?q=unemployment+economy")
    page.wait_for("14 results")
    assert len([name for name in requests if name.startswith("pagefind-")]) <= 9, requests
    page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_shards_are_searched_as_one(page: Page) -> None:
    found = {}
    for folder in BUNDLES:
        page.open(f"{folder}/?q=economy&n=20")
        page.wait_for("15 results for “economy”.")
        found[folder] = set(page.texts(".sg-title")), page.texts("#sg-filters label")
        page.open(f"{folder}/?q=unemp")
        page.wait_for("Nothing has exactly “unemp”; 14 with similar words.")
        page.open(f"{folder}/?q=%22fell+by+9%22")
        page.wait_for("1 result")
        assert page.texts(".sg-title") == ["Article 9"]
        link = page.run("return document.querySelector('.sg-subs a').href")
        assert link == f"{page.address}articles/a09/#c1"
    assert found["many"] == found["search"]
    assert page.complaints() == []


def test_exact_words_of_one_shard_stand_above_similar_ones_of_another(page: Page) -> None:
    # The other shards have no 9: they find by "percent" alone.
    page.open("many/?q=percent%209")
    page.wait_for("1 result for “percent 9”, 10 more with similar words.")
    assert page.texts("#sg-results > .sg-result .sg-title") == ["Article 9"]
    assert "Article 9" not in page.texts(".sg-similar .sg-title")


def test_filters_count_and_choose_across_shards(page: Page) -> None:
    page.open("many/?q=economy")
    page.wait_for("15 results for “economy”.")
    assert page.texts(".sg-filter-kind label") == [" Article (14)", " Claim (1)"]
    page.click(".sg-filter-kind input[value=claim]")
    page.wait_for("1 result for “economy”.")
    assert page.texts(".sg-filter-kind .sg-count") == ["(14)", "(1)"]
    page.click(".sg-filter-kind input[value=article]")
    page.wait_for("15 results")
    page.open("many/?q=unemployment&year=2003&year=2007")
    page.wait_for("2 results for “unemployment”.")
    assert sorted(page.texts(".sg-title")) == ["Article 3", "Article 7"]


PARTLY = "Part of the index could not be reached; there may be more."


@pytest.mark.parametrize("folder", ["no-shard", "no-start", "cut-start", "no-first", "no-pieces", "cut-pieces"])
def test_a_lost_shard_is_said_and_done_without(page: Page, site: Path, folder: str) -> None:
    page.open(f"{folder}/?q=unemployment&n=20")
    page.wait_for(PARTLY)
    lost = site / "pagefind-many" / "shard-0" if folder == "no-first" else busiest(site / "pagefind-many")
    rest = {one.url for one in documents() if f"shard-{shard_of(one.url, 4)}" != lost.name}
    links = page.run("return [...document.querySelectorAll('.sg-title a')].map(a => a.href)")
    assert links
    assert {link.removeprefix(page.address) for link in links} == {url for url in rest if url.startswith("articles/")}
    assert page.status == f"{len(links)} results for “unemployment”. {PARTLY}"
    page.complaints()


@pytest.mark.parametrize("folder", ["many", "no-common-start", "cut-common-start"])
def test_many_shards_begin_with_one_request_or_with_one_each(page: Page, requests: list[str], folder: str) -> None:
    page.forget()
    requests.clear()
    page.open(f"{folder}/?q=unemployment")
    page.wait_for("14 results for “unemployment”.")
    starts = [name for name in requests if "/start." in name]
    assert len(starts) == {"many": 0, "no-common-start": 4}.get(folder, len(starts))
    assert len(starts) < 4 or folder == "no-common-start"
    page.complaints()


def test_a_result_whose_document_is_lost_is_left_out(page: Page) -> None:
    page.open("no-documents/?q=unemployment&n=20")
    page.wait_for(PARTLY)
    assert page.status.startswith("14 results")
    assert 0 < len(page.texts(".sg-title")) < 14
    page.complaints()


def test_opened_from_a_disk(page: Page, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "search").mkdir()
    shutil.copy(SCRIPT, tmp_path / "assets")
    (tmp_path / "search/index.html").write_text(PAGE.format(bundle="x"))
    page.driver.get((tmp_path / "search/index.html").as_uri() + "?q=zebra")
    page.wait_for("Search needs a web server")
