"""Somebody only knows that invitations are not going out, and is led to the stage and to the remedy by buttons."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk, Opener, action_ids, elements, header

from bot.bootstrap import Knowledge
from bot.local.nouns import Message

TRANSCRIPT = Path(__file__).parent / "transcripts" / "walk.txt"
ASKED = "@whyfailed our survey invitations are not going out, where do I start"


def test_a_vague_question_is_walked_to_its_remedy(desk: Desk) -> None:
    """Rejected, then the message that fits: each press changes the one message, down to the scenario with its steps."""
    walk = _begun(desk)
    assert header(walk) == "Where did the invitations stop?"
    assert "Did the dispatchRequest API reject the request?" in walk.text
    rejected = _press(desk, walk, "Yes, an error came back")
    assert header(rejected) == desk.service.corpus["wxm-2.1"].title
    found = _press(desk, walk, "This one: " + desk.service.corpus["wxm-2.1.2"].title)
    desk.finish()
    assert header(found) == desk.service.corpus["wxm-2.1.2"].title
    assert {"solved", "not_solved", "ask_support", "walk_back", "walk_again"} <= set(action_ids(found))
    assert [found] == desk.said()
    assert walk.metadata == found.metadata


def test_the_whole_answer_stands_in_the_text(desk: Desk) -> None:
    """Whoever cannot see the buttons reads the question and every answer to it."""
    walk = _begun(desk)
    for answer in ("Yes, an error came back", "No, it was accepted", "The response was not logged"):
        assert f"- {answer}" in walk.text
    assert "paste the error" in str(walk.blocks)


@pytest.mark.parametrize(
    ("answers", "stage"),
    [
        (
            ("No, it was accepted", "Yes, I have it", "An entry with an error", "Records, tokens or templates"),
            "wxm-2.5",
        ),
        (("No, it was accepted", "Yes, I have it", "No entry, or none with an error", "A complete batch"), "wxm-2.3"),
        (("No, it was accepted", "No, it was not logged", "Single dispatches of a batch"), "wxm-2.4"),
        (
            ("No, it was accepted", "Yes, I have it", "That the invitation was sent", "No, it never arrived there"),
            "wxm-2.2",
        ),
    ],
)
def test_batch_id_and_eventlog_narrow_to_a_stage(open_desk: Opener, answers: tuple[str, ...], stage: str) -> None:
    """The batch id, what the EventLog says, and how much is affected lead to each of the later stages."""
    desk = open_desk()
    walk = shown = _begun(desk)
    for answer in answers:
        shown = _press(desk, walk, answer)
    assert header(shown) == desk.service.corpus[stage].title
    whole = _press(desk, walk, "None of these, or no message")
    assert header(whole) == desk.service.corpus[stage].title
    assert "Have ready for support" in whole.text


def test_the_checklist_ends_with_support(desk: Desk) -> None:
    """Without a logged response all six scenarios of 2.1 are gone through; after them the case goes to support."""
    walk = _begun(desk)
    shown = _press(desk, walk, "The response was not logged")
    for number in range(1, 7):
        assert header(shown).startswith(f"Check {number} of 6: ")
        assert desk.service.corpus[f"wxm-2.1.{number}"].steps[0].split("`")[0] in shown.text
        shown = _press(desk, walk, "No, on to the next" if number < 6 else "No, and that was the last")
    assert header(shown) == "That was the whole checklist"
    desk.slack.press("maya", walk.ts, "ask_support")
    assert "Response of the dispatchRequest API" in str(desk.form("maya").content)


def test_a_check_that_fits_is_answered(open_desk: Opener) -> None:
    """The scenario that somebody recognizes is shown in full, and Solved is about that scenario."""
    desk = open_desk()
    walk = _begun(desk)
    _press(desk, walk, "The response was not logged")
    _press(desk, walk, "No, on to the next")
    found = _press(desk, walk, "Yes, this is it")
    desk.slack.press("maya", walk.ts, "solved")
    desk.slack.wait_for(lambda: "Solved, says <@U0MAYA>." in str(desk.now(walk).blocks))
    desk.finish()
    assert header(found) == desk.service.corpus["wxm-2.1.2"].title
    assert [row["entry_id"] for row in desk.rows("feedback")] == ["wxm-2.1.2"]


def test_back_and_start_again(desk: Desk) -> None:
    """Back undoes one press, also from an answer; Start again leads to the first question."""
    walk = _begun(desk)
    assert not {"walk_back", "walk_again"} & set(action_ids(walk))
    accepted = _press(desk, walk, "No, it was accepted")
    _press(desk, walk, "No, it was not logged")
    assert header(accepted) == header(_press(desk, walk, "Back to the question before"))
    assert "Do you have the batch id?" in desk.now(walk).text
    _press(desk, walk, "No, it was not logged")
    ignored = _press(desk, walk, "Single dispatches of a batch")
    _press(desk, walk, "This one: " + desk.service.corpus["wxm-2.4.2"].title)
    assert header(ignored) == header(_press(desk, walk, "Back to the question before"))
    again = _press(desk, walk, "Start again with the first question")
    assert walk.blocks == again.blocks


def test_a_question_about_a_stage_begins_there(desk: Desk) -> None:
    """What the stage means and what to do stands above its scenarios; the first question is one press away."""
    ts = desk.slack.say("maya", "dm", "what are the reasons a complete batch fails")
    (walk,) = desk.replies(desk.slack.dm_of("maya").id, ts)
    stage = desk.service.corpus["wxm-2.3"]
    assert header(walk) == stage.title
    assert stage.causes[0][:60] in walk.text
    assert stage.steps[0] in walk.text
    assert "walk_back" not in action_ids(walk)
    again = _press(desk, walk, "Start again with the first question")
    assert "Did the dispatchRequest API reject the request?" in again.text


def test_only_the_asker_walks_in_private(desk: Desk) -> None:
    """A command's walk replaces itself for its one reader, and what it led to can be shared."""
    desk.slack.command("priya", "lounge", "/whyfailed our survey invitations are not going out, where do I start")
    (walk,) = desk.whispers("priya")
    _press_private(desk, "Yes, an error came back", "wxm-2.1")
    _press_private(desk, "This one: " + desk.service.corpus["wxm-2.1.4"].title, "wxm-2.1.4")
    desk.slack.press("priya", walk.ts, "share_channel")
    desk.slack.wait_for(lambda: len(desk.slack.messages("lounge")) == 1)
    desk.finish()
    assert len([m for m in desk.slack.ephemerals("priya") if m.blocks[0]["type"] == "header"]) == 1
    (shared,) = desk.slack.messages("lounge")
    assert header(shared) == desk.service.corpus["wxm-2.1.4"].title
    assert "Shared by <@U0PRIYA>" in str(shared.blocks)


