"""Installing the app in many workspaces: from our page over Slack's to a token that is kept sealed, and answers."""

from __future__ import annotations

import logging

import pytest
from desk import HandClock, header
from installer import Browser
from many import Opener, TwoDesks
from until import until

from bot.slack.clients import KNOWN_FOR
from bot.slack.installing import INSTALL_PATH, REDIRECT_PATH
from bot.store.sealing import Seal, new_key
from tests.two_workspaces import OTHER_BOT, THERE

ANSWER = "Customer profile not found for this message"


@pytest.fixture
def both(open_both: Opener) -> TwoDesks:
    """The program before anybody has installed it."""
    return open_both()


def test_each_workspace_is_answered_with_its_own_token(both: TwoDesks) -> None:
    """Installed twice, asked twice in channels of the same id: each answer stands in the workspace that asked."""
    pages = [both.install(desk.slack) for desk in (both.here, both.there)]
    asked = [
        (desk, desk.slack.say(person, "invitations", "@whyfailed Webex Connect error 7105"))
        for desk, person in ((both.here, "maya"), (both.there, "nora"))
    ]
    replies = [desk.replies("invitations", ts)[0] for desk, ts in asked]
    both.here.finish()
    assert [page.heading for page in pages] == ["whyfailed is in Loopback", "whyfailed is in Second"]
    assert [header(reply) for reply in replies] == [ANSWER, ANSWER]
    assert [len(both.here.said()), len(both.there.said())] == [1, 1]
    assert [reply.user for reply in replies][1] == OTHER_BOT


def test_what_is_said_privately_finds_its_workspace_too(both: TwoDesks) -> None:
    """A command, a direct message and a press, each answered where it was made."""
    both.install(both.there.slack)
    both.there.slack.command("nora", "invitations", "/whyfailed Request expired")
    (choice,) = both.there.whispers("nora")
    both.there.slack.press("nora", choice.ts, "choose_1")
    ts = both.there.slack.say("nora", "dm", "Webex Connect error 7106")
    (reply,) = both.there.replies(both.there.slack.dm_of("nora").id, ts)
    both.there.slack.press("nora", reply.ts, "solved")
    both.there.slack.wait_for(lambda: "Solved, says" in str(both.there.now(reply).blocks))
    both.there.finish()
    assert both.here.said() == []
    assert [row["team"] for row in both.here.rows("feedback")] == [THERE]


def test_authorisation_asks_slack_nothing(both: TwoDesks) -> None:
    """However many events come: auth.test is called once, at the installation."""
    both.install(both.there.slack)
    for _ in range(3):
        ts = both.there.slack.say("nora", "dm", "Webex Connect error 7105")
        both.there.replies(both.there.slack.dm_of("nora").id, ts)
    both.there.finish()
    calls = [call.method for desk in (both.here, both.there) for call in desk.slack.calls]
    assert calls.count("auth.test") == 1


def test_tokens_are_kept_sealed(both: TwoDesks) -> None:
    """The token stands nowhere in the database's files; with the key it opens, for its own workspace only."""
    both.install(both.there.slack)
    both.there.finish()
    token = both.there.slack.bot_token
    (row,) = both.there.rows("slack_bots")
    files = b"".join(path.read_bytes() for path in both.folder.glob("whyfailed.db*"))
    assert token.encode() not in files
    assert token == Seal([both.key]).opened(row["bot_token"], team=THERE)
    assert (row["team_id"], row["team_name"], row["bot_user_id"]) == (THERE, "Second", OTHER_BOT)


def test_the_token_outlives_a_restart(open_both: Opener) -> None:
    """Another run of the program answers with what the first one kept."""
    before = open_both()
    before.install(before.there.slack)
    before.there.finish()
    after = open_both(key=before.key)
    ts = after.there.slack.say("nora", "invitations", "@whyfailed Webex Connect error 7105")
    (reply,) = after.there.replies("invitations", ts)
    assert header(reply) == ANSWER


def test_installed_again_there_is_one_token(both: TwoDesks) -> None:
    """The earlier one goes."""
    both.install(both.there.slack)
    both.install(both.there.slack)
    assert len(both.there.rows("slack_bots")) == 1


def test_in_a_workspace_without_a_token_people_are_told(both: TwoDesks) -> None:
    """A command is answered with a sentence to its asker; a mention with silence, and without retries."""
    both.here.slack.command("maya", "invitations", "/whyfailed 7105")
    (told,) = both.here.whispers("maya")
    both.here.slack.say("maya", "invitations", "@whyfailed 7105")
    both.here.finish()
    assert told.text.startswith("I am not installed in this workspace any more")
    assert [told] == both.here.said()
    assert {len(delivery.attempts) for delivery in both.here.slack.deliveries} == {1}


