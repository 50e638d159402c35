"""One workspace never sees another's: somebody who has another's ids tries every way in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from desk import Desk, HandClock, boxes, elements, tick
from many import Opener, TwoDesks
from slack_bolt.request.internals import extract_team_id

from bot.local.nouns import Message, View
from bot.slack.inbox import read_home_opened, read_opened, team_of
from bot.slack.outbox import ANSWER_EVENT
from bot.slack.paste_form import asked_in_form
from bot.slack.why_form import read_words
from tests.two_workspaces import OTHER_BOT, THERE

SECRET_WORD = "heliotrope"  # noqa: S105 (a word of the question, by which an answer would betray it)
ASKED = f"@whyfailed {SECRET_WORD} says Webex Connect error 7105\nand {SECRET_WORD} says error 7106"


@pytest.fixture
def both(open_both: Opener) -> TwoDesks:
    """The app in both workspaces."""
    both = open_both()
    for desk in (both.here, both.there):
        both.install(desk.slack)
    return both


def _asked_here(both: TwoDesks) -> Message:
    """A question of the first workspace, answered and kept."""
    ts = both.here.slack.say("maya", "invitations", ASKED)
    (reply,) = both.here.replies("invitations", ts)
    both.here.slack.wait_for(lambda: both.here.rows("cases"))
    return reply


def _copied_there(both: TwoDesks, reply: Message) -> Message:
    """The same message, buttons and all, as a message of ours in the second workspace."""
    copied = replace(reply, user=OTHER_BOT, thread_ts=None, metadata=None, only_for=None)
    return both.there.slack.workspace.post(copied)


def _forge(desk: Desk, form: View, **forged: str | None) -> None:
    """An open form's private_metadata, changed by whoever submits it."""
    metadata = json.dumps(json.loads(form.content["private_metadata"]) | forged)
    desk.slack.workspace.set_view(replace(form, content={**form.content, "private_metadata": metadata}))


def _betrayed(desk: Desk) -> list[str]:
    """Wherever in the second workspace the first one's words stand, but for the copy itself."""
    calls = [json.dumps(call.arguments) for call in desk.slack.calls]
    views = [json.dumps(view.content) for view in desk.slack.views("nora")]
    whispers = [str(message.blocks) + message.text for message in desk.slack.ephemerals("nora")]
    return [text for text in (*calls, *views, *whispers) if SECRET_WORD in text]


@pytest.mark.fault(
    "The id of a case of another workspace in the values of every button",
    part="Attacks",
    sees="the presser reads that the case is not there",
    lost="nothing",
    recovers="a case is looked for with the workspace that Slack authorised",
)
def test_buttons_with_anothers_case_show_nothing_of_it(both: TwoDesks) -> None:
    """Every button of an answer, copied into another workspace: the presser reads that the case is not there."""
    reply = _asked_here(both)
    copy = _copied_there(both, reply)
    pressable = [element for element in elements(copy) if element.get("value")]
    for element in pressable:
        # As she saw it at first: a press may have changed the copy meanwhile, and another button stands there.
        both.there.slack.actions.press("nora", copy.ts, element["action_id"], element["value"], seen=copy)
    both.there.finish()
    told = {message.text for message in both.there.slack.ephemerals("nora")}
    assert {element["action_id"] for element in pressable} >= {"ask_support", "solved", "not_solved", "show_1"}
    assert any(text.startswith("I no longer have this case.") for text in told)
    assert _betrayed(both.there) == []
    assert both.there.mails() == []


