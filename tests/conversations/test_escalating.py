"""Somebody hands a case to support: press, modal, mail, and the state of the mail where people see it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from desk import Desk, HandClock, Opener, elements, header, opener, rows_of
from killable import address_of, killable

from bot.escalation.delivery import GIVE_UP_AFTER, LEASE
from bot.knowledge_read import Knowledge
from bot.local.nouns import Message, View
from bot.local.server import LoopbackSlack
from bot.slack.scopes import SCOPES
from tests.mail_server import HOST, PASSWORD, USERNAME, MailServer
from tests.mail_server import Opener as MailServerOpener

ASKED = '@whyfailed Half of our invites fail, is it the import?\n{"code": 7105, "to": "ann@example.com"}'
TRANSCRIPT = Path(__file__).parent / "transcripts" / "escalation.txt"
SUPPORT = "support@xm.webex.com"


def smtp(server: MailServer) -> dict[str, Any]:
    """Settings with an account on this server."""
    return {
        "smtp_host": HOST,
        "smtp_port": server.port,
        "smtp_from": "whyfailed@desk.example",
        "smtp_username": USERNAME,
        "smtp_password": _Secret(PASSWORD),
        "smtp_ca_file": server.ca_file,
    }


class _Secret:
    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value


def answered(desk: Desk, asked: str = ASKED) -> Message:
    """The answer to a question of Maya's."""
    ts = desk.slack.say("maya", "invitations", asked)
    (reply,) = desk.replies("invitations", ts)
    return reply


def notice(desk: Desk, reply: Message, *, number: int = 1, says: str = "") -> Message:
    """The message in the answer's thread that shows the state, once it says this."""
    found = desk.replies("invitations", str(reply.thread_ts), count=1 + number)[number]
    desk.slack.wait_for(lambda: desk.now(found).text.startswith(says))
    return desk.now(found)


def to_alone(desk: Desk, person: str, *, count: int = 1) -> list[Message]:
    """What stands in somebody's direct messages with us."""
    channel = desk.slack.dm_of(person).id
    desk.slack.wait_for(lambda: len(desk.slack.workspace.messages(channel)) >= count)
    return list(desk.slack.workspace.messages(channel))


def content(mail: EmailMessage) -> str:
    """The plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def only_file(desk: Desk) -> EmailMessage:
    """The one mail of the folder."""
    (file,) = desk.mails()
    mail = message_from_bytes(file.read_bytes(), policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


def inputs(view: View) -> dict[str, dict[str, Any]]:
    """The fields of a modal by their id."""
    return {block["block_id"]: block for block in view.content["blocks"] if block["type"] == "input"}


def test_from_the_press_to_the_mail(open_desk: Opener, open_mail_server: MailServerOpener) -> None:
    """The whole conversation, as people see it, is the one that was looked at; UPDATE_SNAPSHOTS=1 writes it anew."""
    server = open_mail_server()
    server.released.clear()
    desk = open_desk(**smtp(server))
    reply = answered(desk)
    desk.slack.press("tomas", reply.ts, "ask_support")
    form = desk.form("tomas")
    filled = {"tried": "Sent it again to bob@example.com, the same.", "fact_1": "1f7c-77"}
    desk.slack.submit("tomas", form.id, filled)
    queued = notice(desk, reply, says="Queued.")
    server.released.set()
    sent = notice(desk, reply, says="Sent.")
    mail = server.wait_for_mail()
    desk.finish()
    told = [
        ("Maya in #invitations", ASKED),
        ("whyfailed in its thread", f"{header(reply)} […]"),
        ("Tomás presses Ask support; he alone sees", _shown(form)),
        ("Tomás fills in", json.dumps(filled, indent=2)),
        ("Tomás presses Send; in the thread", queued.text),
        ("the mail", f"{_headers(mail)}\n\n{content(mail)}".rstrip()),
        ("in the thread, in the same place", sent.text),
    ]
    transcript = "".join(f"== {who}\n{text}\n\n" for who, text in told)
    transcript = _without_what_differs(transcript, desk, reply)
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        TRANSCRIPT.write_text(transcript, encoding="utf-8")
    assert TRANSCRIPT.read_text(encoding="utf-8") == transcript
    assert queued.ts == sent.ts
    assert server.envelopes == [("whyfailed@desk.example", [SUPPORT])]
    assert desk.slack.ephemerals("tomas") == desk.slack.ephemerals("maya") == []


def test_a_case_that_only_support_can_solve_offers_it_first(desk: Desk) -> None:
    """The first button under the first answer is Ask support, and it stands out."""
    reply = answered(desk, "@whyfailed Bird failure code 12001")
    first = elements(reply)[0]
    assert desk.service.corpus[first["value"].split("|")[1]].self_service is False
    assert (first["action_id"], first["style"]) == ("ask_support", "primary")


def test_what_was_typed_reaches_support_redacted(open_desk: Opener) -> None:
    """Changed subject, question and paste stand in the mail, secrets masked, and nowhere is the address that was."""
    desk = open_desk()
    reply = answered(desk)
    desk.hand_on(
        "tomas",
        reply,
        title="Invites for bob@example.com",
        question="Please look, call +49 170 1234567",
        paste_0='{"password": "hunter2hunter2", "code": 7105}',
    )
    notice(desk, reply, says="Written, not sent.")
    desk.finish()
    mail = only_file(desk)
    text = content(mail)
    assert str(mail["Subject"]).endswith("] Invites for [email 1]")
    assert "Please look, call [phone 1]" in text
    assert '{"password": "[password 1]", "code": 7105}' in text
    assert mail["To"] == SUPPORT
    assert mail["Reply-To"] == "tomas@example.com"
    assert "bob@example.com" not in f"{mail.as_string()} {desk.rows('outbox')} {desk.rows('escalations')}"


def test_without_a_mail_server_the_sender_gets_a_link(open_desk: Opener) -> None:
    """The thread says that it is written, not sent; the link holds receiver, subject and body within Slack's limit."""
    desk = open_desk()
    reply = answered(desk, ASKED + "\n7105 für alle & <jeden> " + "x y " * 2_000)
    desk.hand_on("maya", reply)
    (offer,) = desk.whispers("maya")
    shown = notice(desk, reply, says="Written, not sent.")
    desk.finish()
    link = str(offer.blocks).partition("<mailto:")[2].partition("|")[0].replace("&amp;", "&")
    address, _, query = link.partition("?")
    assert unquote(address) == SUPPORT
    assert query.startswith("subject=%5Bwhyfailed%20")
    assert "Half of our invites fail" in unquote(query.partition("&body=")[2])
    assert len(link) <= 2_900
    assert offer.thread_ts == reply.thread_ts
    assert shown.edited_ts is not None
    assert only_file(desk)["X-Unsent"] == "1"


