"""Secrets of the settings stay where they are: in no repr, log, mail, answer, health page or database."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.request import urlopen

import pytest
from desk import Opener, opener

from bot.bootstrap import build
from bot.knowledge_read import Knowledge
from bot.local.server import LoopbackSlack
from bot.serving import settings_for
from bot.settings import Settings, read_settings
from bot.store.sealing import new_key
from tests.two_workspaces import many_settings

PASSWORD = "hidden-password"  # noqa: S105 (no password)


def _secrets(slack: LoopbackSlack) -> list[str]:
    return [slack.bot_token, slack.app_token, slack.signing_secret, slack.app.client_secret, PASSWORD]


@pytest.mark.fault(
    "Every word that the program says, from its start to its end at DEBUG, is searched for its secrets",
    part="Attacks",
    sees="no token and no secret in repr, log, metrics, health, mails or database",
    lost="nothing",
    recovers="secrets are held as such, and the clients of Slack log errors only",
)
@pytest.mark.parametrize("mode", ["http", "socket"])
def test_a_conversation_tells_no_secret(
    slack: LoopbackSlack, knowledge: Knowledge, tmp_path: Path, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    """From start to end at DEBUG, with an answer, a mail, and Slack refusing a call."""
    caplog.set_level(logging.DEBUG)
    with opener(slack, knowledge, tmp_path, mode=mode) as open_desk:
        desk = open_desk()
        ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105")
        (reply,) = desk.replies("invitations", ts)
        desk.hand_on("maya", reply)
        desk.slack.wait_for(desk.mails)
        desk.slack.fail_next("chat.postMessage", error="token_revoked")
        desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7106")
        desk.slack.wait_for(lambda: any(c.answer.get("error") == "token_revoked" for c in desk.slack.calls))
        desk.slack.settle()
        told = [] if desk.service.address is None else ["/healthz", "/readyz", "/metrics"]
        watched = b"".join(_read(f"{desk.service.address}{path}") for path in told)
        desk.finish()
        shown = [repr(desk.service), str(desk.service.settings), caplog.text, watched.decode()]
        files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    left = "\n".join(shown)
    assert [secret for secret in _secrets(slack) if secret in left or secret.encode() in files] == []


@pytest.mark.fault(
    "Slack and the database are away, and their addresses hold passwords",
    part="Attacks",
    sees="an error that names none",
    lost="nothing",
    recovers="the causes of errors are told by their type",
)
def test_an_error_tells_no_secret(
    slack: LoopbackSlack, knowledge: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack not there, the database not there, the mail server not there: what the log says holds no password."""
    caplog.set_level(logging.DEBUG)
    nowhere = read_settings(
        env_file=None,
        **settings_for(slack, folder=tmp_path, socket_mode=False).model_dump(
            exclude={"slack_api_url", "database_url", "smtp_host", "slack_app_token", "installation_keys"}
        ),
        slack_api_url="http://127.0.0.1:9/",
        database_url=f"postgresql://bot:{PASSWORD}@127.0.0.1:9/whyfailed",
    )
    service = build(nowhere, knowledge=knowledge)
    service.start_http()
    service.support.recover()
    service.close()
    assert "could not" in caplog.text
    assert [secret for secret in _secrets(slack) if secret in caplog.text + repr(service)] == []


def test_nothing_of_many_workspaces_shows_a_key(slack: LoopbackSlack, knowledge: Knowledge, tmp_path: Path) -> None:
    """Neither the settings nor the program that is built of them."""
    key = new_key()
    settings: Settings = many_settings(slack, folder=tmp_path, key=key)
    service = build(settings, knowledge=knowledge)
    shown = f"{settings!r} {settings} {service!r} {service.many!r} {service.outbox!r} {vars(service.outbox)}"
    service.close()
    assert [secret for secret in (key, *_secrets(slack)) if secret in shown] == []


def test_printed_settings_show_no_secret(open_desk: Opener) -> None:
    """What the program's objects print when somebody debugs: settings by name, secrets as stars."""
    desk = open_desk()
    shown = repr(desk.service.settings)
    assert "**********" in shown
    assert desk.slack.bot_token not in shown


def _read(address: str) -> bytes:
    with urlopen(address) as answer:  # noqa: S310 (our own server on loopback)
        content: bytes = answer.read()
        return content
