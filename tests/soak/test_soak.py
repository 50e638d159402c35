"""What takes minutes: thousands of deliveries, and Slack's silence waited out. `make soak`."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.bootstrap import build
from bot.knowledge_read import read_knowledge
from bot.local.server import LoopbackSlack
from bot.service import Service
from bot.serving import connect, settings_for
from bot.slack.scopes import SCOPES
from tests.searching import rows_in

QUESTIONS = 8_000
RESENT = 2_000
BATCH = 40
EVERY = QUESTIONS // RESENT
"""Of so many questions one is sent again, while it is being answered."""

pytestmark = pytest.mark.soak

Figure = Callable[[str, object], None]


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    """A Slack without rate limits, and without delays before its retries."""
    with LoopbackSlack(retry_delays=(0.0, 0.0, 0.0), scopes=SCOPES, generosity=0) as slack:
        yield slack


@pytest.fixture
def service(slack: LoopbackSlack, tmp_path: Path) -> Iterator[Service]:
    """The whole program, connected over HTTP."""
    settings = settings_for(slack, folder=tmp_path, socket_mode=False)
    service = build(settings, knowledge=read_knowledge(settings))
    connect(service, slack)
    yield service
    service.close()


@pytest.mark.fault(
    "10,000 deliveries, 2,000 of them resends",
    part="Slack",
    sees="one answer to each question",
    lost="no answer; a case for which a busy database has no time is counted",
    recovers="each resend is acknowledged and recognised",
)
def test_ten_thousand_deliveries_with_two_thousand_resends_give_eight_thousand_replies(
    slack: LoopbackSlack, service: Service, record_property: Figure
) -> None:
    """Forty at a time, resends while their questions are being answered: exactly one reply to each."""
    people = ("maya", "tomas", "priya")
    started = time.monotonic()
    sent = 0
    for number in range(0, QUESTIONS, BATCH):
        before = len(slack.deliveries)
        asked = {
            slack.say(people[n % len(people)], "dm", f"Webex Connect error {7105 + n % 2}")
            for n in range(number, number + BATCH)
        }
        questions = [delivery for delivery in slack.deliveries[before:] if delivery.event.get("ts") in asked]
        again = [resent for delivery in questions[::EVERY] for resent in slack.redeliver(delivery)]
        slack.wait_for(lambda batch=(*questions, *again): all(delivery.is_over for delivery in batch), 60)
        assert all(delivery.acknowledged for delivery in (*questions, *again))
        sent += len(questions) + len(again)
    slack.wait_for(lambda: len(_posted(slack)) >= QUESTIONS, 600)
    seconds = time.monotonic() - started
    service.close()
    replies = Counter(_posted(slack))
    assert (sent, len(replies), set(replies.values())) == (QUESTIONS + RESENT, QUESTIONS, {1})
    rows = Counter(table for table, _ in rows_in(service.settings.database_url))
    lost = service.lost()
    record_property(
        "figure",
        f"{sent:,} deliveries, {sum(replies.values()):,} replies, {rows['cases']:,} cases kept, {seconds:.0f} s",
    )
    assert (rows["claims"] + lost["claims"], rows["cases"] + lost["cases"]) == (QUESTIONS, QUESTIONS)


@pytest.mark.fault(
    "Slack gives no answer within the time-out of ten seconds",
    part="Slack",
    sees="the answer",
    lost="nothing",
    recovers="the claim is left; the next round finds the reply in the thread, or answers",
)
def test_a_call_without_an_answer_is_given_up_and_its_reply_found(slack: LoopbackSlack, service: Service) -> None:
    """The program does not hang: it gives the call up, reads the thread once the lease is over, and says it once."""
    slack.fail_next("chat.postMessage", delay=12)
    ts = slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105")
    url = service.settings.database_url
    until = time.monotonic() + 120

    def is_marked() -> bool:
        return [row["state"] for table, row in rows_in(url) if table == "claims"] == ["answered"]

    while not is_marked():
        assert time.monotonic() < until
        threading.Event().wait(0.5)
    assert [call.method for call in slack.calls].count("chat.postMessage") == 1
    assert len(slack.messages("invitations", ts)) == 2


def _posted(slack: LoopbackSlack) -> list[str]:
    """The question of each reply."""
    return [str(call.arguments.get("thread_ts")) for call in slack.calls if call.method == "chat.postMessage"]
