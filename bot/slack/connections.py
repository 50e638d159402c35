"""Connections: to Slack's Web API, kept open from call to call, so that answers wait for no new handshakes.

Sources: docs.python.org, http.client; RFC 9112, section 9.3.
"""

from __future__ import annotations

import ssl
import threading
import time
from http.client import HTTPConnection, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import Request

from bot.sockets import has_something_to_read

LONGEST_IDLE = 4.0
"""Seconds for which a connection that nobody uses is kept: less than servers do (uvicorn five). A call that is written
into one while it is being closed gets no answer, and is not repeated, for Slack may have heard it."""


class _Kept(NamedTuple):
    connection: HTTPConnection
    since: float


class Connections:
    """As many as there are calls at once, all to one host; thread-safe."""

    def __init__(self, url: str, *, timeout: float, certificates: ssl.SSLContext | None) -> None:
        """`certificates` are what the host's is checked against, None for an address without."""
        self._address = urlsplit(url)
        self._timeout = timeout
        self._certificates = certificates
        self._lock = threading.Lock()
        self._kept: list[_Kept] = []
        self._is_closed = False

    def call(self, request: Request) -> dict[str, Any]:
        """`status`, `headers` and `body` of what Slack says. Raises OSError and HTTPException where it says nothing."""
        connection = self._take()
        try:
            connection.request("POST", request.selector, request.data, request.headers)
            answer = connection.getresponse()
            body = answer.read().decode(answer.headers.get_content_charset() or "utf-8")
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        return {"status": answer.status, "headers": answer.headers, "body": body}

    def close(self) -> None:
        """Keep none any more."""
        with self._lock:
            self._is_closed = True
            kept, self._kept = self._kept, []
        for each in kept:
            each.connection.close()

    def _take(self) -> HTTPConnection:
        """The connection that was used last, unless Slack has closed it, or else a new one."""
        while True:
            with self._lock:
                if not self._kept:
                    break
                connection, since = self._kept.pop()
            if time.monotonic() - since < LONGEST_IDLE and not has_something_to_read(connection.sock):
                return connection
            connection.close()
        host, port = self._address.hostname or "", self._address.port
        if self._certificates is None:
            return HTTPConnection(host, port, timeout=self._timeout)
        return HTTPSConnection(host, port, timeout=self._timeout, context=self._certificates)

    def _keep(self, connection: HTTPConnection) -> None:
        """Keep a connection, unless Slack asked to close it: then it is closed already."""
        with self._lock:
            if connection.sock is not None and not self._is_closed:
                self._kept.append(_Kept(connection, time.monotonic()))
                return
        connection.close()
