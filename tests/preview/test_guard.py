"""The preview is private: what pages of other sites can make a browser send is refused, and what no browser sends.

Every request goes over a socket as it is written here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from harness import MINIMAL, Site
from running import Preview

OWN = "Host: {host}"
NAVIGATE = ("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
SCRIPT = ("Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script")
FETCH = ("Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty")
JSON = "Content-Type: application/json"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    site = Site(tmp_path_factory.mktemp("private")).write_all(MINIMAL)
    site.write("secret.txt", "not of the site")
    running = Preview(site).built()
    yield running
    running.stop()


def status_of(preview: Preview, line: str, *headers: str, body: str = "") -> int:
    """The status of the answer; 0 if the connection is just ended."""
    host = f"127.0.0.1:{preview.port}"
    lines = [line, *(header.format(host=host, port=preview.port) for header in headers)]
    if not any(header.startswith("Connection") for header in headers):
        lines.append("Connection: close")
    answer = preview.send_raw("\r\n".join([*lines, "", body]).encode("latin-1"))
    assert b"access-control-" not in answer.lower()
    return int(answer.split()[1]) if answer.startswith(b"HTTP/") else 0


GET = "GET / HTTP/1.1"
EVENTS = "GET /__sitegen/events?page=index.html HTTP/1.1"
SOURCE = "GET /__sitegen/source?page=index.html HTTP/1.1"
OPEN = "POST /__sitegen/open HTTP/1.1"

FOREIGN: dict[str, tuple[str, ...]] = {
    # A name of another site that points to this machine.
    "another name": (GET, "Host: evil.example"),
    "another name with the port": (GET, "Host: evil.example:{port}"),
    "a name that begins like ours": (GET, "Host: localhost.evil.example:{port}"),
    "a name that ends like ours": (GET, "Host: evil-127.0.0.1:{port}"),
    "a name in front of ours": (GET, "Host: a.localhost:{port}"),
    "our name with a dot": (GET, "Host: localhost.:{port}"),
    "a user in front": (GET, "Host: user@127.0.0.1:{port}"),
    "without the port": (GET, "Host: 127.0.0.1"),
    "another port": (GET, "Host: 127.0.0.1:1"),
    "the port with a nought": (GET, "Host: 127.0.0.1:0{port}"),
    "another address of this machine": (GET, "Host: 127.0.0.2:{port}"),
    "the address as one number": (GET, "Host: 2130706433:{port}"),
    "any address": (GET, "Host: 0.0.0.0:{port}"),
    "an address of the local network": (GET, "Host: 192.168.0.10:{port}"),
    "no name": (GET,),
    "an empty name": (GET, "Host: "),
    "two names": (GET, OWN, "Host: evil.example"),
    "two names, both ours": (GET, OWN, OWN),
    "another name for events": (EVENTS, "Host: evil.example:{port}"),
    "another name for the editor": (OPEN, "Host: evil.example:{port}", JSON, "Content-Length: 2"),
    # Another origin.
    "origin: another site": (GET, OWN, "Origin: https://evil.example"),
    "origin: another port": (GET, OWN, "Origin: http://127.0.0.1:1"),
    "origin: another scheme": (GET, OWN, "Origin: https://{host}"),
    "origin: null": (GET, OWN, "Origin: null"),
    "origin: empty": (GET, OWN, "Origin: "),
    "origin: another of our names": (GET, OWN, "Origin: http://localhost:{port}"),
    "origin: two": (GET, OWN, "Origin: http://{host}", "Origin: https://evil.example"),
    "origin: an extension": (GET, OWN, "Origin: chrome-extension://abcdefgh"),
    "origin for events": (EVENTS, OWN, "Origin: https://evil.example"),
    # What browsers say of a request's way.
    "a script elsewhere": (GET, OWN, "Sec-Fetch-Site: cross-site", *SCRIPT),
    "our own script elsewhere": (
        "GET /__sitegen/preview.js HTTP/1.1",
        OWN,
        "Sec-Fetch-Site: cross-site",
        *SCRIPT,
    ),
    "a fetch elsewhere": (GET, OWN, "Sec-Fetch-Site: cross-site", *FETCH),
    "a fetch from another port": (GET, OWN, "Sec-Fetch-Site: same-site", *FETCH),
    "a picture elsewhere": (GET, OWN, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"),
    "a frame elsewhere": (GET, OWN, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"),
    "an object elsewhere": (
        GET,
        OWN,
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Dest: object",
    ),
    "no mode": (GET, OWN, "Sec-Fetch-Site: cross-site"),
    "a word browsers don't say": (GET, OWN, "Sec-Fetch-Site: friendly", *FETCH),
    "two ways": (GET, OWN, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site", *FETCH),
    "a link to the events": (EVENTS, OWN, "Sec-Fetch-Site: cross-site", *NAVIGATE),
    "a link to the sources": (SOURCE, OWN, "Sec-Fetch-Site: cross-site", *NAVIGATE),
    "events from another port": (EVENTS, OWN, "Sec-Fetch-Site: same-site", *FETCH),
    "an old browser, a page elsewhere": (GET, OWN, "Referer: https://evil.example/page"),
    "an old browser, a name like ours": (GET, OWN, "Referer: http://{host}.evil.example/"),
    # Sending.
    "a form elsewhere": (
        OPEN,
        OWN,
        "Origin: https://evil.example",
        "Sec-Fetch-Site: cross-site",
        *NAVIGATE,
        "Content-Type: text/plain",
        "Content-Length: 2",
    ),
    "a form link": (OPEN, OWN, "Sec-Fetch-Site: cross-site", *NAVIGATE, JSON, "Content-Length: 2"),
    "sent from nowhere": (OPEN, OWN, JSON, "Content-Length: 2"),
    "sent from a file": (OPEN, OWN, "Origin: null", JSON, "Content-Length: 2"),
    "sent as text": (OPEN, OWN, "Origin: http://{host}", "Content-Type: text/plain", "Content-Length: 2"),
    "sent as a form": (
        OPEN,
        OWN,
        "Origin: http://{host}",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 2",
    ),
    "sent to a page": ("POST / HTTP/1.1", OWN, "Origin: http://{host}", JSON, "Content-Length: 2"),
    "sent to the events": (
        "POST /__sitegen/events HTTP/1.1",
        OWN,
        "Origin: http://{host}",
        JSON,
        "Content-Length: 2",
    ),
    "sent in pieces": (OPEN, OWN, "Origin: http://{host}", JSON, "Transfer-Encoding: chunked"),
    "too much sent": (OPEN, OWN, "Origin: http://{host}", JSON, "Content-Length: 99999"),
    "a length below nothing": (OPEN, OWN, "Origin: http://{host}", JSON, "Content-Length: -1"),
    "no length": (OPEN, OWN, "Origin: http://{host}", JSON),
    # Other methods.
    **{
        f"method {method}": (f"{method} / HTTP/1.1", OWN)
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get")
    },
    "asking for leave": (
        "OPTIONS /__sitegen/open HTTP/1.1",
        OWN,
        "Origin: https://evil.example",
        "Access-Control-Request-Method: POST",
    ),
    "leave for the private network": (
        "OPTIONS / HTTP/1.1",
        OWN,
        "Origin: https://evil.example",
        "Access-Control-Request-Private-Network: true",
    ),
    "a socket": (GET, OWN, "Upgrade: websocket", "Connection: Upgrade"),
    # Not as browsers write.
    "an address for a proxy": ("GET http://evil.example/ HTTP/1.1", OWN),
    "our address for a proxy": ("GET http://127.0.0.1/ HTTP/1.1", OWN),
    "no slash": ("GET index.html HTTP/1.1", OWN),
    "a star": ("GET * HTTP/1.1", OWN),
    "an old version": ("GET / HTTP/0.9", OWN),
    "a new version": ("GET / HTTP/2.0", OWN),
    "no version": ("GET /", OWN),
    "something else": ("\x16\x03\x01", OWN),
    "a body where none belongs": (GET, OWN, "Content-Length: 2"),
}


def test_there_are_enough() -> None:
    assert len(FOREIGN) >= 40


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_requests_are_refused(preview: Preview, name: str) -> None:
    status = status_of(preview, *FOREIGN[name], body="{}" if "Content-Length: 2" in FOREIGN[name] else "")
    assert status == 0 or status >= 400
    assert status < 500 or status == 505


READERS: dict[str, tuple[str, ...]] = {
    "typed": (GET, OWN, "Sec-Fetch-Site: none", *NAVIGATE, "Sec-Fetch-User: ?1"),
    "by the other name": (GET, "Host: LocalHost:{port}"),
    "a link of ours": (GET, OWN, "Sec-Fetch-Site: same-origin", *NAVIGATE, "Referer: http://{host}/articles/"),
    "a link in a chat on the web": (GET, OWN, "Sec-Fetch-Site: cross-site", *NAVIGATE),
    "a script of ours": (
        "GET /assets/site.js HTTP/1.1",
        OWN,
        "Sec-Fetch-Site: same-origin",
        *SCRIPT,
        "Referer: http://{host}/",
    ),
    "a module or font of ours": ("GET /assets/site.js HTTP/1.1", OWN, "Origin: http://{host}"),
    "a program": (GET, OWN),
    "an old program": ("GET / HTTP/1.0", OWN),
    "only the head": ("HEAD / HTTP/1.1", OWN),
}


@pytest.mark.parametrize("name", READERS)
def test_readers_are_answered(preview: Preview, name: str) -> None:
    assert status_of(preview, *READERS[name]) == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../site.yaml",
        "/articles/../../state/catalog.db",
        "/%2e%2e/%2e%2e/%2e%2e/site.yaml",
        "/..%2f..%2f..%2fsecret.txt",
        "/..\\..\\secret.txt",
        "/%5c..%5csecret.txt",
        "/.sitegen/manifest",
        "/%2esitegen/manifest",
        "/./index.html",
        "/index.html%00.txt",
        "/index.html/",
        "/%252e%252e/site.yaml",
        "/secret.txt",
        "/assets",
        "/assets/",
        "/assets/nothing.css",
        "/INDEX.HTML",
        "/%ff%fe",
        "/stray.html",
        "/link.html",
        "/__sitegen/",
        "/__sitegen/../../loop.py",
        "/__sitegen/preview.py",
    ],
)
def test_only_files_of_the_site_are_served(preview: Preview, path: str) -> None:
    place = preview.site.folder / ".sitegen/preview/site"
    (place / "stray.html").write_text("laid here by somebody")
    if not (place / "link.html").is_symlink():
        (place / "link.html").symlink_to(preview.site.folder / "secret.txt")
    answer = preview.get(path)
    assert answer.status == 404
    assert b"not of the site" not in answer.body
    assert b"laid here" not in answer.body


def test_a_published_file_that_became_a_link_is_not_followed(preview: Preview) -> None:
    place = preview.site.folder / ".sitegen/preview/site/robots.txt"
    place.unlink()
    place.symlink_to(preview.site.folder / "secret.txt")
    assert b"not of the site" not in preview.get("/robots.txt").body


def test_no_page_of_another_site_can_frame_or_read_it(preview: Preview) -> None:
    for path in ("/", "/assets/style.css", "/__sitegen/preview.js", "/nothing-here"):
        headers = preview.get(path).headers
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"


def test_it_listens_on_this_machine_alone(preview: Preview) -> None:
    listening = [line.split()[1] for line in open("/proc/net/tcp").read().splitlines() if line.split()[3] == "0A"]  # noqa: SIM115, PTH123
    assert [place for place in listening if place.endswith(f":{preview.port:04X}")] == [f"0100007F:{preview.port:04X}"]


def test_bound_to_all_addresses_names_are_still_checked(minimal_site: Site, start) -> None:
    preview = start(minimal_site, "--host", "0.0.0.0").built()
    assert "whoever can reach this machine" in preview.said
    assert status_of(preview, GET, "Host: 192.168.0.10:{port}") == 200
    assert status_of(preview, GET, "Host: evil.example:{port}") == 403
    assert status_of(preview, GET, "Host: 192.168.0.10:{port}", "Sec-Fetch-Site: cross-site", *FETCH) == 403
