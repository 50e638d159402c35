"""What one person sees at one moment, as plain values for the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.local.app import App
from bot.local.composer import as_typed
from bot.local.emoji import EMOJI
from bot.local.nouns import JSON, Channel, Message, Person, Session, SlackError, View
from bot.local.page.mail import Mail, mails
from bot.local.workspace import Workspace

AVATARS = 6
REACTIONS = ("+1", "-1", "tada", "heart", "thinking_face", "warning")
CLOSE_TOGETHER = 300
"""Seconds within which messages of one author stand under one name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: whose eyes, which place, which thread, which tab."""

    person: str = ""
    place: str = ""
    thread: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One emoji under a message."""

    name: str
    emoji: str
    people: Sequence[str]
    """The names of those who reacted with it."""
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One message, ready to be drawn."""

    message: Message
    author: Person
    avatar: str
    time: str
    day: str
    """The day's name where a day begins, otherwise nothing."""
    iso: str
    under_previous: bool
    reactions: Sequence[Reaction]
    replies: int = 0
    repliers: tuple[tuple[str, str], ...] = ()
    """The avatar and the first letter of each."""
    last_reply: str = ""
    is_mine: bool = False
    typed: str = ""
    """The text as its author typed it, for editing and copying."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the sidebar."""

    channel: Channel
    label: str
    is_here: bool
    latest: str
    """The ts of the newest message of somebody else; 0 for none."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the page shows."""

    me: Person
    people: Sequence[Person]
    here: Channel
    title: str
    tab: str
    places: Sequence[Place]
    dm: Place
    """The person's direct messages with the app."""
    app: App
    messages: Sequence[Shown]
    thread: Sequence[Shown]
    thread_ts: str
    home: View | None
    modals: Sequence[View]
    mails: Sequence[Mail]
    examples: Sequence[str]
    prompts: Sequence[JSON]
    session: Session
    """What the app is at in this conversation."""
    thread_session: Session
    reactions: Sequence[tuple[str, str]]
    """The emoji that the page offers to react with, by name."""
    faults: Sequence[str]
    """What is ordered to go wrong, in words."""
    names: Mapping[str, str]


def scene(
    workspace: Workspace,
    app: App,
    asked: Asked,
    *,
    examples: Sequence[str] = (),
    mail_folder: Path | None = None,
    faults: Sequence[str] = (),
) -> Scene:
    """What the person of `asked` sees; where it asks for what is not there, the first that is."""
    me = _person(workspace, asked.person)
    here = _place(workspace, me, asked.place)
    channels = [channel for channel in workspace.channels if me.id in channel.members]
    tab = asked.tab if asked.tab in ("mail", "faults") or (here.kind == "im" and asked.tab == "home") else "messages"
    look = _Look(workspace, me)
    posted = workspace.messages(here.id) + [m for m in workspace.ephemerals(me.id, here.id) if not m.is_reply]
    thread: list[Message] = []
    if asked.thread:
        replies = [m for m in workspace.ephemerals(me.id, here.id) if m.thread_ts == asked.thread]
        thread = workspace.messages(here.id, asked.thread) + replies
    return Scene(
        me=me,
        people=workspace.people,
        here=here,
        title=app.name if here.kind == "im" else here.name,
        tab=tab,
        places=[_entry(workspace, me, channel, here) for channel in channels],
        dm=replace(_entry(workspace, me, workspace.dm(me.id), here), label=app.name),
        app=app,
        messages=look.at(posted),
        thread=look.at(thread, in_thread=True),
        thread_ts=asked.thread if thread else "",
        home=workspace.home(me.id),
        modals=workspace.stack(me.id),
        mails=mails(mail_folder),
        examples=_worded(examples, here, app),
        prompts=workspace.prompts(here.id),
        session=workspace.session(here.id),
        thread_session=workspace.session(here.id, asked.thread),
        reactions=[(name, EMOJI[name]) for name in REACTIONS],
        faults=faults,
        names=names(workspace),
    )


