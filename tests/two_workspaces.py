"""A second workspace in the Slack on this machine, and settings under which any of them may install the app."""

from __future__ import annotations

from pathlib import Path

from bot.local.nouns import Channel, Person
from bot.local.server import LoopbackSlack
from bot.service import Service
from bot.settings import Settings, read_settings
from bot.slack.http import EVENTS_PATH
from bot.slack.installing import REDIRECT_PATH
from bot.slack.scopes import SCOPES

THERE = "T0SECOND"
OTHER_BOT = "U0SECONDBOT"
NORA = Person("U0NORA", "nora", "Nora Weiss", "nora@other.example")


def second_workspace(first: LoopbackSlack) -> LoopbackSlack:
    """Another workspace beside the first; its channel has the same id, as shared ones do."""
    channel = Channel("C0INVITES", "invitations", frozenset({NORA.id, OTHER_BOT}))
    return LoopbackSlack(
        beside=first,
        team=THERE,
        name="Second",
        bot_user=OTHER_BOT,
        people=(NORA,),
        channels=(channel,),
        retry_delays=(0.0, 0.0, 0.0),
        scopes=SCOPES,
    )


def many_settings(slack: LoopbackSlack, *, folder: Path, key: str) -> Settings:
    """Settings under which any workspace of this Slack may install the app."""
    return read_settings(
        env_file=None,
        slack_client_id=slack.app.client_id,
        slack_client_secret=slack.app.client_secret,
        slack_signing_secret=slack.signing_secret,
        slack_api_url=slack.api_url,
        installation_keys=key,
        database_url=f"sqlite:///{folder / 'whyfailed.db'}",
        smtp_host=None,
        mail_dir=folder / "mail",
        port=0,
    )


def connect_all(service: Service, slacks: tuple[LoopbackSlack, ...]) -> str:
    """Start the program over HTTP, and let every workspace deliver to it; where it listens."""
    address = service.start_http()
    slacks[0].neighbours.redirect_urls[:] = [f"{address}{REDIRECT_PATH}"]
    for slack in slacks:
        slack.connect(f"{address}{EVENTS_PATH}")
    return address
