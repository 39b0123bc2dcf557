"""Which requests are answered: those of this machine's own browser, looking at the preview itself.

A page of another site can make a browser send requests to 127.0.0.1. It can't choose the Host (but can let its own name
point here), nor what the browser says of where a request comes from.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

OWN = "/__sitegen/"
"""The preview's own addresses."""

JSON = "application/json"


class Refused(Exception):
    """A request that isn't answered, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Door:
    """The names that the preview is called by: "127.0.0.1:8000"."""

    names: frozenset[str]
    port: int
    is_open: bool = False
    """Bound to every address of the machine: any address in figures is a name of it. (A name that another site lets
    point here never is one.)"""

    def is_ours(self, name: str) -> bool:
        return name.lower() in self.names or (self.is_open and _is_address(name, self.port))


def make_door(host: str, port: int) -> Door:
    """The door of a server bound to `host`, an address or a name."""
    hosts = {"127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host.lower()}
    names = {f"{name}:{port}" for name in hosts} | (hosts if port == 80 else set())
    return Door(frozenset(names), port, host in ("0.0.0.0", "::", ""))


def check_request(door: Door, method: str, target: str, version: str, headers: Message) -> None:
    """Raise Refused unless the request is the preview's own, or a reader's who follows a link to a page of it."""
    if not version.startswith("HTTP/1."):
        raise Refused(400, "HTTP/1.0 or 1.1 is needed")
    if not target.startswith("/") or target.startswith("//"):
        raise Refused(400, "the target must be a path")
    name = _only(headers, "Host")
    if name is None or not door.is_ours(name):
        raise Refused(403, "this preview doesn't go by that name")
    if method not in ("GET", "HEAD", "POST"):
        raise Refused(405, "only GET, HEAD and POST are answered")
    if headers.get("Upgrade") or headers.get("Transfer-Encoding"):
        raise Refused(400, "plain requests only")
    _check_origin(name, method, target, headers)
    if method == "POST":
        _check_post(target, headers)
    elif headers.get("Content-Length", "0") != "0":
        raise Refused(400, "a request without a body is needed")


def _check_origin(name: str, method: str, target: str, headers: Message) -> None:
    ours = f"http://{name}".lower()
    origin, site = _only(headers, "Origin"), _only(headers, "Sec-Fetch-Site")
    if origin is not None and origin.lower() != ours:
        raise Refused(403, "the request comes from another site")
    if site is None:
        # An old browser, or no browser. A link from elsewhere can't be told from a picture in a page elsewhere.
        referer = _only(headers, "Referer")
        if referer is not None and not f"{referer.lower()}/".startswith(f"{ours}/"):
            raise Refused(403, "the request comes from another site")
    elif site not in ("same-origin", "none"):
        # A link followed on another site shows the page to the reader, and nothing to that site.
        mode, to = _only(headers, "Sec-Fetch-Mode"), _only(headers, "Sec-Fetch-Dest")
        is_own = target.startswith(OWN)
        if (mode, to) != ("navigate", "document") or is_own or method == "POST":
            raise Refused(403, "the request comes from another site")


def _check_post(target: str, headers: Message) -> None:
    if urlsplit(target).path != f"{OWN}open":
        raise Refused(405, "nothing is sent to this address")
    if _only(headers, "Origin") is None:
        raise Refused(403, "the request doesn't say where it comes from")
    if (_only(headers, "Content-Type") or "").lower() != JSON:
        raise Refused(415, f"{JSON} is needed")


def _only(headers: Message, name: str) -> str | None:
    """A header that may be there once."""
    found = headers.get_all(name, [])
    if len(found) > 1:
        raise Refused(400, f"{name} is given twice")
    return str(found[0]).strip() if found else None


def _is_address(name: str, port: int) -> bool:
    host = name.removesuffix(f":{port}")
    if host == name and port != 80:
        return False
    try:
        ipaddress.ip_address(host[1:-1] if host.startswith("[") and host.endswith("]") else host)
    except ValueError:
        return False
    return True
