"""Installing and removing an app in several workspaces of one Slack on this machine."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bot.local.neighbours import AUTHORIZE_PATH, CODE_SECONDS
from bot.local.server import LoopbackSlack
from tests.exchange import exchange
from tests.two_workspaces import OTHER_BOT, THERE, second_workspace

BACK = "http://127.0.0.1:9/slack/oauth_redirect"


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.time = 1_700_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    """A clock to put forward."""
    return Clock()


@pytest.fixture
def here(clock: Clock) -> Iterator[LoopbackSlack]:
    """The first workspace, with the app's redirect URL in its settings."""
    with LoopbackSlack(clock=clock) as slack:
        slack.neighbours.redirect_urls.append(BACK)
        yield slack


@pytest.fixture
def there(here: LoopbackSlack) -> Iterator[LoopbackSlack]:
    """The second, in which the app is not installed."""
    with second_workspace(here) as slack:
        yield slack


def _get(slack: LoopbackSlack, path: str, **headers: str) -> tuple[int, str, str]:
    answer = exchange(f"{slack.page_url[:-1]}{path}", headers=headers)
    return answer.status, answer.text, answer.headers.get("Location", "")


def _code(here: LoopbackSlack, team: str, **changes: str) -> str:
    """What somebody brings back who allowed the app in a workspace."""
    asked = {"client_id": here.app.client_id, "scope": "commands", "state": "s", "redirect_uri": BACK, **changes}
    status, _, back = _get(here, f"{AUTHORIZE_PATH}/{team}?{urlencode(asked)}")
    given = parse_qs(urlsplit(back).query)
    assert (status, given["state"]) == (302, ["s"])
    assert back.startswith(f"{BACK}?")
    return given["code"][0]


def _access(here: LoopbackSlack, code: str, *, secret: str | None = None, back: str = BACK) -> dict[str, Any]:
    client = f"{here.app.client_id}:{here.app.client_secret if secret is None else secret}"
    asked = urlencode({"code": code, "redirect_uri": back})
    basic = f"Basic {b64encode(client.encode()).decode()}"
    answer: dict[str, Any] = json.loads(_get(here, f"/api/oauth.v2.access?{asked}", Authorization=basic)[1])
    return answer


def _who(here: LoopbackSlack, token: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_get(here, "/api/auth.test", Authorization=f"Bearer {token}")[1])
    return answer


def test_the_page_asks_for_known_apps_and_addresses_only(here: LoopbackSlack, there: LoopbackSlack) -> None:
    """It names the workspaces and the scopes; another app, or an address that is not in the settings, gets nowhere."""
    asked = {"client_id": here.app.client_id, "scope": "commands,chat:write", "state": "s"}
    status, page, _ = _get(here, f"{AUTHORIZE_PATH}?{urlencode(asked)}")
    one = _get(here, f"{AUTHORIZE_PATH}?{urlencode({**asked, 'team': THERE})}")[1]
    stranger = _get(here, f"{AUTHORIZE_PATH}?{urlencode({**asked, 'client_id': '1.2'})}")
    elsewhere = _get(here, f"{AUTHORIZE_PATH}/{THERE}?{urlencode({**asked, 'redirect_uri': 'https://evil.example/'})}")
    assert (status, "commands, chat:write" in page) == (200, True)
    assert ["Allow in Loopback" in page, "Allow in Second" in page, "Cancel" in page] == [True] * 3
    assert ["Allow in Loopback" in one, "Allow in Second" in one] == [False, True]
    assert (stranger[0], "invalid_client_id" in stranger[1]) == (400, True)
    assert (elsewhere[0], elsewhere[2]) == (400, "")


def test_a_code_is_good_once_with_the_apps_secret(here: LoopbackSlack, there: LoopbackSlack, clock: Clock) -> None:
    """With a wrong secret, another address or too late it is worth nothing."""
    wrong = _access(here, _code(here, THERE), secret="another")  # noqa: S106 (no secret)
    elsewhere = _access(here, _code(here, THERE), back="")
    code = _code(here, THERE)
    done, again = _access(here, code), _access(here, code)
    late = _code(here, THERE)
    clock.time += CODE_SECONDS + 1
    errors = [answer["error"] for answer in (wrong, elsewhere, again, _access(here, late))]
    assert errors == ["bad_client_secret", "bad_redirect_uri", "invalid_code", "invalid_code"]
    assert done["team"] == {"id": THERE, "name": "Second"}
    assert (done["ok"], done["token_type"], done["bot_user_id"]) == (True, "bot", OTHER_BOT)


def test_each_workspace_has_its_own_token(here: LoopbackSlack, there: LoopbackSlack) -> None:
    """One address for both; the token says which is meant."""
    tokens = [str(_access(here, _code(here, team))["access_token"]) for team in (here.workspace.team, THERE, THERE)]
    assert tokens[0] == here.bot_token
    assert tokens[1] == tokens[2] != tokens[0]
    assert [_who(here, token)["team_id"] for token in tokens[:2]] == [here.workspace.team, THERE]
    assert there.calls[-1].method == "auth.test"


def test_a_removed_app_hears_of_it_and_its_token_is_dead(here: LoopbackSlack, there: LoopbackSlack) -> None:
    """Two events for a removal, one where only the token goes; installed anew it has another token."""
    first = str(_access(here, _code(here, THERE))["access_token"])
    removed = [delivery.event["type"] for delivery in there.remove_app()]
    after_removal = _who(here, first)["error"]
    second = str(_access(here, _code(here, THERE))["access_token"])
    revoked = there.actions.revoke_token().event
    assert removed == ["tokens_revoked", "app_uninstalled"]
    assert revoked == {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [OTHER_BOT]}}
    assert (after_removal, _who(here, second)["error"]) == ("account_inactive", "token_revoked")
    assert first != second


def test_no_stamp_is_given_twice_in_one_slack(here: LoopbackSlack, there: LoopbackSlack) -> None:
    """What is said in one instant in two workspaces: an app may tell things apart by their ids alone."""
    pairs = [(here.say("maya", "invitations", "a"), there.say("nora", "invitations", "b")) for _ in range(9)]
    said = [ts for pair in pairs for ts in pair]
    assert len(set(said)) == 18
    assert {ts.partition(".")[0] for ts in said} == {"1700000000"}
