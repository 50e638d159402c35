"""`kill -9` at the two steps that test_recovery leaves out: before the claim is written, and before the record is."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import HandClock, Opener, header, locked, rows_of
from killable import address_of, killable, wait_for_line

from bot.local.server import LoopbackSlack

ASKED = "@whyfailed Webex Connect error 7105"
ANSWER = "Customer profile not found for this message"


@pytest.mark.fault(
    "`kill -9` before the claim is written",
    part="The process",
    sees="the answer, when Slack sends the question again",
    lost="nothing: Slack got no acknowledgement",
    recovers="Slack sends it again at once, after a minute and after five",
)
def test_a_kill_before_the_claim_leaves_the_question_to_slacks_retries(
    slack: LoopbackSlack, open_desk: Opener, tmp_path: Path
) -> None:
    """Nothing was acknowledged and nothing is claimed; the retry is answered once."""
    with killable(slack, tmp_path) as program:
        slack.connect(address_of(program))
        warm = slack.say("tomas", "invitations", ASKED)
        slack.wait_for(lambda: len(slack.messages("invitations", warm)) == 2, 15)
        slack.settle()
        with locked(tmp_path):
            ts = slack.say("maya", "invitations", ASKED)
            delivery = slack.deliveries[-1]
            program.kill()
            program.wait()
        slack.settle(15)
    claimed = [row["ts"] for row in rows_of(tmp_path, "claims")]
    after = open_desk()
    after.slack.redeliver(delivery, times=2)
    (reply,) = after.replies("invitations", ts)
    after.finish()
    assert not delivery.acknowledged
    assert claimed == [warm]
    assert header(reply) == ANSWER
    assert len(slack.messages("invitations", ts)) == 2


@pytest.mark.fault(
    "`kill -9` between the reply and its record",
    part="The process",
    sees="the answer",
    lost="nothing",
    recovers="the next round finds the reply in the thread, marks it and keeps its case",
)
def test_a_kill_before_the_record_loses_no_case(slack: LoopbackSlack, open_desk: Opener, tmp_path: Path) -> None:
    """The reply stands, and neither claim nor case says so: both do after the next start."""
    with killable(slack, tmp_path) as program:
        slack.connect(address_of(program))
        slack.fail_next("chat.postMessage", delay=1)
        ts = slack.say("maya", "invitations", ASKED)
        slack.wait_for(lambda: len(slack.messages("invitations", ts)) == 2, 15)
        with locked(tmp_path):
            wait_for_line(program, "is not stored")
            program.kill()
            program.wait()
        slack.settle(15)
    left = ([row["state"] for row in rows_of(tmp_path, "claims")], rows_of(tmp_path, "cases"))
    after = open_desk(clock=HandClock(ahead=31))
    after.slack.wait_for(lambda: after.rows("claims")[0]["state"] == "answered")
    after.finish()
    (reply,) = after.said()
    assert left == (["received"], [])
    assert [row["reply_ts"] for row in after.rows("claims")] == [reply.ts]
    assert [row["reply_ts"] for row in after.rows("cases")] == [reply.ts]
