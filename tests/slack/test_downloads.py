"""Downloads: the token goes to Slack's file hosts alone, and no server holds us longer than it may."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.files.attachment import Attachment, Reason
from bot.slack.clients import OneWorkspace, web_client
from bot.slack.downloads import Downloads

TOKEN = "xoxb-held-back"  # noqa: S105 (a made-up one)


class _Hostile(BaseHTTPRequestHandler):
    """Gives a file, sends elsewhere, never ends, drips headers, or promises more than it sends."""

    heard: list[tuple[str, str | None]] = []  # noqa: RUF012 (one server a test)
    ended = threading.Event()

    def do_GET(self) -> None:
        self.heard.append((self.path, self.headers.get("Authorization")))
        match self.path:
            case "/elsewhere":
                self.send_response(302)
                self.send_header("Location", f"http://127.0.0.2:{self.server.server_port}/stolen")
                self.end_headers()
            case "/endless" | "/slow":
                self.send_response(200)
                self.end_headers()
                self._drip(b"x" * 65_536 if self.path == "/endless" else b"x")
            case "/headers":
                self.wfile.write(b"HTTP/1.0 200 OK\r\n")
                self._drip(b"X")
            case "/half":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b"half")
            case _:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"error 7105")

    def _drip(self, piece: bytes) -> None:
        try:
            while not self.ended.wait(0.01):
                self.wfile.write(piece)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """Its address."""
    _Hostile.heard, _Hostile.ended = [], threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hostile) as hostile:
        thread = threading.Thread(target=hostile.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{hostile.server_port}"
        _Hostile.ended.set()
        hostile.shutdown()
        thread.join()


def _fetch(server: str, path: str) -> bytes | Reason:
    return _fetched(path if "://" in path else f"{server}{path}", api_url=f"{server}/api/")


def _fetched(url: str, *, api_url: str) -> bytes | Reason:
    """What comes of a file's address where the Web API is at another."""
    clients = OneWorkspace(web_client(token=TOKEN, api_url=api_url))
    downloads = Downloads(clients, api_url=api_url, most_bytes=1_000_000, seconds=1.0)
    return downloads.fetch(Attachment(id="F1", name="a.log", url=url), team="T1")


@pytest.mark.fault(
    "A file server that redirects, never ends, drips its headers or ends early",
    part="Attacks",
    sees="a reason, and the token went nowhere else",
    lost="nothing",
    recovers="no redirect is followed; bytes and seconds are bounded",
)
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/file", b"error 7105"),
        ("/elsewhere", Reason.NO_ACCESS),
        ("/endless", Reason.TOO_LARGE),
        ("/slow", Reason.TOO_SLOW),
        ("/headers", Reason.TOO_SLOW),
        ("/half", Reason.UNREACHABLE),
    ],
)
def test_each_server_is_left_in_time(server: str, path: str, expected: bytes | Reason) -> None:
    """Whatever it sends, we have the file or the reason soon after the second that it was given."""
    begun = time.monotonic()
    assert expected == _fetch(server, path)
    assert time.monotonic() - begun < 5
    assert [(path, f"Bearer {TOKEN}")] == _Hostile.heard


@pytest.mark.fault(
    "File addresses on other hosts, ports and schemes, with real Slack",
    part="Attacks",
    sees="the file counts as kept elsewhere",
    lost="nothing",
    recovers="the token goes to the file hosts of Slack alone, over https",
)
@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a.log",
        "http://files.slack.com/a.log",
        "https://files.slack.com@example.com/a.log",
        "https://files.slack.com.example.com/a.log",
        "https://files.slack.com:8443/a.log",
        "file:///etc/passwd",
        "ftp://files.slack.com/a",
        "https://[broken",
        "",
    ],
)
def test_no_other_host_is_asked(url: str) -> None:
    """With Slack's own Web API only its file hosts are, over https and on its port."""
    assert _fetched(url, api_url="https://slack.com/api/") is Reason.EXTERNAL


def test_an_emulator_elsewhere_is_only_asked_over_https() -> None:
    """Without encryption the token stays on this machine."""
    assert _fetched("http://emulator.example/a", api_url="http://emulator.example/api/") is Reason.EXTERNAL
