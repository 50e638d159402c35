"""What Slack sends to an app: events, commands and interactions, as docs.slack.dev shows them. Pure."""

from __future__ import annotations

from typing import Any

from bot.local.app import App
from bot.local.nouns import JSON, Channel, Message, Person, View


def message_body(message: Message, app: App, team: str, *, with_metadata: bool = False) -> JSON:
    """A message as `conversations.history` and interactions carry it."""
    body: JSON = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text, "team": team}
    if message.subtype:
        body["subtype"] = message.subtype
    if message.by_app:
        body |= {"bot_id": app.bot_id, "app_id": app.app_id}
    if message.username:
        del body["user"]
        body |= {"bot_id": message.user, "username": message.username}
    if message.blocks:
        body["blocks"] = list(message.blocks)
    if message.thread_ts:
        body["thread_ts"] = message.thread_ts
    if message.files:
        body |= {"files": list(message.files), "upload": False}
    if message.attachments:
        body["attachments"] = list(message.attachments)
    if message.edited_ts:
        body["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        body["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
        ]
    if with_metadata and message.metadata:
        body["metadata"] = dict(message.metadata)
    return body


def envelope(event: JSON, app: App, team: str, *, event_id: str, at: float) -> JSON:
    """The outer object of an event (docs.slack.dev, apis/events-api)."""
    return {
        "type": "event_callback",
        "token": "not-used",
        "team_id": team,
        "api_app_id": app.app_id,
        "event": event,
        "event_id": event_id,
        "event_time": int(at),
        "context_team_id": team,
        "is_ext_shared_channel": False,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team,
                "user_id": app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
    }


def message_event(message: Message, channel: Channel, app: App, team: str) -> JSON:
    """The `message` event of a new message."""
    event = message_body(message, app, team, with_metadata=True)
    event |= {"channel": channel.id, "channel_type": channel.kind, "event_ts": message.ts}
    if not message.by_app and not message.username:
        event["client_msg_id"] = f"client-{message.ts}"
    return event


def mention_event(message: Message, channel: Channel, app: App, team: str) -> JSON:
    """The `app_mention` event that comes beside the `message` event of the same message."""
    event = message_event(message, channel, app, team) | {"type": "app_mention"}
    event.pop("subtype", None)
    del event["channel_type"]
    return event


def changed_event(message: Message, before: Message, channel: Channel, app: App, team: str, *, ts: str) -> JSON:
    """The `message_changed` event of an edit."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": ts,
        "event_ts": ts,
        "message": message_body(message, app, team),
        "previous_message": message_body(before, app, team),
    }


def deleted_event(message: Message, channel: Channel, app: App, team: str, *, ts: str) -> JSON:
    """The `message_deleted` event."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": ts,
        "event_ts": ts,
        "deleted_ts": message.ts,
        "previous_message": message_body(message, app, team),
    }


def home_opened_event(person: Person, dm: Channel, *, tab: str, ts: str, view: JSON | None) -> JSON:
    """The `app_home_opened` event of the `home` or the `messages` tab."""
    event = {"type": "app_home_opened", "user": person.id, "channel": dm.id, "tab": tab, "event_ts": ts}
    return event | ({"view": view} if view else {})


def command_form(
    person: Person, channel: Channel, app: App, team: str, *, command: str, text: str, response_url: str, trigger: str
) -> dict[str, str]:
    """A slash command's form fields (docs.slack.dev, interactivity/implementing-slash-commands)."""
    return {
        "token": "not-used",
        "team_id": team,
        "team_domain": "loopback",
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.kind == "im" else channel.name,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def _interaction(kind: str, person: Person, app: App, team: str, trigger: str) -> JSON:
    return {
        "type": kind,
        "token": "not-used",
        "api_app_id": app.app_id,
        "team": {"id": team, "domain": "loopback"},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": team},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger,
    }


def _place(channel: Channel) -> JSON:
    return {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name}


def message_press(
    person: Person,
    channel: Channel,
    app: App,
    team: str,
    *,
    message: Message,
    action: JSON,
    state: JSON,
    response_url: str,
    trigger: str,
) -> JSON:
    """The `block_actions` payload of an element in a message; of an ephemeral one Slack does not send the message."""
    container: JSON = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _interaction("block_actions", person, app, team, trigger)
    payload |= {
        "container": container,
        "channel": _place(channel),
        "state": {"values": state},
        "response_url": response_url,
        "actions": [action],
    }
    if message.only_for is None:
        payload["message"] = message_body(message, app, team)
    return payload


def view_press(person: Person, app: App, team: str, *, view: JSON, action: JSON, trigger: str) -> JSON:
    """The `block_actions` payload of an element in a modal or an App Home."""
    payload = _interaction("block_actions", person, app, team, trigger)
    container = {"type": "view", "view_id": view["id"]}
    return payload | {"container": container, "view": view, "actions": [action]}


def message_shortcut(
    person: Person,
    channel: Channel,
    app: App,
    team: str,
    *,
    message: Message,
    callback_id: str,
    response_url: str,
    trigger: str,
    at: str,
) -> JSON:
    """The `message_action` payload of a message shortcut."""
    payload = _interaction("message_action", person, app, team, trigger)
    return payload | {
        "action_ts": at,
        "callback_id": callback_id,
        "channel": _place(channel),
        "message_ts": message.ts,
        "message": message_body(message, app, team),
        "response_url": response_url,
    }


def view_event(kind: str, person: Person, app: App, team: str, *, view: JSON, trigger: str) -> JSON:
    """The `view_submission` or `view_closed` payload of a modal."""
    payload = _interaction(kind, person, app, team, trigger)
    extra: JSON = {"response_urls": []} if kind == "view_submission" else {"is_cleared": False}
    return payload | {"view": view} | extra


def view_body(view: View, app: App, team: str, *, state: Any = None) -> JSON:
    """A view as `views.open` answers it and interactions carry it."""
    defaults: JSON = {"callback_id": "", "private_metadata": "", "external_id": ""}
    return {
        **defaults,
        **view.content,
        "id": view.id,
        "team_id": team,
        "hash": view.hash,
        "state": {"values": state or {}},
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": app.app_id,
        "app_installed_team_id": team,
        "bot_id": app.bot_id,
    }
