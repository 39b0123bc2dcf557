"""A client of `pagefind --service`.

Both ways, a message is base64 of JSON, and a comma. Requests are `{"message_id": n, "payload": {...}}`; each is
answered once, in order. Requests are written without waiting for the answers of earlier ones (a thread writes, a thread
reads), which is what makes it fast; `request` gives a Future. Whatever goes wrong (an error reply, silence, a process
that dies) is a SearchFailed: raised by the Future, and by `request` and `close` from then on.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import os
import queue
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from .binary import binary_version, find_binary
from .errors import SearchFailed, SearchUnavailable, reason

__all__ = ["Reply", "Service", "binary_version", "find_binary"]

Reply = dict[str, Any]  # JSON from the service

_WAITING = 64  # requests that may wait to be written; bounds memory when the service is slower than we are
_FAREWELL = (
    b"!,"  # not base64: the service then finishes its writes and exits, which it doesn't when its input is closed
)
_NULL = base64.b64encode(b"null")  # what it says, over and over, between the farewell and its end


class Service:
    """One running `pagefind --service`. Use it as a context manager: leaving it normally closes it, leaving it by an
    error kills it.

    `timeout` (seconds) is how long a single answer, or the taking of a single request, may take.
    """

    def __init__(self, binary: Path, timeout: float = 120.0) -> None:
        self._timeout = timeout
        self._failure: SearchFailed | None = None
        self._pending: deque[tuple[int, Future[Reply]]] = deque()
        self._lock = threading.Lock()
        self._count = 0
        self._closing = False
        self._outgoing: queue.Queue[bytes | None] = queue.Queue(_WAITING)
        # A file, not a pipe: nobody has to read it while the service runs.
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed in _end)
        try:
            self._process = subprocess.Popen(
                [binary, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
            )
        except OSError as error:
            self._errors.close()
            raise SearchUnavailable(f"{binary} can't be run: {reason(error)}") from error
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._write, self._read)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.kill()

    def request(self, payload: Mapping[str, Any]) -> Future[Reply]:
        """Send one request; the Future gives the answer's payload. Raises SearchFailed if the service has failed
        already.
        """
        future: Future[Reply] = Future()
        with self._lock:
            if self._failure:
                raise self._failure
            self._count += 1
            number = self._count
            self._pending.append((number, future))
        self._put(base64.b64encode(_message({"message_id": number, "payload": payload})) + b",")
        return future

    def answer(self, future: Future[Reply], extra: float = 0.0) -> Reply:
        """The answer to a request, waited for, `extra` seconds longer than others. Raises SearchFailed."""
        limit = self._timeout + extra
        try:
            return future.result(limit)
        except FutureTimeoutError:
            raise self._give_up(f"Pagefind didn't answer within {limit:g} s") from None

    def close(self) -> None:
        """Let the service finish and end. Raises SearchFailed unless it ended well."""
        self._closing = True
        try:
            self._put(_FAREWELL)
            self._put(None)
            try:
                code = self._process.wait(self._timeout)
            except subprocess.TimeoutExpired:
                raise self._give_up(f"Pagefind didn't end within {self._timeout:g} s") from None
            self._threads[1].join(self._timeout)
            if code != 0 or self._failure:
                raise self._failure or SearchFailed(self._last_words(code))
        finally:
            self.kill()

    def kill(self) -> None:
        """End the service now; what it was doing is lost. Doing so twice is fine."""
        self._closing = True
        self._process.kill()
        self._process.wait()
        self._fail(SearchFailed("Pagefind was ended"))
        with contextlib.suppress(queue.Full):
            self._outgoing.put_nowait(None)
        for thread in self._threads:
            thread.join(self._timeout)
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()

    def _put(self, data: bytes | None) -> None:
        try:
            self._outgoing.put(data, timeout=self._timeout)
        except queue.Full:
            raise self._give_up(f"Pagefind took no request for {self._timeout:g} s") from None

    def _give_up(self, message: str) -> SearchFailed:
        """Kill a service that went silent; the error to raise (an earlier one, if there was one)."""
        failure = self._fail(SearchFailed(message))
        self._process.kill()
        return failure

    def _write(self) -> None:
        """The writing thread. After a failure it goes on taking requests off the queue, so that nobody waits for a
        place.
        """
        stream = self._process.stdin
        assert stream is not None
        while (data := self._outgoing.get()) is not None:
            if self._failure is None:
                # An error here: the process has ended or is ending. The reading thread sees that too, and knows what to
                # say.
                with contextlib.suppress(OSError, ValueError):
                    stream.write(data)
                    stream.flush()

    def _read(self) -> None:
        """The reading thread: answers go to their Futures, in order."""
        stream = self._process.stdout
        assert stream is not None
        rest = b""
        try:
            while chunk := os.read(stream.fileno(), 1 << 16):
                *messages, rest = (rest + chunk).split(b",")
                for message in messages:
                    if message.strip() and message != _NULL:
                        self._take(message)
        except (OSError, ValueError) as error:
            self._fail(SearchFailed(f"Pagefind's answer can't be read: {error}"))
            self._process.kill()
        code = self._process.wait()
        if self._pending or not self._closing:
            self._fail(SearchFailed(self._last_words(code)))

    def _take(self, message: bytes) -> None:
        try:
            reply = json.loads(base64.b64decode(message, validate=True))
            number, payload = reply["message_id"], reply["payload"]
            kind = payload["type"]
        except (binascii.Error, ValueError, KeyError, TypeError) as error:
            raise ValueError(f"not in its protocol ({error})") from None
        if number is None:
            # The answer to our farewell, or the sign that a request didn't arrive as it was sent.
            if not self._closing:
                raise ValueError(f"it could not read a request: {payload.get('message')}")
            return
        with self._lock:
            if not self._pending or self._pending[0][0] != number:
                raise ValueError(f"an answer to request {number}, which it wasn't asked")
            future = self._pending.popleft()[1]
        if kind == "Error":
            future.set_exception(SearchFailed(f"Pagefind: {payload.get('message')}"))
        else:
            future.set_result(payload)

    def _fail(self, failure: SearchFailed) -> SearchFailed:
        """Note the first failure, and give it to everybody who waits for an answer."""
        with self._lock:
            if self._failure is None:
                self._failure = failure
            failure = self._failure
            waiting = [future for _, future in self._pending]
            self._pending.clear()
        for future in waiting:
            with contextlib.suppress(InvalidStateError):
                future.set_exception(failure)
        return failure

    def _last_words(self, code: int) -> str:
        with contextlib.suppress(OSError, ValueError):
            self._errors.seek(0)
            if said := self._errors.read().decode("utf-8", errors="replace").strip():
                return f"Pagefind ended with exit code {code}: {said[-500:]}"
        return f"Pagefind ended with exit code {code} before it had answered"


def _message(value: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        # Half a surrogate pair isn't a character: the service would reject the whole message and not say which.
        return json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace")
