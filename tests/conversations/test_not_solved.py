"""An answer did not help: one tap says why, and the conversation goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import Desk, Opener, action_ids, elements, header

from bot.bootstrap import Knowledge
from bot.diagnosis.diagnosis import Answered
from bot.diagnosis.question import Question
from bot.local.nouns import Message

WITH_RUNNER_UP = "the dispatch is paused, nothing goes out"
"""A paused delivery policy is close to this."""
CODE = "Webex Connect error 7105"
"""Nothing else fits this."""


def answered(desk: Desk, asked: str) -> Message:
    """The answer to Maya's question in a channel."""
    (reply,) = desk.replies("invitations", desk.slack.say("maya", "invitations", f"@whyfailed {asked}"))
    return reply


def not_solved(desk: Desk, person: str, reply: Message) -> None:
    """Press Not solved; comes back once the message asks why."""
    desk.slack.press(person, reply.ts, "not_solved")
    desk.slack.wait_for(lambda: "why_unclear" in action_ids(desk.now(reply)))


def test_not_solved_leads_to_the_runner_up_with_its_evidence(desk: Desk) -> None:
    """The runner-up takes the place of what did not help, says so, and quotes why it fits."""
    reply = answered(desk, WITH_RUNNER_UP)
    first = header(reply)
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_no_change")
    desk.slack.wait_for(lambda: header(desk.now(reply)) != first)
    desk.finish()
    shown = desk.now(reply)
    said = str(shown.blocks)
    assert f"Not solved with “{first}”. This is the next closest to your text; look whether it fits." in said
    assert "Because your " in said
    assert {"solved", "not_solved"} <= set(action_ids(shown))
    assert [(row["verdict"], row["reason"]) for row in desk.rows("feedback")] == [("not_solved", "no-change")]


def test_the_last_runner_up_leads_to_support(desk: Desk) -> None:
    """Where nothing is left that fits, the case is one for support, and the form has what was found."""
    reply = answered(desk, CODE)
    not_solved(desk, "tomas", reply)
    desk.slack.press("tomas", reply.ts, "why_no_change")
    desk.slack.wait_for(lambda: "so this is one for support" in str(desk.now(reply).blocks))
    desk.finish()
    shown = desk.now(reply)
    assert "Not solved yet, says <@U0TOMAS>: the steps changed nothing." in str(shown.blocks)
    assert [element["style"] for element in elements(shown) if element["action_id"] == "ask_support"] == ["primary"]
    assert [row["reason"] for row in desk.rows("feedback")] == ["no-change"]


@pytest.mark.parametrize(
    ("press", "reason", "expected"),
    [
        ("why_not_mine", "not-mine", "Then I misread your text. Reply in this thread with the full error text"),
        ("why_unclear", "unclear", "The steps come from Webex Connect status codes"),
    ],
)
def test_a_question_back_where_nothing_else_fits(desk: Desk, press: str, reason: str, expected: str) -> None:
    """What to paste, or where the steps come from; and Ask support beside it."""
    reply = answered(desk, CODE)
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, press)
    desk.slack.wait_for(lambda: expected in str(desk.now(reply).blocks))
    desk.finish()
    assert [row["reason"] for row in desk.rows("feedback")] == [reason]
    assert "ask_support" in action_ids(desk.now(reply))


def test_a_reply_to_the_question_back_is_answered(desk: Desk) -> None:
    """Whoever was misread pastes what it says, and gets an answer to that in the same thread."""
    reply = answered(desk, CODE)
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_not_mine")
    desk.slack.wait_for(lambda: "Then I misread your text." in str(desk.now(reply).blocks))
    desk.slack.say("maya", "invitations", "it says Channel not configured", thread_ts=reply.thread_ts)
    _, second = desk.replies("invitations", str(reply.thread_ts), count=2)
    assert header(second) == desk.service.corpus["connect-7106"].title


