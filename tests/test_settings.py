"""Settings: everything wrong is named at once, and secrets stay hidden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, read_settings

ROOT = Path(__file__).parent.parent
BOT_TOKEN = "xoxb-of-this-test"  # noqa: S105 (no token)


def _env(folder: Path, *lines: str) -> Path:
    file = folder / ".env"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_with_nothing_set_both_needed_keys_are_named(tmp_path: Path) -> None:
    """The message says what is missing and where to get it."""
    with pytest.raises(SettingsError) as found:
        read_settings(env_file=tmp_path / "none")
    told = str(found.value)
    assert told.startswith("2 setting(s) must be mended, in the environment or in .env")
    assert re.search(r"SLACK_BOT_TOKEN: is missing\. .*OAuth & Permissions", told)
    assert re.search(r"SLACK_SIGNING_SECRET: is missing\. .*Basic Information", told)


def test_all_malformed_keys_are_named_at_once_without_their_values(tmp_path: Path) -> None:
    """One start tells everything that has to be mended, and repeats no secret."""
    file = _env(
        tmp_path,
        "SLACK_BOT_TOKEN=xoxp-secret-user-token",
        "SLACK_APP_TOKEN=secret-app-token",
        "SLACK_API_URL=slack.com",
        "DATABASE_URL=my database",
        "ESCALATION_EMAIL=a@example.com, b@example.com",
        "PORT=80000",
        "LOG_LEVEL=LOUD",
        "KNOWLEDGE_DIR=/nowhere/at/all",
    )
    with pytest.raises(SettingsError) as found:
        read_settings(env_file=file)
    told = str(found.value)
    named = re.findall(r"^  ([A-Z_]+): ", told, re.MULTILINE)
    assert named == [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_API_URL",
        "DATABASE_URL",
        "ESCALATION_EMAIL",
        "PORT",
        "LOG_LEVEL",
        "KNOWLEDGE_DIR",
    ]
    assert "secret" not in told.replace("SECRET", "")
    assert "does not start with xoxb-" in told


def test_socket_mode_needs_no_signing_secret(tmp_path: Path) -> None:
    """An app token alone makes it Socket Mode."""
    file = _env(tmp_path, f"SLACK_BOT_TOKEN={BOT_TOKEN}", "SLACK_APP_TOKEN=xapp-1")
    assert read_settings(env_file=file).uses_socket_mode


def test_over_http_the_signing_secret_is_enough(tmp_path: Path) -> None:
    """Without an app token Slack posts to us; empty lines count as not set."""
    file = _env(tmp_path, f"SLACK_BOT_TOKEN={BOT_TOKEN}", "SLACK_SIGNING_SECRET=s", "SLACK_APP_TOKEN=", "PORT=")
    settings = read_settings(env_file=file)
    assert not settings.uses_socket_mode
    assert settings.port == 3000


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["SMTP_HOST=mail.example"], ["SMTP_FROM: is missing"]),
        (["SMTP_HOST=mail.example", "SMTP_FROM=us@desk.example, x@example.com"], ["SMTP_FROM: is no single e-mail"]),
        (["SMTP_USERNAME=us"], ["SMTP_PASSWORD: goes with SMTP_USERNAME"]),
        (["SMTP_PASSWORD=hidden"], ["SMTP_PASSWORD: goes with SMTP_USERNAME"]),
        (["SMTP_TLS=none", "SMTP_USERNAME=us", "SMTP_PASSWORD=hidden"], ["SMTP_USERNAME: would travel unencrypted"]),
        (["SMTP_TLS=sometimes", "SMTP_PORT=0"], ["SMTP_PORT: ", "SMTP_TLS: "]),
        (["SMTP_CA_FILE=/nowhere/at/all.pem"], ["SMTP_CA_FILE: names /nowhere/at/all.pem, which is no file"]),
        (["RETENTION_DAYS=ninety"], ["RETENTION_DAYS: is no whole number"]),
        (["SUPPORT_LEADS=@maya"], ["SUPPORT_LEADS: is no list of Slack user ids"]),
        (["ESCALATIONS_PER_PERSON=many"], ["ESCALATIONS_PER_PERSON: is no number for a time such as 5/hour"]),
    ],
)
def test_half_a_mail_server_is_named(lines: list[str], named: list[str], tmp_path: Path) -> None:
    """What is missing or would be unsafe is told at the start, without the password, and not at the first mail."""
    file = _env(tmp_path, f"SLACK_BOT_TOKEN={BOT_TOKEN}", "SLACK_SIGNING_SECRET=s", *lines)
    with pytest.raises(SettingsError) as found:
        read_settings(env_file=file)
    told = str(found.value)
    assert [piece for piece in named if f"  {piece}" not in told] == []
    assert told.count("\n  ") == len(named)
    assert "hidden" not in told


def test_a_whole_mail_server_is_taken(tmp_path: Path) -> None:
    """Leads may be told apart by commas or spaces; an international domain becomes the form that servers take."""
    file = _env(
        tmp_path,
        f"SLACK_BOT_TOKEN={BOT_TOKEN}",
        "SLACK_SIGNING_SECRET=s",
        "SMTP_HOST=mail.example",
        "SMTP_USERNAME=us",
        "SMTP_PASSWORD=hidden",
        "SMTP_FROM=us@exämple.com",
        "SUPPORT_LEADS=U012AB3CD, W045EF6GH",
    )
    settings = read_settings(env_file=file)
    assert (settings.smtp_port, settings.smtp_tls, settings.smtp_from) == (587, "starttls", "us@xn--exmple-cua.com")
    assert settings.support_leads == ("U012AB3CD", "W045EF6GH")
    assert "hidden" not in repr(settings)


MANY = (
    "SLACK_CLIENT_ID=1.2",
    "SLACK_CLIENT_SECRET=hidden",
    "SLACK_SIGNING_SECRET=s",
    "INSTALLATION_KEYS=8J9Wz3tM1zqF0yqkGQy9mUeXbXo0rJbq0a3m0m4b8Xk=",
)


def test_many_workspaces_need_no_token(tmp_path: Path) -> None:
    """The app's own id, its secret and a key; each workspace brings its token when it installs."""
    settings = read_settings(
        env_file=_env(tmp_path, *MANY, "SLACK_REDIRECT_URL=https://a.example/slack/oauth_redirect")
    )
    assert settings.serves_many
    assert settings.slack_bot_token is None
    assert len(settings.installation_keys) == 1
    assert "hidden" not in repr(settings)
    assert "8J9W" not in repr(settings)


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (
            ["SLACK_CLIENT_ID=1.2", "SLACK_SIGNING_SECRET=s"],
            ["SLACK_CLIENT_SECRET: goes", "INSTALLATION_KEYS: is missing"],
        ),
        ([*MANY, f"SLACK_BOT_TOKEN={BOT_TOKEN}"], ["SLACK_BOT_TOKEN: is for one workspace, SLACK_CLIENT_ID for many"]),
        ([*MANY, "SLACK_APP_TOKEN=xapp-1"], ["SLACK_APP_TOKEN: is for Socket Mode; many workspaces"]),
        ([*MANY, "INSTALLATION_KEYS=hidden, hidden"], ["INSTALLATION_KEYS: holds something that is no key"]),
        ([*MANY, "SLACK_REDIRECT_URL=https://a.example/"], ["SLACK_REDIRECT_URL: is no address such as https://YOUR"]),
        (
            ["SLACK_CLIENT_SECRET=hidden", f"SLACK_BOT_TOKEN={BOT_TOKEN}", "SLACK_SIGNING_SECRET=s"],
            ["SLACK_CLIENT_SECRET"],
        ),
    ],
)
def test_half_of_many_workspaces_is_named(lines: list[str], named: list[str], tmp_path: Path) -> None:
    """What is missing, or goes with one workspace only, is told at the start, without a secret."""
    with pytest.raises(SettingsError) as found:
        read_settings(env_file=_env(tmp_path, *lines))
    told = str(found.value)
    assert [piece for piece in named if f"  {piece}" not in told] == []
    assert told.count("\n  ") == len(named)
    assert "hidden" not in told


