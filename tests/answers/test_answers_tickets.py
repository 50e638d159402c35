"""Tickets: what a button says is read again from its value."""

from __future__ import annotations

import pytest

from bot.answers.ticket import Ticket
from bot.corpus.entry import Corpus


@pytest.mark.parametrize(
    ("ticket", "value"),
    [
        (Ticket(case_id="c1"), "c1|"),
        (Ticket(case_id="c1", entry_id="connect-7105"), "c1|connect-7105"),
        (Ticket(case_id="c1", entry_id="connect-7105", is_whole=True), "c1|connect-7105|all"),
        (Ticket(case_id="c1", thread_ts="1.5"), "c1||in=1.5"),
        (Ticket(case_id="c1", entry_id="e", shared_by="U0ADA"), "c1|e|by=U0ADA"),
        (Ticket(case_id="c1", trail=("response", "rejected")), "c1||at=response,rejected"),
    ],
)
def test_a_ticket_is_read_as_it_was_written(ticket: Ticket, value: str) -> None:
    """The value is the contract with messages that stand in Slack already."""
    assert value == str(ticket)
    assert ticket == Ticket.read(value)


def test_what_is_no_ticket_is_none() -> None:
    """Another app's value is none of ours."""
    assert Ticket.read("code") is None


def test_every_ticket_fits_into_an_option(corpus: Corpus) -> None:
    """A menu's option takes 150 characters (docs.slack.dev, reference/block-kit/composition-objects/option-object)."""
    trail = tuple(corpus.walk.points)
    ticket = Ticket(case_id="0" * 12, thread_ts="1795238400.000100", shared_by="U" + "0" * 20, trail=trail)
    assert max(len(ticket.option(entry.id)) for entry in corpus) <= 150


def test_the_longest_walk_fits_into_a_button(corpus: Corpus) -> None:
    """A button takes 2,000 characters, which is more than every point of the walk behind one another."""
    trail = tuple(corpus.walk.points)
    ticket = Ticket(case_id="0" * 12, thread_ts="1795238400.000100", shared_by="U" + "0" * 20, trail=trail)
    assert len(ticket.about("wxm-2.1.1")) <= 2_000


def test_ways_through_the_walk() -> None:
    """Onward adds a point, back takes one away, an entry's way back is the question that led to it."""
    ticket = Ticket(case_id="c1", entry_id="wxm-2.1.1", trail=("response", "rejected"))
    assert Ticket.read(ticket.onward("checklist")) == Ticket(case_id="c1", trail=("response", "rejected", "checklist"))
    assert Ticket.read(ticket.here()) == Ticket(case_id="c1", trail=("response", "rejected"))
    assert Ticket.read(ticket.back()) == Ticket(case_id="c1", trail=("response",))
    assert Ticket.read(ticket.again("response")) == Ticket(case_id="c1", trail=("response",))
