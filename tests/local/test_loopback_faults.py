"""Limits that Slack keeps by itself, and faults that somebody orders."""

from __future__ import annotations

import json

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from test_loopback_delivery import listening
from test_loopback_page import asked, seen

from bot.local.server import LoopbackSlack


def client_of(slack: LoopbackSlack) -> WebClient:
    """The app's Web API client."""
    return WebClient(token=slack.bot_token, base_url=slack.api_url)


def test_calls_beyond_the_tier_are_rate_limited() -> None:
    """A tier 3 method takes 50 calls a minute, then says when to come back, and then takes calls again."""
    now = [1_800_000_000.0]
    with LoopbackSlack(generosity=1.0, clock=lambda: now[0]) as slack:
        client = client_of(slack)
        for _ in range(50):
            client.conversations_info(channel="C0INVITES")
        now[0] += 20
        with pytest.raises(SlackApiError, match="ratelimited") as refused:
            client.conversations_info(channel="C0INVITES")
        assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "40")
        now[0] += 40
        assert client.conversations_info(channel="C0INVITES")["ok"]


def test_posting_is_limited_in_each_channel() -> None:
    """chat.postMessage takes one a second in a channel, counted by the minute; other channels go on."""
    with LoopbackSlack(generosity=0.05, clock=lambda: 1_800_000_000.0) as slack:
        client = client_of(slack)
        for number in range(3):
            client.chat_postMessage(channel="C0INVITES", text=str(number))
        with pytest.raises(SlackApiError, match="ratelimited"):
            client.chat_postMessage(channel="C0INVITES", text="one too many")
        assert client.chat_postMessage(channel="C0PROGRAMS", text="elsewhere")["ok"]
        assert [message.text for message in slack.messages("invitations")] == ["0", "1", "2"]


def test_posting_is_limited_in_all_channels_together() -> None:
    """chat.postMessage takes several hundred a minute in the workspace, however they are spread."""
    with LoopbackSlack(generosity=0.01, clock=lambda: 1_800_000_000.0) as slack:
        client = client_of(slack)
        for channel in ("C0INVITES", "C0PROGRAMS", "G0PARTNERS"):
            client.chat_postMessage(channel=channel, text="hello")
        with pytest.raises(SlackApiError, match="ratelimited"):
            client.chat_postMessage(channel=slack.dm_of("maya").id, text="one too many")


def test_rate_limits_can_be_switched_off() -> None:
    """With a generosity of 0 nothing is counted."""
    with LoopbackSlack(generosity=0, clock=lambda: 1_800_000_000.0) as slack:
        for _ in range(101):
            assert client_of(slack).auth_test()["ok"]


def order(slack: LoopbackSlack, **fault: object) -> None:
    """Order a fault over the control endpoint."""
    assert asked(slack, "/do/fault", fault)[0] == 200


def test_half_sent_answer_is_no_json(slack: LoopbackSlack, client: WebClient) -> None:
    """The call takes effect, and of its answer only half arrives."""
    order(slack, method="chat.postMessage", half_sent=True)
    with pytest.raises(json.JSONDecodeError):
        client.chat_postMessage(channel="C0INVITES", text="said")
    assert [message.text for message in slack.messages("invitations")] == ["said"]


def test_half_sent_answer_is_ordered_by_a_test(slack: LoopbackSlack, client: WebClient) -> None:
    """The same from Python, for one method; the call after it is answered in full."""
    slack.fail_next("auth.test", half_sent=True)
    with pytest.raises(json.JSONDecodeError):
        client.auth_test()
    assert client.auth_test()["ok"]


def test_faults_over_the_control_endpoint(slack: LoopbackSlack, client: WebClient) -> None:
    """Rate limits, refusals and lost answers come once each, in order, and the panel lists what is still to come."""
    order(slack, method="auth.test", retry_after=7)
    order(slack, error="internal_error")
    assert "next auth.test: rate limited for 7 seconds next call: refused with internal_error" in seen(
        slack, "/?tab=faults"
    )
    with pytest.raises(SlackApiError, match="ratelimited"):
        client.auth_test()
    with pytest.raises(SlackApiError, match="internal_error"):
        client.auth_test()
    assert client.auth_test()["ok"]
    assert "Nothing: everything works." in seen(slack, "/?tab=faults")


def test_ordered_faults_can_be_forgotten(slack: LoopbackSlack, client: WebClient) -> None:
    """What was ordered and then forgotten does not happen."""
    order(slack, error="internal_error", times=3)
    asked(slack, "/do/forget", {})
    assert client.auth_test()["ok"]


@pytest.mark.parametrize(
    "fault", [{"event": "eaten"}, {"delay": -1}, {"delay": "long"}, {"times": 1000}, {"retry_after": True}]
)
def test_nonsense_fault_is_refused(slack: LoopbackSlack, fault: dict[str, object]) -> None:
    """A fault that there is not says what there is."""
    status, body, _ = asked(slack, "/do/fault", fault)
    assert (status, json.loads(body)["error"]) == (409, "invalid_arguments")


def texts(seen: list[tuple[dict[str, str], bytes]]) -> list[tuple[str, str | None]]:
    """The texts that an app was sent, each with its retry number."""
    return [(json.loads(body)["event"]["text"], headers.get("x-slack-retry-num")) for headers, body in seen]


def test_event_is_duplicated(slack: LoopbackSlack) -> None:
    """A duplicated event arrives twice with one event_id."""
    with listening([]) as (url, heard):
        slack.connect(url)
        order(slack, event="duplicated")
        slack.say("maya", "invitations", "once")
        slack.settle()
    assert sorted(texts(heard), key=str) == [("once", "1"), ("once", None)]
    assert len({json.loads(body)["event_id"] for _, body in heard}) == 1


def test_events_arrive_out_of_order(slack: LoopbackSlack) -> None:
    """An event waits until the one behind it has been delivered."""
    with listening([]) as (url, heard):
        slack.connect(url)
        order(slack, event="out_of_order")
        slack.say("maya", "invitations", "first")
        slack.say("maya", "invitations", "second")
        slack.settle()
    assert texts(heard) == [("second", None), ("first", None)]


def test_late_event_arrives(slack: LoopbackSlack) -> None:
    """A late event is overtaken by the next and still arrives."""
    with listening([]) as (url, heard):
        slack.connect(url)
        order(slack, event="late", seconds=0.3)
        slack.say("maya", "invitations", "late")
        slack.say("maya", "invitations", "next")
        slack.settle()
    assert texts(heard) == [("next", None), ("late", None)]


def test_lost_event_is_retried(slack: LoopbackSlack) -> None:
    """An event whose first delivery is lost arrives as Slack's first retry."""
    with listening([]) as (url, heard):
        slack.connect(url)
        order(slack, event="lost")
        slack.say("maya", "invitations", "lost")
        slack.settle()
    assert texts(heard) == [("lost", "1")]
