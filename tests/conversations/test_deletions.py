"""Somebody wants to be forgotten: one press in the help, and nothing of them is left in the database."""

from __future__ import annotations

from pathlib import Path

from desk import Desk, Opener, action_ids
from sqlalchemy import MetaData, create_engine, select

ASKED = "@whyfailed heliotrope Webex Connect error 7105"


def test_everything_of_the_presser_is_gone(desk: Desk) -> None:
    """Their question, its answer and their presses; other people's stay. They are told what went."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.slack.press("maya", reply.ts, "solved")
    other = desk.slack.say("tomas", "invitations", "@whyfailed Webex Connect error 7106")
    desk.replies("invitations", other)
    desk.slack.settle()
    desk.slack.command("maya", "invitations", "/whyfailed help")
    (told,) = desk.whispers("maya")
    assert "delete_kept" in action_ids(told)
    desk.slack.wait_for(lambda: len(desk.rows("feedback")) == 1)
    desk.slack.press("maya", told.ts, "delete_kept")
    _, done = desk.whispers("maya", count=2)
    desk.finish()
    assert done.text.startswith("Deleted. I kept 1 of your questions with their answers, 1 of your presses")
    assert _everything(desk).count("U0MAYA") == 0
    assert "heliotrope" not in _everything(desk)
    assert [row["asker"] for row in desk.rows("cases")] == ["U0TOMAS"]


def test_a_button_under_a_deleted_answer_still_says_something(open_desk: Opener) -> None:
    """Ask support finds no case any more, and the presser hears that; nothing is handed on."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.slack.command("maya", "invitations", "/whyfailed help")
    (told,) = desk.whispers("maya")
    desk.slack.settle()
    desk.slack.wait_for(lambda: len(desk.rows("cases")) == 1)
    desk.slack.press("maya", told.ts, "delete_kept")
    desk.whispers("maya", count=2)
    desk.slack.press("tomas", reply.ts, "ask_support")
    (said,) = desk.whispers("tomas")
    desk.finish()
    assert "heliotrope" not in str(said.blocks)
    assert desk.mails() == []


def test_mails_that_wait_as_files_go_too(desk: Desk) -> None:
    """Where no mail server is set, a case that was handed on lies in a folder; only the presser's goes."""
    for person, code in (("maya", "7105"), ("tomas", "7106")):
        ts = desk.slack.say(person, "invitations", f"@whyfailed Webex Connect error {code}")
        (reply,) = desk.replies("invitations", ts)
        desk.hand_on(person, reply, tried="everything")
    desk.slack.wait_for(lambda: [row["state"] for row in desk.rows("outbox")] == ["sent", "sent"])
    desk.slack.wait_for(lambda: len(desk.mails()) == 2)
    desk.slack.command("maya", "invitations", "/whyfailed help")
    told = desk.slack.wait_for(lambda: [e for e in desk.slack.ephemerals("maya") if "delete_kept" in action_ids(e)])[0]
    desk.slack.press("maya", told.ts, "delete_kept")
    desk.slack.wait_for(lambda: len(desk.rows("outbox")) == 1)
    desk.finish()
    (left,) = desk.mails()
    assert "7106" in left.read_text()


def test_without_a_database_the_presser_is_asked_to_press_again(open_desk: Opener, tmp_path: Path) -> None:
    """Nobody is told that something is gone that is not."""
    (tmp_path / "file").write_text("no folder")
    desk = open_desk(database_url=f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}")
    desk.slack.command("maya", "invitations", "/whyfailed help")
    (told,) = desk.whispers("maya")
    desk.slack.press("maya", told.ts, "delete_kept")
    _, said = desk.whispers("maya", count=2)
    desk.finish()
    assert said.text.startswith("I could not delete anything")


def test_nothing_is_kept_of_what_is_not_addressed_to_us(open_desk: Opener) -> None:
    """Talk between people in a channel with us, in a thread of ours, and silence that was right: no word of it."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105")
    desk.replies("invitations", ts)
    desk.slack.say("tomas", "invitations", "heliotrope, says Webex Connect error 7106")
    desk.slack.say("tomas", "invitations", "heliotrope, says Webex Connect error 7106", thread_ts=ts)
    desk.slack.say("maya", "invitations", "heliotrope, thank you", thread_ts=ts)
    desk.finish()
    everything = _everything(desk)
    assert "heliotrope" not in everything
    assert "U0TOMAS" not in everything


def _everything(desk: Desk) -> str:
    """Every column of every table, and the bytes of the files."""
    engine = create_engine(desk.service.settings.database_url)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        rows = [tuple(row) for table in tables.sorted_tables for row in connection.execute(select(table))]
    engine.dispose()
    return str(rows) + "".join(path.read_bytes().decode("latin-1") for path in desk.folder.glob("whyfailed.db*"))
