"""What attackers send to the program's address: everything is turned away or taken once, and nothing stops it."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from desk import Desk, Opener, header

from bot.local.signed_http import signature
from bot.slack.http import EVENTS_PATH, LARGEST_BODY
from tests.exchange import exchange

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
ANSWER = "Customer profile not found for this message"


def _post(desk: Desk, body: bytes, *, kind: str = JSON, headers: dict[str, str] | None = None) -> int:
    """The status of a request to the program, signed as Slack's unless `headers` are given."""
    signed = signature(desk.slack.signing_secret, body, at=int(time.time())) if headers is None else headers
    return exchange(f"{desk.service.address}{EVENTS_PATH}", body, {"Content-Type": kind, **signed}).status


def _mention(desk: Desk, text: str) -> bytes:
    """An event as Slack sends it, of a message that stands there."""
    ts = desk.slack.say("maya", "invitations", "hello")
    team, app = desk.slack.workspace.team, desk.slack.app
    channel = desk.slack.workspace.channel("invitations").id
    event = {"type": "app_mention", "channel": channel, "user": "U0MAYA", "ts": ts, "text": f"<@{app.bot_user}> {text}"}
    authorization = {"team_id": team, "user_id": app.bot_user, "is_bot": True}
    envelope = {"type": "event_callback", "team_id": team, "event_id": "Ev0ATTACK", "authorizations": [authorization]}
    return json.dumps({**envelope, "event": event}).encode()


def _still_answers(desk: Desk) -> bool:
    """Whether the program goes on as if nothing had been."""
    ts = desk.slack.say("tomas", "invitations", "@whyfailed Webex Connect error 7105")
    (reply,) = desk.replies("invitations", ts)
    return header(reply) == ANSWER


@pytest.mark.fault(
    "A signed request, sent again nine times within the five minutes",
    part="Attacks",
    sees="200 each time, and one answer in all",
    lost="nothing",
    recovers="the claim on the event is unique",
)
def test_a_replayed_request_is_answered_once(open_desk: Opener) -> None:
    """Somebody who recorded a signed request sends it again within the five minutes, also under a fresh signature."""
    desk = open_desk()
    body = _mention(desk, "Webex Connect error 7105")
    recorded = signature(desk.slack.signing_secret, body, at=int(time.time()) - 200)
    statuses = [_post(desk, body, headers=recorded) for _ in range(5)]
    statuses += [_post(desk, body) for _ in range(5)]
    desk.finish()
    assert set(statuses) == {200}
    assert [header(message) for message in desk.said()] == [ANSWER]


@pytest.mark.fault(
    "A signed request of which a bit of the body or the time is changed",
    part="Attacks",
    sees="401; no reply, no row",
    lost="nothing",
    recovers="the signature is over all of the body and the time",
)
def test_a_changed_request_is_refused(open_desk: Opener) -> None:
    """Any bit of the body or the time that differs from what was signed: nothing is read of it."""
    desk = open_desk()
    body = _mention(desk, "Webex Connect error 7105")
    signed = signature(desk.slack.signing_secret, body, at=int(time.time()))
    later = {**signed, "X-Slack-Request-Timestamp": str(int(signed["X-Slack-Request-Timestamp"]) + 1)}
    places = range(0, len(body), 37)
    changed = [body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :] for at in places]
    statuses = {_post(desk, other, headers=signed) for other in (*changed, body[:-1], body + b" ")}
    statuses |= {_post(desk, body, headers=later)}
    desk.finish()
    assert statuses == {401}
    assert desk.said() == []
    assert desk.rows("claims") == []


@pytest.mark.fault(
    "The connection breaks before, at the start of, and within a signed body",
    part="Attacks",
    sees="nothing; the next question is answered",
    lost="nothing",
    recovers="nothing is read before the body is whole",
)
@pytest.mark.parametrize("sent", [0, 1, 100])
def test_a_truncated_request_leaves_nothing_behind(open_desk: Opener, sent: int) -> None:
    """The connection breaks in the middle of a body: no claim, no reply, and the next one is answered."""
    desk = open_desk()
    body = _mention(desk, "Webex Connect error 7105")
    signed = signature(desk.slack.signing_secret, body, at=int(time.time()))
    address = urlsplit(str(desk.service.address))
    head = f"POST {EVENTS_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nContent-Length: {len(body)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in signed.items()) + "\r\n"
    with socket.create_connection((str(address.hostname), address.port or 0), timeout=10) as link:
        link.sendall(head.encode() + body[:sent])
    assert _still_answers(desk)
    desk.finish()
    assert len(desk.said()) == 1


class _Elsewhere(BaseHTTPRequestHandler):
    """A server that is none of Slack's, and notes who comes."""

    heard: list[str] = []  # noqa: RUF012 (one server a test)

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Webex Connect error 7105")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Its host and port."""
    _Elsewhere.heard = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


ELSEWHERE = {
    "another port": "http://{elsewhere}/stolen",
    "Slack's host as a name": "http://{slack}@{elsewhere}/stolen",
    "a password": "http://xoxb:{slack}@{elsewhere}/stolen",
    "a fragment": "http://{elsewhere}/stolen#@{slack}/",
    "a backslash": "http://{elsewhere}\\@{slack}/stolen",
    "no scheme": "//{elsewhere}/stolen",
    "the metadata of a cloud": "http://169.254.169.254/latest/meta-data/",
    "a file of this machine": "file:///etc/passwd",
}


