"""`sitegen serve` as its user has it: the real command, asked over the network and stopped by Ctrl-C."""

from __future__ import annotations

import http.client
import json
import os
import queue
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from harness import COMMAND, Page, Site

PATIENCE = 30.0
"""Seconds until what should come is said to be missing. Nothing waits for so long when all is well."""


class Answer:
    """What the server said."""

    def __init__(self, reply: http.client.HTTPResponse) -> None:
        self.status = reply.status
        self.headers = {name.lower(): value for name, value in reply.getheaders()}
        self.body = reply.read()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class Events:
    """The news of one page, as its script hears them."""

    def __init__(self, port: int, page: str, files: tuple[str, ...] = ()) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        asked = urlencode([("page", page), *(("file", path) for path in files)])
        self._connection.request("GET", f"/__sitegen/events?{asked}")
        self._reply = self._connection.getresponse()
        assert self._reply.status == 200
        self.problems: dict[str, Any] = {}
        self.heard: list[dict[str, Any]] = []

    def next(self) -> dict[str, Any]:
        while True:
            line = self._reply.readline()
            assert line, "the preview ended the connection"
            if line.startswith(b"data: "):
                state: dict[str, Any] = json.loads(line[6:])
                self.problems = state.get("problems", self.problems)
                self.heard.append(state)
                return state

    def until(self, condition: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The next state of which `condition` holds."""
        while True:
            state = self.next()
            if condition(state):
                return state

    def until_codes(self, *codes: str) -> None:
        """Until the problems shown are these."""
        while True:
            self.next()
            if [item["code"] for item in self.problems["shown"]] == list(codes):
                return

    def close(self) -> None:
        self._reply.close()
        self._connection.close()


class Preview:
    """A running `sitegen serve`."""

    def __init__(self, site: Site, *arguments: str, **environment: str) -> None:
        self.site = site
        env = {**os.environ, "NO_COLOR": "1", **environment}
        command = [COMMAND, "serve", "-C", str(site.folder), *arguments]
        if "--port" not in arguments:
            command += ["--port", "0"]
        if "--search" in command:
            command.remove("--search")
        else:
            command.append("--no-search")
        self.process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        found = re.search(r"Preview at http://[^:]+:(\d+)/", self.read_until("Preview at http"))
        assert found, self.said
        self.port = int(found[1])
        self.address = f"http://127.0.0.1:{self.port}/"
        self._events: list[Events] = []
        self._is_read = False

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def read_until(self, words: str) -> str:
        """Everything said, up to the line with these words."""
        while words not in self.said:
            try:
                line = self._lines.get(timeout=PATIENCE)
            except queue.Empty:
                line = ""
            assert line, f"“{words}” was never said:\n{self.said}"
            self.said += line
        return self.said

    def built(self) -> Preview:
        """After the first build, which has pages."""
        self.read_until(" new")
        return self

    # --- asking ---

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, names)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def page(self, path: str) -> Page:
        answer = self.get(f"/{path}")
        assert answer.status == 200, (path, answer.status)
        return Page(path, answer.text)

    def events(self, page: str = "index.html", *files: str) -> Events:
        events = Events(self.port, page, files)
        self._events.append(events)
        return events

    def send_raw(self, data: bytes) -> bytes:
        """Bytes as they are; everything that comes back until the server ends the connection."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as connection:
            connection.sendall(data)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
            return answer

    # --- ending ---

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """End it; its exit status. What it said last is in `said`."""
        for events in self._events:
            events.close()
        if self.process.poll() is None:
            if how == signal.SIGINT:
                os.killpg(self.process.pid, how)  # as a terminal does: its workers hear it, too
            else:
                self.process.send_signal(how)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        while line := self._lines.get(timeout=PATIENCE) if not self._is_read else "":
            self.said += line
        self._is_read = True
        assert "Traceback" not in self.said, self.said
        assert "a request failed" not in self.said, self.said
        return self.process.returncode
