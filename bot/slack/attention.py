"""Attention: whether a message is for us where it was said, by the channel's mode and by whom the thread is with."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.errors import StoreError
from bot.slack.asked import Asked, Surface
from bot.slack.reply import Reply
from bot.store.channel_modes import ChannelModes, Mode
from bot.store.claims import Claims
from bot.store.database import Database
from bot.store.threads import NOBODY, Thread, Threads

log = logging.getLogger(__name__)

_FOLLOWED = (Surface.MENTION, Surface.FOLLOW_UP, Surface.WATCHED)
"""Where a thread can be with somebody; in a direct message everything is for us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Decides before a claim is written, in its transaction; without a database, by what is remembered."""

    modes: ChannelModes
    threads: Threads
    claims: Claims
    database: Database

    def admits(self, asked: Asked, connection: Connection | None) -> bool:
        """Whether this is for us. A mention turns a thread to its author, another person's word away from us."""
        if asked.edited_ts is not None:
            return self._admits_edit(asked, connection)
        match asked.surface:
            case Surface.MENTION:
                self._mode(asked, connection)  # read here, it is known when the answer is made
                self.threads.turn(_thread_of(asked), connection, ts=asked.ts or "0", person=asked.asker)
                return True
            case Surface.FOLLOW_UP:
                return self._is_with(asked, connection)
            case Surface.WATCHED:
                return self._mode(asked, connection) is Mode.WATCH
            case _:
                return True

    def is_unwanted(self, asked: Asked) -> bool:
        """Whether this is not to be answered where it was asked, as the channel's mode is by now."""
        if asked.surface not in _FOLLOWED:
            return False
        mode = self.modes.lately(team=asked.team, channel=asked.channel).mode
        return mode is Mode.OFF or (asked.surface is Surface.WATCHED and mode is not Mode.WATCH)

    def turn(self, asked: Asked, reply: Reply) -> None:
        """From this reply on the thread is with the asker, or with nobody where they said that it is done."""
        if asked.surface not in _FOLLOWED:
            return
        thread, ts, person = _thread_of(asked), asked.ts or "0", NOBODY if reply.ends_talk else asked.asker
        try:
            with self.database.begin("keep whom a thread is with") as connection:
                self.threads.turn(thread, connection, ts=ts, person=person)
        except StoreError as problem:
            log.error("%s Whom a thread is with is known to this process only.", problem)
            self.threads.turn(thread, None, ts=ts, person=person)

    def _is_with(self, asked: Asked, connection: Connection | None) -> bool:
        thread = _thread_of(asked)
        partner = self.threads.partner(thread, connection)
        if partner is None or self._mode(asked, connection) is Mode.OFF:
            return False
        if partner not in (asked.asker, NOBODY):
            self.threads.turn(thread, connection, ts=asked.ts or "0", person=NOBODY)
        return partner == asked.asker

    def _admits_edit(self, asked: Asked, connection: Connection | None) -> bool:
        """An edit of what calls us, or of what we answered."""
        if asked.surface in (Surface.MENTION, Surface.DM):
            return True
        earlier = None if connection is None else self.claims.before_edit(asked.claim, connection)
        return earlier is not None and (earlier.is_pending or earlier.reply_ts is not None)

    def _mode(self, asked: Asked, connection: Connection | None) -> Mode:
        return self.modes.read(connection, team=asked.team, channel=asked.channel).mode


def _thread_of(asked: Asked) -> Thread:
    return Thread(team=asked.team, channel=asked.channel, thread_ts=asked.thread_ts or "")
