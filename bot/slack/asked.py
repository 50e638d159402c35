"""Asked, Pressed, Silence: what a payload means to us."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.answers.ticket import Ticket
from bot.files.attachment import Attachment
from bot.store.claims import Claim


class Surface(StrEnum):
    """Where somebody asked."""

    MENTION = "mention"
    DM = "dm"
    FOLLOW_UP = "follow-up"
    """Untagged, in a thread; for us only when its author asked us there, and answered only when we know something, or
    when a file came along."""
    COMMAND = "command"
    SHORTCUT = "shortcut"
    PRESS = "press"
    FORM = "form"
    """The modal for a long paste."""

    @property
    def is_private(self) -> bool:
        """Whether only the asker sees the reply, which then is never repeated."""
        return self in (Surface.COMMAND, Surface.SHORTCUT, Surface.PRESS, Surface.FORM)

    @property
    def audience(self) -> Literal["thread", "only-you"]:
        """The same, as answers are worded for it."""
        return "only-you" if self.is_private else "thread"


class Silence(StrEnum):
    """Why a payload gets no reply."""

    BOT = "written by a bot, an app or Slack itself"
    NOT_A_MESSAGE = "a join, an edit, an unfurl or another event about messages"
    UNTAGGED = "nobody called us"
    STRANGER = "untagged, in a thread in which its author did not ask us"
    NO_TEXT = "untagged, and without a text or a file to read"
    MALFORMED = "a payload without the fields that we need"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question to us, and where it was asked."""

    text: str
    """As Slack sent it, without our mention; raw, in memory only."""
    surface: Surface
    team: str
    channel: str
    thread_ts: str | None = None
    """The thread to reply in, which may be started by the question itself; None for a private reply."""
    ts: str | None = None
    asker: str
    event_id: str
    response_url: str | None = None
    """Where to send a private reply."""
    shown_in: str | None = None
    """The thread in which a private reply is seen; None for the conversation itself."""
    shared_in: str | None = None
    """The thread that a private reply can be shared in; None for the conversation itself."""
    files: tuple[Attachment, ...] = ()
    """The files that came with it, not yet read."""
    product: str = ""
    """The product that its asker named beside it, by its id; empty where they did not."""

    @property
    def claim(self) -> Claim:
        """The claim to take before this is acknowledged."""
        return Claim(
            event_id=self.event_id,
            team=self.team,
            channel=self.channel,
            thread_ts=self.thread_ts,
            ts=self.ts,
            asker=self.asker,
            surface=self.surface,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A press on one of our buttons, or a choice from our menu."""

    action: str
    """`solved`, `not_solved`, `ask_support`, `choose`, `show`, `share_thread` or `share_channel`; numbers at the end
    are dropped."""
    ticket: Ticket
    """What the button says: its case, its entry, and the place of its message."""
    person: str
    person_name: str
    team: str
    channel: str
    message_ts: str
    thread_ts: str | None
    is_private: bool
    """Whether the message is one that only the presser sees."""
    trigger_id: str
    response_url: str

    @property
    def audience(self) -> Literal["thread", "only-you"]:
        """Who sees the message, as answers are worded for them."""
        return "only-you" if self.is_private else "thread"

    @property
    def case_id(self) -> str:
        """The case of the pressed message."""
        return self.ticket.case_id

    @property
    def entry_id(self) -> str:
        """The entry that the button is about; empty where there is none."""
        return self.ticket.entry_id

    @property
    def claim(self) -> Claim:
        """The claim to take before this is acknowledged."""
        return Claim(
            event_id=self.trigger_id,
            team=self.team,
            channel=self.channel,
            thread_ts=self.thread_ts,
            ts=None,
            asker=self.person,
            surface=Surface.PRESS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionAsked:
    """A press on "Delete what you keep of me"."""

    person: str
    team: str
    response_url: str
    thread_ts: str | None
