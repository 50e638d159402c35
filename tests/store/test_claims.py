"""Claims: who answers which event."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hand_clock import HandClock
from sqlalchemy import inspect

from bot.errors import LeaseLostError
from bot.slack.clients import TIMEOUT
from bot.store.claims import LEASE_SECONDS, SURE_SECONDS, Claim, Claims
from bot.store.database import Database
from tests.searching import places_of

CLAIM = Claim(
    event_id="Ev1", team="T1", channel="C1", thread_ts="5.1", ts="5.1", asker="U1", surface="mention", holder=""
)


@pytest.fixture
def clock() -> HandClock:
    """One clock for all processes of a test."""
    return HandClock()


@pytest.fixture
def process(database_url: str, clock: HandClock) -> Iterator[Callable[[], Claims]]:
    """Makes claims' keepers as processes would: each with a memory of its own, all on one database."""
    databases: list[Database] = []
    numbers = itertools.count(1)

    def start() -> Claims:
        databases.append(Database(database_url))
        return Claims(databases[-1], clock=clock, new_id=lambda: f"holder {next(numbers)}")

    yield start
    for database in databases:
        database.close()


def test_an_event_is_claimed_once(process: Callable[[], Claims]) -> None:
    """The second delivery gets nothing, in the same process and in another."""
    here, there = process(), process()
    taken = here.take(CLAIM)
    assert taken is not None
    assert (here.take(CLAIM), there.take(CLAIM)) == (None, None)


def test_a_message_is_claimed_once_whatever_events_it_makes(process: Callable[[], Claims]) -> None:
    """app_mention and message of one text have two event ids and one claim."""
    here, there = process(), process()
    twin = replace(CLAIM, event_id="Ev2")
    assert here.take(CLAIM) is not None
    assert (here.take(twin), there.take(twin)) == (None, None)


def test_commands_and_presses_are_told_apart_by_their_trigger(process: Callable[[], Claims]) -> None:
    """Without a message of their own, two of them in one channel are two."""
    claims = process()
    press = replace(CLAIM, event_id="trigger 1", ts=None, surface="press")
    assert claims.take(press) is not None
    assert claims.take(replace(press, event_id="trigger 2")) is not None
    assert claims.take(press) is None


