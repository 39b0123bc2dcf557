"""Answers the browser: the files of the site, and what the script in its pages asks for.

One thread per connection, from the standard library: a preview has a handful of readers, and nothing to install.
"""

from __future__ import annotations

import json
import os
import select
import socket
import socketserver
import stat
import sys
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from sitegen.core.diagnostics import Place
from sitegen.preview.editor import CannotOpen, open_place
from sitegen.preview.guard import JSON, OWN, Door, Refused, check_request, make_door
from sitegen.preview.listener import add_listener, missing_page
from sitegen.preview.live import Live
from sitegen.preview.shown import Gate, output_of
from sitegen.preview.source import page_source

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": JSON,
    "xml": "application/xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "wasm": "application/wasm",
}
"""By a file name's ending; anything else is sent as bytes without a meaning."""

MOST_ASKED = 300
"""Files that one page may listen for."""

LONGEST_POST = 4096

HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}

PORTS_TRIED = 20


class PreviewServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listens at once; answers from `start` on."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name == "posix"
    request_queue_size = 64

    def __init__(self, host: str, port: int, project: Path, site: Path, catalog: Path, live: Live) -> None:
        """Raises OSError."""
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        self.address_family = family
        super().__init__(address[:2], _Answerer)  # type: ignore[arg-type]
        self.port = int(self.server_address[1])
        self.door: Door = make_door(host, self.port)
        self.project = project
        self.site = site
        self.catalog = catalog
        self.live = live
        self.gate = Gate()
        self.building = threading.Lock()
        """Held while the catalog is written."""
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
        self.address = f"http://{shown}:{self.port}/"

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, args=(0.1,), name="preview-server", daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        del request, client_address
        error = sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1]
        if not isinstance(error, OSError):  # a browser that went away is nothing to tell
            sys.stderr.write(f"preview: a request failed: {type(error).__name__}: {error}\n")


def bind_server(host: str, port: int, project: Path, site: Path, catalog: Path, live: Live) -> PreviewServer:
    """A server at the first free port from `port` on. Raises OSError, with the place as its file, if there is none."""
    for tried in range(port, min(port + PORTS_TRIED, 65536)) if port else (0,):
        try:
            return PreviewServer(host, tried, project, site, catalog, live)
        except OSError as error:
            last = error
            if isinstance(error, (socket.gaierror, PermissionError)):
                break
    raise OSError(last.errno, last.strerror, f"{host}:{port}") from last


