"""Somebody hands a case to support: press, modal, mail, and the state of the mail where people see it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote

from desk import Desk, Opener, elements, header, opener
from handing_on import ASKED, SUPPORT, answered, content, inputs, notice, only_file, smtp, to_alone

from bot.knowledge_read import Knowledge
from bot.local.nouns import Message, View
from bot.local.server import LoopbackSlack
from bot.slack.scopes import SCOPES
from tests.mail_server import Opener as MailServerOpener

TRANSCRIPT = Path(__file__).parent / "transcripts" / "escalation.txt"


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
    first = next(element for element in elements(reply) if element["type"] == "button")
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
    link, _, label = str(offer.blocks).partition("<mailto:")[2].partition("|")
    link = link.replace("&amp;", "&")
    address, _, query = link.partition("?")
    assert unquote(address) == SUPPORT
    assert query.startswith("subject=%5Bwhyfailed%20")
    assert "Half of our invites fail" in unquote(query.partition("&body=")[2])
    assert "The rest stands in the mail that whyfailed kept." in unquote(link)
    assert label.startswith("Write it in your own mail program>")
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
        "That took too long, and Slack did not let me open the form. "
        "Please press or type the same once more; nothing was sent."
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
