"""In its own threads the bot follows without a mention, as long as the talk is with it."""

from __future__ import annotations

import pytest
from desk import Desk, HandClock, Opener, action_ids, elements, header
from sqlalchemy import create_engine, text
from telling import Transcript

ASKED = "@whyfailed Webex Connect error 7105"
ANSWER = "Customer profile not found for this message"


def _reads(desk: Desk) -> int:
    return len([call for call in desk.slack.calls if call.method == "conversations.replies"])


def test_the_dialogue_of_five_turns_is_as_it_was_looked_at(desk: Desk) -> None:
    """An open code, an API, a step that did not help, another code, a second paste, thanks; then quiet until called."""
    told = Transcript(desk)
    ts = told.says("maya", "invitations", "@whyfailed Webex Connect code 7010")
    desk.replies("invitations", ts)
    for number, said in enumerate(
        (
            "no, for the profile api",
            "still the same after step 1",
            "and 7203?",
            'now this came back: {"code": "7106", "description": "Channel not configured"}',
            "thanks, that was it",
        ),
        start=2,
    ):
        told.says("maya", "invitations", said, thread_ts=ts)
        desk.replies("invitations", ts, count=number)
    told.says("maya", "invitations", "Webex Connect error 7105 is what tomorrow brings", thread_ts=ts)
    told.says("maya", "invitations", "@whyfailed Webex Connect error 7105", thread_ts=ts)
    desk.replies("invitations", ts, count=7)
    told.says("maya", "invitations", "and 7107?", thread_ts=ts)
    desk.replies("invitations", ts, count=8)
    told.compare("thread")
    assert _reads(desk) == 0


def test_the_dialogue_between_people_is_as_it_was_looked_at(desk: Desk) -> None:
    """Another person answers the asker, the asker replies to them: quiet, until somebody mentions the bot."""
    told = Transcript(desk)
    ts = told.says("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    told.says(
        "tomas", "invitations", "we had that, it was the import. Do you see Webex Connect error 7106?", thread_ts=ts
    )
    told.says("maya", "invitations", "yes, and Webex Connect error 7107", thread_ts=ts)
    told.says("maya", "invitations", "still the same after step 1", thread_ts=ts)
    told.says("maya", "invitations", "@whyfailed still the same after step 1", thread_ts=ts)
    desk.replies("invitations", ts, count=2)
    told.says("maya", "invitations", "and 7203?", thread_ts=ts)
    desk.replies("invitations", ts, count=3)
    told.compare("thread_between_people")
    assert _reads(desk) == 0


@pytest.mark.parametrize(
    ("said", "heading", "first"),
    [
        ("still the same after step 2", "Still the same after step 2", "3. Have the missing customer profile created"),
        ("we did steps 1 to 3, nothing changed", "Still the same after step 3", "4. Send to the customer anew"),
        ("tried everything, no luck", "Still the same after all steps", "All 4 steps of"),
        ("still the same after step 9", "Still the same after all steps", "All 4 steps of"),
        ("didn't help", "Still the same", "has 4 steps. Tell me the last one that you did"),
        ("still getting 7105 after the first step", "Still the same after step 1", "2. Look in your own import log"),
    ],
)
def test_what_is_left_is_said_and_no_step_invented(open_desk: Opener, said: str, heading: str, first: str) -> None:
    """The entry's own steps behind the one that was named, what support needs, and the way there."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", said, ts)
    _, onward = desk.replies("invitations", ts, count=2)
    desk.finish()
    entry = desk.service.corpus["connect-7105"]
    numbered = [line.split(". ", 1)[1] for line in onward.text.split("\n") if line[:1].isdigit()]
    assert heading == header(onward)
    assert first in onward.text
    assert set(numbered) <= set(entry.steps)
    assert all(fact in onward.text for fact in entry.collect)
    assert action_ids(onward) == ["ask_support"]
    assert len(desk.rows("cases")) == 1


def test_what_else_it_may_be_can_be_chosen_where_nothing_helped(desk: Desk) -> None:
    """Runners-up of the answer stand under what is left, named in the text, and a choice shows one in full."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed the dispatch is paused, nothing goes out")
    (answer,) = desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", "tried everything, no luck", ts)
    _, onward = desk.replies("invitations", ts, count=2)
    menu = next(element for element in elements(onward) if element["action_id"] == "choose")
    titles = [option["text"]["text"] for option in menu["options"]]
    named = all(f"• {title}" in onward.text for title in titles)
    desk.slack.choose("maya", onward.ts, "choose", menu["options"][0]["value"])
    desk.slack.wait_for(lambda: header(desk.now(onward)) == titles[0])
    assert header(answer) not in titles
    assert titles
    assert named


