"""What is kept of somebody: counted, handed out, and deleted until no column of any table holds any of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Answered, Evidence, Finding, Match
from bot.errors import StoreError
from bot.escalation.folder import FolderMailer
from bot.store.cases import Case, Cases
from bot.store.channel_modes import ChannelModes, Mode
from bot.store.claims import Claim, Claims
from bot.store.clock import SystemClock
from bot.store.database import Database
from bot.store.drafts import Drafts
from bot.store.escalations import Escalation, Escalations
from bot.store.feedback import Feedback
from bot.store.installations import Installations
from bot.store.kept import GONE, Keeping, Whose
from bot.store.outbox import MailOutbox, OutboxMail
from bot.store.sealing import Seal, new_key
from bot.store.threads import Thread, Threads
from bot.store.ticks import Ticked, Ticks
from tests.searching import places_of, rows_in

MAYA, TOMAS, HERE, THERE = "U0MAYA", "U0TOMAS", "T0HERE", "T0THERE"


@dataclass(frozen=True)
class Desk:
    """Everything that keeps something, on one database."""

    claims: Claims
    cases: Cases
    feedback: Feedback
    ticks: Ticks
    escalations: Escalations
    outbox: MailOutbox
    modes: ChannelModes
    threads: Threads
    mailer: FolderMailer
    database: Database
    keeping: Keeping
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
        ticked = Ticked(
            case_id=name,
            entry_id="connect-7105",
            steps=range(1, 2),
            before=frozenset(),
            after=frozenset({1}),
            team=team,
            person=person,
            at=5.0,
        )
        self.ticks.keep(ticked)
        message_id = f"<case-{name}.0f@desk.example>"
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
            reply_to=f"{word.split()[0]}@partner.example",
            subject=word,
            plain=f"{word}, says {person}",
            html=f"<p>{word}</p>",
            created_at=5.0,
        )
        self.modes.set(Mode.WATCH, team=team, channel=f"C{name}", person=person)
        with self.database.begin("escalate") as connection:
            thread = Thread(team=team, channel="C1", thread_ts=f"5.{name}")
            self.threads.turn(thread, connection, ts=f"5.{name}", person=person)
            self.escalations.record(escalation, connection)
            self.outbox.add(mail, connection)
        self.mailer.send(mail)


@pytest.fixture
def desk(database: Database, corpus: Corpus, tmp_path: Path) -> Desk:
    """A desk that two people of one workspace and one of another have used."""
    clock = SystemClock()
    desk = Desk(
        claims=Claims(database, clock=clock, new_id=lambda: "holder"),
        cases=Cases(database, corpus=corpus, clock=clock),
        feedback=Feedback(database, clock=clock),
        ticks=Ticks(database),
        escalations=Escalations(database, clock=clock),
        outbox=MailOutbox(database),
        modes=ChannelModes(database, clock=clock),
        threads=Threads(clock=clock),
        mailer=FolderMailer(tmp_path / "mail", new_id=lambda: "writer"),
        database=database,
        keeping=Keeping(database, drafts=Drafts(tmp_path / "mail")),
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
        "ticks",
        "escalations",
        "outbox",
        "channel_modes",
        "threads",
    }
    gone = desk.keeping.delete(Whose(user=MAYA))
    kept = rows_in(database_url)
    assert {each.table: each.rows for each in gone} == {**dict.fromkeys(desk_tables(), 2), "slack_bots": 0}
    assert places_of(words, database_url) == []
    assert {value for _, row in kept for value in row.values() if MAYA in str(value).replace(f"{MAYA}X", "")} == set()
    (question,) = [row["question"] for table, row in kept if table == "cases"]
    assert question == f"error 7105 begonia for @{GONE} (<@{GONE}>), not {MAYA}X"
    assert desk.cases.find("2", team=HERE) is not None


def test_a_channel_keeps_its_mode_without_who_set_it(desk: Desk) -> None:
    """Others live with the mode; a workspace that goes takes it along."""
    desk.keeping.delete(Whose(user=MAYA))
    of_maya = desk.modes.of(team=HERE, channel="C1")
    desk.keeping.delete(Whose(team=HERE))
    assert (of_maya.mode, of_maya.person) == (Mode.WATCH, "")
    assert desk.modes.of(team=HERE, channel="C2").mode is Mode.MENTIONS
    assert desk.modes.of(team=THERE, channel="C3").mode is Mode.WATCH


def test_a_workspaces_traces_are_gone_likewise(desk: Desk, database_url: str) -> None:
    """Everyone's in it, and nobody's in another."""
    desk.keeping.delete(Whose(team=HERE))
    assert places_of(["heliotrope", "begonia", HERE, TOMAS], database_url) == []
    assert [row["id"] for table, row in rows_in(database_url) if table == "cases"] == ["3"]


def test_a_person_can_be_deleted_in_one_workspace_only(desk: Desk, database_url: str) -> None:
    """Ids are a workspace's own; a press in one does not reach into another."""
    desk.keeping.delete(Whose(user=MAYA, team=HERE))
    assert places_of(["heliotrope"], database_url) == []
    assert desk.cases.find("3", team=THERE) is not None


def test_a_case_that_somebody_else_handed_on_goes_with_either(desk: Desk, database_url: str) -> None:
    """A mail holds the asker's words and the sender's name."""
    desk.live("4", TOMAS, HERE, word="hyacinth", sender="U0PRIYA")
    desk.keeping.delete(Whose(user="U0PRIYA"))
    left = {table for table, _, _ in places_of(["hyacinth"], database_url)}
    desk.keeping.delete(Whose(user=TOMAS))
    assert left == {"cases", "feedback"}
    assert places_of(["hyacinth", "U0PRIYA"], database_url) == []


