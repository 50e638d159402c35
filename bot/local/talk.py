"""What people and other bots say in the workspace: post, edit, take back, react, and share files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.local.composer import typed
from bot.local.files import Upload
from bot.local.method import Context
from bot.local.nouns import JSON, Channel, Message, Person, SlackError
from bot.local.workspace import Workspace

SLACKBOT = Person(id="USLACKBOT", name="slackbot", real_name="Slackbot", is_bot=True)
LONGEST_TYPED = 40_000
"""Characters of a message; the page's box offers to send a text as a snippet long before."""
MOST_FILES = 10
_LINK = re.compile(r"<(https?://[^|>]+)")


class Talk:
    """Everything that is said, and what the app hears of it."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @property
    def _workspace(self) -> Workspace:
        return self._context.workspace

    def say(
        self, person: str, channel: str, text: str, *, thread_ts: str | None = None, files: Sequence[Upload] = ()
    ) -> Message:
        """Type a message, with files or without. Raises SlackError where Slack would not take it."""
        who, where = self._workspace.person(person), self.place(person, channel)
        self._check(where, who)
        if not text.strip() and not files:
            raise SlackError("no_text")
        if len(text) > LONGEST_TYPED:
            raise SlackError("msg_too_long")
        if len(files) > MOST_FILES:
            raise SlackError("too_many_files")
        if thread_ts:
            thread_ts = self._workspace.find(where.id, thread_ts).thread_ts or thread_ts
        sent, blocks = typed(text, people=self.names(), channels=self.channel_names())
        kept = tuple(self._context.files.keep(file, user=who.id).as_json() for file in files)
        message = Message(
            channel=where.id,
            ts=self._workspace.stamps.ts(),
            user=who.id,
            text=sent,
            blocks=blocks,
            thread_ts=thread_ts,
            files=kept,
            subtype="file_share" if kept else None,
        )
        self._workspace.post(message)
        self._context.events.posted(message)
        self._tell_of_absence(message, who, where)
        return message

    def say_as_bot(self, bot: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
        """Post as another app's bot, as an incoming webhook does: `bot_message`, without a user."""
        who, where = self._workspace.person(bot), self._workspace.channel(channel)
        if not who.is_bot:
            raise SlackError("not_a_bot")
        message = Message(
            channel=where.id,
            ts=self._workspace.stamps.ts(),
            user=who.id,
            text=text,
            thread_ts=thread_ts,
            subtype="bot_message",
            username=who.real_name,
        )
        self._workspace.post(message)
        self._context.events.posted(message)
        return message

    def edit(self, person: str, channel: str, ts: str, text: str) -> Message:
        """Change one's own message. Raises SlackError `cant_update_message` for another's."""
        before = self._own(person, channel, ts)
        if not text.strip():
            raise SlackError("no_text")
        sent, blocks = typed(text, people=self.names(), channels=self.channel_names())
        after = self._workspace.update(before, text=sent, blocks=blocks, edited_ts=self._workspace.stamps.ts())
        self._context.events.changed(after, before)
        return after

    def delete(self, person: str, channel: str, ts: str) -> None:
        """Take one's own message back; where it started a thread, a mark stays in its place.

        Raises SlackError `cant_delete_message` for another's.
        """
        message = self._own(person, channel, ts, error="cant_delete_message")
        if len(self._workspace.messages(message.channel, ts)) > 1 and not message.is_reply:
            left = replace(
                message, text="This message was deleted.", blocks=(), files=(), subtype="tombstone", user=SLACKBOT.id
            )
            self._workspace.post(left)
            self._context.events.changed(left, message)
            return
        self._workspace.delete(message)
        self._context.events.deleted(message)

    def unfurl(self, channel: str, ts: str, *, title: str, text: str = "") -> Message:
        """Let Slack put what it found behind the first link under a message, a moment after it was posted."""
        before = self._workspace.find(self._workspace.channel(channel).id, ts)
        link = _LINK.search(before.text)
        if link is None:
            raise SlackError("no_link")
        attachment: JSON = {
            "id": 1,
            "from_url": link[1],
            "original_url": link[1],
            "title": title,
            "title_link": link[1],
            "text": text,
            "fallback": title,
            "service_name": link[1].split("/")[2],
        }
        after = self._workspace.update(before, attachments=(*before.attachments, attachment))
        self._context.events.changed(after, before)
        return after

    def dismiss(self, person: str, ts: str) -> None:
        """Take an ephemeral message from one's own sight. Raises SlackError `message_not_found` for any other."""
        message = self._workspace.find_any(ts)
        if message.only_for != self._workspace.person(person).id:
            raise SlackError("message_not_found")
        self._workspace.delete(message)

    def react(self, person: str, channel: str, ts: str, name: str) -> None:
        """Add a reaction, or take one's own back."""
        message = self._workspace.find(self.place(person, channel).id, ts)
        who = self._workspace.person(person).id
        users = message.reactions.get(name, ())
        left = tuple(user for user in users if user != who) if who in users else (*users, who)
        others = {other: them for other, them in message.reactions.items() if other != name}
        self._workspace.update(message, reactions={**others, name: left} if left else others)

    def tell(self, who: Person, where: Channel, text: str, *, thread_ts: str | None = None) -> None:
        """Say something as Slackbot that only one person sees."""
        ts = self._workspace.stamps.ts()
        message = Message(
            channel=where.id, ts=ts, user=SLACKBOT.id, text=text, thread_ts=thread_ts, only_for=who.id
        )  # fmt: skip
        self._workspace.post(message)

    def place(self, person: str, channel: str) -> Channel:
        """A conversation by id or name; `dm` is the person's own with the app."""
        return self._workspace.dm(person) if channel == "dm" else self._workspace.channel(channel)

    def names(self) -> dict[str, str]:
        """The ids of people and the app, by the name that follows an @."""
        everyone = (*self._workspace.people, self._workspace.bot)
        return {person.name: person.id for person in everyone}

    def channel_names(self) -> dict[str, str]:
        """The ids of channels and groups, by name."""
        return {channel.name: channel.id for channel in self._workspace.channels}

    def _check(self, where: Channel, who: Person) -> None:
        if where.is_archived:
            raise SlackError("is_archived")
        if who.id not in where.members:
            raise SlackError("not_in_channel")

    def _tell_of_absence(self, message: Message, who: Person, where: Channel) -> None:
        """Slackbot's word where the app is mentioned and cannot hear it."""
        app = self._context.app
        if f"<@{app.bot_user}>" in message.text and app.bot_user not in where.members:
            text = f"You mentioned <@{app.bot_user}>, but they’re not in this channel, so they were not told."
            self.tell(who, where, text, thread_ts=message.thread_ts)

    def _own(self, person: str, channel: str, ts: str, *, error: str = "cant_update_message") -> Message:
        message = self._workspace.find(self.place(person, channel).id, ts)
        if message.user != self._workspace.person(person).id:
            raise SlackError(error)
        return message