@pytest.mark.fault(
    "The id of a case of another workspace in presses that need no case: an entry, a mark, a tick, a share",
    part="Attacks",
    sees="the entry, as if nobody had pressed before",
    lost="nothing",
    recovers="presses are kept, read and claimed with the workspace that Slack authorised",
)
def test_presses_on_anothers_case_neither_read_nor_change_its_progress(both: TwoDesks) -> None:
    """Buttons carry their entry, so that they work without the case: whoever has its id learns and changes nothing."""
    here, there = both.here, both.there
    here.slack.command("maya", "invitations", "/whyfailed Webex Connect error 7105")
    (private,) = here.whispers("maya")
    asked = here.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105")
    (reply,) = here.replies("invitations", asked)
    here.slack.press("maya", reply.ts, "not_solved")
    here.slack.wait_for(lambda: "<@U0MAYA>" in str(here.now(reply).blocks))
    copies = [_copied_there(both, message) for message in (reply, private)]
    for action in ("solved", "not_solved", "solved"):
        there.slack.press("nora", copies[0].ts, action)
    tick(there, "nora", copies[0], "1")
    there.slack.settle()
    (share,) = [each for each in elements(private) if each["action_id"] == "share_channel"]
    there.slack.press("nora", copies[1].ts, "share_channel", share["value"])
    there.slack.settle()
    tick(here, "maya", here.now(reply), "2")
    here.slack.wait_for(lambda: boxes(here.now(reply)).get(2))
    here.slack.press("maya", private.ts, "share_channel", share["value"])
    here.slack.wait_for(lambda: len(here.slack.ephemerals("maya")) > 1)
    here.finish()
    now = here.now(reply)
    assert "U0NORA" not in str(now.blocks)
    assert [step for step, is_done in boxes(now).items() if is_done] == [2]
    assert here.slack.ephemerals("maya")[-1].text.startswith("Done. Everyone there")
    assert "U0MAYA" not in str(there.now(copies[0]).blocks)
    assert {(row["team"], row["person"]) for row in here.rows("feedback")} == {
        (here.slack.workspace.team, "U0MAYA"),
        (THERE, "U0NORA"),
    }


@pytest.mark.fault(
    "The case and the thread of another workspace in the metadata of a modal",
    part="Attacks",
    sees="the form says that the case is not there; no mail",
    lost="nothing",
    recovers="the same; a form is only a way to ask for it",
)
def test_a_form_with_anothers_case_hands_nothing_on(both: TwoDesks) -> None:
    """The private_metadata of a modal names another's case, its channel and its thread: nothing is queued or shown."""
    stranger = _asked_here(both)
    stranger_case = (stranger.metadata or {})["event_payload"]["case_id"]
    ts = both.there.slack.say("nora", "invitations", "@whyfailed Webex Connect error 7006")
    (reply,) = both.there.replies("invitations", ts)
    both.there.slack.press("nora", reply.ts, "ask_support")
    form = both.there.form("nora")
    _forge(both.there, form, case_id=stranger_case, thread_ts=stranger.thread_ts)
    both.there.slack.submit("nora", form.id, {})
    both.there.slack.wait_for(lambda: both.there.slack.views("nora")[-1].errors)
    both.there.finish()
    assert both.there.slack.views("nora")[-1].errors["title"].startswith("I no longer have this case.")
    assert both.there.rows("escalations") == []
    assert _betrayed(both.there) == []


@pytest.mark.fault(
    "Another workspace, its people and its thread in the metadata of the form for a paste",
    part="Attacks",
    sees="an answer to the own question, in the own workspace",
    lost="nothing",
    recovers="who submits a form, and where, is what Slack signs with it",
)
def test_a_form_for_a_paste_asks_in_the_workspace_of_who_submits_it(both: TwoDesks) -> None:
    """The private_metadata names another workspace, somebody there and their thread: it is the submitter's question."""
    stranger = _asked_here(both)
    there = both.there
    there.slack.command("nora", "invitations", "/whyfailed")
    there.slack.wait_for(lambda: there.slack.views("nora"))
    form = there.slack.views("nora")[-1]
    _forge(there, form, team=both.here.slack.workspace.team, person="U0MAYA", thread_ts=stranger.thread_ts)
    there.slack.submit("nora", form.id, {"text": "and for 7208?"})
    there.whispers("nora")
    there.finish()
    asked = {(row["team"], row["asker"]) for row in there.rows("cases")}
    assert asked == {(both.here.slack.workspace.team, "U0MAYA"), (THERE, "U0NORA")}
    assert _betrayed(there) == []