def test_a_long_paste_is_shown_in_pieces_and_reaches_support_whole(open_desk: Opener) -> None:
    """Four fields hold 3,000 characters each; the rest goes along, and not a line is lost."""
    desk = open_desk()
    lines = [f"10:00:{n:04d} Webex Connect error 7105" for n in range(600)]
    reply = answered(desk, "@whyfailed why?\n" + "\n".join(lines))
    desk.slack.press("maya", reply.ts, "ask_support")
    form = desk.form("maya")
    desk.slack.submit("maya", form.id, {})
    notice(desk, reply, says="Written, not sent.")
    desk.finish()
    pieces = [block["element"]["initial_value"] for name, block in inputs(form).items() if name.startswith("paste_")]
    assert [len(piece) <= 3_000 for piece in pieces] == [True] * 4
    assert "more characters of it go along as they are." in str(form.content)
    assert "\n".join(lines) in content(only_file(desk))


def test_a_private_case_stays_private(open_desk: Opener) -> None:
    """Of an answer that only one person saw, the mail links to nothing, and they alone are told how it goes."""
    desk = open_desk()
    desk.slack.command("priya", "lounge", "/whyfailed a recipe of my grandmother")
    (reply,) = desk.whispers("priya")
    desk.hand_on("priya", reply)
    shown, offer = to_alone(desk, "priya", count=2)
    desk.slack.wait_for(lambda: desk.now(shown).text.startswith("Written, not sent."))
    desk.finish()
    text = content(only_file(desk))
    assert "<mailto:" in str(offer.blocks)
    assert "nothing in its documents that explains this" in text
    assert "grandmother" in text
    assert "http" not in text
    assert desk.slack.messages("lounge") == []


def test_who_has_no_address_in_slack_types_it(
    slack: LoopbackSlack, knowledge: Knowledge, tmp_path: Path, open_mail_server: MailServerOpener
) -> None:
    """Without the scope the modal asks for one address, says under the field what is wrong, and takes it then."""
    server = open_mail_server()
    with (
        LoopbackSlack(scopes=SCOPES - {"users:read", "users:read.email"}) as silent,
        opener(silent, knowledge, tmp_path, mode="http") as open_desk,
    ):
        desk = open_desk(**smtp(server))
        reply = answered(desk)
        desk.slack.press("maya", reply.ts, "ask_support")
        form = desk.form("maya")
        for wrong in ("maya", "a@example.com, b@example.com", "a@example.com\r\nBcc: everyone@example.com", None):
            desk.slack.submit("maya", form.id, {"reply_to": wrong})
            desk.slack.settle()
            assert desk.form("maya").errors == {
                "reply_to": "Please give exactly one e-mail address, such as maya@example.com."
            }
        desk.slack.submit("maya", form.id, {"reply_to": " maya@partner.example "})
        mail = server.wait_for_mail()
        desk.finish()
    assert mail["Reply-To"] == "maya@partner.example"
    assert server.envelopes == [("whyfailed@desk.example", [SUPPORT])]


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


