"""The mail to support: sent once whatever fails, to nobody else, and its state is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import HandClock, Opener, rows_of
from handing_on import ASKED, SUPPORT, answered, inputs, notice, smtp, to_alone
from killable import address_of, killable

from bot.escalation.delivery import GIVE_UP_AFTER, LEASE
from bot.local.server import LoopbackSlack
from tests.mail_server import HOST, PASSWORD, USERNAME
from tests.mail_server import Opener as MailServerOpener


def test_the_same_words_are_one_mail_and_new_ones_join_it(
    open_desk: Opener, open_mail_server: MailServerOpener
) -> None:
    """A second submission of the same words is refused with a sentence; with something new it refers to the first."""
    server = open_mail_server()
    desk = open_desk(**smtp(server))
    reply = answered(desk)
    desk.hand_on("maya", reply, fact_1="1f7c-77")
    first = server.wait_for_mail()
    notice(desk, reply, says="Sent.")
    desk.slack.press("maya", reply.ts, "ask_support")
    form = desk.form("maya")
    desk.slack.submit("maya", form.id, {"fact_1": "1f7c-77"})
    desk.slack.wait_for(lambda: desk.form("maya").errors)
    told = desk.form("maya").errors
    desk.slack.submit("maya", form.id, {"fact_1": "1f7c-78"})
    second = server.wait_for_mail()
    notice(desk, reply, number=2, says="Sent.")
    desk.finish()
    assert told == {"title": "Support has this already, word for word. Add something new, or press Cancel."}
    assert "A mail of this case is with them already. What you send now joins it." in str(form.content)
    assert first["References"] is None
    assert second["References"] == second["In-Reply-To"] == first["Message-ID"] != second["Message-ID"]
    assert second["Subject"] == first["Subject"]
    assert server.taken.empty()


@pytest.mark.fault(
    "The same submission arrives three times",
    part="The mail server",
    sees="one *Sent*",
    lost="nothing",
    recovers="the same words have the same Message-ID, which the outbox takes once",
)
def test_slack_sends_a_submission_again(open_desk: Opener, open_mail_server: MailServerOpener) -> None:
    """A modal that is submitted twice, because Slack missed the acknowledgement, is one mail and one notice."""
    server = open_mail_server()
    desk = open_desk(**smtp(server))
    reply = answered(desk)
    desk.hand_on("maya", reply)
    notice(desk, reply, says="Sent.")
    (submission,) = [each for each in desk.slack.deliveries if each.payload.get("type") == "view_submission"]
    desk.slack.redeliver(submission, 2)
    desk.finish()
    server.wait_for_mail()
    assert server.taken.empty()
    assert len(desk.rows("outbox")) == len(desk.rows("escalations")) == 1


@pytest.mark.fault(
    "The mail server refuses the recipient for good",
    part="The mail server",
    sees="*Not sent* at once, and a link to send it by hand",
    lost="nothing: the mail stays",
    recovers="nothing by itself; pressing Ask support again sends the same mail",
)
def test_a_mail_server_that_refuses_is_told_to_everyone_concerned(
    open_desk: Opener, open_mail_server: MailServerOpener
) -> None:
    """The notice says so, its sender gets a link to send it by hand, the leads hear of it; Send again is possible."""
    server = open_mail_server()
    server.answers_to_recipients.append("550 5.1.1 no such user")
    desk = open_desk(**smtp(server), support_leads=("U0PRIYA", "U0GONE"))
    reply = answered(desk)
    desk.hand_on("maya", reply)
    failed = notice(desk, reply, says="Not sent.")
    (mine,) = to_alone(desk, "maya")
    (theirs,) = to_alone(desk, "priya")
    desk.hand_on("maya", reply)
    sent = notice(desk, reply, says="Sent.")
    desk.finish()
    reason = "The mail server refuses the address of support for good (it answered 550)."
    assert [reason in message.text for message in (failed, mine, theirs)] == [True] * 3
    assert "<mailto:support%40xm.webex.com?subject=" in str(mine.blocks)
    assert "mailto" not in str(theirs.blocks)
    assert failed.ts == sent.ts
    assert len(desk.rows("outbox")) == 1
    assert str(server.wait_for_mail()["Message-ID"]) == desk.rows("outbox")[0]["message_id"]


@pytest.mark.fault(
    "The mail server is down for a day",
    part="The mail server",
    sees="*Queued* in the thread; after a day *Not sent*, and a link to send it by hand",
    lost="nothing: the mail stays, and Ask support queues it for another day",
    recovers="each attempt with a longer pause, up to an hour; the support leads hear of it",
)
def test_after_a_day_without_a_mail_server_it_is_given_up(
    open_desk: Opener, open_mail_server: MailServerOpener
) -> None:
    """Until then the thread says Queued, whatever the pauses; then the sender hears what to do."""
    server = open_mail_server()
    server.answers += ["451 4.3.0 try again"] * 1_000
    clock = HandClock()
    desk = open_desk(clock=clock, **smtp(server))
    reply = answered(desk)
    desk.hand_on("maya", reply)
    queued = notice(desk, reply, says="Queued.")
    desk.slack.wait_for(lambda: desk.rows("outbox")[0]["last_error"])
    while desk.rows("outbox")[0]["state"] == "queued":
        row = desk.rows("outbox")[0]
        assert desk.now(queued).text == queued.text
        clock.ahead += max(0.0, row["next_at"] - clock.now())
        desk.service.delivery.round()
    notice(desk, reply, says="Not sent.")
    (mine,) = to_alone(desk, "maya")
    desk.finish()
    row = desk.rows("outbox")[0]
    assert row["ended_at"] - row["created_at"] == pytest.approx(GIVE_UP_AFTER, abs=5)
    assert "Please send it yourself, so that your case is not lost." in mine.text


@pytest.mark.fault(
    "The mail server is down, and the program ends",
    part="The mail server",
    sees="*Queued*, then *Sent* in the same place",
    lost="nothing",
    recovers="the next run sends it from the outbox",
)
def test_a_mail_survives_a_restart(open_desk: Opener, open_mail_server: MailServerOpener) -> None:
    """The server could not take it, the program ended; the next run sends it and changes the same notice."""
    server = open_mail_server()
    server.answers.append("451 4.3.0 try again")
    before = open_desk(**smtp(server))
    reply = answered(before)
    before.hand_on("maya", reply)
    queued = notice(before, reply, says="Queued.")
    before.slack.wait_for(lambda: before.rows("outbox")[0]["last_error"])
    before.finish()
    after = open_desk(clock=HandClock(ahead=60), **smtp(server))
    sent = notice(after, reply, says="Sent.")
    after.finish()
    assert queued.ts == sent.ts
    assert server.wait_for_mail()["To"] == SUPPORT


@pytest.mark.fault(
    "`kill -9` while the mail server has the mail",
    part="The mail server",
    sees="*Queued*, then *Sent* in the same place",
    lost="nothing",
    recovers="the lease ends after ten minutes, and the next run sends it, once more at most, with the same Message-ID",
)
def test_a_kill_while_the_mail_is_under_way_ends_in_one_case(
    slack: LoopbackSlack, open_desk: Opener, open_mail_server: MailServerOpener, tmp_path: Path
) -> None:
    """`kill -9` after Send, before the mail server answered: the next run sends it, and changes the notice."""
    server = open_mail_server()
    server.released.clear()
    account = {
        "SMTP_HOST": HOST,
        "SMTP_PORT": str(server.port),
        "SMTP_FROM": "whyfailed@desk.example",
        "SMTP_USERNAME": USERNAME,
        "SMTP_PASSWORD": PASSWORD,
        "SMTP_CA_FILE": str(server.ca_file),
    }
    with killable(slack, tmp_path, **account) as program:
        slack.connect(address_of(program))
        ts = slack.say("maya", "invitations", ASKED)
        slack.wait_for(lambda: len(slack.messages("invitations", ts)) == 2, 15)
        slack.press("maya", slack.messages("invitations", ts)[1].ts, "ask_support")
        slack.wait_for(lambda: any(view.content.get("callback_id") for view in slack.views("maya")), 15)
        slack.submit("maya", slack.views("maya")[0].id, {})
        slack.wait_for(lambda: len(slack.messages("invitations", ts)) == 3, 15)
        server.wait_until_asked()
        program.kill()
        program.wait()
    left = rows_of(tmp_path, "outbox")
    server.released.set()
    after = open_desk(clock=HandClock(ahead=2 * LEASE), **smtp(server))
    reply = after.replies("invitations", ts)[0]
    shown = notice(after, reply, says="Sent.")
    after.finish()
    sent = [server.wait_for_mail()["Message-ID"]]
    while not server.taken.empty():
        sent.append(server.wait_for_mail()["Message-ID"])
    assert [row["state"] for row in left] == ["queued"]
    assert set(sent) == {left[0]["message_id"]}
    assert len(sent) <= 2
    assert [message.text.split()[0] for message in slack.messages("invitations", ts)[2:]] == ["Sent."]
    assert shown.text == slack.messages("invitations", ts)[2].text


@pytest.mark.fault(
    "Slack fails while the state of a mail is to be shown",
    part="The mail server",
    sees="the state, a minute late",
    lost="nothing",
    recovers="a round each minute shows every state that is not shown",
)
def test_a_state_that_could_not_be_shown_is_shown_later(open_desk: Opener, open_mail_server: MailServerOpener) -> None:
    """Slack fails while the notice is to change; the mail is not sent again, and a later round changes the notice."""
    server = open_mail_server()
    server.released.clear()
    clock = HandClock()
    desk = open_desk(clock=clock, **smtp(server))
    reply = answered(desk)
    desk.hand_on("maya", reply)
    notice(desk, reply, says="Queued.")
    desk.slack.fail_next("chat.update", status=500)
    server.released.set()
    desk.slack.wait_for(lambda: any(call.method == "chat.update" for call in desk.slack.calls))
    desk.service.workers.end(within=10)
    before = notice(desk, reply)
    clock.ahead += 60
    desk.service.notices.catch_up()
    after = notice(desk, reply)
    desk.finish()
    server.wait_for_mail()
    assert (before.text.split(".")[0], after.text.split(".")[0]) == ("Queued", "Sent")
    assert server.taken.empty()


def test_a_notice_that_was_deleted_is_posted_anew(open_desk: Opener, open_mail_server: MailServerOpener) -> None:
    """Somebody took the line away; how it went is said all the same."""
    server = open_mail_server()
    server.released.clear()
    desk = open_desk(**smtp(server))
    reply = answered(desk)
    desk.hand_on("maya", reply)
    queued = notice(desk, reply, says="Queued.")
    desk.slack.workspace.delete(queued)
    server.released.set()
    sent = notice(desk, reply, says="Sent.")
    desk.finish()
    assert queued.ts != sent.ts


def test_nobody_can_choose_where_the_mail_goes(open_desk: Opener, open_mail_server: MailServerOpener) -> None:
    """Line breaks, lists and addresses in every field: the envelope and the headers stay ours."""
    server = open_mail_server()
    desk = open_desk(**smtp(server))
    reply = answered(desk)
    attack = "x\r\nBcc: everyone@example.com\r\nTo: a@example.com, b@example.com\r\n\r\n.\r\nRCPT TO:<c@d.example>\r\n"
    desk.slack.press("maya", reply.ts, "ask_support")
    form = desk.form("maya")
    everywhere = dict.fromkeys([*inputs(form), "to", "reply_to", "recipient"], attack)
    desk.slack.submit("maya", form.id, everywhere)
    mail = server.wait_for_mail()
    desk.finish()
    assert server.envelopes == [("whyfailed@desk.example", [SUPPORT])]
    assert [address.addr_spec for address in mail["To"].addresses] == [SUPPORT]
    assert (mail["Bcc"], mail["Cc"], str(mail["Reply-To"])) == (None, None, "maya@example.com")
    assert "everyone@example.com" not in mail.as_string()


@pytest.mark.fault(
    "Without a mail server, MAIL_DIR cannot be written",
    part="The mail server",
    sees="*Queued* and a link to send it by hand, then *Written, not sent*",
    lost="nothing",
    recovers="it is tried again with growing pauses, and the log names the setting",
)
def test_a_folder_that_cannot_be_written_is_tried_again(open_desk: Opener, tmp_path: Path) -> None:
    """The thread says Queued, the sender has the link already, and the mail is written once the folder is there."""
    (tmp_path / "taken").write_text("a file where the folder should be")
    clock = HandClock()
    desk = open_desk(clock=clock, mail_dir=tmp_path / "taken" / "mail")
    reply = answered(desk)
    desk.hand_on("maya", reply)
    desk.slack.wait_for(lambda: desk.rows("outbox")[0]["last_error"])
    (offer,) = desk.whispers("maya")
    queued = notice(desk, reply, says="Queued.")
    (tmp_path / "taken").unlink()
    clock.ahead += 60
    desk.service.delivery.round()
    notice(desk, reply, says="Written, not sent.")
    desk.finish()
    assert "<mailto:" in str(offer.blocks)
    assert queued.text.startswith("Queued.")
    assert len(list((tmp_path / "taken" / "mail").iterdir())) == 1