def test_a_reason_in_words_is_kept_redacted_and_shown_to_nobody(desk: Desk) -> None:
    """The form takes words; the record has them without the address, and the thread only that there is a reason."""
    reply = answered(desk, CODE)
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_other")
    form = desk.form("maya")
    desk.slack.submit("maya", form.id, {"why_other": "only ann@example.com gets it <!channel>"})
    desk.slack.wait_for(lambda: ", for another reason." in str(desk.now(reply).blocks))
    desk.finish()
    assert [row["reason"] for row in desk.rows("feedback")] == ["other: only [email 1] gets it <!channel>"]
    assert "gets it" not in str(desk.said())
    assert desk.slack.views("maya") == []


@pytest.mark.parametrize(
    ("asked", "words", "expected"),
    [
        (CODE, "now it says Channel not configured for ann@example.com", "connect-7106"),
        ("Webex Connect code 7010 Profile API", "no, it was the other one", "connect-7010-service-provider-exception"),
    ],
)
def test_words_that_leave_no_doubt_lead_to_their_answer(desk: Desk, asked: str, words: str, expected: str) -> None:
    """What somebody writes is diagnosed after their question; the answer stands there, and their words do not."""
    reply = answered(desk, asked)
    first = header(reply)
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_other")
    desk.slack.submit("maya", desk.form("maya").id, {"why_other": words})
    desk.slack.wait_for(lambda: header(desk.now(reply)) == desk.service.corpus[expected].title)
    shown = desk.now(reply)
    assert f"Not solved with “{first}”. Going by what was said since, it is this." in shown.text
    assert {"solved", "not_solved"} <= set(action_ids(shown))
    assert "ann@example.com" not in str(shown)
    assert "failures in this text" not in str(shown.blocks)
    desk.slack.say("maya", "invitations", "still the same after step 1", thread_ts=reply.thread_ts)
    _, onward = desk.replies("invitations", str(reply.thread_ts), count=2)
    assert "2. " in onward.text
    assert desk.service.corpus[expected].steps[1][:40] in onward.text


@pytest.mark.parametrize("words", ["it works for others", "still Webex Connect error 7105", "code 1002"])
def test_words_that_leave_it_open_are_only_noted(desk: Desk, words: str) -> None:
    """Nothing known, the same again, or several meanings: nobody is led anywhere by it."""
    reply = answered(desk, CODE)
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_other")
    desk.slack.submit("maya", desk.form("maya").id, {"why_other": words})
    desk.slack.wait_for(lambda: ", for another reason." in str(desk.now(reply).blocks))
    assert header(desk.now(reply)) == header(reply)


def test_a_submission_that_arrives_again_is_one_reason(desk: Desk) -> None:
    """Slack missed the acknowledgement and sends the form twice more."""
    reply = answered(desk, CODE)
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_other")
    desk.slack.submit("maya", desk.form("maya").id, {"why_other": "another number"})
    desk.slack.wait_for(lambda: ", for another reason." in str(desk.now(reply).blocks))
    (submission,) = [each for each in desk.slack.deliveries if each.payload.get("type") == "view_submission"]
    desk.slack.redeliver(submission, 2)
    desk.finish()
    assert [row["reason"] for row in desk.rows("feedback")] == ["other: another number"]


def test_a_private_answer_asks_why_too(desk: Desk) -> None:
    """What only one person sees is replaced for them, also after the form."""
    desk.slack.command("priya", "lounge", f"/whyfailed {CODE}")
    (reply,) = desk.whispers("priya")
    desk.slack.press("priya", reply.ts, "not_solved")
    desk.slack.wait_for(lambda: "why_other" in action_ids(desk.slack.ephemerals("priya")[0]))
    desk.slack.press("priya", reply.ts, "why_other")
    desk.slack.submit("priya", desk.form("priya").id, {"why_other": "it is the import"})
    expected = "You marked this as not solved, for another reason."
    desk.slack.wait_for(lambda: expected in str(desk.slack.ephemerals("priya")[0].blocks))
    desk.finish()
    assert "Ask again with what you see now" in str(desk.slack.ephemerals("priya")[0].blocks)
    assert len(desk.slack.ephemerals("priya")) == 1


