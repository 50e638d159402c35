"""Ending and logging, as whoever runs the process sees it: SIGTERM in the middle, and lines that machines read."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from desk import HandClock, Opener, rows_of
from killable import address_of, killable, wait_for_line
from until import until

from bot.local.server import LoopbackSlack
from bot.local.signed_http import signature
from tests.exchange import exchange

ASKED = "@whyfailed Webex Connect error 7105, from maya.lindqvist@example.com"


@pytest.mark.fault(
    "SIGTERM while answers are made",
    part="The process",
    sees="the answer",
    lost="nothing",
    recovers="what was taken is finished before the process ends; new requests are refused, and Slack sends them again",
)
@pytest.mark.parametrize("mode", ["http", "socket"])
def test_what_was_taken_is_finished_before_the_end(slack: LoopbackSlack, tmp_path: Path, mode: str) -> None:
    """Asked to end in the middle, the process answers what it took, says so, and exits with 0."""
    with running(slack, tmp_path, mode) as program:
        slack.fail_next("chat.postMessage", delay=1.5, times=3)
        asked = [slack.say("maya", "invitations", ASKED) for _ in range(3)]
        slack.settle()
        slack.wait_for(lambda: len([call for call in slack.calls if call.method == "chat.postMessage"]) == 3)
        program.send_signal(signal.SIGTERM)
        assert program.stderr is not None
        log = program.stderr.read()
    assert program.returncode == 0, log
    assert log.rstrip().endswith("Ended.")
    assert "Traceback" not in log
    assert [len(slack.messages("invitations", ts)) for ts in asked] == [2, 2, 2]
    assert [row["state"] for row in rows_of(tmp_path, "claims")] == ["answered"] * 3
    assert len(rows_of(tmp_path, "cases")) == 3


@pytest.mark.fault(
    "SIGTERM while it starts",
    part="The process",
    sees="nothing",
    lost="nothing",
    recovers="the process ends at once, in a container too, where it is the first one",
)
def test_a_start_ends_when_asked(slack: LoopbackSlack, tmp_path: Path) -> None:
    """Asked to end while it learns from the corpus, the process does, as it does at Ctrl-C, and without noise."""
    with killable(slack, tmp_path, XDG_CACHE_HOME=str(tmp_path)) as program:
        wait_for_line(program, "Starting.")
        program.send_signal(signal.SIGTERM)
        assert program.stderr is not None
        log = program.stderr.read()
    assert (program.returncode, log) == (130, "")


@pytest.mark.soak
@pytest.mark.fault(
    "SIGTERM while Slack takes longer than six seconds to take an answer",
    part="The process",
    sees="the answer",
    lost="nothing",
    recovers="the process ends all the same; another, or the next start, finds the reply and keeps its case",
)
def test_the_end_does_not_wait_for_a_slack_that_hangs(slack: LoopbackSlack, open_desk: Opener, tmp_path: Path) -> None:
    """Six seconds and it is gone; the claim is taken over, and nothing is said twice."""
    with killable(slack, tmp_path) as program:
        slack.connect(address_of(program))
        slack.fail_next("chat.postMessage", delay=30)
        ts = slack.say("maya", "invitations", ASKED)
        slack.wait_for(lambda: len(slack.messages("invitations", ts)) == 2)
        asked_to_end = time.monotonic()
        program.send_signal(signal.SIGTERM)
        program.wait(20)
        took = time.monotonic() - asked_to_end
        assert program.stderr is not None
        assert "Ended in the middle of something" in program.stderr.read()
    left = [row["state"] for row in rows_of(tmp_path, "claims")]
    after = open_desk(clock=HandClock(ahead=31))
    until(lambda: rows_of(tmp_path, "claims")[0]["state"] == "answered")
    after.finish()
    assert (program.returncode, left) == (0, ["received"])
    assert 5 < took < 12
    assert len(slack.messages("invitations", ts)) == 2


def test_the_log_is_read_by_machines(slack: LoopbackSlack, tmp_path: Path) -> None:
    """One object a line; what belongs to one question has its event id, and nothing has its text or a token."""
    with killable(slack, tmp_path, LOG_FORMAT="json") as program:
        lines = Lines(program)
        address = lines.wait_for("Listening on ")["said"].rpartition("Listening on ")[2].rstrip(".")
        slack.connect(address)
        slack.fail_next("chat.postMessage", error="channel_is_limited_access")
        slack.say("maya", "invitations", ASKED)
        refused = lines.wait_for("channel_is_limited_access")
        status, answer = post_broken_form(slack, address)
        broken = lines.wait_for("broke")
        program.send_signal(signal.SIGTERM)
        lines.wait_for("Ended.")
    event_ids = {delivery.payload.get("event_id") for delivery in slack.deliveries}
    assert refused["event_id"] in event_ids
    assert (refused["surface"], refused["level"], refused["logger"]) == ("mention", "error", "bot.slack.claimed")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", refused["at"])
    assert (status, broken["reference"] in answer["errors"]["title"]) == (200, True)
    assert broken["said"].startswith(f"{broken['reference']}: taking a modal broke: ")
    said = json.dumps(lines.all)
    # not the code: any four digits may stand in a time or an id by chance
    secrets = (slack.bot_token, slack.signing_secret, "Webex Connect error", "maya", "example.com")
    assert [word for word in secrets if word in said] == []


def test_the_log_is_read_by_people(slack: LoopbackSlack, tmp_path: Path) -> None:
    """Without the setting each line begins with its time."""
    with killable(slack, tmp_path) as program:
        address = address_of(program)
        slack.connect(address)
        _, answer = post_broken_form(slack, address)
        program.send_signal(signal.SIGTERM)
        assert program.stderr is not None
        log = program.stderr.read()
    line = re.search(r"^\d{4}-\d\d-\d\d \S+ ERROR bot.slack.replies: (\w+): taking a modal", log, re.MULTILINE)
    assert line is not None
    assert line.group(1) in answer["errors"]["title"]


class Lines:
    """The log of a process, line by line."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self._program = program
        self.all: list[dict[str, Any]] = []

    def wait_for(self, piece: str) -> dict[str, Any]:
        """The next line that says this."""
        assert self._program.stderr is not None
        for line in self._program.stderr:
            self.all.append(json.loads(line))
            if piece in self.all[-1]["said"]:
                return self.all[-1]
        raise AssertionError(f"The program ended without saying {piece!r}: {self.all}")


def post_broken_form(slack: LoopbackSlack, address: str) -> tuple[int, dict[str, Any]]:
    """Send a modal that no modal of ours is, signed by Slack; the status and the answer."""
    view = {"type": "modal", "callback_id": "ask_support", "private_metadata": ASKED, "state": {"values": {}}}
    payload = {"type": "view_submission", "view": view, "user": {"id": "U0MAYA"}, "team": {"id": "T0LOOPBACK"}}
    body = json.dumps(payload).encode()
    headers = {**signature(slack.signing_secret, body, at=int(time.time())), "Content-Type": "application/json"}
    answer = exchange(address, body, headers)
    return answer.status, json.loads(answer.text)


@contextmanager
def running(slack: LoopbackSlack, folder: Path, mode: str) -> Iterator[subprocess.Popen[str]]:
    """The program as a process, and Slack connected to it."""
    more = {"SLACK_APP_TOKEN": slack.app_token} if mode == "socket" else {}
    with killable(slack, folder, **more) as program:
        if mode == "socket":
            wait_for_line(program, "Connected to Slack over Socket Mode")
            slack.connect()
        else:
            slack.connect(address_of(program))
        yield program
