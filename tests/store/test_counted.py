"""What is counted is read from the database: only of one workspace, no tries, however many there are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_claims import HandClock
from test_outbox import ESCALATION, MAIL, NOW

from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Evidence, Finding, Match, Several, Unknown
from bot.figures.counting import DAY, Frequent
from bot.store.cases import Case, Cases
from bot.store.counted import PAGE, Counted
from bot.store.database import Database
from bot.store.escalations import Escalations
from bot.store.feedback import Feedback
from bot.store.outbox import MailOutbox
from bot.store.own_cases import OwnCases

HERE, THERE = "T0HERE", "T0THERE"


class Desk:
    """Everything that keeps what is counted, on one database."""

    def __init__(self, database: Database, corpus: Corpus) -> None:
        self.clock = HandClock(NOW)
        self.database = database
        self.corpus = corpus
        self.cases = Cases(database, corpus=corpus, clock=self.clock)
        self.feedback = Feedback(database, clock=self.clock)
        self.escalations = Escalations(database, clock=self.clock)
        self.outbox = MailOutbox(database)

    def answer(self, *entries: str) -> Finding:
        """A finding that answers with the first of these entries."""
        matches = tuple(Match(self.corpus[each], 0.9, (Evidence("x", "x", "code"),)) for each in entries)
        return Finding("answer", "x", matches)

    def ask(
        self,
        name: str,
        diagnosis: Diagnosis,
        *,
        team: str = HERE,
        asker: str = "U1",
        surface: str = "mention",
        thread: str = "",
        at: float,
    ) -> None:
        """One question, kept so many seconds after 1970."""
        self.clock.time = at
        case = Case(
            id=name,
            question=f"question {name}",
            diagnosis=diagnosis,
            corpus_version="v1",
            surface=surface,
            team=team,
            channel="C1",
            thread_ts=f"thread {thread or name}",
            asker=asker,
        )
        self.cases.keep(case, reply_ts="5.1")

    def press(
        self, name: str, *, solved: bool = True, entry_id: str = "connect-7105", team: str = HERE, at: float
    ) -> None:
        """A press under its answer."""
        self.clock.time = at
        verdict = "solved" if solved else "not_solved"
        self.feedback.keep(case_id=name, entry_id=entry_id, verdict=verdict, team=team, person="U9")

    def hand_on(self, name: str, *, team: str = HERE, at: float) -> str:
        """Its way to support; the Message-ID."""
        self.clock.time = at
        message_id = f"<case-{name}.{at:.0f}@desk.example>"
        with self.database.begin("escalate") as connection:
            self.escalations.record(replace(ESCALATION, message_id=message_id, case_id=name, team=team), connection)
            self.outbox.add(replace(MAIL, message_id=message_id, case_id=name, created_at=at), connection)
        return message_id


@pytest.fixture
def desk(database: Database, corpus: Corpus) -> Desk:
    """An empty desk."""
    return Desk(database, corpus)


def test_one_workspace_never_sees_anothers_figures(desk: Desk) -> None:
    """Neither its cases nor presses and mails, though both have a case of the same person."""
    answered = Answered(desk.answer("connect-7105"))
    desk.ask("a", answered, at=NOW - 5 * DAY)
    desk.ask("b", answered, team=THERE, at=NOW - 5 * DAY)
    desk.ask("c", Unknown(), team=THERE, at=NOW - 4 * DAY)
    desk.press("b", team=THERE, at=NOW - 5 * DAY + 60)
    desk.hand_on("c", team=THERE, at=NOW - DAY)
    counted = Counted(desk.database)
    here, there = (
        counted.figures(team=team, now=NOW, periods=(7,), only_support=frozenset())[0] for team in (HERE, THERE)
    )
    assert (here.asked, here.solved, here.escalated, here.open, here.unknowns) == (1, 0, 0, 1, ())
    assert (there.asked, there.solved, there.escalated, there.open) == (2, 1, 1, 0)
    assert counted.workspaces(since=NOW - 7 * DAY) == (HERE, THERE)
    assert counted.workspaces(since=NOW - 4.5 * DAY) == (THERE,)


def test_every_decision_is_read_with_what_it_was_answered_with(desk: Desk) -> None:
    """Runners-up and options are no answers; tries of examples and what is older are not there."""
    choice = Choice(replace(desk.answer("connect-7105", "connect-7106"), decision="choose"))
    several = Several((desk.answer("connect-7105"), desk.answer("connect-7106", "bird-14001"), choice.finding))
    for name, diagnosis in (
        ("answer", Answered(desk.answer("connect-7105", "connect-7106"))),
        ("choose", choice),
        ("several", several),
        ("unknown", Unknown()),
    ):
        desk.ask(name, diagnosis, at=NOW - DAY)
    desk.ask("try", several, surface="example", at=NOW - DAY)
    desk.ask("home-try", several, surface="home-example", at=NOW - DAY)
    desk.ask("old", several, at=NOW - 8 * DAY)
    rows = Counted(desk.database).rows(team=HERE, since=NOW - 7 * DAY)
    assert {case.id: (case.decision, case.entries) for case in rows.cases} == {
        "answer": ("answer", ("connect-7105",)),
        "choose": ("choose", ()),
        "several": ("several", ("connect-7105", "connect-7106")),
        "unknown": ("unknown", ()),
    }


def test_more_cases_than_one_page_are_all_counted(desk: Desk) -> None:
    """Also where several were kept at the same moment, on the border of a page; each once."""
    answered = Answered(desk.answer("connect-7105"))
    for number in range(PAGE + 20):
        desk.ask(f"c{number:05}", answered, asker=f"U{number}", at=NOW - DAY + number // 50)
    desk.press(f"c{PAGE + 10:05}", at=NOW)
    (figures,) = Counted(desk.database).figures(team=HERE, now=NOW, periods=(7,), only_support={"connect-7105"})
    assert (figures.asked, figures.solved, figures.open) == (PAGE + 20, 1, PAGE + 19)
    assert figures.frequent == (Frequent(entry_id="connect-7105", count=PAGE + 20),)
    assert figures.only_support_share == 1.0


def test_somebodys_own_cases_have_the_state_that_came_last(desk: Desk) -> None:
    """Open until somebody says otherwise; what is solved comes after what is not; other people's are not there."""
    answered = Answered(desk.answer("connect-7105"))
    for name in ("open", "solved", "taken-back", "queued", "sent", "failed", "solved-by-support", "on-after-solved"):
        desk.ask(name, answered, at=NOW)
    desk.ask("other", answered, asker="U2", at=NOW)
    desk.ask("elsewhere", answered, team=THERE, at=NOW)
    desk.ask("try", answered, surface="example", at=NOW)
    for name in ("solved", "taken-back", "on-after-solved"):
        desk.press(name, at=NOW + 1)
    desk.press("taken-back", solved=False, at=NOW + 2)
    desk.hand_on("queued", at=NOW + 2)
    desk.outbox.mark_sent(desk.hand_on("sent", at=NOW + 2), NOW + 3)
    desk.outbox.give_up(desk.hand_on("failed", at=NOW + 2), NOW + 3, "no")
    desk.hand_on("solved-by-support", at=NOW + 2)
    desk.press("solved-by-support", at=NOW + 3)
    desk.hand_on("on-after-solved", at=NOW + 3)
    own = OwnCases(desk.database).of("U1", team=HERE)
    assert {each.id: each.state for each in own.latest} == {
        "open": "open",
        "solved": "solved",
        "taken-back": "open",
        "queued": "queued",
        "sent": "sent",
        "failed": "failed",
        "solved-by-support": "solved",
        "on-after-solved": "queued",
    }
    assert [each.state for each in own.latest][-2:] == ["solved", "solved"]
    assert (own.open, own.with_support, own.solved) == (2, 4, 2)