def test_after_several_cases_it_asks_which_one_was_gone_by(desk: Desk) -> None:
    """Nothing tells whose step is meant; the place in the list does."""
    ts = desk.slack.say("maya", "invitations", '@whyfailed {"code": 7106, "description": "Customer profile not found"}')
    (choice,) = desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", "still the same", ts)
    _, asked_back = desk.replies("invitations", ts, count=2)
    desk.slack.say("maya", "invitations", "the second one", ts)
    *_, answer = desk.replies("invitations", ts, count=3)
    desk.finish()
    options = [element["value"].split("|")[1] for element in elements(choice) if "choose" in element["action_id"]]
    assert asked_back.text.startswith("The answer above has more than one case.")
    assert header(answer) == desk.service.corpus[options[1]].title


def test_another_of_those_offered_can_be_named_after_the_first_was_not_it(desk: Desk) -> None:
    """What was offered stays within reach in the thread, by its place and as the other one."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect code 7010")
    (choice,) = desk.replies("invitations", ts)
    options = [element["value"].split("|")[1] for element in elements(choice) if "choose" in element["action_id"]]
    for number, said in enumerate(("the first one", "no, the second one", "no, the other one"), start=2):
        desk.slack.say("maya", "invitations", said, ts)
        desk.replies("invitations", ts, count=number)
    titles = [header(answer) for answer in desk.replies("invitations", ts, count=4)[1:]]
    desk.finish()
    assert [desk.service.corpus[options[place]].title for place in (0, 1, 0)] == titles


def test_ask_support_under_what_is_left_is_about_the_case(desk: Desk) -> None:
    """The form holds the question that the thread began with."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", "all steps done, still failing", ts)
    _, onward = desk.replies("invitations", ts, count=2)
    desk.slack.press("maya", onward.ts, "ask_support")
    form = desk.form("maya")
    assert "Webex Connect error 7105" in str(form.content)


@pytest.mark.parametrize("said", ["thanks, that was it", "it works now, thank you!", "solved :tada:"])
def test_words_that_say_that_it_is_solved_count_once(desk: Desk, said: str) -> None:
    """One short line; the last case counts as solved by its asker, a resend counts nothing more."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", said, ts)
    _, line = desk.replies("invitations", ts, count=2)
    desk.slack.redeliver(desk.slack.deliveries[-1])
    desk.finish()
    (row,), (case,) = desk.rows("feedback"), desk.rows("cases")
    assert line.text.startswith("Good to hear that it is solved.")
    assert ("solved", "connect-7105", case["id"], "U0MAYA") == (
        row["verdict"],
        row["entry_id"],
        row["case_id"],
        row["person"],
    )


@pytest.mark.parametrize("said", ["thanks!", "ok", "is it solved?"])
def test_thanks_alone_are_no_solution(open_desk: Opener, said: str) -> None:
    """Nothing is said and nothing counted, and the talk may go on."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", said, ts)
    desk.slack.say("maya", "invitations", "and 7203?", ts)
    desk.replies("invitations", ts, count=2)
    desk.finish()
    assert len(desk.said()) == 2
    assert desk.rows("feedback") == []