def _entry(workspace: Workspace, me: Person, channel: Channel, here: Channel) -> Place:
    of_others = [m.ts for m in workspace.messages(channel.id) if m.user != me.id]
    return Place(channel, channel.name, channel.id == here.id, max(of_others, key=float, default="0"))


def names(workspace: Workspace) -> dict[str, str]:
    """The names behind the ids of people and channels."""
    people = {person.id: person.name for person in (*workspace.people, workspace.bot)}
    return people | {channel.id: channel.name for channel in workspace.channels}


def _worded(examples: Sequence[str], here: Channel, app: App) -> list[str]:
    """Questions as they are asked here: with a mention in a channel, and none where the app would not hear them."""
    if here.kind == "im":
        return list(examples)
    return [f"@{app.name} {example}" for example in examples] if app.bot_user in here.members else []


def avatar_of(workspace: Workspace, person_id: str) -> str:
    """The class of a person's avatar: one of a few colours, or the app's."""
    order = [person.id for person in workspace.people]
    if person_id == workspace.bot.id:
        return "avatar-app"
    return f"avatar-{order.index(person_id) % AVATARS}" if person_id in order else "avatar-bot"


class _Look:
    def __init__(self, workspace: Workspace, me: Person) -> None:
        self._workspace = workspace
        self._me = me

    def at(self, messages: list[Message], *, in_thread: bool = False) -> list[Shown]:
        shown: list[Shown] = []
        previous: Message | None = None
        for message in sorted(messages, key=lambda one: float(one.ts)):
            shown.append(self._one(message, previous, in_thread=in_thread))
            previous = message
        return shown

    def _one(self, message: Message, previous: Message | None, *, in_thread: bool) -> Shown:
        at = datetime.fromtimestamp(float(message.ts), UTC)
        near = previous is not None and float(message.ts) - float(previous.ts) < CLOSE_TOGETHER
        new_day = previous is None or datetime.fromtimestamp(float(previous.ts), UTC).date() != at.date()
        same = previous is not None and (previous.user, previous.only_for) == (message.user, message.only_for)
        replies = [] if in_thread else self._workspace.messages(message.channel, message.ts)[1:]
        return Shown(
            message=message,
            author=self._workspace.person(message.user),
            avatar=avatar_of(self._workspace, message.user),
            time=f"{at:%H:%M}",
            day=f"{at:%A}, {at:%B} {at.day}" if new_day else "",
            iso=at.isoformat(),
            under_previous=near and same and message.only_for is None,
            reactions=[
                Reaction(name, EMOJI.get(name, f":{name}:"), self._named(users), self._me.id in users)
                for name, users in message.reactions.items()
            ],
            replies=len(replies),
            repliers=tuple(dict.fromkeys(self._face(reply.user) for reply in replies)),
            last_reply=datetime.fromtimestamp(float(replies[-1].ts), UTC).isoformat() if replies else "",
            is_mine=message.user == self._me.id,
            typed=as_typed(message.text, names(self._workspace)),
        )

    def _named(self, users: Sequence[str]) -> list[str]:
        return [self._workspace.person(user).real_name for user in users]

    def _face(self, person_id: str) -> tuple[str, str]:
        name = self._workspace.person(person_id).real_name
        return avatar_of(self._workspace, person_id), name[0].upper()


def _person(workspace: Workspace, wanted: str) -> Person:
    try:
        person = workspace.person(wanted)
    except SlackError:
        return workspace.people[0]
    return workspace.people[0] if person.is_bot else person


def _place(workspace: Workspace, me: Person, wanted: str) -> Channel:
    mine = [channel for channel in workspace.channels if me.id in channel.members]
    dm = workspace.dm(me.id)
    for channel in (*mine, dm):
        if wanted in (channel.id, channel.name):
            return channel
    return dm if wanted.startswith("D") or wanted == "dm" or not mine else mine[0]
