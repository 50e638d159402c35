"""Somebody presses: a meaning is chosen, an answer is marked, a case is handed to support."""

from __future__ import annotations

from pathlib import Path

from desk import Desk, Opener, action_ids, elements, header

from bot.local.nouns import Message


def test_a_chosen_meaning_is_shown_in_place(desk: Desk) -> None:
    """A press on one of a few meanings puts that entry where the choice stood, and posts nothing new."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed Request expired")
    (choice,) = desk.replies("invitations", ts)
    desk.slack.press("tomas", choice.ts, "choose_2")
    desk.slack.wait_for(lambda: _now(desk, choice).edited_ts)
    desk.finish()
    shown = _now(desk, choice)
    entry_id = _values(choice)[1].split("|")[1]
    assert desk.service.corpus[entry_id].title == header(shown)
    assert "solved" in action_ids(shown)
    assert [shown] == desk.said()
    assert choice.metadata == shown.metadata


def test_a_meaning_is_chosen_from_a_menu_where_there_are_many(desk: Desk) -> None:
    """A code with more meanings than buttons offers a menu, which shows the chosen entry in place."""
    ts = desk.slack.say("maya", "dm", "Webex Connect 7003")
    (choice,) = desk.replies(desk.slack.dm_of("maya").id, ts)
    options = [option["value"] for element in elements(choice) for option in element.get("options", ())]
    value = next(value for value in options if value.endswith("|connect-7003-psid"))
    desk.slack.choose("maya", choice.ts, "choose", value)
    desk.slack.wait_for(lambda: _now(desk, choice).edited_ts)
    assert header(_now(desk, choice)) == desk.service.corpus["connect-7003-psid"].title


def test_a_private_choice_is_replaced_for_its_one_reader(desk: Desk) -> None:
    """An ephemeral message cannot be updated; its response_url puts the chosen entry in its place."""
    desk.slack.command("priya", "lounge", "/whyfailed Request expired")
    (choice,) = desk.whispers("priya")
    desk.slack.press("priya", choice.ts, "choose_1")
    desk.slack.wait_for(lambda: "solved" in action_ids(desk.slack.ephemerals("priya")[0]))
    desk.finish()
    assert len(desk.slack.ephemerals("priya")) == 1
    assert len(desk.said()) == 1


def test_solved_marks_the_message_and_is_kept(desk: Desk) -> None:
    """Everyone reads who said that it is solved; the record holds who, what and for which entry."""
    reply = _answered(desk)
    desk.slack.press("tomas", reply.ts, "solved")
    desk.slack.wait_for(lambda: "Solved, says <@U0TOMAS>." in str(_now(desk, reply).blocks))
    desk.finish()
    (row,) = desk.rows("feedback")
    case_id = (reply.metadata or {})["event_payload"]["case_id"]
    kept = {name: row[name] for name in ("case_id", "entry_id", "verdict", "person")}
    assert kept == {"case_id": case_id, "entry_id": "connect-7105", "verdict": "solved", "person": "U0TOMAS"}
    assert header(_now(desk, reply)) == header(reply)


def test_a_mark_on_a_chosen_meaning_is_about_that_meaning(desk: Desk) -> None:
    """After a choice, Solved keeps the entry that was shown."""
    desk.slack.command("priya", "lounge", "/whyfailed Request expired")
    (choice,) = desk.whispers("priya")
    entry_id = _values(choice)[1].split("|")[1]
    desk.slack.press("priya", choice.ts, "choose_2")
    desk.slack.wait_for(lambda: "solved" in action_ids(desk.slack.ephemerals("priya")[0]))
    desk.slack.press("priya", choice.ts, "solved")
    desk.slack.wait_for(lambda: "You marked this as solved." in str(desk.slack.ephemerals("priya")[0].blocks))
    desk.finish()
    assert header(desk.slack.ephemerals("priya")[0]) == desk.service.corpus[entry_id].title
    assert [row["entry_id"] for row in desk.rows("feedback")] == [entry_id]


def test_a_failure_beside_the_first_is_shown_in_place(desk: Desk) -> None:
    """A log with several failures offers each of them."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105\nWebex Connect error 7106")
    (several,) = desk.replies("invitations", ts)
    show = next(element for element in elements(several) if element.get("value", "").endswith("|connect-7106"))
    desk.slack.press("maya", several.ts, show["action_id"])
    desk.slack.wait_for(lambda: _now(desk, several).edited_ts)
    assert header(_now(desk, several)) == desk.service.corpus["connect-7106"].title


