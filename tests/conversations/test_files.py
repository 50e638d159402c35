"""Files that come with a question: read and answered with it, or said in a sentence why not."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from desk import Desk, HandClock, Opener, action_ids, header

from bot.local.nouns import Message
from bot.slack.scopes import SCOPES

ANSWER = "Customer profile not found for this message"
LINE = "2026-11-21T09:12:44Z ERROR connect code=7105 Customer profile not found for this message\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64

READ = {
    "dispatch.log": LINE.encode(),
    "answer.json": b'{"code": "7105", "description": "Customer profile not found for this message"}',
    "export.csv": b"id,code,description\n1,7105,Customer profile not found for this message\n",
    "page.html": b"<html><body><p>Webex Connect error <b>7105</b></p><script>var x = 7106</script></body></html>",
    "windows.log": "Webex Connect error 7105\r\n".encode("utf-16"),
    "latin.txt": "Zustellung fehlgeschlagen für Ärzte: Webex Connect error 7105".encode("latin-1"),
    "mail.eml": b"Subject: failed\nContent-Type: text/html\n\n<p>Webex Connect <i>error</i> 7105</p>\n",
    "odd.eml": b"Subject: =?\xff?q?failed?=\nContent-Type: text/plain; charset=a\1\0b\n\nWebex Connect error 7105\n",
    "no-ending": LINE.encode(),
}


@pytest.mark.parametrize("name", READ)
def test_a_text_file_is_read(open_desk: Opener, name: str) -> None:
    """Logs, JSON, CSV, HTML and mails, in whatever encoding, are diagnosed like a paste."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", "@whyfailed what is this?", files={name: READ[name]})
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    assert header(reply) == ANSWER
    assert [reply] == desk.said()


