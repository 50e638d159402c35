"""The things of a workspace: people, channels, messages, views; frozen, and changed by copying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]


class SlackError(Exception):
    """What a Web API method answers instead of `ok`, such as `channel_not_found`."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.details = details


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace, an app's bot included."""

    id: str
    name: str
    """What others type after an @."""
    real_name: str
    email: str = ""
    is_bot: bool = False

    def as_json(self, team: str) -> JSON:
        """The person as `users.info` shows them."""
        profile = {"real_name": self.real_name, "display_name": self.name, "email": self.email}
        return {
            "id": self.id,
            "team_id": team,
            "name": self.name,
            "real_name": self.real_name,
            "is_bot": self.is_bot,
            "deleted": False,
            "tz": "UTC",
            "tz_offset": 0,
            "profile": profile,
        }


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation: a channel, a private group, or one person's direct messages with the app."""

    id: str
    name: str
    """Without the #; for a DM the person's id."""
    members: frozenset[str] = frozenset()
    kind: str = "channel"
    """`channel`, `group` or `im`, as an event's `channel_type` spells it."""
    topic: str = ""
    is_archived: bool = False

    def as_json(self) -> JSON:
        """The conversation as `conversations.info` shows it."""
        if self.kind == "im":
            return {"id": self.id, "is_im": True, "user": self.name, "is_archived": self.is_archived}
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": False,
            "is_private": self.kind == "group",
            "is_archived": self.is_archived,
            "topic": {"value": self.topic},
            "num_members": len(self.members),
        }


@dataclass(frozen=True, slots=True)
class Message:
    """One message, posted or ephemeral."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[JSON, ...] = ()
    thread_ts: str | None = None
    by_app: bool = False
    only_for: str | None = None
    """The one person who sees an ephemeral message; None for everyone."""
    metadata: Mapping[str, Any] | None = None
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Emoji name to the ids of those who reacted."""
    files: tuple[JSON, ...] = ()
    subtype: str | None = None
    edited_ts: str | None = None
    username: str | None = None
    """The name that another bot posts under; None for people and the app."""
    attachments: tuple[JSON, ...] = ()
    """What Slack put under the message: unfurled links."""

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread and did not start it."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True, slots=True)
class Session:
    """What an agent says of its work in a conversation or a thread."""

    status: str = "active"
    """`processing`, `active`, `suspended` or `closed`."""
    title: str = ""
    since: float = 0.0
    """When the status was set, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class View:
    """A modal in one person's stack, or their App Home."""

    id: str
    hash: str
    owner: str
    content: JSON
    """What the app gave: type, title, blocks, callback_id, private_metadata."""
    root_id: str
    previous_id: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    """block_id to what the app said is wrong with the input."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message shortcut of the app, as its manifest names it."""

    callback_id: str
    name: str