class _Answerer(BaseHTTPRequestHandler):
    """One connection."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def handle_one_request(self) -> None:
        """Every request, whatever its method, comes through here."""
        try:
            self.raw_requestline = self.rfile.readline(65537)
        except OSError:
            self.raw_requestline = b""
        if not self.raw_requestline or len(self.raw_requestline) > 65536:
            self.close_connection = True
            return
        if not self.parse_request():
            self.close_connection = True
            return
        try:
            check_request(self.server.door, self.command, self.path, self.request_version, self.headers)
            self._answer()
        except Refused as refused:
            self.close_connection = True
            self._send(refused.status, f"{refused}\n".encode(), TYPES["txt"])
        self.wfile.flush()

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        name = parts.path.removeprefix(OWN)
        if self.command == "POST":
            self._open()
        elif not parts.path.startswith(OWN):
            self._send_file(unquote(parts.path)[1:], parts.query)
        elif name == "events" and self.command == "GET":
            self._send_events(parse_qs(parts.query))
        elif name == "source":
            self._send_source(parse_qs(parts.query).get("page", [""])[0])
        elif name in ("preview.js", "patch.js", "preview.css", "page.css"):
            data = resources.files("sitegen.preview").joinpath("assets", name).read_bytes()
            self._send(200, data, TYPES[name.rpartition(".")[2]])
        else:
            raise Refused(404, "there is nothing at this address")

    # --- the site ---

    def _send_file(self, path: str, query: str) -> None:
        live = self.server.live
        shown = live.shown
        files = shown.files
        output = output_of(files, path)
        data = shown.early.get(output or "")
        if data is None:
            with self.server.gate.reading():
                shown = live.shown
                files = shown.files
                output = output_of(files, path)
                if output is not None and not output.endswith("/"):
                    data = shown.early.get(output) or _read(self.server.site, output)
        if output is not None and output.endswith("/"):
            place = "/" + quote(output) + (f"?{query}" if query else "")
            self._send(302, b"", TYPES["txt"], {"Location": place})
        elif output is None or data is None:
            page = add_listener(missing_page(path, bool(files)), _expected(path), "", shown.look)
            self._send(404 if files else 503, page, TYPES["html"])
        else:
            kind = TYPES.get(output.rpartition(".")[2].lower(), "application/octet-stream")
            digest = files[output]
            if kind == TYPES["html"]:
                data = add_listener(data, output, digest, shown.look)
            self._send(200, data, kind, {"ETag": f'"{digest[:32]}-{shown.look}"'})

    # --- what the script asks for ---

    def _send_events(self, query: Mapping[str, list[str]]) -> None:
        """News of a page, as server-sent events, until the browser goes away."""
        self.close_connection = True
        self._send_head(200, {"Content-Type": "text/event-stream", "Connection": "close"})
        pages = query.get("page", [""])
        for state in self.server.live.follow(pages[0], query.get("file", [])[:MOST_ASKED], 1.0):
            if select.select([self.connection], [], [], 0)[0]:
                return  # nothing is sent on such a connection: it was closed
            if state is not None:
                self.wfile.write(b"data: " + json.dumps(state).encode() + b"\n\n")

    def _send_source(self, output: str) -> None:
        page: Place | None = None
        cards: dict[str, Place] = {}
        if output in self.server.live.shown.files:
            with self.server.building:
                try:
                    page, cards = page_source(self.server.project, self.server.catalog, output)
                except OSError:
                    page = None  # the file is gone; the next build will say so
        told = {name: _told(place) for name, place in cards.items()}
        self._send_json({"page": _told(page) if page else None, "cards": told})

    def _open(self) -> None:
        if self.client_address[0] not in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
            raise Refused(403, "the editor opens for this machine only")
        wanted = self._posted()
        path, line, column = wanted.get("path"), wanted.get("line"), wanted.get("column")
        if not isinstance(path, str) or not isinstance(line or 1, int) or not isinstance(column or 1, int):
            raise Refused(400, "path, line and column are needed")
        try:
            address = open_place(self.server.project, path, line or 1, column or 1, os.environ)
        except (CannotOpen, ValueError) as error:
            self._send_json({"error": str(error)}, 409)
        else:
            self._send_json({"address": address})

    def _posted(self) -> dict[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > LONGEST_POST:
            raise Refused(413, "the request is too long, or doesn't say how long it is")
        try:
            found = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise Refused(400, "an object is needed")
        return found

    # --- sending ---

    def _send_json(self, value: object, status: int = 200) -> None:
        self._send(status, json.dumps(value).encode(), JSON)

    def _send(self, status: int, data: bytes, kind: str, headers: Mapping[str, str] | None = None) -> None:
        tag = (headers or {}).get("ETag")
        if tag is not None and self.headers.get("If-None-Match") == tag:
            self._send_head(304, headers or {})
            return
        about = {"Content-Type": kind, "Content-Length": str(len(data))}
        if self.close_connection:
            about["Connection"] = "close"
        self._send_head(status, about | dict(headers or {}))
        if self.command != "HEAD":
            self.wfile.write(data)

    def _send_head(self, status: int, headers: Mapping[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
        lines += [f"{name}: {value}" for name, value in (HEADERS | dict(headers)).items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1"))

    def log_message(self, *words: object) -> None:
        """Requests aren't worth a line."""


def _expected(path: str) -> str:
    """The output that an address will show once there is one."""
    name = path.rpartition("/")[2]
    if name == "":
        return f"{path}index.html"
    return path if "." in name else f"{path}/index.html"


def _read(site: Path, output: str) -> bytes | None:
    """A published file's bytes; None if it is gone, or no regular file any more."""
    try:
        handle = os.open(site / output, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            return file.read() if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
    except OSError:
        return None


def _told(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}