UNREAD = {
    "error.png": (PNG, "I cannot read pictures, so I did not read error.png."),
    "really.log": (PNG, "I cannot read pictures, so I did not read really.log."),
    "call.mp4": (b"\0\0\0\x18ftypmp42", "I cannot listen to or watch recordings"),
    "logs.zip": (b"PK\x03\x04" + b"x" * 50, "I do not open archives, so I did not read logs.zip."),
    "bomb.log": (gzip.compress(b"\0" * 1_000_000), "I do not open archives, so I did not read bomb.log."),
    "report.pdf": (b"%PDF-1.7 x", "I cannot read this kind of document"),
    "core.bin": (bytes(range(256)) * 40, "There is no text in core.bin that I could read."),
    "blank.txt": (b" \n\n", "There is nothing in blank.txt."),
    "declared.html": (b'<!DOCTYPE html [<!ENTITY a "b">', "There is nothing in declared.html."),
    "huge.log": (LINE.encode() * 20_000, "huge.log is larger than I read at once (1 MB in all)."),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_said_with_what_to_do_instead(open_desk: Opener, name: str) -> None:
    """One sentence a file, whatever it is called; and it is the only reply."""
    content, beginning = UNREAD[name]
    desk = open_desk(files_most_megabytes=1)
    ts = desk.slack.say("maya", "dm", "", files={name: content})
    (reply,) = desk.replies(desk.slack.dm_of("maya").id, ts)
    desk.finish()
    assert reply.text.startswith(beginning)
    assert len(reply.text.splitlines()) == 1
    assert [reply] == desk.said()


def test_a_file_answers_in_each_place(desk: Desk) -> None:
    """A mention, a direct message, a follow-up of the asker and the shortcut read files, each answered once."""
    files = {"dispatch.log": LINE.encode()}
    mention = desk.slack.say("maya", "invitations", "@whyfailed", files=files)
    direct = desk.slack.say("tomas", "dm", "", files=files)
    (first,) = desk.replies("invitations", mention)
    desk.slack.say("maya", "invitations", "", mention, files={"more.log": LINE.replace("7105", "7106").encode()})
    elsewhere = desk.slack.say("priya", "lounge", "look", files=files)
    desk.slack.shortcut("maya", elsewhere, "why_failed")
    replies = [first, *desk.replies(desk.slack.dm_of("tomas").id, direct), *desk.whispers("maya")]
    follow_up = desk.replies("invitations", mention, count=2)[1]
    desk.finish()
    assert [header(reply) for reply in replies] == [ANSWER] * 3
    assert "7106" in follow_up.text
    assert len(desk.said()) == 4


def test_an_answer_says_which_files_it_did_not_read(desk: Desk) -> None:
    """A question with a screenshot and an archive is answered by its text, and each file is accounted for."""
    files = {"shot.png": PNG, "other.png": PNG, "logs.zip": b"PK\x03\x04"}
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105", files=files)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    assert header(reply) == ANSWER
    for said in (str(reply.blocks), reply.text):
        assert "I cannot read pictures, so I did not read shot.png and other.png." in said
        assert "I do not open archives, so I did not read logs.zip." in said


def test_a_question_about_files_that_cannot_be_read_begins_with_them(desk: Desk) -> None:
    """Whoever asks what is in a picture reads first that it was not read, and what to do; of each file."""
    files = {"error.png": PNG, "logs.zip": b"PK\x03\x04"}
    ts = desk.slack.say("maya", "invitations", "@whyfailed what is this?", files=files)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    lines = reply.text.splitlines()
    assert header(reply) == "I could not read all of this"
    assert lines[1:3] == [
        "I cannot read pictures, so I did not read error.png. Paste the error as text.",
        "I do not open archives, so I did not read logs.zip. Unpack it and attach the log itself.",
    ]
    assert [block["text"]["text"] for block in reply.blocks[1:3]] == lines[1:3]
    assert "ask_support" in action_ids(reply)


def test_what_is_known_of_a_code_is_said_beside_files_that_cannot_be_read(open_desk: Opener) -> None:
    """A picture does not take the hint away."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", "@whyfailed Bird code 14999", files={"error.png": PNG})
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    assert "so I did not read error.png" in reply.text
    assert "its first digits put it in this class" in reply.text


def test_a_picture_in_a_followed_thread_is_not_ignored(desk: Desk) -> None:
    """The asker's screenshot, without a word, gets the sentence that says what to do; somebody else's gets nothing.

    After somebody else's the thread is with nobody, so the asker's comes first.
    """
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105")
    desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", "", ts, files={"error.png": PNG})
    replies = desk.replies("invitations", ts, count=2)
    desk.slack.say("tomas", "invitations", "", ts, files={"holiday.png": PNG})
    desk.finish()
    assert replies[1].text.startswith("I cannot read pictures, so I did not read error.png.")
    assert len(desk.said()) == 2


def test_a_missing_scope_is_named(open_desk: Opener) -> None:
    """Where the app was installed without files:read, the reply says what an admin can do."""
    desk = open_desk()
    object.__setattr__(desk.slack.app, "scopes", SCOPES - {"files:read"})
    ts = desk.slack.say("maya", "dm", "", files={"dispatch.log": LINE.encode()})
    (reply,) = desk.replies(desk.slack.dm_of("maya").id, ts)
    desk.finish()
    assert "a workspace admin can allow me the scope files:read" in reply.text


GONE = {
    "tombstone": ({"id": "F0GONE", "name": "old.log", "mode": "tombstone"}, "old.log was deleted"),
    "external": (
        {"id": "F0EXT", "name": "sheet", "mode": "external", "is_external": True, "url_private": "https://example.com/x"},
        "sheet is not kept in Slack, and I follow no links.",
    ),
    "another host": (
        {"id": "F0HOST", "name": "a.log", "mode": "hosted", "size": 3, "url_private": "https://files.slack.com.example.com/a"},
        "a.log is not kept in Slack",
    ),
    "unknown": ({"id": "F0NEVER", "file_access": "check_file_info"}, "the file was deleted"),
    "hidden": ({"id": "F0HID", "name": "b.log", "mode": "hidden_by_limit"}, "Slack does not let me read b.log."),
    "nothing": ({}, "Slack does not let me read the file."),
}  # fmt: skip


@pytest.mark.parametrize("what", GONE)
def test_a_file_that_is_not_there_is_said(open_desk: Opener, what: str) -> None:
    """Deleted, elsewhere or hidden: one sentence, and nothing is fetched."""
    file, said = GONE[what]
    desk = open_desk()
    reply = _reply_to(desk, file)
    assert said in reply.text
    assert len(desk.said()) == 2


def test_a_file_of_another_workspace_is_asked_for(open_desk: Opener) -> None:
    """Over Slack Connect the event holds only an id; files.info tells the rest."""
    desk = open_desk()
    desk.slack.say("maya", "lounge", "", files={"dispatch.log": LINE.encode()})
    file_id = desk.slack.messages("lounge")[0].files[0]["id"]
    assert header(_reply_to(desk, {"id": file_id, "file_access": "check_file_info"})) == ANSWER


def test_a_file_in_a_channel_where_nobody_called_us_is_left_alone(desk: Desk) -> None:
    """People share files with each other."""
    desk.slack.say("maya", "invitations", "the log of last night", files={"dispatch.log": LINE.encode()})
    desk.finish()
    assert desk.said() == []


def test_recovery_reads_the_files_again(open_desk: Opener) -> None:
    """A question whose reply Slack did not take is answered by the next round, its file included."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", status=503)
    ts = desk.slack.say("maya", "dm", "", files={"dispatch.log": LINE.encode()})
    desk.slack.wait_for(lambda: any(call.method == "chat.postMessage" for call in desk.slack.calls))
    desk.finish()
    after = open_desk(clock=HandClock(ahead=31))
    (reply,) = after.replies(after.slack.dm_of("maya").id, ts)
    after.finish()
    assert header(reply) == ANSWER
    assert [reply] == after.said()


