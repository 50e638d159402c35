"""Whole mails as files that any mail program opens; UPDATE_SNAPSHOTS=1 writes them anew."""

from __future__ import annotations

import os
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote

import pytest
from cases import CORPUS, WRITER, case, finding, packet
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.redaction import Redactor
from bot.diagnosis.diagnosis import Choice, Several, Unknown
from bot.errors import TemplateError
from bot.escalation.header_text import LONGEST_SUBJECT, one_line
from bot.escalation.mail import LONGEST_LINK, MailWriter, mailto
from bot.escalation.mime import message_id_of, mime_of
from bot.escalation.packet import Edits, Packet, edited
from bot.store.outbox import OutboxMail
from tests.mails import MAIL, SUPPORT

FOLDER = Path(__file__).parent / "snapshots"
US = "whyfailed@desk.example"
FILLED = edited(
    packet(permalink="https://x.slack.example/archives/C1/p51", entry_id="connect-7105"),
    Edits(
        title="Half of Monday’s invites – customer profiles?",
        question="Half of our invites fail.\nIs it the import?",
        paste='{"code": 7105, "to": "ann@example.com"}\n<b>not bold</b> & {{ 7 * 7 }}',
        tried="Created the profile again; the same answer.",
        facts={"Transaction id": "1f7c-77", "Identifier field and its value as sent": "customerid\n4711"},
    ),
    redact=Redactor(),
)
"""With everything that a modal can give."""


def mail_of(made: Packet, **changes: object) -> OutboxMail:
    """The mail of a packet, as the outbox keeps it."""
    words = WRITER.words(made)
    message_id = message_id_of(words, case_id=made.case_id, sender=US)
    mail = replace(MAIL, message_id=message_id, subject=words.subject, plain=words.plain, html=words.html)
    return replace(mail, **changes)  # type: ignore[arg-type]


TWO_OF_8X8 = case(diagnosis=Several((finding("8x8-1200"), finding("8x8-1001"))))

MAILS = {
    "answer_filled": mime_of(mail_of(FILLED), sender=US),
    "answer_untouched": mime_of(mail_of(packet()), sender=US),
    "choice": mime_of(mail_of(packet(case(diagnosis=Choice(finding("connect-7105", "connect-7106"))))), sender=US),
    "several_8x8": mime_of(mail_of(packet(TWO_OF_8X8)), sender=US),
    "unknown": mime_of(mail_of(packet(case(question="a recipe", diagnosis=Unknown()))), sender=US),
    "second_of_a_case": mime_of(
        mail_of(FILLED, references=("<case-c1.a@desk.example>", "<case-c1.b@desk.example>")), sender=US
    ),
    "draft": mime_of(mail_of(packet(), reply_to=""), sender="whyfailed@whyfailed.invalid", is_draft=True),
}


def parts(mail: EmailMessage) -> tuple[str, str]:
    """Plain text and HTML."""
    text, page = (part.get_content() for part in mail.iter_parts())
    return text, page


@pytest.mark.parametrize("name", MAILS)
def test_the_mail_is_the_one_that_was_looked_at(name: str) -> None:
    """Headers and both parts, to the byte; a wanted change is written with UPDATE_SNAPSHOTS=1."""
    path = FOLDER / f"{name}.eml"
    content = MAILS[name].as_bytes()
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.write_bytes(content)
    assert path.read_bytes() == content


def test_every_snapshot_has_a_mail() -> None:
    """No snapshot is left over from a mail that is gone."""
    assert {f"{name}.eml" for name in MAILS} == {path.name for path in FOLDER.glob("*.eml")}


def test_a_mail_says_the_same_in_both_parts() -> None:
    """Everything that the sender filled in stands in the plain text and, escaped, in the HTML."""
    text, page = parts(MAILS["answer_filled"])
    for piece in ("Is it the import?", "the same answer", "1f7c-77", "connect-7105", "90 % sure", "“7105” is its code"):
        assert piece in text
        assert piece in page
    assert "https://x.slack.example/archives/C1/p51" in text
    assert '<a href="https://x.slack.example/archives/C1/p51">' in page
    assert "ann@example.com" not in text + page
    assert "&lt;b&gt;not bold&lt;/b&gt; &amp; {{ 7 * 7 }}" in page
    assert "<b>not bold</b> & {{ 7 * 7 }}" in text


