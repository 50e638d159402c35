"""What is kept of somebody: counted, handed out, and deleted until no column of any table holds any of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Answered, Evidence, Finding, Match
from bot.store.cases import Case, Cases
from bot.store.claims import Claim, Claims
from bot.store.clock import SystemClock
from bot.store.database import Database
from bot.store.escalations import Escalation, Escalations
from bot.store.feedback import Feedback
from bot.store.installations import Installations
from bot.store.kept import GONE, Keeping, Whose
from bot.store.outbox import MailOutbox, OutboxMail
from bot.store.sealing import Seal, new_key
from tests.searching import places_of, rows_in

MAYA, TOMAS, HERE, THERE = "U0MAYA", "U0TOMAS", "T0HERE", "T0THERE"


@dataclass(frozen=True)
class Desk:
    """Everything that keeps something, on one database."""

    claims: Claims
    cases: Cases
    feedback: Feedback
    escalations: Escalations
    outbox: MailOutbox
    database: Database
    corpus: Corpus

    def live(self, name: str, person: str, team: str, *, word: str, sender: str = "") -> None:
        """One question from its claim to the mail that hands it to support; `word` stands in whatever was written."""
        claim = Claim(
            event_id=f"Ev-{name}",
            team=team,
            channel="C1",
            thread_ts=f"5.{name}",
            ts=f"5.{name}",
            asker=person,
            surface="mention",
        )
        taken = self.claims.take(claim)
        assert taken is not None
        self.claims.answered(taken, reply_ts="5.9")
        evidence = (Evidence(word, "7105", "code"),)
        diagnosis = Answered(
            Finding("answer", f"the excerpt {word}", (Match(self.corpus["connect-7105"], 0.9, evidence),), 1, ())
        )
        case = Case(
            id=name,
            question=f"error 7105 {word}",
            diagnosis=diagnosis,
            corpus_version="v1",
            surface="mention",
            team=team,
            channel="C1",
            thread_ts=claim.thread_ts,
            asker=person,
        )
        self.cases.keep(case, reply_ts="5.9")
        said = {"case_id": name, "entry_id": "connect-7105", "team": team, "person": person}
        assert self.feedback.keep(**said, verdict="not_solved", reason=f"because {word}")
        message_id = f"<{name}@desk.example>"
        escalation = Escalation(
            message_id=message_id,
            case_id=name,
            team=team,
            channel="C1",
            thread_ts=None,
            asker=person,
            sender=sender or person,
        )
        mail = OutboxMail(
            message_id=message_id,
            case_id=name,
            to="support@xm.webex.com",
            reply_to=f"{word}@partner.example",
            subject=word,
            plain=f"{word}, says {person}",
            html=f"<p>{word}</p>",
            created_at=5.0,
        )
        with self.database.begin("escalate") as connection:
            self.escalations.record(escalation, connection)
            self.outbox.add(mail, connection)


@pytest.fixture
def desk(database: Database, corpus: Corpus) -> Desk:
    """A desk that two people of one workspace and one of another have used."""
    clock = SystemClock()
    desk = Desk(
        claims=Claims(database, clock=clock, new_id=lambda: "holder"),
        cases=Cases(database, corpus=corpus, clock=clock),
        feedback=Feedback(database, clock=clock),
        escalations=Escalations(database, clock=clock),
        outbox=MailOutbox(database),
        database=database,
        corpus=corpus,
    )
    installations = Installations(database, client_id="1.2", seal=Seal([new_key()]))
    for team in (HERE, THERE):
        bot = {"team_id": team, "bot_token": f"xoxb-{team}", "bot_id": "B1", "bot_user_id": "U0BOT"}
        installations.save(Installation(app_id="A1", user_id=TOMAS, **bot))
    desk.live("1", MAYA, HERE, word="heliotrope")
    desk.live("2", TOMAS, HERE, word=f"begonia for @{MAYA} (<@{MAYA}>), not {MAYA}X")
    desk.live("3", MAYA, THERE, word="marigold")
    return desk


def test_a_persons_traces_are_gone_from_every_column_of_every_table(desk: Desk, database_url: str) -> None:
    """Their rows go, their id is struck out of other people's texts, and those people's rows stay."""
    words = ["heliotrope", "marigold"]
    assert {table for table, _, _ in places_of([*words, MAYA], database_url)} == {
        "claims",
        "cases",
        "feedback",
        "escalations",
        "outbox",
    }
    gone = Keeping(desk.database).delete(Whose(user=MAYA))
    kept = rows_in(database_url)
    assert {each.table: each.rows for each in gone} == {**dict.fromkeys(desk_tables(), 2), "slack_bots": 0}
    assert places_of(words, database_url) == []
    assert {value for _, row in kept for value in row.values() if MAYA in str(value).replace(f"{MAYA}X", "")} == set()
    (question,) = [row["question"] for table, row in kept if table == "cases"]
    assert question == f"error 7105 begonia for @{GONE} (<@{GONE}>), not {MAYA}X"
    assert desk.cases.find("2", team=HERE) is not None


def test_a_workspaces_traces_are_gone_likewise(desk: Desk, database_url: str) -> None:
    """Everyone's in it, and nobody's in another."""
    Keeping(desk.database).delete(Whose(team=HERE))
    assert places_of(["heliotrope", "begonia", HERE, TOMAS], database_url) == []
    assert [row["id"] for table, row in rows_in(database_url) if table == "cases"] == ["3"]


def test_a_person_can_be_deleted_in_one_workspace_only(desk: Desk, database_url: str) -> None:
    """Ids are a workspace's own; a press in one does not reach into another."""
    Keeping(desk.database).delete(Whose(user=MAYA, team=HERE))
    assert places_of(["heliotrope"], database_url) == []
    assert desk.cases.find("3", team=THERE) is not None