@pytest.mark.fault(
    "Another app posts a message with our metadata and the case of another workspace",
    part="Attacks",
    sees="one answer; the other case stays as it was",
    lost="nothing",
    recovers="only messages that we posted are read as ours",
)
def test_the_metadata_of_another_apps_message_marks_nothing(open_both: Opener) -> None:
    """Another app posts what looks like our reply, with another's case: the question is answered, that case stays."""
    both = open_both()
    for desk in (both.here, both.there):
        both.install(desk.slack)
    stranger = _asked_here(both)
    both.there.slack.fail_next("chat.postMessage", status=503)
    ts = both.there.slack.say("nora", "invitations", "@whyfailed Webex Connect error 7105")
    both.there.slack.wait_for(lambda: any(call.status == 503 for call in both.there.slack.calls))
    both.there.finish()
    (claim,) = [row for row in both.there.rows("claims") if row["team"] == THERE]
    case_id = (stranger.metadata or {})["event_payload"]["case_id"]
    payload = {"event_id": claim["event_id"], "case_id": case_id}
    forged = {"event_type": ANSWER_EVENT, "event_payload": payload}
    channel = both.there.slack.workspace.channel("invitations").id
    later = f"{int(ts.partition('.')[0])}.999999"
    both.there.slack.workspace.post(
        replace(stranger, channel=channel, ts=later, thread_ts=ts, user="U0OTHERAPP", metadata=forged)
    )
    after = open_both(key=both.key, clock=HandClock(ahead=31))
    said = lambda: [m for m in after.there.slack.messages("invitations", ts) if m.user == OTHER_BOT]  # noqa: E731
    after.there.slack.wait_for(said)
    after.there.finish()
    kept = {row["id"]: row for row in after.here.rows("cases")}
    assert len(said()) == 1
    assert (kept[case_id]["team"], kept[case_id]["reply_ts"]) == (after.here.slack.workspace.team, stranger.ts)


def test_the_same_thread_in_two_workspaces_is_two_threads(both: TwoDesks) -> None:
    """One channel id, one ts, in two workspaces: each is answered, and neither knows what the other asked."""
    reply = _asked_here(both)
    there = both.there
    event = {"channel": "C0INVITES", "channel_type": "channel", "user": "U0NORA", "thread_ts": reply.thread_ts}
    stranger = {**event, "type": "message", "ts": f"{reply.thread_ts}1", "text": "and for 7106?"}
    there.deliver(stranger, event_id="Ev0STRANGER")
    mention = {**event, "type": "app_mention", "ts": reply.thread_ts, "text": f"<@{OTHER_BOT}> 7208"}
    del mention["thread_ts"]
    there.deliver(mention, event_id="Ev0MENTION")
    there.slack.wait_for(lambda: any(call.method == "chat.postMessage" for call in there.slack.calls))
    there.finish()
    posted = [call.arguments for call in there.slack.calls if call.method == "chat.postMessage"]
    assert [call["thread_ts"] for call in posted] == [reply.thread_ts]
    assert _betrayed(there) == []


def test_a_person_of_the_same_id_is_somebody_else_there(both: TwoDesks) -> None:
    """What U0NORA deletes in one workspace stays in another."""
    _asked_here(both)
    ts = both.there.slack.say("nora", "dm", "Webex Connect error 7105")
    both.there.replies(both.there.slack.dm_of("nora").id, ts)
    both.there.slack.wait_for(lambda: len(both.there.rows("cases")) == 2)
    both.there.slack.command("nora", "dm", "/whyfailed help")
    (told,) = both.there.whispers("nora")
    both.there.slack.press("nora", told.ts, "delete_kept")
    both.there.slack.wait_for(lambda: len(both.there.rows("cases")) == 1)
    both.there.finish()
    assert [row["asker"] for row in both.here.rows("cases")] == ["U0MAYA"]