def test_the_vendor_is_named_and_the_mail_goes_to_us() -> None:
    """Whom else to ask, and what to quote to them, stands in both parts; the receiver stays support."""
    mail = MAILS["several_8x8"]
    for content in parts(mail):
        assert "Also to be asked: 8x8 support" in content
        assert "The `errorId` of the answer" in content
    assert [address.addr_spec for address in mail["To"].addresses] == [SUPPORT]


def test_a_repeat_is_known_as_one() -> None:
    """The same words give the same Message-ID, whenever; other words of the case give another."""
    first, again, other = mail_of(packet()), mail_of(packet()), mail_of(FILLED)
    assert first.message_id == again.message_id != other.message_id
    assert first.message_id.startswith("<case-c1.")
    assert first.message_id.endswith("@desk.example>")
    assert mime_of(first, sender=US).as_bytes() == mime_of(again, sender=US).as_bytes()


def test_a_second_mail_joins_the_first() -> None:
    """It answers the one before it and refers to all of them (RFC 5322, 3.6.4)."""
    mail = message_from_bytes(MAILS["second_of_a_case"].as_bytes(), policy=SMTP)
    assert mail["In-Reply-To"] == "<case-c1.b@desk.example>"
    assert str(mail["References"]).split() == ["<case-c1.a@desk.example>", "<case-c1.b@desk.example>"]


NASTY = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="\r\n\0\t ab:<>@,;\"'\\ü\u2028\u202e\u200b=?🎉", max_size=300),
    st.sampled_from(
        [
            "x\r\nBcc: everyone@example.com",
            "x\nTo: a@example.com, b@example.com",
            "x\r\n\r\n<script>alert(1)</script>",
            "a@example.com, b@example.com; c@example.com",
            "=?utf-8?q?x=0D=0ABcc=3A_y=40example=2Ecom?=",
            "=??Q?=0D=0ABcc:",
            "x\x0bBcc: y@example.com\x85Cc: z@example.com\u2029From: me@example.com",
            "ü" * 5_000,
            "\ud800 half",
            "y" * 10_000,
        ]
    ),
)


@given(NASTY, NASTY, NASTY, NASTY, NASTY)
def test_nothing_can_be_slipped_into_the_headers(
    title: str, question: str, paste: str, tried: str, sender: str
) -> None:
    """Whatever stands in a field or a name, the mail goes to support alone, and its headers are those that we set."""
    made = edited(
        packet(sender=sender),
        Edits(title=title, question=question, paste=paste, tried=tried, facts={"Transaction id": title}),
        redact=Redactor(),
    )
    content = mime_of(mail_of(made), sender=US).as_bytes()
    mail = message_from_bytes(content, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    assert [address.addr_spec for address in mail["To"].addresses] == [SUPPORT]
    expected = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    assert sorted(expected) == sorted(mail.keys())
    assert len(mail["Subject"]) <= LONGEST_SUBJECT
    assert str(mail["Subject"]).startswith("[whyfailed c1] ")
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.isascii()


def test_a_subject_is_one_short_line_without_tricks() -> None:
    """Line breaks become spaces; what is not seen, or turns the reading direction, is left out."""
    assert one_line(" a\r\n\tb\u2028c\x00\u202ed\u200b ") == "a b cd"
    assert one_line("=?utf-8?q?a=0D=0ABcc=3A?=") == "= ?utf-8?q?a=0D=0ABcc=3A?="
    assert one_line("x" * 300) == "x" * (LONGEST_SUBJECT - 1) + "…"


@given(NASTY)
def test_the_link_fits_and_is_encoded(question: str) -> None:
    """However long the question, the link stays within Slack's limit, and nothing in it ends it early."""
    words = WRITER.words(packet(case(question=question)))
    link = mailto(SUPPORT, subject=words.subject, body=words.plain)
    assert len(link) <= LONGEST_LINK
    assert not set(link) & set(" \r\n<>|\"'")
    assert unquote(link).startswith(f"mailto:{SUPPORT}?subject=[whyfailed c1] ")


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    """The program does not start without its wording."""
    with pytest.raises(TemplateError, match=r"templates/mail cannot be used: .*subject\.txt\.j2"):
        MailWriter(tmp_path)


def test_every_entry_that_only_support_solves_says_what_support_needs() -> None:
    """Whoever presses Ask support there has fields to fill in."""
    silent = [entry.id for entry in CORPUS if not entry.self_service and not packet(entry_id=entry.id).facts]
    assert silent == []