def test_what_came_back_after_solved_is_open_again_to_whoever_asked(desk: Desk) -> None:
    """By the rule of the figures: the same finding, from the same person or in the same thread, within 72 hours."""
    one, two, three = (Answered(desk.answer(each)) for each in ("connect-7105", "connect-7106", "bird-14001"))
    desk.ask("mine-again", one, at=NOW)
    desk.ask("thread-again", two, at=NOW)
    desk.ask("others-elsewhere", three, at=NOW)
    for name in ("mine-again", "thread-again", "others-elsewhere"):
        desk.press(name, entry_id="", at=NOW + 1)
    desk.ask("back", one, at=NOW + 2)
    desk.ask("back-in-thread", two, asker="U2", thread="thread-again", at=NOW + 2)
    desk.ask("not-the-same", three, asker="U2", at=NOW + 2)
    own = OwnCases(desk.database).of("U1", team=HERE)
    (figures,) = Counted(desk.database).figures(team=HERE, now=NOW + DAY, periods=(7,), only_support=frozenset())
    assert {each.id: each.state for each in own.latest} == {
        "mine-again": "contradicted",
        "thread-again": "contradicted",
        "others-elsewhere": "solved",
        "back": "open",
    }
    assert (own.open, own.solved) == (3, 1)
    assert (figures.contradicted, figures.solved) == (2, 1)
