"""`whyfailed doctor` for an app that many workspaces install: no single token, but one of each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from set_up import Report, SetUp
from slack_sdk.oauth.installation_store import Installation

from bot.doctor.examination import CHECKS
from bot.local.server import LoopbackSlack
from bot.store.database import Database
from bot.store.installations import Installations
from bot.store.sealing import Seal, new_key
from tests.two_workspaces import THERE, second_workspace

KEY, OTHER_KEY = new_key(), new_key()
NAMES = [check.name for check in CHECKS if check.for_many is not False]


@pytest.fixture
def there(slack: LoopbackSlack) -> Iterator[LoopbackSlack]:
    """Another workspace of the same Slack, the app installed in it."""
    with second_workspace(slack) as there:
        there.app.installation.put_in()
        yield there


@pytest.fixture
def for_many(set_up: SetUp, slack: LoopbackSlack) -> SetUp:
    """All well, for many workspaces, none of which has installed the app yet."""
    changed = set_up.without("SLACK_BOT_TOKEN")
    changed.settings |= {
        "SLACK_CLIENT_ID": slack.app.client_id,
        "SLACK_CLIENT_SECRET": slack.app.client_secret,
        "INSTALLATION_KEYS": KEY,
    }
    return changed


def install(set_up: SetUp, *slacks: LoopbackSlack, key: str = KEY) -> None:
    """Keep the token of each, as their installation does."""
    database = Database(set_up.settings["DATABASE_URL"])
    kept = Installations(database, client_id=set_up.settings["SLACK_CLIENT_ID"], seal=Seal([key]))
    for slack in slacks:
        kept.save(
            Installation(
                app_id="A0WHYFAILED",
                team_id=slack.workspace.team,
                bot_token=slack.bot_token,
                bot_id=slack.app.bot_id,
                bot_user_id=slack.app.bot_user,
                user_id="U0MAYA",
            )
        )
    database.close()


def test_a_healthy_set_up_of_many_workspaces_is_well(
    for_many: SetUp, slack: LoopbackSlack, there: LoopbackSlack
) -> None:
    """It says how many installations there are; each token is tried, and none is shown."""
    install(for_many, slack, there)
    report = for_many.examine()
    assert [(line["check"], line["state"], line["mend"]) for line in report.lines] == [(n, "ok", "") for n in NAMES]
    assert (report.exit_code, report.state) == (0, "ok")
    assert "HTTP, for many workspaces" in report.of("Settings")[0][1]
    assert report.of("Installations") == [("ok", "The app is installed in 2 workspace(s); Slack takes the token of 2.")]
    assert report.of("Scopes")[0][1].startswith("2 token(s) of workspaces have every scope")
    assert [len([call for call in each.calls if call.method == "auth.test"]) for each in (slack, there)] == [1, 1]
    assert no_secret_in(report, for_many, slack, there)


def test_before_the_first_installation_nothing_has_to_be_mended(for_many: SetUp) -> None:
    """What needs a token is not looked at, no database is made, and scripts see 0."""
    report = for_many.examine()
    assert (report.exit_code, report.unwell) == (0, [])
    assert report.of("Installations")[0][1].startswith("No workspace has installed the app yet")
    assert [report.of(name) for name in ("Scopes", "Clock", "Blocks")] == [[("warning", "Not looked at.")]] * 3
    assert not (for_many.folder / "whyfailed.db").exists()


def test_a_token_that_was_revoked_is_named_with_its_workspace(
    for_many: SetUp, slack: LoopbackSlack, there: LoopbackSlack
) -> None:
    """The others are looked at all the same."""
    install(for_many, slack, there)
    there.app.installation.take_out()
    report = for_many.examine()
    assert (report.exit_code, report.unwell) == (1, ["Installations"])
    problem, sum_up = report.of("Installations")
    assert problem[1].startswith(f"Slack does not take the token of workspace {THERE}: ")
    assert sum_up == ("ok", "The app is installed in 2 workspace(s); Slack takes the token of 1.")
    assert [report.of(name)[0][0] for name in ("Scopes", "Clock", "Blocks")] == ["ok"] * 3


def test_a_key_that_is_missing_is_named_with_the_workspace(for_many: SetUp, slack: LoopbackSlack) -> None:
    """As after a key was taken away too early; given back behind the new one it opens."""
    install(for_many, slack, key=OTHER_KEY)
    lost, back = for_many.examine(), for_many.examine(INSTALLATION_KEYS=f"{KEY},{OTHER_KEY}")
    assert (lost.exit_code, lost.unwell) == (1, ["Installations"])
    assert f"The token of workspace {slack.workspace.team} cannot be opened." in lost.of("Installations")[0][1]
    assert lost.of("Scopes") == [("warning", "Not looked at.")]
    assert (back.exit_code, back.unwell) == (0, [])


@pytest.mark.parametrize(
    ("unset", "changes", "said"),
    [
        (("SLACK_CLIENT_SECRET",), {}, ["SLACK_CLIENT_SECRET: goes with SLACK_CLIENT_ID: set both or none."]),
        (("INSTALLATION_KEYS",), {}, ["INSTALLATION_KEYS: is missing."]),
        ((), {"INSTALLATION_KEYS": "no-key"}, ["INSTALLATION_KEYS: holds something that is no key."]),
        (
            ("SLACK_CLIENT_SECRET", "INSTALLATION_KEYS", "SLACK_SIGNING_SECRET"),
            {},
            [
                "SLACK_CLIENT_SECRET: goes with SLACK_CLIENT_ID: set both or none.",
                "INSTALLATION_KEYS: is missing.",
                "SLACK_SIGNING_SECRET: is missing.",
            ],
        ),
        (
            ("SLACK_CLIENT_ID",),
            {},
            ["SLACK_CLIENT_SECRET: goes with SLACK_CLIENT_ID: set both or none.", "SLACK_BOT_TOKEN: is missing."],
        ),
        (
            (),
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},
            [
                "SLACK_BOT_TOKEN: is for one workspace, SLACK_CLIENT_ID for many: unset one of them.",
                "SLACK_APP_TOKEN: is for Socket Mode; many workspaces (SLACK_CLIENT_ID) need HTTP: unset it.",
            ],
        ),
    ],
    ids=["no secret", "no keys", "no key", "only the id", "only the secret", "both kinds"],
)
def test_half_a_set_up_is_named(
    for_many: SetUp, unset: tuple[str, ...], changes: dict[str, str], said: list[str]
) -> None:
    """Client id, client secret and keys go together, and no single token beside them; the rest is looked at."""
    report = for_many.without(*unset).examine(**changes)
    assert [line for _, line in report.of("Settings")] == said
    assert report.unwell == ["Settings"]
    assert report.of("Knowledge")[0][0] == "ok"


def test_a_page_that_does_not_render_is_named(for_many: SetUp) -> None:
    """The program would not start on it; an app of one workspace shows none of these pages."""
    folder = for_many.copied_templates()
    (folder / "pages/installation.html.j2").write_text("{{ nobody }}", encoding="utf-8")
    report = for_many.examine(TEMPLATES_DIR=str(folder))
    assert report.unwell == ["Templates"]
    assert "templates/pages asks for something that is not there" in report.of("Templates")[0][1]


def test_a_database_that_is_away_is_named_once(for_many: SetUp) -> None:
    """Without it nobody knows the tokens."""
    report = for_many.examine(DATABASE_URL="postgresql://bot:hidden@127.0.0.1:9/whyfailed")
    assert report.unwell == ["Database"]
    assert [report.of(name) for name in ("Installations", "Scopes")] == [[("warning", "Not looked at.")]] * 2


def no_secret_in(report: Report, set_up: SetUp, *slacks: LoopbackSlack) -> bool:
    """Whether none of the keys and tokens was said."""
    secrets = (KEY, set_up.settings["SLACK_CLIENT_SECRET"], *(slack.bot_token for slack in slacks))
    return not any(secret in report.said for secret in secrets)
