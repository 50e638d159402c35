"""Channel modes: how far the bot listens in a channel, who said so and when."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, and_, bindparam, delete, insert, select

from bot.errors import StoreError
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.tables import channel_modes

log = logging.getLogger(__name__)

LATELY = 5.0
"""Seconds; a question is rarely older when it is answered, and its channel's mode was read when it was claimed."""
READINGS_KEPT = 5_000
"""Channels; what is forgotten is read again."""

_is_here = and_(channel_modes.c.team == bindparam("here_team"), channel_modes.c.channel == bindparam("here_channel"))
_READ = select(channel_modes.c.mode, channel_modes.c.person, channel_modes.c.set_at).where(_is_here)
_FORGET = delete(channel_modes).where(_is_here)


class Mode(StrEnum):
    """How far the bot listens in a channel."""

    MENTIONS = "mentions"
    """Whoever mentions it is answered, and followed in the thread; what every channel starts with."""
    WATCH = "watch"
    """Messages that mention nobody are read as well, and answered only where the answer is sure."""
    OFF = "off"
    """Nobody is answered in the channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMode:
    """A channel's mode."""

    mode: Mode = Mode.MENTIONS
    person: str = ""
    """Who set it, as Slack's user id; empty where nobody did, or where they are forgotten."""
    set_at: float | None = None
    """Seconds since 1970; None where nobody did."""


class ChannelModes:
    """Keeps modes; thread-safe. While the database is down a channel keeps the mode that was last read."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._last_read: dict[tuple[str, str], ChannelMode] = {}
        self._read_at: dict[tuple[str, str], float] = {}

    def of(self, *, team: str, channel: str) -> ChannelMode:
        """The mode of a channel; `mentions` where none was set."""
        try:
            with self._database.begin("read a channel's mode") as connection:
                return self.read(connection, team=team, channel=channel)
        except StoreError as problem:
            last = self.read(None, team=team, channel=channel)
            log.error("%s Channel %s is taken to be as it was: %s.", problem, channel, last.mode)
            return last

    def lately(self, *, team: str, channel: str) -> ChannelMode:
        """The mode as it was within the last five seconds, for whom that is good enough: it mostly costs nothing."""
        with self._lock:
            read_at = self._read_at.get((team, channel))
            if read_at is not None and 0 <= self._clock.now() - read_at < LATELY:
                return self._last_read.get((team, channel), ChannelMode())
        return self.of(team=team, channel=channel)

    def read(self, connection: Connection | None, *, team: str, channel: str) -> ChannelMode:
        """The same in somebody's transaction; without one, as it was read last."""
        if connection is None:
            with self._lock:
                return self._last_read.get((team, channel), ChannelMode())
        row = connection.execute(_READ, _key(team, channel)).mappings().first()
        found = ChannelMode() if row is None else ChannelMode(**{**row, "mode": Mode(row["mode"])})
        self._remember(team, channel, found)
        return found

    def chosen_in(self, team: str) -> Mapping[str, Mode]:
        """The channels of a workspace in which somebody chose a mode, by id. Raises StoreError."""
        chosen = select(channel_modes.c.channel, channel_modes.c.mode).where(channel_modes.c.team == team)
        with self._database.begin("read the modes of a workspace") as connection:
            rows = connection.execute(chosen.order_by(channel_modes.c.channel)).all()
        return {row.channel: Mode(row.mode) for row in rows}

    def put(self, chosen: ChannelMode, *, team: str, channel: str) -> None:
        """Give a channel a mode; one that nobody set is the lack of one. Raises StoreError."""
        with self._database.begin("keep a channel's mode") as connection:
            connection.execute(_FORGET, _key(team, channel))
            if chosen.set_at is not None:
                row = {"mode": chosen.mode, "person": chosen.person, "set_at": chosen.set_at}
                connection.execute(insert(channel_modes).values(team=team, channel=channel, **row))
        self._remember(team, channel, chosen)

    def set(self, mode: Mode, *, team: str, channel: str, person: str) -> None:
        """Give a channel a mode that this person chose just now. Raises StoreError."""
        self.put(ChannelMode(mode=mode, person=person, set_at=self._clock.now()), team=team, channel=channel)

    def _remember(self, team: str, channel: str, found: ChannelMode) -> None:
        with self._lock:
            self._last_read[(team, channel)] = found
            if found.set_at is None:
                del self._last_read[(team, channel)]
            if len(self._read_at) >= READINGS_KEPT:
                self._read_at.clear()
            self._read_at[(team, channel)] = self._clock.now()


def _key(team: str, channel: str) -> dict[str, str]:
    """What `_is_here` asks for."""
    return {"here_team": team, "here_channel": channel}
