"""What leaves the process is redacted; where that fails, nothing of the question leaves, and nothing is kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP

import pytest
from desk import Desk, Opener

from bot.answers.fields import Field
from bot.answers.redaction import Redactor
from bot.answers.spans import Span
from bot.knowledge_read import Knowledge

PASTED = (
    '@whyfailed Webex Connect error 7105 for {"firstName": "Heliotrope", "msisdn": "447911123456", '
    '"street": "12 High Street", "api_key": "a1b2c3d4e5", "batchId": "5f3e9a7c2b1d4e6f8a9b0c1d"}'
)
SECRETS = ("Heliotrope", "447911123456", "High Street", "a1b2c3d4e5")


def test_nothing_secret_is_shown_kept_mailed_or_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Of a pasted request the code and the batch id reach support and the store, names, numbers and keys do not."""
    caplog.set_level(logging.DEBUG)
    ts = desk.slack.say("maya", "invitations", PASTED)
    (reply,) = desk.replies("invitations", ts)
    desk.hand_on("maya", reply)
    desk.slack.wait_for(desk.mails)
    desk.finish()
    (case,) = desk.rows("cases")
    (mail,) = (message_from_bytes(path.read_bytes(), policy=SMTP) for path in desk.mails())
    body = mail.get_body(("plain",))
    assert body is not None
    mailed = str(body.get_content()).replace("\n", "")
    left = str(desk.said()) + str(case) + mailed + caplog.text
    assert [secret for secret in SECRETS if secret in left] == []
    assert "[name 1]" in case["question"]
    assert all("5f3e9a7c2b1d4e6f8a9b0c1d" in kept for kept in (case["question"], mailed))


def test_a_question_that_cannot_be_redacted_is_not_kept(
    open_desk: Opener, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    """Its asker gets a sentence with a reference; no case, no mail and no line of the log has anything of the text."""

    def one_at_a_time(text: str, _fields: Sequence[Field]) -> Iterator[Span]:
        found = re.search("heliotrope", text)
        if found is not None:
            yield Span(found.start(), found.end(), "key")

    def redactor() -> Redactor:
        return Redactor(detectors=(one_at_a_time,))

    caplog.set_level(logging.DEBUG)
    desk = open_desk(knowledge=replace(knowledge, redactor=redactor))
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105" + " heliotrope" * 30)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    assert reply.text.startswith("Something broke on my side")
    assert desk.rows("cases") == []
    assert desk.mails() == []
    assert [row["state"] for row in desk.rows("claims")] == ["answered"]
    assert "RedactionError: A text of" in caplog.text
    assert "heliotrope" not in str(desk.said()) + str(desk.rows("claims")) + caplog.text