def test_the_bare_ids_of_claims_still_keep_answers_from_being_repeated(desk: Desk) -> None:
    """After a deletion, what Slack sends again is still known, here and in another process."""
    desk.keeping.delete(Whose(user=MAYA))
    after = Claims(desk.database, clock=SystemClock(), new_id=lambda: "after")
    again = Claim(event_id="Ev-1", team=HERE, channel="C1", thread_ts="5.1", ts="5.1", asker=MAYA, surface="mention")
    assert after.take(again) is None
    assert after.take(replace(again, event_id="Ev-1-twin")) is None


def test_a_deleted_case_is_not_found_in_the_memory_of_a_running_program(
    desk: Desk, database_url: str, tmp_path: Path
) -> None:
    """Whoever deleted it: the command line is another process than the one that answers."""
    other = Database(database_url)
    Keeping(other, drafts=Drafts(tmp_path / "mail")).delete(Whose(user=MAYA))
    other.close()
    assert desk.cases.find("1", team=HERE) is None
    assert desk.cases.latest_in_thread(team=HERE, channel="C1", thread_ts="5.1") is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_deleted_text_is_gone_from_the_file_too(desk: Desk, tmp_path: Path) -> None:
    """SQLite overwrites deleted rows and empties its write-ahead log."""
    desk.keeping.delete(Whose(user=MAYA))
    contents = b"".join(path.read_bytes() for path in tmp_path.glob("whyfailed.db*"))
    assert b"begonia" in contents
    assert b"heliotrope" not in contents


def test_what_is_kept_is_counted_and_handed_out(desk: Desk) -> None:
    """Each row once, with its table; nobody else's."""
    keeping = desk.keeping
    rows = list(keeping.export(Whose(user=MAYA, team=HERE)))
    counted = {kept.table: kept.rows for kept in keeping.show(Whose(user=MAYA, team=HERE))}
    assert counted == {**dict.fromkeys(desk_tables(), 1), "slack_bots": 0}
    assert sorted(row["table"] for row in rows) == sorted(desk_tables())
    assert "heliotrope" in str(rows)
    assert "begonia" not in str(rows)
    assert {kept.rows for kept in keeping.show(Whose(user="U0NOBODY"))} == {0}


def test_a_workspaces_installation_is_handed_out_without_its_token(desk: Desk) -> None:
    """Nobody who may read what is kept gets what opens the workspace, sealed or not."""
    keeping = desk.keeping
    (row,) = [row for row in keeping.export(Whose(team=HERE)) if row["table"] == "slack_bots"]
    (kept,) = [kept for kept in keeping.show(Whose(team=HERE)) if kept.table == "slack_bots"]
    assert row["team_id"] == HERE
    assert "token" not in " ".join(row).replace("token_expires", "")
    assert row["installed_at"] == kept.oldest


def desk_tables() -> list[str]:
    return ["claims", "cases", "feedback", "escalations", "outbox", "channel_modes", "threads", "ticks", "drafts"]


def test_mails_that_were_written_as_files_go_with_their_rows(desk: Desk, tmp_path: Path) -> None:
    """Half written ones too; other people's stay, with the id struck out, and so does whatever is no mail of ours."""
    half, foreign = tmp_path / "mail" / ".case-1.0f.other.part", tmp_path / "mail" / "notes.eml"
    half.write_text("heliotrope")
    foreign.write_text("heliotrope")
    desk.keeping.delete(Whose(user=MAYA, team=HERE))
    assert sorted(path.name for path in (tmp_path / "mail").iterdir()) == [
        "case-2.0f.eml",
        "case-3.0f.eml",
        "notes.eml",
    ]
    left = message_from_bytes((tmp_path / "mail" / "case-2.0f.eml").read_bytes(), policy=SMTP)
    bodies = [part.get_content() for part in left.walk() if part.get_content_maintype() == "text"]
    assert [f"begonia for @{GONE} (<@{GONE}>), not {MAYA}X" in body for body in bodies] == [True, True]
    assert (left["X-Unsent"], left["Subject"]) == ("1", f"begonia for @{GONE} (<@{GONE}>), not {MAYA}X")


def test_a_folder_that_cannot_be_changed_keeps_the_rows(desk: Desk, database_url: str, tmp_path: Path) -> None:
    """Nothing goes where something fails: whoever asks again finds all of it."""
    (tmp_path / "mail" / ".case-1.0f.writer.part").mkdir()
    with pytest.raises(StoreError, match="the folder of MAIL_DIR"):
        desk.keeping.delete(Whose(user=MAYA, team=HERE))
    assert {table for table, _, _ in places_of(["heliotrope"], database_url)} == {"cases", "feedback", "outbox"}
    assert (tmp_path / "mail" / "case-2.0f.eml").exists()


def test_mails_that_were_written_as_files_are_handed_out_whole(desk: Desk) -> None:
    """With their names and everything in them."""
    (row,) = [row for row in desk.keeping.export(Whose(user=MAYA, team=HERE)) if row["table"] == "drafts"]
    assert (row["file"], row["written_at"]) == ("case-1.0f.eml", 5.0)
    assert "heliotrope" in row["content"]
    assert "X-Unsent: 1" in row["content"]