def test_a_mails_state_is_told_in_its_own_workspace(both: TwoDesks) -> None:
    """The notices of a mail, which rounds send without any press, speak with the token of the case's workspace."""
    ts = both.there.slack.say("nora", "invitations", "@whyfailed Webex Connect error 7105")
    (reply,) = both.there.replies("invitations", ts)
    both.there.hand_on("nora", reply)
    both.there.replies("invitations", ts, count=2)
    both.there.finish()
    assert len(both.there.mails()) == 1
    assert both.here.said() == []
    assert [row["team"] for row in both.there.rows("escalations")] == [THERE]


def test_one_workspaces_zeal_does_not_hold_up_another(open_both: Opener) -> None:
    """How much may be handed to support is counted for each workspace by itself."""
    both = open_both(escalations_per_workspace="1/hour")
    for desk, person in ((both.there, "nora"), (both.here, "maya")):
        both.install(desk.slack)
        ts = desk.slack.say(person, "invitations", "@whyfailed Webex Connect error 7105")
        (reply,) = desk.replies("invitations", ts)
        desk.hand_on(person, reply)
    both.here.finish()
    assert [row["team"] for row in both.here.rows("escalations")] == [THERE, both.here.slack.workspace.team]


PAYLOADS: list[tuple[dict[str, Any], str]] = [
    ({"team_id": "T1", "authorizations": [{"team_id": "T2"}], "event": {"team": "T3"}}, "T2"),
    ({"team_id": "T1", "event": {}}, "T1"),
    ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, "T1"),
    ({"team": None, "user": {"id": "U1", "team_id": "T2"}}, "T2"),
    ({"team": {"id": "T1"}, "view": {"app_installed_team_id": "T2"}}, "T2"),
    ({}, ""),
]


@pytest.mark.parametrize(("body", "team"), PAYLOADS)
def test_a_payload_acts_in_the_workspace_that_was_authorised(body: dict[str, Any], team: str) -> None:
    """In shared channels several workspaces stand in a payload; the one that Bolt takes the token of counts."""
    assert (team_of(body), extract_team_id(body) or "") == (team, team)


OPENED_BY_A_GUEST = {
    "team_id": "T2",
    "authorizations": [{"team_id": "T1"}],
    "event": {"user": "U2", "channel": "D1", "tab": "home"},
}
"""Slack Connect: whoever opens our Home is of another workspace than the one where the app is installed."""

FORM_OF_A_GUEST = {
    "team": {"id": "T2"},
    "user": {"id": "U2", "team_id": "T2"},
    "trigger_id": "1.2",
    "view": {
        "id": "V1",
        "app_installed_team_id": "T1",
        "private_metadata": json.dumps(
            {
                "ticket": "c1|connect-7105",
                "channel": "C1",
                "message_ts": "5.1",
                "thread_ts": None,
                "is_private": False,
                "response_url": "https://hooks.slack.com/x",
            }
        ),
        "state": {"values": {"why_other": {"why_other": {"value": "no"}}}},
    },
}
"""The same with a modal: `app_installed_team_id` says where the app is installed, `team` of whom it comes."""


@pytest.mark.parametrize(
    ("read", "body"),
    [(read_home_opened, OPENED_BY_A_GUEST), (read_opened, OPENED_BY_A_GUEST)]
    + [(read, FORM_OF_A_GUEST) for read in (read_words, asked_in_form)],
)
def test_a_guest_of_a_shared_channel_acts_where_the_app_is_installed(read: Callable[..., Any], body: Any) -> None:
    """Where both workspaces have the app, what a guest does in the one is not taken for a deed in the other."""
    assert read(body).team == "T1"
