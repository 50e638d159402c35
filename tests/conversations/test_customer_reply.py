"""A support agent takes the answer as a text to send on."""

from __future__ import annotations

import pytest
from desk import Desk, Opener, elements

from bot.local.nouns import Message, View


def reply_form(desk: Desk, person: str) -> View:
    """The modal with the reply, once it is open."""
    desk.slack.wait_for(lambda: desk.slack.views(person))
    return desk.slack.views(person)[-1]


def texts(form: View) -> list[str]:
    """What stands in its fields."""
    return [block["element"]["initial_value"] for block in form.content["blocks"] if block["type"] == "input"]


def answered(desk: Desk, asked: str) -> Message:
    """The answer to Maya's question in a channel."""
    (reply,) = desk.replies("invitations", desk.slack.say("maya", "invitations", f"@whyfailed {asked}"))
    return reply


def test_an_answer_is_taken_as_a_mail(desk: Desk) -> None:
    """The modal holds the whole reply in one field, nothing is posted, and Done closes it."""
    reply = answered(desk, "Webex Connect error 7105 for ann@example.com")
    desk.slack.press("tomas", reply.ts, "customer_reply")
    form = reply_form(desk, "tomas")
    desk.slack.submit("tomas", form.id, {})
    desk.slack.wait_for(lambda: not desk.slack.views("tomas"))
    desk.finish()
    (text,) = texts(form)
    assert text.startswith("Hello,\n\nthank you for getting in touch.")
    assert "Webex Connect finds no customer profile for the recipient that the message names." in text
    assert text.rstrip().endswith("Kind regards")
    assert "ann@" not in text
    assert desk.said() == [reply]


def test_a_private_answer_is_taken_as_a_mail_too(desk: Desk) -> None:
    """The shortcut's answer, which only the agent sees, has the button as well."""
    ts = desk.slack.say("maya", "lounge", "My dispatch says: DeliveryPolicy not found")
    desk.slack.shortcut("tomas", ts, "why_failed")
    (private,) = desk.whispers("tomas")
    desk.slack.press("tomas", private.ts, "customer_reply")
    (text,) = texts(reply_form(desk, "tomas"))
    assert text.startswith("Hello,")


def test_several_failures_are_one_text(desk: Desk) -> None:
    """Each is a numbered problem of one mail."""
    reply = answered(desk, "Webex Connect error 7105\nWebex Connect error 7106\nWebex Connect error 7106")
    desk.slack.press("tomas", reply.ts, "customer_reply")
    (text,) = texts(reply_form(desk, "tomas"))
    assert "found 2 different problems." in text
    assert "Problem 1: Channel is not configured in Webex Connect (twice)" in text
    assert text.count("Kind regards") == 1


def test_a_long_text_stands_in_several_fields(desk: Desk) -> None:
    """Each field holds what Slack takes, and together they are the whole text."""
    codes = (7105, 7106, 7302, 7207, 7018, 7202, 7115, 7402, 7110, 7113)
    reply = answered(desk, "\n".join(f"Webex Connect error {code}" for code in codes))
    desk.slack.press("tomas", reply.ts, "customer_reply")
    form = reply_form(desk, "tomas")
    assert len(texts(form)) > 1
    assert all(0 < len(text) <= 3_000 for text in texts(form))
    assert "The reply, part 2" in str(form.content)
    assert texts(form)[-1].rstrip().endswith("Kind regards")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Request expired", "What you sent us can have more than one cause, and we would like to be sure."),
        ("a recipe of my grandmother", "From what you sent us we cannot tell yet what went wrong."),
    ],
)
def test_what_is_open_is_asked_of_the_customer(desk: Desk, asked: str, expected: str) -> None:
    """Where the bot asks back, so does the reply."""
    reply = answered(desk, asked)
    desk.slack.press("tomas", reply.ts, "customer_reply")
    (text,) = texts(reply_form(desk, "tomas"))
    assert expected in text


def test_after_a_mark_the_reply_is_still_there(desk: Desk) -> None:
    """After Solved it is the first button; after Not solved it stands behind the dots."""
    reply = answered(desk, "Webex Connect error 7105")
    desk.slack.press("maya", reply.ts, "solved")
    desk.slack.wait_for(lambda: "Solved, says" in desk.now(reply).text)
    after = [element["action_id"] for element in elements(desk.now(reply)) if element["type"] == "button"]
    desk.slack.press("maya", reply.ts, "customer_reply")
    assert after == ["customer_reply"]
    assert texts(reply_form(desk, "maya"))


def test_a_press_that_slack_forgot_is_asked_for_again(desk: Desk) -> None:
    """After three seconds Slack opens no modal; the presser hears what to do."""
    reply = answered(desk, "Webex Connect error 7105")
    desk.slack.fail_next("views.open", error="expired_trigger_id")
    desk.slack.press("maya", reply.ts, "customer_reply")
    (told,) = desk.whispers("maya")
    desk.finish()
    assert "Please press or type the same once more; nothing was sent." in told.text


def test_a_case_that_is_gone_says_so(open_desk: Opener) -> None:
    """Nothing is made up about a question that is not kept any more."""
    before = open_desk()
    reply = answered(before, "Request expired")
    before.finish()
    after = open_desk(database_url="sqlite://")
    after.slack.press("maya", reply.ts, "customer_reply")
    (told,) = after.whispers("maya")
    assert told.text.startswith("I no longer have this case.")
