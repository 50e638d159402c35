"""Delivery to an app that is late, refuses or is gone, seen from the app's side of the wire."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from slack_sdk.signature import Clock, SignatureVerifier

from bot.local.server import LoopbackSlack


@contextmanager
def listening(statuses: list[int], **headers: str) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """An address that answers with these statuses in turn, then 200, and what it was sent; 0 is never answered.

    Every answer has these headers, `_` for `-`.
    """
    seen: list[tuple[dict[str, str], bytes]] = []
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = statuses.pop(0) if statuses else 200
            if status == 0:
                over.wait(5)
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/slack/events", seen
    over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_event_is_signed() -> None:
    """An event's signature holds against the signing secret at the time it was sent."""

    class Frozen(Clock):
        def now(self) -> float:
            return 1_800_000_000.0

    with LoopbackSlack(clock=Frozen().now) as slack, listening([]) as (url, seen):
        slack.connect(url)
        slack.say("maya", "cx-programs", "hello")
        slack.settle()
        headers, body = seen[0]
        verifier = SignatureVerifier(slack.signing_secret, Frozen())
    assert verifier.is_valid_request(body, headers)
    assert not verifier.is_valid_request(body + b" ", headers)


def test_event_is_sent_again_with_the_reason() -> None:
    """Errors and silence bring up to three retries, which say their number and why."""
    with (
        LoopbackSlack(ack_seconds=0.2, retry_delays=(0.0, 0.0, 0.0)) as slack,
        listening([500, 0, 302]) as (url, seen),
    ):
        slack.connect(url)
        slack.say("maya", "cx-programs", "hello")
        slack.settle()
        delivery = slack.deliveries[0]
    reasons = [(headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")) for headers, _ in seen]
    assert reasons == [(None, None), ("1", "http_error"), ("2", "http_timeout"), ("3", "http_error")]
    assert len({json.loads(body)["event_id"] for _, body in seen}) == 1
    assert delivery.acknowledged


def test_event_is_given_up_after_three_retries() -> None:
    """A refusing app gets an event four times and no more."""
    with LoopbackSlack(retry_delays=(0.0, 0.0, 0.0)) as slack, listening([500] * 9) as (url, seen):
        slack.connect(url)
        slack.say("maya", "cx-programs", "hello")
        slack.settle()
        assert not slack.deliveries[0].acknowledged
    assert len(seen) == 4


def test_app_may_refuse_retries() -> None:
    """An app that fails and answers with x-slack-no-retry is not sent the event again."""
    with (
        LoopbackSlack(retry_delays=(0.0, 0.0, 0.0)) as slack,
        listening([500, 500], x_slack_no_retry="1") as (url, seen),
    ):
        slack.connect(url)
        slack.say("maya", "cx-programs", "hello")
        slack.settle()
        assert len(seen) == 1


def test_command_is_not_sent_again() -> None:
    """A refused command is told to the asker and not retried."""
    with LoopbackSlack(retry_delays=(0.0,)) as slack, listening([500]) as (url, seen):
        slack.connect(url)
        slack.command("maya", "dm", "/whyfailed x")
        slack.settle()
        told = [message.text for message in slack.ephemerals("maya")]
    assert (len(seen), told) == (1, ["`/whyfailed` failed with the error “dispatch_failed”"])


def test_app_hears_only_where_it_is_a_member() -> None:
    """Nothing is delivered of a channel without the app."""
    with LoopbackSlack() as slack:
        slack.say("maya", "lounge", "@whyfailed are you there?")
        assert slack.deliveries == []
        slack.say("maya", "partner-desk", "@whyfailed and there?")
        kinds = sorted((delivery.event["type"], delivery.event.get("channel_type")) for delivery in slack.deliveries)
    assert kinds == [("app_mention", None), ("message", "group")]
