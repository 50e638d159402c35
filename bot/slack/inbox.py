"""Payload in, meaning out: whether something is addressed to us, and what was asked. Pure; knows no client.

Sources: docs.slack.dev, reference/events/message and its subtypes, reference/events/app_mention,
interactivity/implementing-slash-commands, reference/interaction-payloads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.request.internals import extract_team_id

from bot.answers.examples import example_named
from bot.answers.ticket import Ticket
from bot.files.attachment import attachments_of
from bot.slack.asked import Asked, AtHome, Boxes, DeletionAsked, Opened, Pressed, Silence, Surface
from bot.slack.edits import message_of_edit, silence_of_edit
from bot.slack.mentions import is_called, without_mention
from bot.store.claims import Claim

Payload = Mapping[str, Any]

COMMAND = "/whyfailed"
SHORTCUT = "why_failed"
_ACTIONS = (
    r"(solved|not_solved|why_(?:no_change|not_mine|unclear|other)|ask_support|customer_reply"
    r"|share_thread|share_channel|choose|show|walk(?:_back|_again)?)"
)
PRESS = re.compile(rf"^(?:{_ACTIONS}(?:_\d+)?|more)$")
TICK = "tick"
DELETE_KEPT = "delete_kept"
EXAMPLE = re.compile(r"^example_\d+$")

_DRAWN_BOXES = re.compile(r"steps (?P<first>\d+)-(?P<last>\d+) (?P<seen>[\d,]*) (?P<ticket>.+)")
"""The block_id of boxes, as templates/slack/parts.j2 writes it. Boxes that are drawn anew have another one: Slack shows
what somebody ticked in a block of the same id on top of what the message says."""

_TYPED_BY_PEOPLE = (None, "file_share", "thread_broadcast", "me_message")
"""Subtypes of messages that a person wrote just now; all others tell of joins, edits, unfurls and bots."""
_SLACKBOT = "USLACKBOT"


def read_event(body: Payload, *, bot_user: str) -> Asked | Silence:
    """What a `message` or `app_mention` event asks; `bot_user` is our own user id.

    An app_mention comes with a `message` twin of the same ts. Both read the same, so whichever is first is answered.
    """
    event, edited_ts = body.get("event", {}), None
    if event.get("subtype") == "message_changed":
        silence = silence_of_edit(event, bot_user=bot_user)
        if silence is not None:
            return silence
        event, edited_ts = message_of_edit(event)
    silence = _silence_of(event, bot_user)
    if silence is not None:
        return silence
    ts, thread_ts = event["ts"], event.get("thread_ts") or event["ts"]
    text = without_mention(event.get("text") or "", bot_user)
    surface = _surface_of(event, bot_user)
    # of what nobody addressed to us no file is read
    files = () if surface is Surface.WATCHED else attachments_of(event.get("files"))
    if surface in (Surface.FOLLOW_UP, Surface.WATCHED) and not text and not files:
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
        files=files,
        edited_ts=edited_ts,
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


def _surface_of(event: Payload, bot_user: str) -> Surface:
    if event.get("channel_type") == "im" or event["channel"].startswith("D"):
        return Surface.DM
    if event.get("type") == "app_mention" or is_called(event.get("text"), bot_user):
        return Surface.MENTION
    return Surface.FOLLOW_UP if event.get("thread_ts") not in (None, event["ts"]) else Surface.WATCHED


def asked_again(claim: Claim, message: Payload, *, bot_user: str) -> Asked:
    """The question of a claim that somebody else left unfinished, from the message as the thread holds it."""
    return Asked(
        text=without_mention(message.get("text") or "", bot_user),
        surface=Surface(claim.surface),
        team=claim.team,
        channel=claim.channel,
        thread_ts=claim.thread_ts,
        ts=claim.question_ts,
        asker=message.get("user") or claim.asker,
        event_id=claim.event_id,
        files=attachments_of(message.get("files")),
        edited_ts=claim.edited_ts,
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
    """What "Why did this fail?" on a message asks: that message's text and files."""
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
        files=attachments_of(message.get("files")),
    )