def test_a_case_that_somebody_else_handed_on_goes_with_either(desk: Desk, database_url: str) -> None:
    """A mail holds the asker's words and the sender's name."""
    desk.live("4", TOMAS, HERE, word="hyacinth", sender="U0PRIYA")
    Keeping(desk.database).delete(Whose(user="U0PRIYA"))
    left = {table for table, _, _ in places_of(["hyacinth"], database_url)}
    Keeping(desk.database).delete(Whose(user=TOMAS))
    assert left == {"cases", "feedback"}
    assert places_of(["hyacinth", "U0PRIYA"], database_url) == []


def test_the_bare_ids_of_claims_still_keep_answers_from_being_repeated(desk: Desk) -> None:
    """After a deletion, what Slack sends again is still known, here and in another process."""
    Keeping(desk.database).delete(Whose(user=MAYA))
    after = Claims(desk.database, clock=SystemClock(), new_id=lambda: "after")
    again = Claim(event_id="Ev-1", team=HERE, channel="C1", thread_ts="5.1", ts="5.1", asker=MAYA, surface="mention")
    assert after.take(again) is None
    assert after.take(replace(again, event_id="Ev-1-twin")) is None
    assert not after.has_asked(team=HERE, channel="C1", thread_ts="5.1", person=MAYA)


def test_a_deleted_case_is_not_found_in_the_memory_of_a_running_program(desk: Desk, database_url: str) -> None:
    """Whoever deleted it: the command line is another process than the one that answers."""
    other = Database(database_url)
    Keeping(other).delete(Whose(user=MAYA))
    other.close()
    assert desk.cases.find("1", team=HERE) is None
    assert desk.cases.latest_in_thread(team=HERE, channel="C1", thread_ts="5.1") is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_deleted_text_is_gone_from_the_file_too(desk: Desk, tmp_path: Path) -> None:
    """SQLite overwrites deleted rows and empties its write-ahead log."""
    Keeping(desk.database).delete(Whose(user=MAYA))
    contents = b"".join(path.read_bytes() for path in tmp_path.glob("whyfailed.db*"))
    assert b"begonia" in contents
    assert b"heliotrope" not in contents


def test_what_is_kept_is_counted_and_handed_out(desk: Desk) -> None:
    """Each row once, with its table; nobody else's."""
    keeping = Keeping(desk.database)
    rows = list(keeping.export(Whose(user=MAYA, team=HERE)))
    counted = {kept.table: kept.rows for kept in keeping.show(Whose(user=MAYA, team=HERE))}
    assert counted == {**dict.fromkeys(desk_tables(), 1), "slack_bots": 0}
    assert sorted(row["table"] for row in rows) == sorted(desk_tables())
    assert "heliotrope" in str(rows)
    assert "begonia" not in str(rows)
    assert [kept.rows for kept in keeping.show(Whose(user="U0NOBODY"))] == [0] * 6


def test_a_workspaces_installation_is_handed_out_without_its_token(desk: Desk) -> None:
    """Nobody who may read what is kept gets what opens the workspace, sealed or not."""
    keeping = Keeping(desk.database)
    (row,) = [row for row in keeping.export(Whose(team=HERE)) if row["table"] == "slack_bots"]
    (kept,) = [kept for kept in keeping.show(Whose(team=HERE)) if kept.table == "slack_bots"]
    assert row["team_id"] == HERE
    assert "token" not in " ".join(row).replace("token_expires", "")
    assert row["installed_at"] == kept.oldest


def desk_tables() -> list[str]:
    return ["claims", "cases", "feedback", "escalations", "outbox"]