def test_too_many_cases_are_refused_with_a_sentence(open_desk: Opener) -> None:
    """Before a modal opens; another person is not held up."""
    desk = open_desk(escalations_per_person="1/hour")
    reply = answered(desk)
    desk.hand_on("maya", reply)
    desk.hand_on("tomas", reply)
    desk.slack.press("maya", reply.ts, "ask_support")
    told = {message.text for message in desk.whispers("maya", count=2)}
    desk.finish()
    assert (
        "You have handed on as many cases as one person may, 1 in 1 hour. The next one can go in 60 minutes. "
        "Nothing was sent."
    ) in told
    assert desk.slack.views("maya") == []


def test_a_modal_that_is_open_already_is_refused_too(open_desk: Opener) -> None:
    """Somebody else used the workspace's allowance up meanwhile: the modal says so and keeps what was typed."""
    desk = open_desk(escalations_per_workspace="1/hour")
    reply = answered(desk)
    desk.slack.press("maya", reply.ts, "ask_support")
    form = desk.form("maya")
    desk.hand_on("tomas", reply)
    desk.slack.submit("maya", form.id, {})
    desk.slack.wait_for(lambda: desk.form("maya").errors)
    told = desk.form("maya").errors["title"]
    desk.finish()
    assert told.startswith("This workspace has handed on as many cases as it may, 1 in 1 hour.")
    assert len(desk.rows("escalations")) == 1


def test_a_press_that_slack_forgot_is_asked_for_again(open_desk: Opener) -> None:
    """After three seconds Slack opens no modal; the presser hears what to do."""
    desk = open_desk()
    reply = answered(desk)
    desk.slack.fail_next("views.open", error="expired_trigger_id")
    desk.slack.press("maya", reply.ts, "ask_support")
    (told,) = desk.whispers("maya")
    desk.finish()
    assert told.text == (
        "That took too long, and Slack did not let me open the form. Please press Ask support again; nothing was sent."
    )


def test_a_modal_opens_while_slack_is_slow_about_everything_else(open_desk: Opener) -> None:
    """The link and the address are fetched after it is open; without either the modal is filled all the same."""
    desk = open_desk()
    reply = answered(desk)
    desk.slack.fail_next("chat.getPermalink", status=500)
    desk.slack.fail_next("users.info", status=500)
    desk.slack.press("maya", reply.ts, "ask_support")
    form = desk.form("maya")
    desk.finish()
    assert "reply_to" in inputs(form)
    assert "The conversation, as the mail links to it" not in str(form.content)


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


def test_no_piece_of_a_secret_leaves_with_a_quote(open_desk: Opener) -> None:
    """A quote that is cut out of the middle of a secret shows its mark in Slack, in the modal, the store, the mail."""
    secret = "k3Zq9Lm2Xv7Bn4Rt8Wp1" * 30
    desk = open_desk()
    pasted = f'@whyfailed {{"password": "{secret}", "status": 400, "description": "Customer profile not found"}}'
    reply = answered(desk, pasted)
    desk.slack.press("maya", reply.ts, "ask_support")
    form = desk.form("maya")
    desk.slack.submit("maya", form.id, {})
    notice(desk, reply, says="Written, not sent.")
    desk.finish()
    left = f"{form.content} {desk.said()} {desk.rows('cases')} {desk.rows('outbox')} {desk.mails()[0].read_text()}"
    assert "[password 1]" in left
    assert [secret[at : at + 6] for at in range(20) if secret[at : at + 6] in left] == []


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


def _shown(form: View) -> str:
    """A modal as text: what is read, and each field with what stands in it."""
    return "\n".join(_lines_of(form))


def _lines_of(form: View) -> Iterator[str]:
    yield f"[{form.content['title']['text']}]"
    for block in form.content["blocks"]:
        if block["type"] == "input":
            given = block["element"].get("initial_value", "")
            yield f"{block['label']['text']}: [{given}]"
        elif block["type"] == "divider":
            yield "---"
        else:
            texts = [block["text"]] if "text" in block else block["elements"]
            yield from (re.sub(r"<(\S+?)\|(.*?)>", r"\2: \1", text["text"]) for text in texts)
    yield f"({form.content['submit']['text']}) ({form.content['close']['text']})"


def _headers(mail: EmailMessage) -> str:
    return "\n".join(f"{name}: {mail[name]}" for name in ("From", "To", "Reply-To", "Subject", "Message-ID"))


def _without_what_differs(text: str, desk: Desk, reply: Message) -> str:
    """The case's id, the port, times and the version of the knowledge are others each time."""
    case_id = (reply.metadata or {})["event_payload"]["case_id"]
    text = text.replace(case_id, "CASE").replace(desk.service.corpus.version, "VERSION")
    text = re.sub(r"<case-CASE\.\w+@", "<case-CASE.DIGEST@", text)
    text = re.sub(r"http://127\.0\.0\.1:\d+/\S*", "LINK", text)
    return text.replace("&amp;", "&")
