"""What conversations about Ask support share: an account on a mail server, an answer, and what became of the case."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from desk import Desk

from bot.local.nouns import Message, View
from tests.mail_server import HOST, PASSWORD, USERNAME, MailServer

ASKED = '@whyfailed Half of our invites fail, is it the import?\n{"code": 7105, "to": "ann@example.com"}'
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