@pytest.mark.fault(
    "A file's address in an event names another port, a cloud's metadata or a file of this machine",
    part="Attacks",
    sees="a sentence that the file is not kept in Slack",
    lost="nothing",
    recovers="only the host and port of the Web API, or with real Slack its file hosts, are asked for files",
)
@pytest.mark.parametrize("what", ELSEWHERE)
def test_a_file_that_lies_elsewhere_is_not_fetched(open_desk: Opener, elsewhere: str, what: str) -> None:
    """The event is signed, and the address in it is somebody's: nobody is asked, and the asker is told."""
    desk = open_desk()
    url = ELSEWHERE[what].format(elsewhere=elsewhere, slack=urlsplit(desk.slack.api_url).netloc)
    file = {"id": "F0ELSEWHERE", "name": "a.log", "mode": "hosted", "mimetype": "text/plain"}
    dm = desk.slack.dm_of("maya").id
    event = {"type": "message", "channel": dm, "channel_type": "im", "user": "U0MAYA", "ts": "1763700000.000100"}
    desk.deliver({**event, "text": "", "files": [{**file, "url_private_download": url}]})
    desk.finish()
    posted = [call.arguments["text"] for call in desk.slack.calls if call.method == "chat.postMessage"]
    assert _Elsewhere.heard == []
    assert [text.partition(",")[0] for text in posted] == ["a.log is not kept in Slack"]


def _nested(depth: int, *, inside: str = "1") -> str:
    return '{"a":' * depth + inside + "}" * depth


OVERSIZED: dict[str, Callable[[], tuple[bytes, str]]] = {
    "deep JSON": lambda: (_nested(100_000).encode(), JSON),
    "a deep list": lambda: (b"[" * 400_000 + b"]" * 400_000, JSON),
    "a deep interaction": lambda: (f"payload={quote(_nested(50_000))}".encode(), FORM),
    "an interaction that is deep in its message": lambda: (
        ("payload=" + quote('{"type": "block_actions", "message": ' + _nested(20_000) + "}")).encode(),
        FORM,
    ),
    "a number of a million digits": lambda: (b'{"type": ' + b"9" * (LARGEST_BODY - 100) + b"}", JSON),
    "many fields": lambda: (urlencode([(f"f{n}", "") for n in range(80_000)]).encode(), FORM),
    "many keys": lambda: (json.dumps({f"k{n}": n for n in range(50_000)}).encode(), JSON),
    "a long string": lambda: (json.dumps({"type": "x" * (LARGEST_BODY - 100)}).encode(), JSON),
    "half characters": lambda: (b'{"type": "event_callback", "event": {"type": "\\ud800"}}', JSON),
    "a form that is no form": lambda: (b"%%%=&&&;payload", FORM),
    "an interaction that is a list": lambda: (b"payload=%5B1%5D", FORM),
    "an interaction that is a number": lambda: (b"payload=7", FORM),
    "JSON that calls itself a form": lambda: (b'{"type": "event_callback"}', FORM),
}


@pytest.mark.fault(
    "Signed bodies that are nested 100,000 deep, hold a number of a million digits, 80,000 fields, or are no form",
    part="Attacks",
    sees="a status at once; the next question is answered",
    lost="nothing",
    recovers="what cannot be read is answered with an error",
)
@pytest.mark.parametrize("what", OVERSIZED)
def test_oversized_and_nested_bodies_stop_nothing(
    open_desk: Opener, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Even where they are signed, they get an answer at once, no traceback, and the next question is answered."""
    desk = open_desk()
    body, kind = OVERSIZED[what]()
    begun = time.monotonic()
    status = _post(desk, body, kind=kind)
    took = time.monotonic() - begun
    assert status in (200, 400, 404, 500)
    assert took < 10
    assert _still_answers(desk)
    desk.finish()
    assert len(desk.said()) == 1
    assert [record for record in caplog.records if record.name.startswith("uvicorn") and record.levelno >= 40] == []


BROKEN: dict[str, Any] = {
    "nothing": {},
    "an event without an event": {"type": "event_callback"},
    "an event that is a text": {"type": "event_callback", "event": "message"},
    "an event without a type": {"type": "event_callback", "event": {}},
    "a message that is a list": {"type": "event_callback", "event": {"type": "message", "text": ["x"], "ts": 1}},
    "authorizations that are none": {"type": "event_callback", "authorizations": "x", "event": {"type": "message"}},
    "a press without actions": {"type": "block_actions"},
    "a press of a number": {"type": "block_actions", "actions": [7]},
    "a press on nothing": {"type": "block_actions", "actions": [{"action_id": "solved", "value": "c|e"}]},
    "a modal without a state": {"type": "view_submission", "view": {"callback_id": "ask_support"}},
    "a modal from elsewhere": {
        "type": "view_submission",
        "user": {"id": "U0MAYA"},
        "view": {"callback_id": "ask_support", "private_metadata": "{}", "state": {"values": {}}},
    },
    "a shortcut on nothing": {"type": "message_action", "callback_id": "why_failed"},
}


@pytest.mark.fault(
    "Signed payloads that lack what Slack documents, as JSON and as a form",
    part="Attacks",
    sees="a status; nobody else hears of it, and nothing of it is in the log",
    lost="nothing",
    recovers="each reader turns away what it does not know",
)
@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("kind", [JSON, FORM])
def test_payloads_without_what_they_need_are_turned_away(
    open_desk: Opener, what: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Signed, and not as Slack documents them: Slack hears of it, nobody else, and nothing of it is in the log."""
    caplog.set_level(logging.INFO)
    desk = open_desk()
    payload = json.dumps({**BROKEN[what], "secret": "heliotrope"})
    body = payload if kind == JSON else f"payload={quote(payload)}"
    status = _post(desk, body.encode(), kind=kind)
    assert status in (200, 400, 404, 500)
    assert _still_answers(desk)
    desk.finish()
    assert len(desk.said()) == 1
    assert "heliotrope" not in caplog.text
