"""Steps are ticked off: everyone in the thread reads the same, whoever pressed, and support gets it."""

from __future__ import annotations

from pathlib import Path

from desk import Desk, Opener, action_ids, boxes, elements, tick
from handing_on import content, only_file

from bot.answers.ticket import Ticket
from bot.local.nouns import Message

ASKED = "@whyfailed Delivery Policy configured under Dispatch to be used to send invites is paused"


def answered(desk: Desk) -> Message:
    """An answer with three steps."""
    (reply,) = desk.replies("invitations", desk.slack.say("maya", "invitations", ASKED))
    return reply


def test_a_tick_is_seen_by_everyone(desk: Desk) -> None:
    """Maya ticks a step, Tomás another; the one message in the thread shows both, and its buttons still work."""
    reply = answered(desk)
    tick(desk, "maya", reply, "1")
    desk.slack.wait_for(lambda: boxes(desk.now(reply)) == {1: True, 2: False, 3: False})
    tick(desk, "tomas", desk.now(reply), "1", "3")
    desk.slack.wait_for(lambda: boxes(desk.now(reply)) == {1: True, 2: False, 3: True})
    desk.slack.press("maya", reply.ts, "solved")
    desk.slack.wait_for(lambda: "Solved, says <@U0MAYA>." in desk.now(reply).text)
    tick(desk, "maya", desk.now(reply), "1", "2", "3")
    desk.slack.wait_for(lambda: boxes(desk.now(reply)) == {1: True, 2: True, 3: True})
    desk.finish()
    assert "Solved, says <@U0MAYA>. Thank you, I noted it." in str(desk.now(reply).blocks)
    assert "3 of 3 steps done." in desk.now(reply).text
    assert "customer_reply" in action_ids(desk.now(reply))
    assert [desk.now(reply)] == desk.said()


def test_people_who_tick_at_once_do_not_undo_each_other(desk: Desk) -> None:
    """Three people tick a step each in the same drawing of the message; it ends with all three."""
    reply = answered(desk)
    for person, step in (("maya", "1"), ("tomas", "2"), ("priya", "3")):
        tick(desk, person, reply, step)
    desk.slack.wait_for(lambda: boxes(desk.now(reply)) == {1: True, 2: True, 3: True})
    desk.finish()
    assert boxes(desk.now(reply)) == {1: True, 2: True, 3: True}


def test_a_tick_is_taken_back(desk: Desk) -> None:
    """An empty box is pressed and pressed again."""
    reply = answered(desk)
    tick(desk, "maya", reply, "2")
    desk.slack.wait_for(lambda: boxes(desk.now(reply))[2])
    tick(desk, "tomas", desk.now(reply))
    desk.slack.wait_for(lambda: not boxes(desk.now(reply))[2])
    desk.finish()
    assert "steps done" not in desk.now(reply).text


def test_a_private_answer_is_ticked_too(desk: Desk) -> None:
    """What only one person sees is drawn anew for them, and what they share says how far they are."""
    desk.slack.command("priya", "invitations", f"/whyfailed {ASKED.removeprefix('@whyfailed ')}")
    (private,) = desk.whispers("priya")
    tick(desk, "priya", private, "1")
    desk.slack.wait_for(lambda: boxes(desk.slack.ephemerals("priya")[0])[1])
    desk.slack.press("priya", private.ts, "share_channel")
    desk.slack.wait_for(lambda: desk.slack.messages("invitations"))
    desk.finish()
    (shared,) = desk.slack.messages("invitations")
    assert boxes(shared) == {1: True, 2: False, 3: False}


def test_ticks_outlast_a_choice_and_a_restart(open_desk: Opener) -> None:
    """What was ticked stands in the store: another meaning is looked at, the program restarted, and it is there."""
    before = open_desk()
    asked = "@whyfailed Request expired"
    (choice,) = before.replies("invitations", before.slack.say("maya", "invitations", asked))
    before.slack.press("maya", choice.ts, "choose_1")
    before.slack.wait_for(lambda: boxes(before.now(choice)))
    tick(before, "maya", before.now(choice), "1")
    before.slack.wait_for(lambda: boxes(before.now(choice))[1])
    first, other = (option.entry_id for option in _offered(choice))
    before.slack.choose("maya", choice.ts, "choose", f"{_offered(choice)[0].case_id}|{other}")
    before.slack.wait_for(lambda: boxes(before.now(choice)) and not boxes(before.now(choice))[1])
    before.finish()
    after = open_desk()
    after.slack.choose("maya", choice.ts, "choose", f"{_offered(choice)[0].case_id}|{first}")
    after.slack.wait_for(lambda: boxes(after.now(choice))[1])
    assert boxes(after.now(choice))[1]


def test_support_reads_what_was_ticked(open_desk: Opener) -> None:
    """The form shows the steps that are done, and the mail names them and those that are not."""
    desk = open_desk()
    reply = answered(desk)
    tick(desk, "maya", reply, "1", "2")
    desk.slack.wait_for(lambda: boxes(desk.now(reply))[2])
    desk.slack.press("tomas", reply.ts, "ask_support")
    form = desk.form("tomas")
    tick(desk, "maya", desk.now(reply), "1", "2", "3")
    desk.slack.wait_for(lambda: boxes(desk.now(reply))[3])
    desk.slack.submit("tomas", form.id, {})
    desk.slack.wait_for(desk.mails)
    desk.finish()
    mail = content(only_file(desk))
    assert "*Steps ticked off, of “Delivery Policy is paused”*\\n1. Follow the guide" in str(form.content)
    assert "Steps ticked off, of “Delivery Policy is paused” (not done: 3):" in mail
    assert "Not said." not in mail


def test_a_tick_that_is_not_kept_is_told(open_desk: Opener, tmp_path: Path) -> None:
    """The database is down: whoever ticked hears that nobody else sees it."""
    (tmp_path / "file").write_text("no folder")
    desk = open_desk(database_url=f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}")
    reply = answered(desk)
    tick(desk, "tomas", reply, "1")
    (told,) = desk.whispers("tomas")
    desk.finish()
    assert told.text.startswith("I could not keep this tick")
    assert boxes(desk.now(reply)) == {1: False, 2: False, 3: False}


def _offered(choice: Message) -> list[Ticket]:
    """What each button of a choice is about."""
    values = [element["value"] for element in elements(choice) if element["action_id"].startswith("choose_")]
    return [ticket for ticket in map(Ticket.read, values) if ticket is not None]
