"""Payload in, meaning out: whether something is addressed to us, and what was asked. Pure; knows no client.

Sources: docs.slack.dev, reference/events/message and its subtypes, reference/events/app_mention,
interactivity/implementing-slash-commands, reference/interaction-payloads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.request.internals import extract_team_id

from bot.answers.examples import example_named
from bot.answers.ticket import Ticket
from bot.slack.asked import Asked, DeletionAsked, Pressed, Silence, Surface
from bot.store.claims import Claim

Payload = Mapping[str, Any]

COMMAND = "/whyfailed"
SHORTCUT = "why_failed"
PRESS = re.compile(r"^(solved|not_solved|ask_support|share_thread|share_channel|choose|show)(?:_\d+)?$")
DELETE_KEPT = "delete_kept"
EXAMPLE = re.compile(r"^example_\d+$")

_TYPED_BY_PEOPLE = (None, "file_share", "thread_broadcast", "me_message")
"""Subtypes of messages that a person wrote just now; all others tell of joins, edits, unfurls and bots."""
_SLACKBOT = "USLACKBOT"


def read_event(body: Payload, *, bot_user: str) -> Asked | Silence:
    """What a `message` or `app_mention` event asks; `bot_user` is our own user id.

    An app_mention comes with a `message` twin of the same ts. Both read the same, so whichever is first is answered.
    """
    event = body.get("event", {})
    silence = _silence_of(event, bot_user)
    if silence is not None:
        return silence
    ts, thread_ts = event["ts"], event.get("thread_ts") or event["ts"]
    text = without_mention(event.get("text") or "", bot_user)
    surface = _surface_of(event, bot_user)
    if surface is None:
        return Silence.UNTAGGED
    if surface is Surface.FOLLOW_UP and not text:
        return Silence.NO_TEXT
    return Asked(
        text=text,
        surface=surface,
        team=team_of(body),
        channel=event["channel"],
        thread_ts=thread_ts,
        ts=ts,
        asker=event["user"],
        event_id=body["event_id"],
        has_files=bool(event.get("files")),
    )


def _silence_of(event: Payload, bot_user: str) -> Silence | None:
    """Why an event is no message that a person sent just now."""
    if event.get("subtype") not in _TYPED_BY_PEOPLE:
        return Silence.BOT if event.get("subtype") == "bot_message" else Silence.NOT_A_MESSAGE
    if event.get("bot_id") or event.get("user") in (None, "", bot_user, _SLACKBOT):
        return Silence.BOT
    if event.get("hidden") or event.get("edited"):
        return Silence.NOT_A_MESSAGE
    return None if event.get("ts") and event.get("channel") else Silence.MALFORMED


def _surface_of(event: Payload, bot_user: str) -> Surface | None:
    if event.get("channel_type") == "im" or event["channel"].startswith("D"):
        return Surface.DM
    if event.get("type") == "app_mention" or _mention_of(bot_user).search(event.get("text") or ""):
        return Surface.MENTION
    return Surface.FOLLOW_UP if event.get("thread_ts") not in (None, event["ts"]) else None


def asked_again(claim: Claim, message: Payload, *, bot_user: str) -> Asked:
    """The question of a claim that somebody else left unfinished, from the message as the thread holds it."""
    return Asked(
        text=without_mention(message.get("text") or "", bot_user),
        surface=Surface(claim.surface),
        team=claim.team,
        channel=claim.channel,
        thread_ts=claim.thread_ts,
        ts=claim.ts,
        asker=message.get("user") or claim.asker,
        event_id=claim.event_id,
        has_files=bool(message.get("files")),
    )


def read_command(body: Payload) -> Asked:
    """What `/whyfailed TEXT` asks."""
    return Asked(
        text=(body.get("text") or "").strip(),
        surface=Surface.COMMAND,
        team=team_of(body),
        channel=body["channel_id"],
        asker=body["user_id"],
        event_id=body["trigger_id"],
        response_url=body["response_url"],
    )


def read_shortcut(body: Payload, *, bot_user: str) -> Asked:
    """What "Why did this fail?" on a message asks: that message's text."""
    message = body.get("message", {})
    return Asked(
        text=without_mention(message.get("text") or "", bot_user),
        surface=Surface.SHORTCUT,
        team=team_of(body),
        channel=body["channel"]["id"],
        asker=body["user"]["id"],
        event_id=body["trigger_id"],
        response_url=body["response_url"],
        shown_in=message.get("thread_ts"),
        shared_in=message.get("thread_ts") or message.get("ts"),
        has_files=bool(message.get("files")),
    )


def read_press(body: Payload) -> Pressed | Silence:
    """A press on a button that we sent, with a ticket as its value."""
    name = PRESS.fullmatch(_action_of(body).get("action_id", ""))
    ticket = Ticket.read(_value_of(body))
    container = body.get("container", {})
    if name is None or ticket is None or container.get("type") != "message":
        return Silence.MALFORMED
    user = body["user"]
    return Pressed(
        action=name[1],
        ticket=ticket,
        person=user["id"],
        person_name=user.get("username") or user.get("name") or user["id"],
        team=team_of(body),
        channel=container["channel_id"],
        message_ts=container["message_ts"],
        thread_ts=_thread_of(body),
        is_private=bool(container.get("is_ephemeral")),
        trigger_id=body["trigger_id"],
        response_url=body["response_url"],
    )


def read_example(body: Payload) -> Asked | Silence:
    """A press on an example asks it, as if the presser had typed it where they pressed."""
    example = example_named(_value_of(body))
    if example is None:
        return Silence.MALFORMED
    return Asked(
        text=example.text,
        surface=Surface.PRESS,
        team=team_of(body),
        channel=body["container"]["channel_id"],
        asker=body["user"]["id"],
        event_id=body["trigger_id"],
        response_url=body["response_url"],
        shown_in=_thread_of(body),
        shared_in=_thread_of(body),
    )


def read_deletion(body: Payload) -> DeletionAsked:
    """A press on "Delete what you keep of me" concerns whoever pressed."""
    return DeletionAsked(
        person=body["user"]["id"],
        team=team_of(body),
        response_url=body["response_url"],
        thread_ts=_thread_of(body),
    )


def without_mention(text: str, bot_user: str) -> str:
    """The text without our name in it, which is no part of the question."""
    return _mention_of(bot_user).sub(" ", text).strip()


def bot_user_of(body: Payload) -> str | None:
    """Our own user id, which Slack puts into the envelope of every event."""
    for authorization in body.get("authorizations") or ():
        if authorization.get("is_bot") and authorization.get("user_id"):
            return str(authorization["user_id"])
    return None


def team_of(body: Payload) -> str:
    """The workspace in which the app is installed that a payload came to; empty where it names none.

    In shared channels that is another than the workspace of whoever wrote or pressed. Bolt reads it likewise to find
    the token (slack_bolt's request/internals.py), so what we do is done in the workspace that was authorised.
    """
    return extract_team_id(dict(body)) or ""


def _action_of(body: Payload) -> Payload:
    first: Payload = (body.get("actions") or [{}])[0]
    return first


def _value_of(body: Payload) -> str:
    """The value of the pressed button, or of the chosen option."""
    action = _action_of(body)
    return action.get("value") or (action.get("selected_option") or {}).get("value") or ""


def _thread_of(body: Payload) -> str | None:
    """The thread of the message that was pressed."""
    thread_ts: str | None = body.get("container", {}).get("thread_ts") or body.get("message", {}).get("thread_ts")
    return thread_ts


def _mention_of(bot_user: str) -> re.Pattern[str]:
    return re.compile(rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>")