def test_what_a_file_holds_is_redacted_like_a_paste(desk: Desk) -> None:
    """Neither the reply nor the record shows an address or a token from a file, nor one in a file's name."""
    secret = f"{LINE.strip()} for ann@example.com token xoxb-1234567890-abcdefghij\n"
    files = {"dispatch.log": secret.encode(), "bob@example.com.png": PNG}
    ts = desk.slack.say("maya", "invitations", "@whyfailed look", files=files)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    shown = f"{reply.text} {reply.blocks} {desk.rows('cases')}"
    assert header(reply) == ANSWER
    assert [piece for piece in ("ann@example", "bob@example", "xoxb-123") if piece in shown] == []


def _reply_to(desk: Desk, file: dict[str, Any]) -> Message:
    """What is said to a direct message with a file as Slack tells of it."""
    dm = desk.slack.dm_of("maya").id
    top = desk.slack.say("maya", "dm", "help")
    desk.replies(dm, top)
    event = {"type": "message", "subtype": "file_share", "user": "U0MAYA", "channel": dm, "channel_type": "im"}
    desk.deliver({**event, "text": "", "ts": "1.5", "thread_ts": top, "files": [file]})
    _, reply = desk.replies(dm, top, count=2)
    desk.finish()
    return reply


def test_slow_reading_shows_one_line_that_becomes_the_answer(desk: Desk) -> None:
    """After two seconds people see that something happens; the answer replaces that, and others do not wait for it."""
    desk.slack.fail_next("url_private", delay=3.0)
    ts = desk.slack.say("maya", "invitations", "@whyfailed what is this?", files={"dispatch.log": LINE.encode()})
    other = desk.slack.say("tomas", "invitations", "@whyfailed Webex Connect error 7105")
    (quick,) = desk.replies("invitations", other)
    (line,) = desk.replies("invitations", ts)
    desk.slack.wait_for(lambda: desk.now(line).metadata != line.metadata)
    answered = desk.now(line)
    desk.finish()
    assert line.text == "I am reading what you sent. The answer comes here in a moment."
    assert float(quick.ts) < float(line.ts)
    assert header(answered) == ANSWER
    assert len(desk.said()) == 2
    assert line.ts in [row["reply_ts"] for row in desk.rows("claims")]


def test_recovery_puts_the_answer_where_the_line_stands(open_desk: Opener) -> None:
    """A process that ended after it said that it reads: the next one answers in the same place, once."""
    desk = open_desk()
    desk.slack.fail_next("url_private", delay=2.5)
    desk.slack.fail_next("chat.update", status=503)
    ts = desk.slack.say("maya", "dm", "", files={"dispatch.log": LINE.encode()})
    dm = desk.slack.dm_of("maya").id
    (line,) = desk.replies(dm, ts)
    desk.slack.wait_for(lambda: any(call.method == "chat.update" for call in desk.slack.calls))
    desk.finish()
    after = open_desk(clock=HandClock(ahead=31))
    after.slack.wait_for(lambda: after.now(line).metadata != line.metadata)
    answered = after.now(line)
    after.finish()
    assert header(answered) == ANSWER
    assert len(after.said()) == 1


@pytest.mark.parametrize(("status", "said"), [(302, "Slack does not let me read"), (404, "was deleted")])
def test_a_download_that_is_sent_elsewhere_or_not_there(open_desk: Opener, status: int, said: str) -> None:
    """A redirect is not followed; what is gone is said to be gone."""
    desk = open_desk()
    desk.slack.fail_next("url_private", status=status)
    ts = desk.slack.say("maya", "dm", "", files={"dispatch.log": LINE.encode()})
    (reply,) = desk.replies(desk.slack.dm_of("maya").id, ts)
    desk.finish()
    assert said in reply.text
