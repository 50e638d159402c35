"""Something fails: Slack, the database, a template. It costs that one thing, and people hear what concerns them."""

from __future__ import annotations

import json
import logging
import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest
from desk import Desk, HandClock, Opener, header

from bot.answers.render import Renderer
from bot.corpus.folders import templates_folder
from bot.knowledge_read import Knowledge

ASKED = "@whyfailed Webex Connect error 7105"
ANSWER = "Customer profile not found for this message"


@pytest.mark.fault(
    "429 with a Retry-After of up to a minute",
    part="Slack",
    sees="the answer, as much later as Slack asks",
    lost="nothing",
    recovers="the call is made again after the wait, its lease renewed meanwhile",
)
def test_what_slack_asks_to_wait_for_is_waited_for(desk: Desk) -> None:
    """A 429 delays the reply by its Retry-After and loses nothing."""
    desk.slack.fail_next("chat.postMessage", retry_after=7)
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    assert header(reply) == ANSWER
    assert desk.clock.waited == [7.0]
    assert [reply] == desk.said()


@pytest.mark.fault(
    "429 with a Retry-After of more than a minute",
    part="Slack",
    sees="the answer, a minute or more late",
    lost="nothing within an hour",
    recovers="the next round reads the thread and answers",
)
def test_a_wait_that_is_too_long_is_left_to_the_next_round(open_desk: Opener) -> None:
    """Slack is busy for minutes: the claim stays, its lease runs out, and the next round answers."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", retry_after=600)
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.slack.wait_for(lambda: any(call.status == 429 for call in desk.slack.calls))
    desk.finish()
    assert desk.said() == []
    after = open_desk(clock=HandClock(ahead=31))
    (reply,) = after.replies("invitations", ts)
    after.finish()
    assert header(reply) == ANSWER
    assert [reply] == after.said()


@pytest.mark.fault(
    "Slack takes long to take replies",
    part="Slack",
    sees="the answer, as late as Slack takes it",
    lost="nothing",
    recovers="each event is acknowledged before its answer is made",
)
def test_acknowledged_within_a_second_while_slack_is_slow(desk: Desk) -> None:
    """However long answers take to post, the next question is taken at once."""
    desk.slack.fail_next("chat.postMessage", delay=1.1, times=8)
    asked = [desk.slack.say("maya", "invitations", ASKED) for _ in range(8)]
    desk.slack.command("tomas", "invitations", "/whyfailed help")
    for ts in asked:
        desk.replies("invitations", ts)
    desk.finish()
    assert len(desk.slack.deliveries) >= 17
    assert max(delivery.attempts[0].seconds for delivery in desk.slack.deliveries) < 1.0


def test_a_message_that_slack_does_not_take_becomes_a_sentence_with_a_reference(
    open_desk: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    """The asker is told that something broke, and the log has the same reference."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", error="invalid_blocks")
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    assert reply.text.startswith("Something broke on my side")
    assert f"{_reference_in(reply.text)}: sending the reply" in caplog.text
    assert "invalid_blocks" in caplog.text


def test_what_breaks_inside_becomes_a_sentence_with_a_reference(
    open_desk: Opener, knowledge: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody sees a traceback: it is in the log, under the reference that the asker was told, without the question."""
    folder = Path(shutil.copytree(templates_folder(), tmp_path / "templates"))
    single = folder / "slack" / "single.j2"
    single.write_text(single.read_text() + "{{ 1 // 0 }}")
    broken = replace(knowledge, renderer=Renderer(knowledge.corpus, folder))
    desk = open_desk(knowledge=broken)
    ts = desk.slack.say("maya", "invitations", "@whyfailed heliotrope Webex Connect error 7105")
    (reply,) = desk.replies("invitations", ts)
    desk.slack.command("tomas", "invitations", "/whyfailed Webex Connect 7105")
    (private,) = desk.whispers("tomas")
    desk.finish()
    assert reply.text.startswith("Something broke on my side")
    assert private.text.startswith("Something broke on my side")
    assert "Traceback" not in str(desk.said())
    (record,) = [r for r in caplog.records if _reference_in(reply.text) in r.getMessage()]
    assert 'File "' in record.getMessage()
    assert record.levelno == logging.ERROR
    assert "heliotrope" not in caplog.text


@pytest.mark.fault(
    "The database never comes up",
    part="The database",
    sees="the answer; Ask support says that nothing was sent, and whom to write to",
    lost="cases and presses; counted at /healthz and in the log",
    recovers="claims live in memory, so that once holds within the process",
)
def test_without_a_database_answers_still_go_out_once(
    open_desk: Opener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The database never comes up: claims and cases live in memory, once holds, buttons work, and the log says so."""
    (tmp_path / "file").write_text("no folder")
    desk = open_desk(database_url=f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}")
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    for delivery in desk.slack.deliveries[:2]:
        desk.slack.redeliver(delivery)
    desk.slack.say("maya", "invitations", "and Webex Connect error 7106?", thread_ts=ts)
    replies = desk.replies("invitations", ts, count=2)
    desk.slack.press("maya", reply.ts, "ask_support")
    form = desk.form("maya")
    desk.slack.submit("maya", form.id, {})
    desk.slack.wait_for(lambda: desk.form("maya").errors)
    told = desk.form("maya").errors
    desk.slack.settle()
    health = desk.service.health()
    desk.finish()
    assert len(replies) == 2
    assert replies == desk.said()
    assert str(told["title"]).startswith("I cannot take this right now, and nothing was sent.")
    assert "kept in memory only" in caplog.text
    assert health["lost"] == {"claims": 3, "cases": 2, "feedback": 0}
    assert str(health["store"]).startswith("down")


@pytest.mark.fault(
    "The file goes away and comes back",
    part="The database",
    sees="the answer",
    lost="the cases of that time; counted at /healthz and in the log",
    recovers="it is used again as soon as it is there",
)
def test_a_database_that_goes_away_and_comes_back_loses_no_answer(
    open_desk: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    """What was claimed before is known while it is away, and what is claimed meanwhile is answered once."""
    desk = open_desk()
    first = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", first)
    desk.slack.settle()
    desk.slack.wait_for(lambda: desk.rows("claims")[0]["state"] == "answered")
    file = Path(str(desk.service.settings.database_url).removeprefix("sqlite:///"))
    desk.service.database.close()
    away = file.rename(file.with_suffix(".away"))
    file.mkdir()
    desk.slack.redeliver(desk.slack.deliveries[0])
    second = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", second)
    desk.slack.settle()
    desk.slack.wait_for(lambda: "could not finish a claim" in caplog.text)  # nothing opens the file in between
    file.rmdir()
    away.rename(file)
    third = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", third)
    desk.slack.settle()
    assert desk.service.health()["store"] == "up"
    desk.finish()
    assert len(desk.said()) == 3
    assert [first, third] == [row["ts"] for row in desk.rows("claims")]


def test_health_is_told_over_http(open_desk: Opener) -> None:
    """Whoever watches the process sees that it serves, with which knowledge, and whether the database is up."""
    desk = open_desk()
    desk.finish()
    address = open_desk().service.address
    with urlopen(f"{address}/healthz") as answer:  # noqa: S310 (our own server on loopback)
        told = json.load(answer)
    version = desk.service.corpus.version
    nothing = {"claims": 0, "cases": 0, "feedback": 0}
    assert told == {"status": "ok", "knowledge": version, "store": "up", "lost": nothing}


def _reference_in(text: str) -> str:
    found = re.search(r"reference `?([0-9a-f]{12})", text)
    assert found is not None, text
    return found[1]