def test_of_many_at_once_one_gets_the_claim(process: Callable[[], Claims]) -> None:
    """Deliveries that arrive together, here and elsewhere, are claimed by one of them."""
    keepers = [process() for _ in range(4)]
    start = threading.Barrier(8)
    taken: list[Claim | None] = []

    def take(keeper: Claims) -> None:
        start.wait()
        taken.append(keeper.take(CLAIM))

    threads = [threading.Thread(target=take, args=(keeper,)) for keeper in (*keepers, *keepers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([claim for claim in taken if claim is not None]) == 1


def test_an_expired_claim_is_taken_by_one_process(process: Callable[[], Claims], clock: HandClock) -> None:
    """Before its lease has run out nobody takes it, afterwards the first who asks."""
    dead, one, other = process(), process(), process()
    dead.take(CLAIM)
    clock.time += LEASE_SECONDS
    too_early = one.take_expired()
    clock.time += 1
    taken = one.take_expired()
    assert too_early == ()
    assert [replace(claim, holder="") for claim in taken] == [CLAIM]
    assert other.take_expired() == ()


def test_whoever_was_replaced_notices_before_posting(process: Callable[[], Claims], clock: HandClock) -> None:
    """A worker that slept too long must not post any more, and cannot finish the claim."""
    sleeper, other = process(), process()
    mine = sleeper.take(CLAIM)
    assert mine is not None
    clock.time += LEASE_SECONDS + 1
    (theirs,) = other.take_expired()
    with pytest.raises(LeaseLostError, match="Event Ev1 is answered by another worker"):
        sleeper.check_held(mine)
    sleeper.closed(mine)
    other.check_held(theirs)


def test_a_lease_outlasts_the_post_that_it_was_not_looked_up_for(
    process: Callable[[], Claims], clock: HandClock
) -> None:
    """Fresh, it costs no look at the database, and holds for twice as long as a post may take; later it is renewed."""
    poster, other = process(), process()
    mine = poster.take(CLAIM)
    assert mine is not None
    clock.time += SURE_SECONDS - 1
    poster.check_held(mine)
    clock.time += 2 * TIMEOUT
    assert other.take_expired() == ()
    poster.check_held(mine)
    clock.time += LEASE_SECONDS - 1
    assert other.take_expired() == ()
    clock.time += 2
    assert len(other.take_expired()) == 1


def test_a_renewed_lease_lasts(process: Callable[[], Claims], clock: HandClock) -> None:
    """As long as its process renews it, a claim is not taken, however long the work takes."""
    busy, other = process(), process()
    busy.take(CLAIM)
    for _ in range(5):
        clock.time += LEASE_SECONDS - 1
        busy.renew()
    assert other.take_expired() == ()


def test_a_claim_that_was_left_is_not_renewed(process: Callable[[], Claims], clock: HandClock) -> None:
    """What a worker gave up is for the next round, in the same process too."""
    claims = process()
    mine = claims.take(CLAIM)
    assert mine is not None
    claims.leave(mine)
    clock.time += LEASE_SECONDS + 1
    claims.renew()
    assert len(claims.take_expired()) == 1


def test_a_process_does_not_take_its_own_work(process: Callable[[], Claims], clock: HandClock) -> None:
    """Should leases run out while the work goes on, it is not started a second time."""
    claims = process()
    claims.take(CLAIM)
    clock.time += LEASE_SECONDS + 1
    assert claims.take_expired() == ()


@pytest.mark.parametrize("finish", ["answered", "closed"])
def test_what_is_finished_is_not_taken(process: Callable[[], Claims], clock: HandClock, finish: str) -> None:
    """An answered or closed claim stays so."""
    claims, other = process(), process()
    mine = claims.take(CLAIM)
    assert mine is not None
    if finish == "answered":
        claims.answered(mine, reply_ts="5.2")
    else:
        claims.closed(mine)
    clock.time += LEASE_SECONDS + 1
    assert other.take_expired() == ()


def test_what_is_not_for_us_leaves_no_claim(process: Callable[[], Claims], clock: HandClock) -> None:
    """Whoever decides does so in the claim's transaction; the same event may be for us later."""
    claims, other = process(), process()
    refused = claims.take(CLAIM, given=lambda connection: connection is None)
    clock.time += LEASE_SECONDS + 1
    assert refused is None
    assert other.take_expired() == ()
    assert other.take(CLAIM, given=lambda connection: connection is not None) is not None


def test_a_closed_claim_forgets_whose_message_it_was(process: Callable[[], Claims], database_url: str) -> None:
    """What we stayed silent about leaves bare ids of the message alone."""
    claims = process()
    mine = claims.take(CLAIM)
    assert mine is not None
    claims.closed(mine)
    assert places_of(["U1"], database_url) == []


def test_an_edit_has_a_claim_of_its_own_and_knows_what_came_before(
    process: Callable[[], Claims], database: Database
) -> None:
    """Each edit once, by whatever event; the reply that stands, whether it is on its way, whether a later edit came."""
    claims = process()
    edits = [replace(CLAIM, event_id=f"Ev-{second}", ts=f"5.1@{second}.0") for second in (7, 9)]

    def before(edit: Claim) -> tuple[str | None, bool, bool] | None:
        with database.begin("look") as connection:
            found = claims.before_edit(edit, connection)
        return found and (found.reply_ts, found.is_pending, found.is_superseded)

    unknown = before(edits[0])
    mine = claims.take(CLAIM)
    assert mine is not None
    asked = before(edits[0])
    claims.answered(mine, reply_ts="5.2")
    first = claims.take(edits[0])
    answered = before(edits[0])
    again = claims.take(replace(edits[0], event_id="Ev-twin"))
    second = claims.take(edits[1])
    assert unknown is None
    assert asked == (None, True, False)
    assert answered == ("5.2", False, False)
    assert first is not None
    assert second is not None
    assert again is None
    assert before(edits[0]) == ("5.2", False, True)
    assert (first.question_ts, first.edited_ts) == ("5.1", "7.0")


def test_without_a_database_once_holds_within_the_process(
    tmp_path: Path, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Claims live in memory then, and the log says so."""
    (tmp_path / "file").write_text("no folder")
    database = Database(f"sqlite:///{tmp_path / 'file' / 'claims.db'}")
    claims = Claims(database, clock=clock, new_id=lambda: "me")
    mine = claims.take(CLAIM)
    assert mine is not None
    assert claims.take(replace(CLAIM, event_id="Ev2")) is None
    claims.check_held(mine)
    claims.renew()
    claims.answered(mine, reply_ts="5.2")
    assert claims.take_expired() == ()
    assert claims.take(CLAIM) is None
    assert "event Ev1 is kept in memory only" in caplog.text
    database.close()


def test_the_database_never_holds_a_text(process: Callable[[], Claims], database: Database) -> None:
    """A claim has ids, times and states, and no column that a question could go into."""
    process().take(CLAIM)
    with database.begin("look") as connection:
        columns = {column["name"] for column in inspect(connection).get_columns("claims")}
    ids = {"event_id", "team", "channel", "thread_ts", "ts", "asker", "surface", "holder", "reply_ts"}
    assert columns == ids | {"state", "lease_until", "received_at"}
