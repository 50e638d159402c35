"""The modal for a long paste: opened by `/whyfailed` alone and by a button, answered privately and once."""

from __future__ import annotations

import json
from typing import Any

from desk import Desk, Opener, action_ids, header
from slack_sdk.webhook import WebhookClient

from bot.local.files import Upload
from bot.local.nouns import View

ANSWER = "Customer profile not found for this message"
LINE = b"2026-11-21T09:12:44Z ERROR connect code=7105 Customer profile not found for this message\n"


def _form(desk: Desk, person: str) -> View:
    desk.slack.wait_for(lambda: desk.slack.views(person))
    return desk.slack.views(person)[-1]


def _use_up(form: View) -> None:
    """Answer five times by what the form carries, which is as often as Slack lets an app."""
    url = json.loads(form.content["private_metadata"])["response_url"]
    for _ in range(5):
        WebhookClient(url).send_dict({"delete_original": True})


def _submit(desk: Desk, person: str, values: dict[str, Any]) -> None:
    desk.slack.submit(person, _form(desk, person).id, values)
    desk.slack.wait_for(lambda: not desk.slack.views(person))


def test_the_command_alone_opens_a_form_that_is_answered_to_the_asker(desk: Desk) -> None:
    """Where the app is no member too; the answer stands where it was asked, and only the asker sees it."""
    desk.slack.command("priya", "lounge", "/whyfailed")
    _submit(desk, "priya", {"text": "code 7105", "product": "webex-connect"})
    (reply,) = desk.whispers("priya")
    desk.finish()
    assert header(reply) == ANSWER
    assert reply.channel == "C0LOUNGE"
    assert "share_channel" in action_ids(reply)
    assert [reply] == desk.said()


def test_the_product_decides_among_the_meanings_of_a_code(desk: Desk) -> None:
    """1002 alone is a question back; with its product it is not."""
    for product in ("", "8x8"):
        desk.slack.command("maya", "invitations", "/whyfailed")
        _submit(desk, "maya", {"text": "error 1002", **({"product": product} if product else {})})
        desk.whispers("maya", count=2 if product else 1)
    first, second = desk.whispers("maya", count=2)
    desk.finish()
    assert header(first) == "Code 1002 has several meanings"
    assert header(second) == desk.service.corpus["8x8-1002"].title


def test_files_of_the_form_are_read(desk: Desk) -> None:
    """A log and a screenshot without a word: the log is answered, the screenshot accounted for."""
    desk.slack.command("maya", "invitations", "/whyfailed")
    _submit(desk, "maya", {"files": [Upload("dispatch.log", LINE), Upload("shot.png", b"\x89PNG\r\n\x1a\n")]})
    (reply,) = desk.whispers("maya")
    desk.finish()
    assert header(reply) == ANSWER
    assert "I cannot read pictures, so I did not read shot.png." in reply.text


def test_slow_reading_of_the_form_says_so_before_the_answer(desk: Desk) -> None:
    """What only one person sees cannot be replaced: the line stands, and the answer below it."""
    desk.slack.fail_next("url_private", delay=3.0)
    desk.slack.command("maya", "invitations", "/whyfailed")
    _submit(desk, "maya", {"files": [Upload("dispatch.log", LINE)]})
    (line,) = desk.whispers("maya")
    _, answer = desk.whispers("maya", count=2)
    desk.finish()
    assert line.text == "I am reading what you sent. The answer comes here in a moment."
    assert header(answer) == ANSWER
    assert [line, answer] == desk.said()


def test_the_button_opens_the_form_and_the_answer_stays_in_the_thread(desk: Desk) -> None:
    """Under help and under an empty mention; what is asked there is answered there."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed")
    (told,) = desk.replies("invitations", ts)
    desk.slack.press("tomas", told.ts, "open_paste")
    _submit(desk, "tomas", {"text": "Webex Connect error 7105"})
    (reply,) = desk.whispers("tomas")
    desk.slack.command("maya", "invitations", "/whyfailed help")
    (help_,) = desk.whispers("maya")
    desk.finish()
    assert (header(reply), reply.thread_ts) == (ANSWER, ts)
    assert "open_paste" in action_ids(help_)


def test_a_form_that_cannot_be_answered_says_so_under_the_field(open_desk: Opener) -> None:
    """Nothing given, and more than is read at once; the form stays open, and nothing is claimed."""
    desk = open_desk(files_most_megabytes=1)
    desk.slack.command("maya", "invitations", "/whyfailed")
    form = _form(desk, "maya")
    desk.slack.submit("maya", form.id, {"text": "  "})
    desk.slack.wait_for(lambda: desk.slack.views("maya")[0].errors)
    empty = desk.slack.views("maya")[0].errors
    desk.slack.submit("maya", form.id, {"files": [Upload("huge.log", LINE * 20_000)]})
    desk.slack.wait_for(lambda: desk.slack.views("maya")[0].errors != empty)
    large = desk.slack.views("maya")[0].errors
    _submit(desk, "maya", {"text": "Webex Connect 7105"})
    (reply,) = desk.whispers("maya")
    desk.finish()
    assert empty == {"text": "Paste the error here, or attach a file below."}
    assert large["files"].startswith("That is more than the 1 MB that I read at once.")
    assert [reply] == desk.said()


def test_a_submission_that_is_delivered_twice_is_answered_once(desk: Desk) -> None:
    """Whatever Slack resends, one modal is one question."""
    desk.slack.command("maya", "invitations", "/whyfailed")
    delivery = desk.slack.submit("maya", _form(desk, "maya").id, {"text": "Webex Connect 7105"})
    (reply,) = desk.whispers("maya")
    (again,) = desk.slack.redeliver(delivery)
    desk.slack.wait_for(lambda: again.is_over)
    desk.finish()
    assert [reply] == desk.said()


def test_a_form_that_was_open_for_an_hour_is_answered_all_the_same(open_desk: Opener) -> None:
    """When the response_url has ended, the answer is whispered where we are a member, else it comes as a message."""
    desk = open_desk()
    for channel in ("invitations", "lounge"):
        desk.slack.command("maya", channel, "/whyfailed")
        form = _form(desk, "maya")
        _use_up(form)
        desk.slack.submit("maya", form.id, {"text": "Webex Connect 7105"})
        desk.slack.wait_for(lambda: not desk.slack.views("maya"))
    (whispered,) = desk.whispers("maya")
    dm = desk.slack.dm_of("maya").id
    desk.slack.wait_for(lambda: desk.slack.workspace.messages(dm))
    (direct,) = desk.slack.workspace.messages(dm)
    desk.finish()
    assert (header(whispered), whispered.channel) == (ANSWER, "C0INVITES")
    assert header(direct) == ANSWER
    assert len(desk.said()) == 2


def test_a_form_that_slack_does_not_open_is_told(desk: Desk) -> None:
    """Too late for Slack: a sentence says to try again."""
    desk.slack.fail_next("views.open", error="expired_trigger_id")
    desk.slack.command("maya", "invitations", "/whyfailed")
    (told,) = desk.whispers("maya")
    desk.finish()
    assert told.text.startswith("That took too long, and Slack did not let me open the form.")
