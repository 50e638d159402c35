"""Channel modes: kept for each channel, and remembered while the database is down."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_clock import HandClock

from bot.errors import StoreError
from bot.store.channel_modes import LATELY, ChannelMode, ChannelModes, Mode
from bot.store.clock import SystemClock
from bot.store.database import Database


def test_a_mode_is_kept_for_its_channel(database: Database) -> None:
    """Set, set again, taken back; another channel and another workspace are on mentions, as every one at first."""
    modes, other = ChannelModes(database, clock=SystemClock()), ChannelModes(database, clock=SystemClock())
    before = modes.of(team="T1", channel="C1")
    modes.set(Mode.WATCH, team="T1", channel="C1", person="U1")
    modes.set(Mode.OFF, team="T1", channel="C1", person="U2")
    found = other.of(team="T1", channel="C1")
    assert (found.mode, found.person, found.set_at is None) == (Mode.OFF, "U2", False)
    assert ChannelMode() == other.of(team="T1", channel="C2") == other.of(team="T2", channel="C1")
    modes.put(before, team="T1", channel="C1")
    assert other.of(team="T1", channel="C1") == ChannelMode()


def test_what_was_read_lately_is_not_read_again_for_five_seconds(database: Database) -> None:
    """What another process sets is seen after them, and at once by whoever reads it for a new question."""
    clock = HandClock()
    here, there = ChannelModes(database, clock=clock), ChannelModes(database, clock=clock)
    here.of(team="T1", channel="C1")
    there.set(Mode.OFF, team="T1", channel="C1", person="U1")
    lately = [here.lately(team="T1", channel="C1").mode]
    clock.time += LATELY
    lately.append(here.lately(team="T1", channel="C1").mode)
    there.set(Mode.WATCH, team="T1", channel="C1", person="U1")
    with database.begin("read a mode for a new question") as connection:
        here.read(connection, team="T1", channel="C1")
    lately.append(here.lately(team="T1", channel="C1").mode)
    here.set(Mode.MENTIONS, team="T1", channel="C1", person="U1")
    lately.append(here.lately(team="T1", channel="C1").mode)
    assert lately == [Mode.MENTIONS, Mode.OFF, Mode.WATCH, Mode.MENTIONS]


def test_without_a_database_a_channel_stays_as_it_was(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What was read last holds, what was never read is on mentions, and nothing can be set."""
    modes = ChannelModes(database, clock=SystemClock())
    modes.set(Mode.WATCH, team="T1", channel="C1", person="U1")
    assert modes.read(None, team="T1", channel="C1").mode is Mode.WATCH
    (tmp_path / "file").write_text("no folder")
    broken = Database(f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}")
    down = ChannelModes(broken, clock=SystemClock())
    assert down.of(team="T1", channel="C1") == ChannelMode()
    with pytest.raises(StoreError):
        down.set(Mode.OFF, team="T1", channel="C1", person="U1")
    broken.close()
    assert "Channel C1 is taken to be as it was: mentions." in caplog.text
