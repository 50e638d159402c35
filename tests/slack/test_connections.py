"""Connections to the Web API are kept from call to call, and no call suffers where Slack has closed one meanwhile."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, Event, Thread
from typing import Any

import pytest
import trustme

from bot.slack.clients import connections_to, web_client
from bot.slack.connections import Connections

ANSWER = b'{"ok": true, "user_id": "U0BOT"}'


class Host(ThreadingHTTPServer):
    """A Slack that answers every call the same way, and knows who called from where, and what for."""

    daemon_threads = False

    def __init__(self, *, says: dict[str, str], hangs_up: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.says = says
        self.hangs_up = hangs_up
        self.callers: list[int] = []
        self.targets: list[str] = []
        self.has_hung_up = Event()
        self.together = Barrier(1)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/api/"

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.has_hung_up.set()


class _Call(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Host

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.together.wait(10)
        self.server.callers.append(self.client_address[1])
        self.server.targets.append(self.path)
        self.send_response(200)
        for name, value in {"Content-Length": str(len(ANSWER)), **self.server.says}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(ANSWER)
        self.close_connection = self.close_connection or self.server.hangs_up

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def host(*, says: dict[str, str] | None = None, hangs_up: bool = False) -> Iterator[Host]:
    with Host(says=says or {}, hangs_up=hangs_up) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def who_am_i(server: Host, connections: Connections) -> str:
    """One call."""
    return str(web_client(token="xoxb-1", api_url=server.url, connections=connections).auth_test()["user_id"])  # noqa: S106


def test_calls_one_after_another_share_a_connection() -> None:
    """Of two workspaces as well, for their clients differ in the token only."""
    with host() as server, closing(connections_to(server.url)) as connections:
        said = [who_am_i(server, connections) for _ in range(3)]
    assert said == ["U0BOT"] * 3
    assert len(set(server.callers)) == 1


def test_calls_at_once_have_a_connection_each() -> None:
    """Nobody waits for somebody else's answer, and both connections are kept."""
    with host() as server, closing(connections_to(server.url)) as connections:
        server.together = Barrier(2)
        for _ in range(2):
            threads = [Thread(target=who_am_i, args=(server, connections)) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert len(server.callers) == 4
    assert len(set(server.callers)) == 2


def test_a_connection_that_slack_closed_meanwhile_costs_no_call() -> None:
    """Without a word, as a server does whose patience is over, or that was restarted."""
    with host(hangs_up=True) as server, closing(connections_to(server.url)) as connections:
        said = []
        for _ in range(3):
            said.append(who_am_i(server, connections))
            assert server.has_hung_up.wait(10)
            server.has_hung_up.clear()
    assert said == ["U0BOT"] * 3
    assert len(set(server.callers)) == 3


def test_a_connection_that_slack_wants_closed_is_not_kept() -> None:
    """The next call opens its own."""
    with host(says={"Connection": "close"}) as server, closing(connections_to(server.url)) as connections:
        said = [who_am_i(server, connections) for _ in range(2)]
    assert said == ["U0BOT"] * 2
    assert len(set(server.callers)) == 2


def test_nothing_stays_open_after_the_end() -> None:
    """Not what was kept, and not what a call that ended later used: Slack sees each hung up."""
    with host() as server:
        connections = connections_to(server.url)
        who_am_i(server, connections)
        connections.close()
        assert server.has_hung_up.wait(10)
        server.has_hung_up.clear()
        who_am_i(server, connections)
        assert server.has_hung_up.wait(10)


def test_a_proxy_is_still_called_where_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told the whole address, as proxies are."""
    with host() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/api/"))
        monkeypatch.delenv("HTTPS_PROXY", raising=False)
        connections = connections_to("http://slack.invalid/api/")
        client = web_client(token="xoxb-1", api_url="http://slack.invalid/api/", connections=connections)  # noqa: S106
        said = client.auth_test()["user_id"]
        connections.close()
    assert said == "U0BOT"
    assert proxy.targets == ["http://slack.invalid/api/auth.test"]


def test_certificates_are_checked_and_the_handshake_is_made_once() -> None:
    """A host whose certificate nobody vouches for is told nothing, no token above all."""
    authority = trustme.CA()
    serving, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(serving)
    authority.configure_trust(trusting)
    with host() as server:
        server.socket = serving.wrap_socket(server.socket, server_side=True)
        url = server.url.replace("http:", "https:")
        with pytest.raises(ssl.SSLCertVerificationError):
            web_client(token="xoxb-1", api_url=url, connections=connections_to(url)).auth_test()  # noqa: S106
        told = list(server.targets)
        connections = Connections(url, timeout=10, certificates=trusting)
        said = [who_am_i(server, connections) for _ in range(2)]
        connections.close()
    assert told == []
    assert said == ["U0BOT"] * 2
    assert len(set(server.callers)) == 1
