"""Installations: a token of each workspace, sealed with a key that can be changed."""

from __future__ import annotations

import pytest
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import text

from bot.errors import SettingsError
from bot.store.database import Database
from bot.store.installations import Installations, InstallationStates, renew_seals
from bot.store.sealing import Seal, new_key
from tests.searching import places_of, rows_in

HERE, THERE = "T0HERE", "T0THERE"


def _installation(team: str, token: str, *, at: float = 100.0, enterprise: str | None = None) -> Installation:
    return Installation(
        app_id="A1",
        enterprise_id=enterprise,
        team_id=team,
        team_name=f"the team {team}",
        bot_token=token,
        bot_id="B1",
        bot_user_id=f"U0BOT{team}",
        bot_scopes="chat:write,commands",
        user_id="U0MAYA",
        installed_at=at,
    )


@pytest.fixture
def keys() -> list[str]:
    """Two keys."""
    return [new_key(), new_key()]


@pytest.fixture
def store(database: Database, keys: list[str]) -> Installations:
    """The app in two workspaces, sealed with the first key."""
    store = Installations(database, client_id="1.2", seal=Seal(keys[:1]))
    for team in (HERE, THERE):
        store.save(_installation(team, f"xoxb-{team}"))
    return store


def test_each_workspace_has_its_own_token(store: Installations, database_url: str) -> None:
    """It comes back as it was, with its time, whatever the machine's zone; another app's rows are not ours."""
    found = store.find_bot(team_id=HERE)
    assert found is not None
    assert (found.bot_token, found.bot_user_id, found.installed_at) == ("xoxb-T0HERE", "U0BOTT0HERE", 100.0)
    assert store.find_bot(team_id="T0NOBODY") is None
    assert store.find_bot(team_id=None) is None
    assert store.count() == 2
    assert places_of(["xoxb-", "U0MAYA"], database_url) == []


def test_a_long_token_fits(store: Installations) -> None:
    """slack_sdk's own columns end at 200 characters; a sealed token is longer than that."""
    token = "xoxb-" + "9" * 250
    store.save(_installation(HERE, token, at=200.0))
    found = store.find_bot(team_id=HERE)
    assert found is not None
    assert found.bot_token == token


def test_installed_anew_the_earlier_token_goes(store: Installations, database_url: str) -> None:
    """Within an organisation, too: a workspace is known by its own id."""
    store.save(_installation(HERE, "xoxb-new", at=200.0, enterprise="E1"))
    found = store.find_bot(team_id=HERE)
    assert found is not None
    assert found.bot_token == "xoxb-new"  # noqa: S105 (no token)
    assert len([row for table, row in rows_in(database_url) if table == "slack_bots"]) == 2


def test_a_removed_workspace_is_forgotten(store: Installations) -> None:
    """And only that one; done twice it changes nothing."""
    store.remove(HERE)
    store.remove(HERE)
    assert store.find_bot(team_id=HERE) is None
    assert store.find_bot(team_id=THERE) is not None


def test_a_token_moved_to_another_workspaces_row_does_not_open(store: Installations, database: Database) -> None:
    """Whoever can write to the database still cannot speak in one workspace with another's token."""
    with database.begin("move") as connection:
        swap = "UPDATE slack_bots SET bot_token = (SELECT bot_token FROM slack_bots WHERE team_id = 'T0THERE')"
        connection.execute(text(swap))
    with pytest.raises(SettingsError, match="The token of workspace T0HERE cannot be opened"):
        store.find_bot(team_id=HERE)


def test_keys_are_changed_without_a_gap(store: Installations, database: Database, keys: list[str]) -> None:
    """New key in front: everything opens. Sealed anew: the old key can go. Then the old key alone opens nothing."""
    old, new = keys
    both = Seal([new, old])
    between = Installations(database, client_id="1.2", seal=both).find_bot(team_id=HERE)
    count = renew_seals(database, both)
    after = Installations(database, client_id="1.2", seal=Seal([new])).find_bot(team_id=HERE)
    assert count == 2
    assert [bot.bot_token for bot in (between, after) if bot is not None] == ["xoxb-T0HERE"] * 2
    with pytest.raises(SettingsError, match="INSTALLATION_KEYS lacks the key"):
        store.find_bot(team_id=HERE)


def test_where_one_token_does_not_open_none_is_changed(
    store: Installations, database: Database, database_url: str, keys: list[str]
) -> None:
    """A key that is missing costs nothing."""
    Installations(database, client_id="1.2", seal=Seal([keys[1]])).save(_installation("T0ODD", "xoxb-odd"))
    before = rows_in(database_url)
    with pytest.raises(SettingsError, match="T0ODD"):
        renew_seals(database, Seal([new_key(), keys[0]]))
    assert before == rows_in(database_url)


def test_a_state_is_good_once(database: Database) -> None:
    """It comes back to us once; what was never given out is worth nothing."""
    states = InstallationStates(database)
    state = states.issue()
    assert [states.consume(state), states.consume(state), states.consume("forged")] == [True, False, False]


def test_a_seal_shows_no_key(keys: list[str]) -> None:
    """Neither in its repr nor in what it raises."""
    seal = Seal(keys)
    with pytest.raises(SettingsError) as found:
        seal.opened("nonsense", team=HERE)
    assert [key for key in keys if key in f"{seal!r} {found.value} {vars(seal)}"] == []