def read_press(body: Payload) -> Pressed | Silence:
    """A press on a button that we sent, with a ticket as its value."""
    pressed, value = _action_of(body).get("action_id", ""), _value_of(body)
    if pressed == "more":
        # What stands behind the three dots has one action_id; each option says its own before the ticket.
        pressed, _, value = value.partition(" ")
    name = PRESS.fullmatch(pressed)
    ticket = Ticket.read(value)
    if name is None or name[1] is None or ticket is None:
        return Silence.MALFORMED
    return _pressed(body, action=name[1], ticket=ticket)


def read_tick(body: Payload) -> Pressed | Silence:
    """A press on a box of a step. Slack tells what is ticked now; the block's id, what was when it was drawn.

    Source: docs.slack.dev, reference/block-kit/block-elements/checkboxes-element.
    """
    action = _action_of(body)
    drawn = _DRAWN_BOXES.fullmatch(action.get("block_id", ""))
    ticket = Ticket.read(drawn["ticket"]) if drawn is not None else None
    if drawn is None or ticket is None:
        return Silence.MALFORMED
    boxes = Boxes(
        steps=range(int(drawn["first"]), int(drawn["last"]) + 1),
        before=frozenset(int(step) for step in drawn["seen"].split(",") if step),
        after=frozenset(int(option["value"]) for option in action.get("selected_options") or ()),
        at=float(action["action_ts"]),
    )
    pressed = _pressed(body, action=TICK, ticket=ticket)
    return pressed if isinstance(pressed, Silence) else replace(pressed, boxes=boxes)


def _pressed(body: Payload, *, action: str, ticket: Ticket) -> Pressed | Silence:
    container = body.get("container", {})
    if container.get("type") != "message":
        return Silence.MALFORMED
    user = body["user"]
    return Pressed(
        action=action,
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
    """A press on an example asks it, as if typed where it was pressed; on the App Home, as if typed to us."""
    example = example_named(_value_of(body))
    home = read_home_press(body)
    if example is None:
        return Silence.MALFORMED
    if home is not None:
        return Asked(
            text=example.text,
            surface=Surface.HOME_EXAMPLE,
            team=home.team,
            channel=home.dm,
            asker=home.person,
            event_id=body["trigger_id"],
        )
    return Asked(
        text=example.text,
        surface=Surface.EXAMPLE,
        team=team_of(body),
        channel=body["container"]["channel_id"],
        asker=body["user"]["id"],
        event_id=body["trigger_id"],
        response_url=body["response_url"],
        shown_in=_thread_of(body),
        shared_in=_thread_of(body),
    )


def read_home_opened(body: Payload) -> AtHome:
    """Who opened the App Home (docs.slack.dev, reference/events/app_home_opened)."""
    event = body["event"]
    return AtHome(person=event["user"], team=team_of(body), dm=event["channel"])


def read_home_press(body: Payload) -> AtHome | None:
    """Who pressed something on the App Home; None for a press anywhere else."""
    view = body.get("view") or {}
    if view.get("type") != "home":
        return None
    person = body["user"]["id"]
    return AtHome(person=person, team=team_of(body), dm=view.get("private_metadata") or person)


def read_opened(body: Payload) -> Opened:
    """The Messages tab was opened (docs.slack.dev, reference/events/app_home_opened)."""
    event = body["event"]
    return Opened(person=event["user"], team=team_of(body), channel=event["channel"])


def read_deletion(body: Payload) -> DeletionAsked:
    """A press on "Delete what you keep of me" concerns whoever pressed."""
    return DeletionAsked(
        person=body["user"]["id"],
        team=team_of(body),
        response_url=body.get("response_url") or "",
        thread_ts=_thread_of(body),
        home=read_home_press(body),
    )


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
