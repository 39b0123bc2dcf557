"""A plain file server, as a site is hosted by, for the tests that look at pages in a browser."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serve(
    folder: Path, below: str = "", headers: Mapping[str, str] | None = None, asked: list[str] | None = None
) -> Iterator[str]:
    """The address of the place `below` ("some/folder/") on a server of the folder. It sends these headers with all it
    sends; what it was asked for, as a path from that place, is added to `asked`.
    """

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if asked is not None:
                asked.append(self.path.partition("?")[0].removeprefix(f"/{below}"))
            super().do_GET()

        def end_headers(self) -> None:
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{below}"
        server.shutdown()
