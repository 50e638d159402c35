"""States of mails: which are not shown yet, and mails that are tried for another day."""

from __future__ import annotations

from dataclasses import replace

from bot.store.clock import SystemClock
from bot.store.database import Database
from bot.store.escalations import Escalations
from bot.store.outbox import MailOutbox
from tests.mails import ESCALATION, MAIL, NOW

EVER = (0.0, 1e12)


def escalated(database: Database) -> tuple[MailOutbox, Escalations]:
    """An outbox and the escalation of its one mail."""
    outbox, escalations = MailOutbox(database), Escalations(database, clock=SystemClock())
    with database.begin("escalate") as connection:
        escalations.record(ESCALATION, connection)
        outbox.add(MAIL, connection)
    return outbox, escalations


def test_a_state_is_not_shown_until_it_is(database: Database) -> None:
    """Queued, then sent: each is missing until the notice shows it; nothing is missing outside the times asked for."""
    outbox, escalations = escalated(database)
    seen = [escalations.not_shown(recorded=EVER)]
    escalations.noticed(MAIL.message_id, channel="C1", ts="5.9", state="queued")
    seen.append(escalations.not_shown(recorded=EVER))
    outbox.mark_sent(MAIL.message_id, NOW + 1)
    seen.append(escalations.not_shown(recorded=EVER))
    seen.append(escalations.not_shown(recorded=(0.0, NOW)))
    escalations.noticed(MAIL.message_id, channel="C1", ts="5.9", state="sent")
    seen.append(escalations.not_shown(recorded=EVER))
    assert seen == [(MAIL.message_id,), (), (MAIL.message_id,), (), ()]


def test_a_mail_that_was_given_up_can_be_queued_again(database: Database) -> None:
    """It has another day, whole and with its attempts counted anew; a queued or sent one is left as it is."""
    outbox, _ = escalated(database)
    while_queued = outbox.queue_again(MAIL.message_id, NOW + 5)
    outbox.take_due(NOW, 60)
    outbox.give_up(MAIL.message_id, NOW + 10, "refused")
    again = outbox.queue_again(MAIL.message_id, NOW + 20)
    taken = outbox.take_due(NOW + 20, 60)
    outbox.mark_sent(MAIL.message_id, NOW + 21)
    assert (while_queued, again, outbox.queue_again(MAIL.message_id, NOW + 30)) == (False, True, False)
    assert taken == (replace(MAIL, created_at=NOW + 20, attempts=1),)


def test_a_mail_is_found_with_its_state(database: Database) -> None:
    """Whole while it may still be needed, empty once it is sent; None where there is none."""
    outbox, _ = escalated(database)
    outbox.take_due(NOW, 60)
    outbox.postpone(MAIL.message_id, NOW + 30, "later")
    waiting = outbox.find(MAIL.message_id)
    outbox.mark_sent(MAIL.message_id, NOW + 31)
    sent = outbox.find(MAIL.message_id)
    assert waiting is not None
    assert sent is not None
    assert waiting[0] == replace(MAIL, attempts=1)
    assert (waiting[1].state, waiting[1].last_error) == ("queued", "later")
    assert (sent[1].state, sent[0].plain, sent[0].reply_to) == ("sent", "", "")
    assert outbox.find("<unknown@desk.example>") is None
