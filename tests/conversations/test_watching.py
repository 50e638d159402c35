"""/healthz, /readyz and /metrics: what whoever runs the program sees, over HTTP and in Socket Mode."""

from __future__ import annotations

import json
import re

import pytest
from desk import Desk, Opener
from until import until

from bot.local.server import LoopbackSlack
from tests.exchange import exchange

MODES = pytest.mark.parametrize("mode", ["http", "socket"])


def get(desk: Desk, path: str) -> tuple[int, str]:
    """What the process answers at a path."""
    return exchange(f"{desk.service.address}{path}")[:2]


def figures(desk: Desk) -> dict[str, float]:
    """Every figure of /metrics by its name with labels."""
    status, page = get(desk, "/metrics")
    assert status == 200
    found = (re.fullmatch(r"(\w+(?:\{.*\})?) (\S+)", line) for line in page.splitlines() if not line.startswith("#"))
    return {each[1]: float(each[2]) for each in found if each is not None}


@pytest.fixture
def watched(request: pytest.FixtureRequest, mode: str) -> Desk:
    """A desk whose process can be watched."""
    if mode == "http":
        opened: Opener = request.getfixturevalue("open_desk")
        return opened()
    opened = request.getfixturevalue("open_socket_desk")
    return opened(serve_health=True)


@MODES
def test_questions_are_counted_by_surface_and_decision(watched: Desk, slack: LoopbackSlack) -> None:
    """Each reply once, with how long it took; no label holds a text or a person."""
    for text in ("@whyfailed Webex Connect error 7105", "@whyfailed 1002", "@whyfailed why is the sky green"):
        ts = slack.say("maya", "invitations", text)
        watched.replies("invitations", ts)
    slack.command("tomas", "cx-programs", "/whyfailed 7105")
    watched.whispers("tomas")
    slack.command("tomas", "cx-programs", "/whyfailed help")
    watched.whispers("tomas", count=2)
    until(lambda: figures(watched).get('whyfailed_claims{state="answered"}') == 5)
    found = figures(watched)
    counted = {name: number for name, number in found.items() if name.startswith("whyfailed_answers_total")}
    assert counted == {
        'whyfailed_answers_total{decision="answer",surface="mention"}': 1,
        'whyfailed_answers_total{decision="choose",surface="mention"}': 1,
        'whyfailed_answers_total{decision="unknown",surface="mention"}': 1,
        'whyfailed_answers_total{decision="answer",surface="command"}': 1,
        'whyfailed_answers_total{decision="none",surface="command"}': 1,
    }
    assert found['whyfailed_answer_seconds_count{surface="mention"}'] == 3
    assert found['whyfailed_answer_seconds_bucket{le="+Inf",surface="command"}'] == 2
    assert 0 < found['whyfailed_answer_seconds_sum{surface="mention"}'] < 60
    corpus = watched.service.corpus
    assert found[f'whyfailed_corpus_info{{entries="{len(corpus)}",version="{corpus.version}"}}'] == 1
    # without the figures: any digits may stand in one by chance
    said = "\n".join(line.rpartition(" ")[0] for line in get(watched, "/metrics")[1].splitlines())
    assert [word for word in ("sky", "7105", "U0MAYA", "maya", "C0INVITES", slack.bot_token) if word in said] == []


def test_what_slack_refuses_is_counted(open_desk: Opener, slack: LoopbackSlack) -> None:
    """By method and Slack's word, and a rate limit as often as Slack asked us to wait."""
    desk = open_desk()
    slack.fail_next("chat.postMessage", retry_after=1, times=2)
    ts = slack.say("maya", "invitations", "@whyfailed 7105")
    desk.replies("invitations", ts)
    slack.fail_next("chat.postMessage", error="internal_error")
    slack.say("maya", "invitations", "@whyfailed 7106")
    until(lambda: "internal_error" in get(desk, "/metrics")[1])
    slack.fail_next("chat.postMessage", error="is_archived")
    slack.say("maya", "invitations", "@whyfailed 7108")
    until(lambda: "is_archived" in get(desk, "/metrics")[1])
    found = {name: number for name, number in figures(desk).items() if name.startswith("whyfailed_slack_errors_total")}
    assert found == {
        'whyfailed_slack_errors_total{code="ratelimited",method="chat.postMessage"}': 2,
        'whyfailed_slack_errors_total{code="internal_error",method="chat.postMessage"}': 1,
        'whyfailed_slack_errors_total{code="is_archived",method="chat.postMessage"}': 1,
    }


def test_a_mail_that_waits_is_seen(open_desk: Opener, slack: LoopbackSlack) -> None:
    """The outbox says how many wait and for how long, which is what to alert on."""
    desk = open_desk(smtp_host="127.0.0.1", smtp_port=9, smtp_tls="none", smtp_from="us@desk.example")
    ts = slack.say("maya", "invitations", "@whyfailed 7105")
    (reply,) = desk.replies("invitations", ts)
    before = figures(desk)
    desk.hand_on("maya", reply)
    until(lambda: figures(desk)['whyfailed_outbox_mails{state="queued"}'] == 1)
    desk.clock.ahead += 7_200
    found = figures(desk)
    assert before['whyfailed_outbox_mails{state="queued"}'] == 0
    assert before["whyfailed_outbox_oldest_seconds"] == 0
    assert 7_200 <= found["whyfailed_outbox_oldest_seconds"] < 7_260


@MODES
def test_a_process_that_can_take_work_is_ready(watched: Desk) -> None:
    """Both addresses say so, and nothing secret."""
    assert get(watched, "/readyz") == (200, '{"ready":true,"missing":{}}')
    status, health = get(watched, "/healthz")
    assert (status, json.loads(health)["status"], json.loads(health)["store"]) == (200, "ok", "up")


@MODES
def test_without_its_database_it_lives_and_is_not_ready(watched: Desk) -> None:
    """A restart would not help, so it is alive; work goes to others first. The figures that need no database stay."""
    away = watched.folder.rename(watched.folder.with_name("away"))
    watched.service.database.close()  # whatever is opened from here on finds no folder
    unready, health = get(watched, "/readyz"), get(watched, "/healthz")
    found = figures(watched)
    away.rename(watched.folder)
    assert unready == (503, '{"ready":false,"missing":{"database":"does not answer"}}')
    assert health[0] == 200
    assert json.loads(health[1])["store"].startswith("down")
    assert found["whyfailed_database_up"] == 0
    assert 'whyfailed_claims{state="received"}' not in found
    assert found['whyfailed_lost_total{kind="claims"}'] == 0


def test_without_its_link_it_is_not_ready(open_socket_desk: Opener, slack: LoopbackSlack) -> None:
    """Slack cannot reach it; nothing else is wrong."""
    desk = open_socket_desk(serve_health=True)
    slack.socket_mode.refuse()
    slack.socket_mode.drop()
    until(lambda: get(desk, "/readyz")[0] == 503)
    assert get(desk, "/readyz") == (503, '{"ready":false,"missing":{"socket_mode":"is not connected"}}')


def test_in_socket_mode_nobody_listens_unasked(open_socket_desk: Opener) -> None:
    """No port is open that nobody wants."""
    assert open_socket_desk().service.address is None


def test_only_slacks_path_and_these_are_there(open_desk: Opener) -> None:
    """Whatever else is asked for is not found."""
    desk = open_desk()
    assert [get(desk, path)[0] for path in ("/", "/metricz", "/slack/events", "/docs")] == [404, 404, 405, 404]
