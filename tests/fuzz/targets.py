"""Targets: each takes bytes that nobody chose, does what the program does with them, and asserts what must hold."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bot.answers.answer import answer_for
from bot.answers.redaction import Redactor
from bot.answers.render import Renderer
from bot.answers.ticket import Ticket
from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.diagnosis import findings_of
from bot.diagnosis.question import Question
from bot.diagnosis.reading import read
from bot.escalation.address import NoAddressError, single_address
from bot.escalation.header_text import one_line
from bot.files.attachment import Attachment, Reason
from bot.files.content import text_of
from bot.local.block_kit import errors_of
from bot.slack import inbox
from bot.slack.asked import Asked, DeletionAsked, Pressed, Silence
from bot.slack.support_form import Origin, Submitted
from bot.store.redacted import redacted
from tests.mrkdwn import parsed

Target = Callable[[bytes], None]

ODD = (KeyError, TypeError, AttributeError, ValueError, IndexError)
"""What a payload that is not as Slack documents it may raise; the listener answers it with an error to Slack."""

COMMANDING = re.compile(r"<(?:[!#@]|https?:|mailto:)")
"""What Slack acts on, and no text of a user may become."""

MOST_TEXT = 4_000
"""Characters of one input; what longer texts cost is measured elsewhere."""


def payload(data: bytes) -> None:
    """What Slack sends, read by everything that reads it: a noun of ours, a named silence, or a known error."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(body, dict):
        return
    for reads in _READERS:
        try:
            found = reads(body)
        except ODD:
            continue
        assert isinstance(found, Asked | Pressed | DeletionAsked | Silence | Submitted | str | None), type(found)
        if isinstance(found, Asked):
            assert isinstance(found.team, str)


_READERS: tuple[Callable[[dict[str, Any]], object], ...] = (
    lambda body: inbox.read_event(body, bot_user="U0BOT"),
    inbox.read_command,
    lambda body: inbox.read_shortcut(body, bot_user="U0BOT"),
    inbox.read_press,
    inbox.read_example,
    inbox.read_deletion,
    inbox.bot_user_of,
    Submitted.read,
)


def question(data: bytes) -> None:
    """A pasted text: it is decided, its quotes are pieces of it, and Slack obeys nothing in the message."""
    corpus, diagnoser, renderer = _knowledge()
    text = _text(data)
    found = diagnoser.diagnose(Question(text))
    whole = read(text).text
    for finding in findings_of(found):
        for match in finding.matches:
            assert all(evidence.quote in whole for evidence in match.evidence), match.entry.id
    _, redact_quote = Redactor().quotes_of(whole)
    message = renderer.slack(answer_for(redacted(found, redact_quote), corpus), case_id="c1", audience="thread")
    assert errors_of(list(message.blocks)) == []
    assert [said for said in (message.text, *parsed(message.blocks)) if COMMANDING.search(said)] == []


def redaction(data: bytes) -> None:
    """A text is made clean, and made clean again it stays the same; addresses are gone."""
    text = _text(data)
    once, _ = Redactor().quotes_of(f"{text} maya.lindqvist@example.com {text}")
    again, _ = Redactor().quotes_of(once)
    assert "maya.lindqvist@example.com" not in once
    assert "maya.lindqvist@example.com" not in again


def carried(data: bytes) -> None:
    """What travels in buttons and modals, and an address that somebody types: read, or refused in the known way."""
    text = _text(data)
    ticket = Ticket.read(text)
    if ticket is not None:
        assert ticket == Ticket.read(str(ticket))
    with contextlib.suppress(ValueError, TypeError, RecursionError):
        Origin.read(text)
    try:
        address = single_address(text)
    except NoAddressError:
        pass
    else:
        assert address.isascii()
        assert not set(address) & set("\r\n ,;<>")
    assert len(one_line(text).splitlines()) <= 1


def file(data: bytes) -> None:
    """A file that comes with a question, under each kind of name: its text, or a reason why there is none.

    Read again it says the same, and what it names outside of itself is never read.
    """
    for name in ("a.log", "a.html", "a.eml", "no-ending"):
        attachment = Attachment(id="F1", name=name)
        found = text_of(attachment, data)
        assert isinstance(found, Reason) or (isinstance(found, str) and found.strip()), name
        assert found == text_of(attachment, data), name
        assert "outside-of-the-file" not in found


TARGETS: dict[str, Target] = {
    "payload": payload,
    "question": question,
    "redaction": redaction,
    "carried": carried,
    "file": file,
}


def seeds(target: str) -> Iterator[bytes]:
    """What to begin with: payloads as Slack sends them, messages as the vendors word them."""
    if target == "payload":
        yield from (json.dumps(each).encode() for each in _PAYLOADS)
        return
    if target == "file":
        yield from _FILES
        return
    corpus, _, _ = _knowledge()
    for entry in list(corpus)[::5]:
        yield from (message.encode() for message in entry.messages[:1])
    yield from (b"c1|wxm-2.4.2|all|in=5.1|by=U1", b"maya@example.com", b'{"failure": {"code": 14001}}')


_PAYLOADS: tuple[dict[str, Any], ...] = (
    {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}],
        "event": {"type": "app_mention", "channel": "C1", "user": "U1", "ts": "5.1", "text": "<@U0BOT> 7105"},
    },
    {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "name": "maya"},
        "trigger_id": "1.2",
        "response_url": "https://hooks.slack.com/x",
        "container": {"type": "message", "channel_id": "C1", "message_ts": "5.1", "is_ephemeral": False},
        "actions": [{"action_id": "solved", "value": "c1|wxm-2.4.2"}],
    },
    {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "view": {"private_metadata": "{}", "state": {"values": {"title": {"title": {"value": "x"}}}}},
    },
    {"command": "/whyfailed", "text": "7105", "team_id": "T1", "channel_id": "C1", "user_id": "U1", "trigger_id": "1"},
)


_OUTSIDE = Path(__file__).with_name("outside.txt")

_FILES: tuple[bytes, ...] = (
    b"2026-11-21T09:12:44Z ERROR connect code=7105 Customer profile not found\n",
    b'{"failure": {"code": 14001, "description": "x"}}',
    b"<!doctype html><html><body><table><tr><td>7105</td></tr></table><script>x</script><p>a &amp; b</body></html>",
    b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "%s">]><html><p>&x;</p></html>'
    % _OUTSIDE.as_uri().encode(),
    b'<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><html>&b;&b;</html>',
    b"Subject: =?utf-8?q?failed?=\nContent-Type: text/html; charset=latin-1\n\n<p>error <i>7105</i></p>\n",
    b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
    b"Status: 5.1.1\n\n--b\nContent-Transfer-Encoding: base64\n\nNzEwNQ==\n--b--\n",
    "Webex Connect error 7105\r\n".encode("utf-16"),
    "Webex Connect error 7105\r\n".encode("utf-16-le"),
    "Webex Connect error 7105\r\n".encode("utf-32"),
    "Zustellung fehlgeschlagen für Ärzte".encode("latin-1"),
    "配信に失敗しました 7105".encode("shift-jis"),
)
"""Logs, pages and mails in the encodings that we meet; one page would have another file read."""


def _text(data: bytes) -> str:
    """Bytes as a text, as JSON would bring it: half characters included."""
    return data.decode("utf-8", "surrogateescape" if len(data) % 2 else "replace")[:MOST_TEXT]


@cache
def _knowledge() -> tuple[Corpus, Diagnoser, Renderer]:
    corpus = load_corpus(knowledge_folder())
    return corpus, Diagnoser(corpus), Renderer(corpus, templates_folder())