def test_one_of_two_that_did_not_help_leads_to_the_other(desk: Desk) -> None:
    """What was chosen from two candidates and did not help leaves the other."""
    reply = answered(desk, "Request expired")
    desk.slack.press("maya", reply.ts, "choose_1")
    desk.slack.wait_for(lambda: "not_solved" in action_ids(desk.now(reply)))
    first = header(desk.now(reply))
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_not_mine")
    desk.slack.wait_for(lambda: header(desk.now(reply)) != first)
    desk.finish()
    assert f"Not solved with “{first}”. This is the next closest" in str(desk.now(reply).blocks)
    assert "steps" in str(desk.now(reply).blocks)


def test_one_of_many_that_did_not_help_leads_back_to_the_choice(desk: Desk) -> None:
    """With several left the bot does not guess: the choice is there again, and says what did not help."""
    reply = answered(desk, "code 1002")
    asked = header(reply)
    desk.slack.press("maya", reply.ts, "choose_1")
    desk.slack.wait_for(lambda: "not_solved" in action_ids(desk.now(reply)))
    first = header(desk.now(reply))
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_not_mine")
    desk.slack.wait_for(lambda: header(desk.now(reply)) == asked)
    desk.finish()
    assert f"Not solved with “{first}”. Is it one of these?" in str(desk.now(reply).blocks)


@pytest.mark.parametrize("late", ["the choice", "why not"])
def test_a_late_answer_of_slack_does_not_take_the_choice_back(desk: Desk, late: str) -> None:
    """What is pressed before Slack has told us that the message it stands under is there: what it led to stays."""
    reply = answered(desk, "code 1002")
    asked = header(reply)
    if late == "the choice":
        desk.slack.fail_next("chat.update", delay=1.0)
    desk.slack.press("maya", reply.ts, "choose_1")
    desk.slack.wait_for(lambda: "not_solved" in action_ids(desk.now(reply)))
    if late == "why not":
        desk.slack.fail_next("chat.update", delay=1.0)
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_not_mine")
    desk.slack.wait_for(lambda: header(desk.now(reply)) == asked)
    desk.finish()
    assert asked == header(desk.now(reply))


def test_several_failures_ask_why_as_well(desk: Desk) -> None:
    """Under a summary of a log, Not solved asks why, and no single entry is taken for the one that did not help."""
    reply = answered(desk, "Webex Connect error 7105\nWebex Connect error 7106")
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_unclear")
    desk.slack.wait_for(lambda: "Support can explain them" in str(desk.now(reply).blocks))
    desk.finish()
    assert [(row["entry_id"], row["reason"]) for row in desk.rows("feedback")] == [("", "unclear")]


def test_somebody_else_says_it_was_solved_after_all(desk: Desk) -> None:
    """Behind the dots stands the way back; both presses are kept, and the last one is shown."""
    reply = answered(desk, CODE)
    not_solved(desk, "maya", reply)
    (dots,) = [element for element in elements(desk.now(reply)) if element["type"] == "overflow"]
    solved = next(option["value"] for option in dots["options"] if option["text"]["text"] == "Solved after all")
    desk.slack.choose("tomas", reply.ts, "more", solved)
    desk.slack.wait_for(lambda: "Solved, says <@U0TOMAS>." in str(desk.now(reply).blocks))
    desk.finish()
    assert [row["verdict"] for row in desk.rows("feedback")] == ["not_solved", "solved"]


def test_a_reason_that_is_not_recorded_is_told(open_desk: Opener, tmp_path: Path) -> None:
    """The database is down: the message goes on all the same, and the presser hears that it is not counted."""
    (tmp_path / "file").write_text("no folder")
    desk = open_desk(database_url=f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}")
    reply = answered(desk, CODE)
    not_solved(desk, "maya", reply)
    desk.slack.press("maya", reply.ts, "why_no_change")
    desk.slack.wait_for(lambda: "so this is one for support" in str(desk.now(reply).blocks))
    told = desk.whispers("maya", count=2)[-1]
    desk.finish()
    assert told.text.startswith("I could not put this into my record")


def test_the_question_of_these_tests_has_a_runner_up(knowledge: Knowledge) -> None:
    """Otherwise they would show nothing."""
    found = knowledge.diagnoser.diagnose(Question(WITH_RUNNER_UP))
    assert isinstance(found, Answered)
    assert len(found.finding.matches) > 1
