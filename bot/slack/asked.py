"""Asked, Pressed, AtHome, Silence: what a payload means to us."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """Untagged, in a thread; for us only while the talk is with its author, answered only when we know something, or
    when a file came along."""
    WATCHED = "watched"
    """Untagged, and no reply; for us only in a channel that is watched, and answered only when the answer is sure."""
    COMMAND = "command"
    SHORTCUT = "shortcut"
    PRESS = "press"
    FORM = "form"
    """The modal for a long paste."""
    EXAMPLE = "example"
    """A try, answered where the example was pressed; no case of anybody's, and not counted."""
    HOME_EXAMPLE = "home-example"
    """The same on the App Home, which has no thread; answered in the direct messages."""

    @property
    def is_private(self) -> bool:
        """Whether only the asker sees the reply, which then is never repeated."""
        return self in (Surface.COMMAND, Surface.SHORTCUT, Surface.PRESS, Surface.FORM, Surface.EXAMPLE)

    @property
    def audience(self) -> Literal["thread", "only-you"]:
        """The same, as answers are worded for it."""
        return "only-you" if self.is_private else "thread"


class Silence(StrEnum):
    """Why a payload gets no reply."""

    BOT = "written by a bot, an app or Slack itself"
    NOT_A_MESSAGE = "a join, an unfurl or another event about messages"
    SAME_TEXT = "an edit that leaves the text as it was"
    LATE_EDIT = "an edit more than an hour after the message"
    TAKEN_BACK = "an edit by which our mention goes"
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
    edited_ts: str | None = None
    """When the message was edited into this, as Slack's stamp; None for a message as it was sent."""

    @property
    def claim(self) -> Claim:
        """The claim to take before this is acknowledged; each edit of a message has one of its own."""
        return Claim(
            event_id=self.event_id,
            team=self.team,
            channel=self.channel,
            thread_ts=self.thread_ts,
            ts=f"{self.ts}@{self.edited_ts}" if self.edited_ts else self.ts,
            asker=self.asker,
            surface=self.surface,
        )


@dataclass(frozen=True, slots=True)
class Boxes:
    """Checkboxes as the person who pressed one of them sees them; steps are numbered from 1."""

    steps: range
    """The steps that they are about."""
    before: frozenset[int]
    """What was ticked when the message was drawn."""
    after: frozenset[int]
    """What is ticked now."""
    at: float
    """When they pressed, by Slack's clock, in seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A press on one of our buttons, a choice from our menus, a tick, or words given in a form that a press opened."""

    action: str
    """`solved`, `not_solved`, one of why not (`why_no_change`, `why_not_mine`, `why_unclear`, `why_other`,
    `why_told`), `ask_support`, `customer_reply`, `choose`, `show`, `walk`, `walk_back`, `walk_again`, `share_thread`,
    `share_channel` or `tick`; numbers at the end are dropped."""
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
    boxes: Boxes | None = None
    """Only of a `tick`."""
    words: str = ""
    """Only of `why_told`; raw."""

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
    def shown(self) -> str:
        """The id of the entry whose answer the message shows; empty where it shows several at once, or none."""
        return "" if self.ticket.is_whole else self.ticket.entry_id

    def about(self, entry_id: str) -> Pressed:
        """The same press, on a message that shows this entry; empty for the whole diagnosis."""
        return replace(self, ticket=replace(self.ticket, entry_id=entry_id, is_whole=False))

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
class AtHome:
    """Somebody on their App Home."""

    person: str
    team: str
    dm: str
    """Their direct messages with us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Somebody opened the Messages tab."""

    person: str
    team: str
    channel: str
    """Their direct messages with us."""

    @property
    def claim(self) -> Claim:
        """The right to greet them, which one opening in a day gets."""
        return Claim(
            event_id=f"greeting {self.team} {self.person}",
            team=self.team,
            channel=self.channel,
            thread_ts=None,
            ts=None,
            asker=self.person,
            surface=Surface.DM,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionAsked:
    """A press on "Delete what you keep of me"."""

    person: str
    team: str
    response_url: str
    """Where the presser is told; empty on the App Home, which says it itself."""
    thread_ts: str | None
    home: AtHome | None = None
    """The App Home on which it was pressed."""
