"""Downloads: the bytes of a file, from Slack's file hosts alone, bounded in size and time.

Source: docs.slack.dev, reference/objects/file-object: `url_private` is read with the bot's token. So the token goes to
the hosts below and nowhere else, not on a redirect either: Slack redirects to its page for signing in.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, urlsplit

from bot.files.attachment import Attachment, Reason
from bot.slack.clients import Clients

log = logging.getLogger(__name__)

SLACKS_API = "slack.com"
SLACKS_FILE_HOSTS = frozenset({"files.slack.com", "slack-files.com"})
"""Where Slack keeps files; another SLACK_API_URL puts its own host in their place."""

SECONDS = 20.0
"""For one file, from the first byte sent to the last one read."""
QUIET_SECONDS = 10.0
"""Without a byte."""
PIECE = 64 * 1024


class Downloads:
    """Fetches files with the bot's token in the workspace that they come from."""

    def __init__(self, clients: Clients, *, api_url: str, most_bytes: int, seconds: float = SECONDS) -> None:
        """`api_url` is where the Web API is; `most_bytes` and `seconds` bound one file."""
        self._clients = clients
        self._api = urlsplit(api_url)
        self.most_bytes = most_bytes
        self._seconds = seconds

    def fetch(self, attachment: Attachment, *, team: str) -> bytes | Reason:
        """The bytes of a file, or why there are none. Raises NotInstalledError where no token is ours."""
        try:
            address = urlsplit(attachment.url)
            is_slacks = self._is_slacks(address)
        except ValueError:
            return Reason.EXTERNAL
        if not is_slacks:
            return Reason.EXTERNAL
        token = self._clients.of(team).token or ""
        ends_at = time.monotonic() + self._seconds
        try:
            with _cut_off_after(self._seconds) as opener, self._open(opener, attachment.url, token) as response:
                return self._content(response, attachment, ends_at=ends_at)
        except HTTPError as problem:
            with suppress(OSError):
                problem.close()
            log.warning("File %s was not given: status %d.", attachment.id, problem.code)
            return {404: Reason.DELETED, 410: Reason.DELETED, 429: Reason.TOO_SLOW}.get(problem.code, Reason.NO_ACCESS)
        except (URLError, OSError, HTTPException, ValueError) as problem:
            late = time.monotonic() >= ends_at or isinstance(getattr(problem, "reason", problem), TimeoutError)
            log.warning("File %s could not be read: %s.", attachment.id, type(problem).__name__)
            return Reason.TOO_SLOW if late else Reason.UNREACHABLE

    def _open(self, opener: urllib.request.OpenerDirector, url: str, token: str) -> HTTPResponse:
        request = urllib.request.Request(url)  # noqa: S310 (the address was held against the hosts above)
        request.add_unredirected_header("Authorization", f"Bearer {token}")
        response: HTTPResponse = opener.open(request, timeout=min(self._seconds, QUIET_SECONDS))
        return response

    def _content(self, response: HTTPResponse, attachment: Attachment, *, ends_at: float) -> bytes | Reason:
        announced = int(response.headers.get("Content-Length") or 0)
        if announced > self.most_bytes:
            return Reason.TOO_LARGE
        content = bytearray()
        while piece := response.read1(PIECE):
            content += piece
            if len(content) > self.most_bytes:
                return Reason.TOO_LARGE
            if time.monotonic() > ends_at:
                return Reason.TOO_SLOW
        if time.monotonic() > ends_at:
            return Reason.TOO_SLOW  # it was cut off, and that reads like an end
        if len(content) < announced:
            return Reason.UNREACHABLE
        is_page = response.headers.get_content_type() == "text/html"
        if is_page and len(content) != attachment.size:
            return Reason.NO_ACCESS  # a page to sign in, with status 200
        return bytes(content)

    def _is_slacks(self, address: SplitResult) -> bool:
        """Whether the token may go there. Raises ValueError for what is no address."""
        host = address.hostname or ""
        if address.username is not None or address.password is not None:
            return False
        if self._api.hostname == SLACKS_API or (self._api.hostname or "").endswith(f".{SLACKS_API}"):
            return address.scheme == "https" and host in SLACKS_FILE_HOSTS and address.port in (None, 443)
        if (host, address.port) != (self._api.hostname, self._api.port):
            return False
        return address.scheme == "https" or (address.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as the error that it is for us."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Go nowhere."""


@contextmanager
def _cut_off_after(seconds: float) -> Iterator[urllib.request.OpenerDirector]:
    """An opener whose connections are hung up after so many seconds, however slowly bytes come, headers included."""
    opened: list[socket.socket] = []

    def connection(kind: type[HTTPConnection]) -> Any:
        def make(host: str, **options: Any) -> HTTPConnection:
            made = kind(host, **options)
            connect = made.connect

            def connect_and_note() -> None:
                connect()
                opened.append(made.sock)

            made.connect = connect_and_note  # type: ignore[method-assign] # urllib lets nobody else near the socket
            return made

        return make

    class Plain(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> HTTPResponse:
            return self.do_open(connection(HTTPConnection), req)

    class Encrypted(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> HTTPResponse:
            return self.do_open(connection(HTTPSConnection), req)

    def hang_up() -> None:
        for sock in opened:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield urllib.request.build_opener(Plain, Encrypted, _NoRedirects)
    finally:
        timer.cancel()
        timer.join()