def test_solved_on_one_of_several_marks_the_one_that_is_shown(desk: Desk) -> None:
    """After a press on the first failure, Solved marks that failure; on the summary it marks the summary."""
    asked = "@whyfailed Webex Connect error 7105\nWebex Connect error 7106"
    one, both = (
        desk.replies("invitations", desk.slack.say("maya", "invitations", asked))[0],
        desk.replies("invitations", desk.slack.say("maya", "invitations", asked))[0],
    )
    desk.slack.press("maya", one.ts, "show_1")
    desk.slack.wait_for(lambda: _now(desk, one).edited_ts)
    shown = header(_now(desk, one))
    desk.slack.press("maya", one.ts, "solved")
    desk.slack.press("maya", both.ts, "solved")
    for message in (one, both):
        desk.slack.wait_for(lambda here=message: "Solved, says" in str(_now(desk, here).blocks))
    desk.finish()
    assert shown != header(both)
    assert [shown, header(both)] == [header(_now(desk, one)), header(_now(desk, both))]


def test_a_mark_that_is_not_recorded_is_told_to_the_presser(open_desk: Opener, tmp_path: Path) -> None:
    """The database is down: the message is marked for everyone, and the presser hears that it is not counted."""
    (tmp_path / "file").write_text("no folder")
    desk = open_desk(database_url=f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}")
    reply = _answered(desk)
    desk.slack.press("tomas", reply.ts, "solved")
    (told,) = desk.whispers("tomas")
    desk.finish()
    assert told.text.startswith("I could not put this into my record, so it is not counted.")
    assert "Solved, says <@U0TOMAS>." in str(_now(desk, reply).blocks)


def test_buttons_work_after_a_restart(open_desk: Opener) -> None:
    """What was answered before the program was restarted can still be marked and handed on."""
    before = open_desk()
    reply = _answered(before)
    before.finish()
    after = open_desk()
    after.slack.press("maya", reply.ts, "ask_support")
    form = after.form("maya")
    after.slack.press("maya", reply.ts, "solved")
    after.slack.wait_for(lambda: "Solved, says" in str(_now(after, reply).blocks))
    assert "Webex Connect error 7105" in str(form.content)


def test_a_button_of_a_case_that_is_gone_says_so(open_desk: Opener, tmp_path: Path) -> None:
    """Without its case a message still shows the entry it is about; what needs the case tells the presser."""
    before = open_desk(database_url=f"sqlite:///{tmp_path / 'old.db'}")
    reply = _answered(before)
    before.finish()
    after = open_desk()
    after.slack.press("maya", reply.ts, "ask_support")
    (told,) = after.whispers("maya")
    after.slack.press("maya", reply.ts, "solved")
    after.slack.wait_for(lambda: "Solved, says" in str(_now(after, reply).blocks))
    assert told.text.startswith("I no longer have this case.")
    assert header(_now(after, reply)) == header(reply)


def _answered(desk: Desk) -> Message:
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105")
    (reply,) = desk.replies("invitations", ts)
    return reply


def _now(desk: Desk, message: Message) -> Message:
    return desk.slack.workspace.find(message.channel, message.ts)


def _values(message: Message) -> list[str]:
    return [element["value"] for element in elements(message) if "value" in element]