@pytest.mark.fault(
    "An installation with a forged state, without one, or with a script in the address",
    part="Attacks",
    sees="a page that says so, without any of the address",
    lost="nothing",
    recovers="no code is exchanged without the state of the browser",
)
@pytest.mark.parametrize(
    ("query", "status", "heading"),
    [
        ("error=access_denied&state=x", 200, "Nothing was installed"),
        ("code=x&state=forged", 400, "This took too long, or went another way"),
        ("code=x", 400, "This took too long, or went another way"),
        ("", 400, "This took too long, or went another way"),
        ("error=%3Cscript%3Ealert(1)%3C/script%3E", 400, "Slack did not confirm the installation"),
    ],
)
def test_what_did_not_begin_here_installs_nothing(both: TwoDesks, query: str, status: int, heading: str) -> None:
    """Without the state of this browser no code is exchanged, and nothing of the address comes back on the page."""
    browser = Browser()
    browser.open(f"{both.address}{INSTALL_PATH}")
    shown = browser.open(f"{both.address}{REDIRECT_PATH}?{query}")
    assert (shown.status, shown.heading) == (status, heading)
    assert "script" not in shown.text.replace("<!doctype", "")
    assert both.here.rows("slack_bots") == []
    assert [call for call in both.here.slack.calls if call.method == "oauth.v2.access"] == []


def test_a_state_is_good_once_in_its_own_browser(both: TwoDesks) -> None:
    """Another browser cannot finish what this one began, and this one cannot finish it twice."""
    browser, other = Browser(), Browser()
    offer = browser.open(f"{both.address}{INSTALL_PATH}")
    asked = browser.open(offer.link("Choose a workspace in Slack"))
    allowed = asked.link("Allow in Second")
    elsewhere = other.open(allowed)
    kept = dict(browser.cookies)
    done = browser.open(allowed)
    browser.cookies = kept
    again = browser.open(allowed)
    assert [page.status for page in (elsewhere, done, again)] == [400, 200, 401]
    assert len(both.there.rows("slack_bots")) == 1


def test_a_state_ends_after_ten_minutes(open_both: Opener) -> None:
    """Expired states go with the next sweep."""
    clock = HandClock()
    both = open_both(clock=clock)
    Browser().open(f"{both.address}{INSTALL_PATH}")
    clock.ahead = 700
    before = len(both.here.rows("slack_oauth_states"))
    both.service.retention.sweep()
    assert (before, len(both.here.rows("slack_oauth_states"))) == (1, 0)


def test_pages_load_nothing_and_tell_nobody_their_address(both: TwoDesks) -> None:
    """The code and the state stand in the address; the page passes it to nobody and runs nothing."""
    shown = both.install(both.there.slack)
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["Cache-Control"] == "no-store"
    assert "https://" not in shown.text


def test_a_link_may_name_the_workspace_and_nothing_else(both: TwoDesks) -> None:
    """What is no workspace's id does not reach Slack's address."""
    browser = Browser()
    named = browser.open(f"{both.address}{INSTALL_PATH}?team={THERE}").link("Choose a workspace in Slack")
    forged = browser.open(f"{both.address}{INSTALL_PATH}?team=T1%26redirect_uri%3Dhttps://evil.example")
    assert f"team={THERE}" in named
    assert "evil" not in forged.text


def test_the_page_is_not_a_way_to_fill_the_disk(both: TwoDesks) -> None:
    """More than sixty beginnings a minute are turned away before they write anything."""
    statuses = [Browser().open(f"{both.address}{INSTALL_PATH}").status for _ in range(62)]
    assert statuses == [200] * 60 + [429] * 2
    assert len(both.here.rows("slack_oauth_states")) == 60


def test_when_the_app_is_removed_its_token_and_all_that_is_kept_go(both: TwoDesks) -> None:
    """At once, in that workspace only; a command that Slack sends late is answered with a sentence."""
    for desk, person in ((both.here, "maya"), (both.there, "nora")):
        both.install(desk.slack)
        ts = desk.slack.say(person, "invitations", "@whyfailed Webex Connect error 7105")
        desk.replies("invitations", ts)
    both.here.slack.wait_for(lambda: len(both.here.rows("cases")) == 2)
    both.there.slack.remove_app()
    both.there.finish()
    assert [row["team"] for row in both.here.rows("cases")] == [both.here.slack.workspace.team]
    assert [row["team_id"] for row in both.here.rows("slack_bots")] == [both.here.slack.workspace.team]
    assert {row["team"] for row in both.here.rows("claims")} == {"", both.here.slack.workspace.team}


def test_a_revoked_token_goes_and_what_is_kept_stays(both: TwoDesks) -> None:
    """The workspace may install the app again and find its cases; what was asked of people's tokens concerns nobody."""
    both.install(both.there.slack)
    ts = both.there.slack.say("nora", "invitations", "@whyfailed Webex Connect error 7105")
    (reply,) = both.there.replies("invitations", ts)
    both.there.slack.wait_for(lambda: both.there.rows("cases"))
    both.there.slack.actions.revoke_token()
    both.there.slack.wait_for(lambda: not both.there.rows("slack_bots"))
    both.there.slack.settle()
    both.install(both.there.slack)
    both.there.slack.press("nora", reply.ts, "solved")
    both.there.slack.wait_for(lambda: "Solved, says" in str(both.there.now(reply).blocks))
    assert len(both.there.rows("cases")) == 1


