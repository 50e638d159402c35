"""Who may post to us: Slack, within five minutes, with a body of sensible size."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from statistics import median

import pytest
from slack_bolt import App

from bot.errors import PortInUseError
from bot.local.signed_http import signature
from bot.slack.app import bolt_app
from bot.slack.clients import OneWorkspace, web_client
from bot.slack.http import EVENTS_PATH, LARGEST_BODY, HttpServer, http_app
from bot.slack.workers import Workers
from tests.exchange import exchange

SECRET = "of-this-test"  # noqa: S105 (no secret)
NOWHERE = "http://127.0.0.1:9/"
CHALLENGE = json.dumps({"type": "url_verification", "challenge": "spoken"}).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[HttpServer]:
    """Our server in front of an app without listeners."""
    server = HttpServer(http_app(app_without_listeners(), signing_secret=SECRET), host="127.0.0.1", port=0)
    server.start()
    yield server
    server.close()


def app_without_listeners() -> App:
    """An app that no Slack answers."""
    client = web_client(token="xoxb-1", api_url=NOWHERE)  # noqa: S106 (no token)
    workers = Workers(new_id=lambda: "r1")
    return bolt_app(OneWorkspace(client), workers, api_url=NOWHERE, signing_secret=SECRET, new_id=lambda: "r1")


def _post(server: HttpServer, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    return exchange(f"{server.address}{EVENTS_PATH}", body, {"Content-Type": "application/json", **headers})[:2]


def _signed(body: bytes, *, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    return signature(secret, body, at=int(time.time()) - age)


def test_a_signed_request_is_taken(server: HttpServer) -> None:
    """Slack's check of the request URL gets its challenge back."""
    status, body = _post(server, CHALLENGE, _signed(CHALLENGE))
    assert (status, json.loads(body)) == (200, {"challenge": "spoken"})


def test_over_a_connection_that_stays_open_nothing_waits(server: HttpServer) -> None:
    """Slack has each acknowledgement at once; with Nagle's algorithm on it would have each after 40 ms."""
    link = HTTPConnection("127.0.0.1", server.port)
    took = []
    for _ in range(15):
        begun = time.perf_counter()
        link.request("POST", EVENTS_PATH, CHALLENGE, {"Content-Type": "application/json", **_signed(CHALLENGE)})
        assert json.loads(link.getresponse().read()) == {"challenge": "spoken"}
        took.append(time.perf_counter() - begun)
    link.close()
    assert median(took) < 0.03


FORGED: dict[str, Callable[[], dict[str, str]]] = {
    "unsigned": dict,
    "signed with another secret": lambda: _signed(CHALLENGE, secret="another"),  # noqa: S106 (no secret)
    "signed for another body": lambda: _signed(b"{}"),
    "six minutes old": lambda: _signed(CHALLENGE, age=360),
    "from the future": lambda: _signed(CHALLENGE, age=-360),
    "without a number for its time": lambda: {**_signed(CHALLENGE), "X-Slack-Request-Timestamp": "now"},
    "with a time beyond all clocks": lambda: {**_signed(CHALLENGE), "X-Slack-Request-Timestamp": "9" * 400},
    "with a signature in other letters": lambda: {**_signed(CHALLENGE), "X-Slack-Signature": "v0=\xe9"},
    "with an empty signature": lambda: {**_signed(CHALLENGE), "X-Slack-Signature": ""},
}


@pytest.mark.fault(
    "Requests that Slack did not sign within five minutes: unsigned, forged, stale, from the future, malformed",
    part="Attacks",
    sees="401, and nothing else",
    lost="nothing",
    recovers="the signature is checked before anything of the body is read",
)
@pytest.mark.parametrize("what", FORGED)
def test_what_slack_did_not_sign_just_now_is_refused(server: HttpServer, what: str) -> None:
    """Unsigned, forged, stale and malformed requests get 401 and nothing else."""
    assert _post(server, CHALLENGE, FORGED[what]()) == (401, '{"error":"invalid request"}')


def test_a_body_that_is_no_text_is_refused(server: HttpServer) -> None:
    """Bytes that are not UTF-8 cannot be Slack's, however they are signed."""
    body = b"\xff\xfe{}"
    assert _post(server, body, _signed(body))[0] == 401


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"text"', b"12"])
def test_signed_nonsense_is_a_bad_request(server: HttpServer, body: bytes) -> None:
    """A body that is no JSON object gets 400, and the server goes on."""
    assert _post(server, body, _signed(body))[0] == 400
    assert _post(server, CHALLENGE, _signed(CHALLENGE))[0] == 200


@pytest.mark.fault(
    "A body of more than a megabyte",
    part="Attacks",
    sees="413",
    lost="nothing",
    recovers="it is cut off while it is read",
)
def test_a_body_that_is_too_long_is_not_read_to_its_end(server: HttpServer) -> None:
    """More than a megabyte is cut off before its signature is looked at."""
    body = b" " * (LARGEST_BODY + 1)
    assert _post(server, body, {})[0] == 413


def test_only_post_is_taken(server: HttpServer) -> None:
    """A browser that opens the address sees that nothing is there to see."""
    assert exchange(f"{server.address}{EVENTS_PATH}").status == 405


def test_a_port_in_use_is_named(server: HttpServer) -> None:
    """Whoever starts a second program on the port reads which port it is and what to do."""
    with pytest.raises(PortInUseError, match=f"Port {server.port} on 127.0.0.1 is in use .* set PORT"):
        HttpServer(http_app(App, signing_secret=SECRET), host="127.0.0.1", port=server.port)


def test_an_address_that_is_not_ours_is_named() -> None:
    """A HOST of another machine cannot be listened on."""
    with pytest.raises(PortInUseError, match=r"not possible to listen on 192\.0\.2\.1"):
        HttpServer(http_app(App, signing_secret=SECRET), host="192.0.2.1", port=0)


def test_the_port_is_free_again_after_close() -> None:
    """A restart finds its port."""
    app = http_app(app_without_listeners(), signing_secret=SECRET)
    first = HttpServer(app, host="127.0.0.1", port=0)
    first.start()
    first.close()
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", first.port))
