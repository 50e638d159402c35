"""Exchange: one HTTP request to a server on this machine, and its answer as it came."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPMessage
from typing import NamedTuple
from urllib.parse import urlsplit


class Answer(NamedTuple):
    """What came back."""

    status: int
    text: str
    headers: HTTPMessage


def exchange(address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """A POST where there is a body, else a GET; no redirect is followed, and no status raises."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request("GET" if body is None else "POST", target, body, dict(headers or {}))
        answer = connection.getresponse()
        return Answer(answer.status, answer.read().decode(errors="replace"), answer.headers)
    finally:
        connection.close()