def test_a_removal_that_comes_late_takes_nothing_from_a_new_installation(both: TwoDesks) -> None:
    """Slack may send an event again for an hour: what works is left alone."""
    both.install(both.there.slack)
    events = both.there.slack.remove_app()
    both.there.slack.settle()
    both.install(both.there.slack)
    for event in events:
        both.there.slack.redeliver(event)
    both.there.slack.settle()
    ts = both.there.slack.say("nora", "invitations", "@whyfailed Webex Connect error 7105")
    both.there.replies("invitations", ts)
    assert len(both.there.rows("slack_bots")) == 1


def test_another_process_notices_within_a_minute(open_both: Opener) -> None:
    """Two replicas: one hears of the removal and a new token, the other reads it when what it knows is a minute old."""
    clock = HandClock()
    first, second = open_both(clock=clock), open_both(clock=clock)
    second.install(second.there.slack)
    known = second.service.outbox.of(THERE).bot_user()
    clients = first.service.many.clients if first.service.many else None
    assert clients is not None
    before = clients.of(THERE).token
    second.there.slack.remove_app()
    second.there.slack.settle()
    second.install(second.there.slack)
    clock.ahead += KNOWN_FOR
    assert known == OTHER_BOT
    assert before != second.there.slack.bot_token
    assert clients.of(THERE).token == second.there.slack.bot_token


def test_while_the_database_is_down_known_workspaces_are_answered(
    both: TwoDesks, caplog: pytest.LogCaptureFixture
) -> None:
    """The token is remembered; an event of an unknown workspace is sent again by Slack, and nothing is guessed."""
    both.install(both.there.slack)
    ts = both.there.slack.say("nora", "dm", "Webex Connect error 7105")
    both.there.replies(both.there.slack.dm_of("nora").id, ts)
    both.there.slack.settle()
    until(lambda: [row["state"] for row in both.here.rows("claims")] == ["answered"])  # nothing opens the file later
    file = both.folder / "whyfailed.db"
    both.service.database.close()
    for path in both.folder.glob("whyfailed.db*"):
        path.unlink()
    file.mkdir()
    both.here.clock.ahead += KNOWN_FOR
    ts = both.there.slack.say("nora", "dm", "Webex Connect error 7106")
    both.there.replies(both.there.slack.dm_of("nora").id, ts)
    both.here.slack.say("maya", "dm", "Webex Connect error 7105")
    both.here.slack.settle()
    assert both.here.said() == []
    assert "Going on with the token of workspace T0SECOND that was read before." in caplog.text
    assert not both.here.slack.deliveries[-1].acknowledged


def test_without_the_right_key_the_log_says_which_setting(open_both: Opener, caplog: pytest.LogCaptureFixture) -> None:
    """Somebody changed INSTALLATION_KEYS and left the old key out: nothing is lost, and a sentence says what to do."""
    before = open_both()
    before.install(before.there.slack)
    before.there.finish()
    after = open_both(key=new_key())
    after.there.slack.say("nora", "dm", "Webex Connect error 7105")
    after.there.slack.settle()
    assert after.there.said() == []
    assert "The token of workspace T0SECOND cannot be opened. INSTALLATION_KEYS lacks the key" in caplog.text


def test_no_secret_is_in_the_log(both: TwoDesks, caplog: pytest.LogCaptureFixture) -> None:
    """Not at DEBUG either: neither tokens, codes and states, nor the client's secret and the keys."""
    caplog.set_level(logging.DEBUG)
    both.install(both.there.slack)
    browser = Browser()
    browser.open(f"{both.address}{INSTALL_PATH}")
    state = browser.cookies["slack-app-oauth-state"]
    browser.open(f"{both.address}{REDIRECT_PATH}?code=stolen-code&state=forged-state")
    both.there.slack.remove_app()
    both.there.finish()
    secrets = [
        both.there.slack.bot_token,
        both.key,
        both.here.slack.app.client_secret,
        "stolen-code",
        "forged-state",
        state,
    ]
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("bot.", "slack"))]
    assert [secret for secret in secrets if secret in "\n".join(ours)] == []
    assert ours != []


def test_what_slack_refuses_is_counted_and_a_removal_is_not(both: TwoDesks) -> None:
    """No alert on dead tokens goes off because a workspace removed the app; no workspace is named in the figures."""
    both.install(both.there.slack)
    both.there.slack.fail_next("chat.postMessage", error="is_archived")
    both.there.slack.say("nora", "invitations", "@whyfailed Webex Connect error 7105")
    both.there.slack.wait_for(lambda: both.there.rows("cases") != [])  # answered to her alone, and stored
    both.there.slack.remove_app()
    both.there.slack.settle()
    page = Browser().open(f"{both.address}/metrics").text
    assert not both.there.rows("slack_bots")
    assert 'whyfailed_slack_errors_total{code="is_archived",method="chat.postMessage"} 1.0' in page
    assert page.count("whyfailed_slack_errors_total{") == 1
    assert THERE not in page