def test_secrets_do_not_show() -> None:
    """Neither repr nor str of the settings tells a token, a secret or a database's password."""
    settings = read_settings(
        env_file=None,
        slack_bot_token=BOT_TOKEN,
        slack_app_token="xapp-hidden",  # noqa: S106 (no token)
        slack_signing_secret="hidden",  # noqa: S106 (no secret)
        database_url="postgresql://bot:hidden@db.example/whyfailed",
    )
    for shown in (repr(settings), str(settings)):
        assert "hidden" not in shown
        assert BOT_TOKEN not in shown


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("postgresql://bot:hidden/whyfailed", "is neither sqlite:///FILE nor postgresql://"),
        ("postgresql://bot:hid@den@db.example/whyfailed", "has more than one @: in the password write %40 for it"),
    ],
)
def test_a_mistyped_database_address_does_not_tell_its_password(address: str, wrong: str, tmp_path: Path) -> None:
    """What is taken for a port or for a host may be the password, or a piece of it."""
    with pytest.raises(SettingsError) as found:
        read_settings(env_file=_env(tmp_path, f"SLACK_BOT_TOKEN={BOT_TOKEN}", f"DATABASE_URL={address}"))
    assert f"DATABASE_URL: {wrong}" in str(found.value)
    assert "hid" not in str(found.value)
    assert "den@" not in str(found.value)


def test_an_emulators_address_gets_its_slash() -> None:
    """Method names are appended to the address."""
    given = {"slack_bot_token": BOT_TOKEN, "slack_signing_secret": "s"}
    settings = read_settings(env_file=None, slack_api_url="http://127.0.0.1:4100/api", **given)
    assert settings.slack_api_url == "http://127.0.0.1:4100/api/"


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """A .env in another encoding costs one sentence, not a traceback."""
    (tmp_path / ".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")
    with pytest.raises(SettingsError, match=r"\.env: cannot be read as UTF-8 text"):
        read_settings(env_file=tmp_path / ".env")


def test_the_example_names_every_setting_with_its_default() -> None:
    """`.env.example` and the declaration have the same keys in the same order, and the same defaults."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    lines = re.findall(r"^# ([A-Z_]+)=(.*)$", example, re.MULTILINE)
    assert [name.upper() for name in Settings.model_fields] == [key for key, _ in lines]
    for key, value in lines:
        default = Settings.model_fields[key.lower()].default
        if value and not value.endswith("-"):
            assert value == str(default), key


def test_the_example_is_a_valid_file_as_it_stands(tmp_path: Path) -> None:
    """Copied and filled in with the needed keys only, it starts the program."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    file = _env(tmp_path, text, f"SLACK_BOT_TOKEN={BOT_TOKEN}", "SLACK_SIGNING_SECRET=s")
    assert read_settings(env_file=file).database_url == "sqlite:///var/whyfailed.db"
