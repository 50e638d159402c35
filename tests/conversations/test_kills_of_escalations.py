"""`kill -9` at the steps of handing a case on that test_mails_to_support leaves out."""

from __future__ import annotations

from pathlib import Path
from subprocess import Popen

import pytest
from desk import HandClock, Opener, locked, rows_of
from handing_on import ASKED, notice, smtp
from killable import address_of, killable

from bot.local.nouns import Message, View
from bot.local.server import LoopbackSlack
from tests.mail_server import HOST, PASSWORD, USERNAME, MailServer
from tests.mail_server import Opener as MailServerOpener


def _account(server: MailServer) -> dict[str, str]:
    return {
        "SMTP_HOST": HOST,
        "SMTP_PORT": str(server.port),
        "SMTP_FROM": "whyfailed@desk.example",
        "SMTP_USERNAME": USERNAME,
        "SMTP_PASSWORD": PASSWORD,
        "SMTP_CA_FILE": str(server.ca_file),
    }


def _form_of(slack: LoopbackSlack, program: Popen[str]) -> tuple[Message, View]:
    """An answer, and what Ask support opened under it for Maya."""
    slack.connect(address_of(program))
    ts = slack.say("maya", "invitations", ASKED)
    slack.wait_for(lambda: len(slack.messages("invitations", ts)) == 2, 15)
    reply = slack.messages("invitations", ts)[1]
    slack.press("maya", reply.ts, "ask_support")
    slack.wait_for(lambda: any(view.content.get("callback_id") for view in slack.views("maya")), 15)
    return reply, slack.views("maya")[-1]


def _said_of_the_mail(slack: LoopbackSlack, reply: Message) -> list[str]:
    return [message.text.split(".")[0] for message in slack.messages("invitations", reply.thread_ts)[2:]]


@pytest.mark.fault(
    "`kill -9` before the case is in the outbox",
    part="The mail server",
    sees="the form stays open, with what was typed, and says that there was some trouble",
    lost="nothing: nobody was told that it is queued",
    recovers="nothing by itself; Send again, or Ask support again, hands it on once",
)
def test_a_kill_before_the_case_is_queued_leaves_the_form_open(
    slack: LoopbackSlack, open_desk: Opener, open_mail_server: MailServerOpener, tmp_path: Path
) -> None:
    """Nothing was queued; with the next start the same form is sent once."""
    server = open_mail_server()
    with killable(slack, tmp_path, **_account(server)) as program:
        reply, form = _form_of(slack, program)
        with locked(tmp_path):
            delivery = slack.submit("maya", form.id, {"tried": "Twice."})
            program.kill()
            program.wait()
        slack.wait_for(lambda: delivery.is_over, 15)
    left, open_still = rows_of(tmp_path, "outbox"), slack.views("maya")
    after = open_desk(**smtp(server))
    slack.submit("maya", form.id, {"tried": "Twice."})
    notice(after, reply, says="Sent.")
    after.finish()
    assert left == []
    assert [view.errors for view in open_still] == [{"": "We had some trouble connecting. Try again?"}]
    assert "Twice." in str(server.wait_for_mail().get_body(("plain",)))
    assert server.taken.empty()
    assert _said_of_the_mail(slack, reply) == ["Sent"]


@pytest.mark.fault(
    "`kill -9` while *Queued* is being said",
    part="The mail server",
    sees="*Queued*, then *Sent* in the same place",
    lost="nothing",
    recovers="the next run sends the mail, finds the line in the thread, and changes it",
)
def test_a_kill_while_queued_is_said_leaves_one_line(
    slack: LoopbackSlack, open_desk: Opener, open_mail_server: MailServerOpener, tmp_path: Path
) -> None:
    """The line stands, and nobody knows where: it is looked for before another one is posted."""
    server = open_mail_server()
    with killable(slack, tmp_path, **_account(server)) as program:
        reply, form = _form_of(slack, program)
        slack.fail_next("chat.postMessage", delay=30)
        slack.submit("maya", form.id, {})
        slack.wait_for(lambda: _said_of_the_mail(slack, reply) == ["Queued"], 15)
        program.kill()
        program.wait()
    left = rows_of(tmp_path, "escalations")
    after = open_desk(clock=HandClock(ahead=60), **smtp(server))
    notice(after, reply, says="Sent.")
    after.finish()
    server.wait_for_mail()
    assert [row["notice_ts"] for row in left] == [None]
    assert _said_of_the_mail(slack, reply) == ["Sent"]
    assert server.taken.empty()


@pytest.mark.fault(
    "`kill -9` after the mail is marked as sent, before the thread says so",
    part="The mail server",
    sees="*Queued*, then *Sent* in the same place",
    lost="nothing",
    recovers="a round at the start and each minute shows every state that is not shown",
)
def test_a_kill_before_sent_is_said_is_made_good(
    slack: LoopbackSlack, open_desk: Opener, open_mail_server: MailServerOpener, tmp_path: Path
) -> None:
    """The mail is not sent again, and the line changes with the next start."""
    server = open_mail_server()
    with killable(slack, tmp_path, **_account(server)) as program:
        reply, form = _form_of(slack, program)
        slack.fail_next("chat.update", status=500, delay=30)
        slack.submit("maya", form.id, {})
        server.wait_for_mail()
        slack.wait_for(lambda: [row["state"] for row in rows_of(tmp_path, "outbox")] == ["sent"], 15)
        slack.wait_for(lambda: any(call.method == "chat.update" for call in slack.calls), 15)
        program.kill()
        program.wait()
    before = _said_of_the_mail(slack, reply)
    after = open_desk(clock=HandClock(ahead=60), **smtp(server))
    notice(after, reply, says="Sent.")
    after.finish()
    assert before == ["Queued"]
    assert _said_of_the_mail(slack, reply) == ["Sent"]
    assert server.taken.empty()


@pytest.mark.fault(
    "500, and *Queued* was said all the same",
    part="The mail server",
    sees="*Queued*, then *Sent* in the same place",
    lost="nothing",
    recovers="the line is looked for in the thread before another one is posted",
)
def test_a_line_whose_acknowledgement_was_lost_is_not_repeated(
    open_desk: Opener, open_mail_server: MailServerOpener
) -> None:
    """Otherwise the first line would say Queued for ever."""
    server = open_mail_server()
    desk = open_desk(**smtp(server))
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.slack.press("maya", reply.ts, "ask_support")
    form = desk.form("maya")
    desk.slack.fail_next("chat.postMessage", status=500, after_the_fact=True)
    desk.slack.submit("maya", form.id, {})
    notice(desk, reply, says="Sent.")
    desk.finish()
    server.wait_for_mail()
    assert _said_of_the_mail(desk.slack, reply) == ["Sent"]