def test_in_direct_messages_thanks_and_no_luck_get_their_line(desk: Desk) -> None:
    """Whoever writes to the bot gets a reply, outside a thread as well; it is about the last question there."""
    dm = desk.slack.dm_of("maya").id
    desk.replies(dm, desk.slack.say("maya", "dm", "Webex Connect error 7105"))
    (onward,) = desk.replies(dm, desk.slack.say("maya", "dm", "still the same after step 1"))
    (welcome,) = desk.replies(dm, desk.slack.say("maya", "dm", "thanks"))
    (solved,) = desk.replies(dm, desk.slack.say("maya", "dm", "that fixed it"))
    desk.finish()
    assert header(onward) == "Still the same after step 1"
    assert welcome.text.startswith("You are welcome.")
    assert solved.text.startswith("Good to hear")
    assert [row["entry_id"] for row in desk.rows("feedback")] == ["connect-7105"]


def test_a_second_asker_takes_over_the_thread(desk: Desk) -> None:
    """Whoever mentioned the bot last is followed; the first asker's word is for people, until they mention it."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.slack.say("tomas", "invitations", "@whyfailed and Webex Connect error 7106?", ts)
    desk.replies("invitations", ts, count=2)
    desk.slack.say("tomas", "invitations", "and 7107?", ts)
    desk.replies("invitations", ts, count=3)
    desk.slack.say("maya", "invitations", "Webex Connect error 7203 is next, tomas", ts)
    desk.slack.settle()
    desk.slack.say("tomas", "invitations", "Webex Connect error 7207, you mean", ts)
    desk.finish()
    assert len(desk.said()) == 3


def test_whom_a_thread_is_with_outlives_a_restart(open_desk: Opener) -> None:
    """The asker is followed, and people among themselves are left alone, by a new process as well."""
    before = open_desk()
    with_us, among_people = (before.slack.say("maya", "invitations", ASKED) for _ in range(2))
    for ts in (with_us, among_people):
        before.replies("invitations", ts)
    before.slack.say("tomas", "invitations", "I know that one", among_people)
    before.finish()
    after = open_desk()
    for ts in (with_us, among_people):
        after.slack.say("maya", "invitations", "and 7203?", ts)
    after.replies("invitations", with_us, count=2)
    after.finish()
    assert len(after.said()) == 3
    assert _reads(after) == 0


def test_a_resend_from_before_changes_nothing(desk: Desk) -> None:
    """An event that comes late, or again, does not turn the talk back."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.slack.say("tomas", "invitations", "I know that one", ts)
    stranger = desk.slack.deliveries[-1]
    desk.slack.settle()
    desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7106", ts)
    desk.replies("invitations", ts, count=2)
    desk.slack.redeliver(stranger)
    desk.slack.settle()
    desk.slack.say("maya", "invitations", "and 7203?", ts)
    replies = desk.replies("invitations", ts, count=3)
    assert header(replies[-1]) == desk.service.corpus["connect-7203"].title


def test_a_thank_you_that_was_not_answered_counts_after_a_restart(open_desk: Opener) -> None:
    """The next round says the line that Slack did not take, and the talk is over."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.finish()
    engine = create_engine(desk.service.settings.database_url)
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", status=503)
    desk.slack.say("maya", "invitations", "thanks, that was it", ts)
    posts = 2
    desk.slack.wait_for(lambda: [call.method for call in desk.slack.calls].count("chat.postMessage") == posts)
    desk.finish()
    after = open_desk(clock=HandClock(ahead=31))
    _, line = after.replies("invitations", ts, count=2)
    after.finish()
    with engine.connect() as connection:
        partner = connection.execute(text("SELECT person FROM threads")).scalar_one()
    engine.dispose()
    assert line.text.startswith("Good to hear")
    assert partner == ""
    assert {"solved"} == {row["verdict"] for row in after.rows("feedback")}