def test_an_error_pasted_during_the_walk_is_answered(desk: Desk) -> None:
    """Who finds the message on the way pastes it in the thread, and gets its answer there."""
    walk = _begun(desk)
    _press(desk, walk, "No, it was accepted")
    desk.slack.say("maya", "invitations", desk.service.corpus["wxm-2.4.6"].messages[0], thread_ts=walk.thread_ts)
    _, answer = desk.replies("invitations", walk.thread_ts or "", count=2)
    assert header(answer) == desk.service.corpus["wxm-2.4.6"].title


def test_a_walk_goes_on_without_its_case(open_desk: Opener, tmp_path: Path) -> None:
    """The buttons carry the way: after the record is gone the walk still leads to its remedy."""
    before = open_desk(database_url=f"sqlite:///{tmp_path / 'old.db'}")
    walk = _begun(before)
    before.finish()
    after = open_desk()
    rejected = _press(after, walk, "Yes, an error came back")
    assert header(rejected) == after.service.corpus["wxm-2.1"].title


def test_a_point_that_is_gone_leads_to_the_start(open_desk: Opener, knowledge: Knowledge) -> None:
    """The questions changed since the message was posted: the walk begins anew instead of breaking."""
    before = open_desk()
    walk = _begun(before)
    before.finish()
    points = {name: point for name, point in knowledge.corpus.walk.points.items() if name != "rejected"}
    changed = replace(knowledge.corpus, walk=replace(knowledge.corpus.walk, points=points))
    after = open_desk(knowledge=replace(knowledge, corpus=changed))
    after.slack.press("maya", walk.ts, "walk_1")
    after.slack.wait_for(lambda: after.now(walk).edited_ts)
    assert walk.blocks == after.now(walk).blocks


def test_the_walk_reads_as_it_was_looked_at(desk: Desk) -> None:
    """The whole dialogue, what is pressed and what goes to Slack; UPDATE_SNAPSHOTS=1 writes a wanted change."""
    walk = _begun(desk)
    told = [f"== Maya in #invitations\n{ASKED}\n", _told("chat.postMessage", walk)]
    for label in (
        "The response was not logged",
        "No, on to the next",
        "Start again with the first question",
        "No, it was accepted",
        "Yes, I have it",
        "An entry with an error",
        "A dispatch or its Delivery Policy",
        "Back to the question before",
        "Something else",
    ):
        shown = _press(desk, walk, label)
        told += [f"== Maya presses: {label}\n", _told("chat.update", shown)]
    desk.finish()
    transcript = "\n".join(told)
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        TRANSCRIPT.write_text(transcript, encoding="utf-8")
    assert TRANSCRIPT.read_text(encoding="utf-8") == transcript
    methods = [call.method for call in desk.slack.calls if call.method.startswith("chat.")]
    assert ["chat.postMessage", *["chat.update"] * 9] == methods


def _told(method: str, message: Message) -> str:
    pressable = " ".join(f"({element['text']['text']})" for element in elements(message) if "text" in element)
    return f"-> {method}\n{message.text}\n{pressable}\n"


def _begun(desk: Desk) -> Message:
    ts = desk.slack.say("maya", "invitations", ASKED)
    (walk,) = desk.replies("invitations", ts)
    return walk


def _press(desk: Desk, message: Message, label: str) -> Message:
    """Press what is labelled so, or begins so for those who only hear it; the message as it stands then."""
    before = desk.now(message)
    desk.slack.press("maya", message.ts, _action_of(before, label))
    desk.slack.wait_for(lambda: desk.now(message).blocks != before.blocks)
    return desk.now(message)


def _press_private(desk: Desk, label: str, entry_id: str) -> None:
    (walk,) = desk.slack.ephemerals("priya")
    desk.slack.press("priya", walk.ts, _action_of(walk, label))
    desk.slack.wait_for(lambda: header(desk.slack.ephemerals("priya")[0]) == desk.service.corpus[entry_id].title)


def _action_of(message: Message, label: str) -> str:
    return next(
        str(element["action_id"])
        for element in elements(message)
        if element["type"] == "button"
        and (element["text"]["text"] == label or element["accessibility_label"].startswith(label[:60]))
    )
