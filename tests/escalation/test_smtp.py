"""SMTP against a real server: encrypted, authenticated, and a sentence for everything that can go wrong."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest

from bot.errors import MailError, MailRefusedError
from bot.escalation.smtp import MailServer as Account
from bot.escalation.smtp import SmtpMailer
from tests.mail_server import HANG_UP, HOST, PASSWORD, USERNAME, MailServer, Opener
from tests.mails import MAIL, SUPPORT

US = "whyfailed@desk.example"


def mailer(server: MailServer, *, deadline: float = 10.0, **changes: Any) -> SmtpMailer:
    """A mailer with an account on this server."""
    account = Account(
        host=HOST,
        port=server.port,
        tls="starttls",
        address=US,
        username=USERNAME,
        password=PASSWORD,
        ca_file=server.ca_file,
    )
    return SmtpMailer(replace(account, **changes), deadline=deadline)


def parts(mail: EmailMessage) -> tuple[str, str]:
    """Plain text and HTML."""
    text, page = (part.get_content() for part in mail.iter_parts())
    return text, page


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_mail_arrives_encrypted_and_authenticated(tls: str, open_mail_server: Opener) -> None:
    """The envelope names us and support and nobody else; both parts are what was written, in seven bits."""
    server = open_mail_server(tls=tls)
    mailer(server, tls=tls).send(MAIL)
    taken = server.wait_for_mail()
    assert server.envelopes == [(US, [SUPPORT])]
    assert server.sessions[0].authenticated
    assert server.sessions[0].ssl is not None or tls == "implicit"
    assert (taken["From"], taken["To"], taken["Reply-To"]) == (f"whyfailed <{US}>", SUPPORT, "maya@partner.example")
    assert taken["Message-ID"] == MAIL.message_id
    assert [part.replace("\r\n", "\n") for part in parts(taken)] == [MAIL.plain, MAIL.html]
    assert taken.as_bytes().isascii()


def test_a_relay_on_this_host_needs_neither(open_mail_server: Opener) -> None:
    """With SMTP_TLS=none the mail goes without encryption and without a password."""
    server = open_mail_server(tls="none", offers_auth=False)
    mailer(server, tls="none", username=None, password=None).send(MAIL)
    assert server.wait_for_mail()["Subject"] == MAIL.subject


def test_a_certificate_of_somebody_else_ends_it(open_mail_server: Opener) -> None:
    """Nothing is sent, no password either, to a server whose certificate the machine does not trust."""
    server = open_mail_server()
    with pytest.raises(MailError, match="certificate or encryption is not trusted; look at SMTP_CA_FILE"):
        mailer(server, ca_file=None).send(MAIL)
    assert server.taken.empty()


def test_a_server_without_encryption_is_not_talked_to(open_mail_server: Opener) -> None:
    """STARTTLS is asked for, not hoped for."""
    server = open_mail_server(tls="none", offers_auth=False)
    with pytest.raises(MailError, match="encryption or authentication is missing there"):
        mailer(server).send(MAIL)
    assert server.taken.empty()


def test_a_wrong_password_is_told_and_can_be_mended(open_mail_server: Opener) -> None:
    """The sentence names the settings and not their values; it is no final refusal."""
    server = open_mail_server()
    with pytest.raises(MailError, match=r"SMTP_USERNAME and SMTP_PASSWORD \(it answered 535\)") as found:
        mailer(server, password="wrong-one").send(MAIL)  # noqa: S106 (a wrong one)
    assert not isinstance(found.value, MailRefusedError)
    assert "wrong-one" not in str(found.value)


@pytest.mark.parametrize(
    ("arrange", "expected", "for_good"),
    [
        (lambda s: s.answers_to_recipients.append("550 5.1.1 no such user"), "refuses the address of support", True),
        (lambda s: s.answers_to_recipients.append("450 4.2.1 later"), "the address of support at the moment", False),
        (lambda s: s.answers.append("554 5.7.1 looks like spam"), r"refuses the mail for good \(it answered 554", True),
        (lambda s: s.answers.append("451 4.3.0 try again"), r"the mail at the moment \(it answered 451", False),
        (lambda s: s.answers.append(HANG_UP), "The mail server hung up", False),
    ],
)
def test_what_the_server_says_decides_whether_to_try_again(
    arrange: Callable[[MailServer], None], expected: str, for_good: bool, open_mail_server: Opener
) -> None:
    """Five hundreds about the mail or its receiver are final, four hundreds and lost connections are not."""
    server = open_mail_server()
    arrange(server)
    with pytest.raises(MailError, match=expected) as found:
        mailer(server).send(MAIL)
    assert isinstance(found.value, MailRefusedError) is for_good


@pytest.mark.fault(
    "The mail server never answers",
    part="The mail server",
    sees="*Queued*",
    lost="nothing",
    recovers="the attempt ends after thirty seconds; the next has its pause",
)
def test_a_server_that_never_answers_is_left_in_time(open_mail_server: Opener) -> None:
    """The whole delivery has one deadline, so that no lease is outlived."""
    server = open_mail_server()
    server.released.clear()
    with pytest.raises(MailError, match="gave no answer in time"):
        mailer(server, deadline=0.5).send(MAIL)


def test_a_server_that_is_not_there_is_named_by_its_settings() -> None:
    """A closed port costs a sentence."""
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
    account = Account(host=HOST, port=port, tls="starttls", address=US)
    with pytest.raises(MailError, match="could not be reached; look at SMTP_HOST, SMTP_PORT and SMTP_TLS"):
        SmtpMailer(account).send(MAIL)


def test_the_password_does_not_show() -> None:
    """Neither in a log nor in a traceback's locals."""
    account = Account(host=HOST, port=25, tls="starttls", address=US, username=USERNAME, password=PASSWORD)
    assert PASSWORD not in repr(account)
