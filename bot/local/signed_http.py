"""Delivery by signed HTTP requests (docs.slack.dev, authentication/verifying-requests-from-slack)."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
import urllib.parse
from collections.abc import Callable

from bot.local.delivery import COMMAND, EVENT, Attempt
from bot.local.nouns import JSON


class SignedHttp:
    """Posts to an app's request URL as Slack does."""

    def __init__(self, url: str, *, signing_secret: str, clock: Callable[[], float]) -> None:
        self._url = urllib.parse.urlsplit(url)
        self._secret = signing_secret
        self._clock = clock

    def send(self, kind: str, payload: JSON, *, retry_num: int, reason: str | None, seconds: float) -> Attempt:
        """Post once; anything but a 2xx within `seconds` is a failure, named as in x-slack-retry-reason."""
        body, content_type = encoded(kind, payload)
        headers = {
            **signature(self._secret, body, at=int(self._clock())),
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (loopback)",
        }
        if retry_num:
            headers |= {"X-Slack-Retry-Num": str(retry_num), "X-Slack-Retry-Reason": reason or "unknown_error"}
        began = time.monotonic()
        try:
            status, answer, no_retry = self._post(body, headers, seconds)
        except TimeoutError:
            return Attempt(retry_num, time.monotonic() - began, failure="http_timeout")
        except (OSError, http.client.HTTPException):
            return Attempt(retry_num, time.monotonic() - began, failure="connection_failed")
        took = time.monotonic() - began
        failure = None if 200 <= status < 300 else "http_error"
        return Attempt(retry_num, took, failure, status, answer, no_retry)

    def _post(self, body: bytes, headers: dict[str, str], seconds: float) -> tuple[int, JSON | str, bool]:
        secure = self._url.scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connect(self._url.hostname or "", self._url.port, timeout=seconds)
        try:
            connection.request("POST", self._url.path or "/", body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            return response.status, parsed(text), response.headers.get("x-slack-no-retry") == "1"
        finally:
            connection.close()


def encoded(kind: str, payload: JSON) -> tuple[bytes, str]:
    """A payload's body and content type: JSON for events, forms for the rest."""
    if kind == EVENT:
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == COMMAND else {"payload": json.dumps(payload)}
    return urllib.parse.urlencode(form).encode(), "application/x-www-form-urlencoded"


def signature(secret: str, body: bytes, *, at: int) -> dict[str, str]:
    """The two headers that prove where a request comes from; `at` is in seconds since 1970."""
    digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}


def parsed(text: str) -> JSON | str:
    """An acknowledgement's body: an object where it is JSON, otherwise the text."""
    try:
        content = json.loads(text)
    except ValueError:
        return text
    return content if isinstance(content, dict) else text
