"""The site on 127.0.0.1, as a good server would show it: compressed, under the site's Content-Security-Policy."""

from __future__ import annotations

import functools
import gzip
import http.server
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from judges.pages import NOT_FOUND

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; "
    "style-src 'self'; img-src 'self' https: data:; base-uri 'none'; form-action 'self'"
)
_COMPRESSED = ("text/", "application/javascript", "application/json", "application/xml", "image/svg+xml")


@dataclass
class Served:
    """A running server, and what it was asked for."""

    address: str
    requests: list[tuple[str, int, int]] = field(default_factory=list)
    """(path, status, bytes of the body as sent)."""


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    served = Served("")
    handler = functools.partial(_Handler, folder, served)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        served.address = f"http://127.0.0.1:{server.server_address[1]}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield served
        finally:
            server.shutdown()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, served: Served, *arguments: object) -> None:
        self.folder = folder.resolve()
        self.served = served
        super().__init__(*arguments)  # type: ignore[arg-type]  # what the server gives every handler

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        place = (self.folder / path.lstrip("/")).resolve()
        if path.endswith("/"):
            place /= "index.html"
        status = 200
        if not place.is_relative_to(self.folder) or not place.is_file():
            status, place = 404, self.folder / NOT_FOUND
        body = place.read_bytes() if place.is_file() else b""
        kind = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        compressed = kind.startswith(_COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", "")
        if compressed:
            body = gzip.compress(body, 9)
        self.served.requests.append((path, status, len(body)))
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-cache")
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
