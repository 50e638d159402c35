"""Serving: what `whyfailed serve` does, in a real workspace and against a Slack on this machine."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

import click

from bot.bootstrap import build
from bot.errors import PortInUseError
from bot.local.opening import EXAMPLES, LEAD, open_workspace
from bot.local.server import LoopbackSlack
from bot.local.server import PortInUseError as LoopbackPortInUseError
from bot.operations.logs import start_log
from bot.operations.one_core import LOOK_EVERY, OneCore
from bot.service import Service
from bot.settings import Settings, read_settings
from bot.slack.http import EVENTS_PATH
from bot.slack.scopes import SCOPES

log = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """What `whyfailed serve` does: answer in a real workspace until the process is asked to end."""
    start_log(settings.log_level, form=settings.log_format)
    log.info("Starting.")
    service = build(settings)
    # What was read stays until the end. To go through all of it for garbage stops every thread for a tenth of a second.
    gc.collect()
    gc.freeze()
    service.workers.every(LOOK_EVERY, OneCore().look)
    if settings.uses_socket_mode:
        service.run_socket_mode()
    else:
        service.run_http()


def serve_local(*, port: int, socket_mode: bool, folder: Path) -> None:
    """What `whyfailed serve --local` does: the same program against a Slack on this machine, with a page to ask on.

    The database and the mails go into `folder`. Raises PortInUseError.
    """
    mails = folder / "mail"
    try:
        slack = LoopbackSlack(port=port, examples=EXAMPLES, mail_folder=mails, scopes=SCOPES)
    except LoopbackPortInUseError as problem:
        raise PortInUseError(str(problem)) from None
    settings = settings_for(slack, folder=folder, socket_mode=socket_mode, support_leads=(LEAD.id,))
    start_log(settings.log_level, form=settings.log_format)
    service = build(settings)  # before there is a page: whoever has it open waits for it, and not for an answer
    open_workspace(slack)
    slack.await_app()
    with slack:
        connect(service, slack)
        click.echo(f"Open {slack.page_url} in a browser and ask. Mails to support go to {mails}. Ctrl+C ends it.")
        click.echo(f"{LEAD.real_name} leads support here: as {LEAD.name}, the app's Home shows the figures.")
        service.wait_for_the_end()


def settings_for(
    slack: LoopbackSlack, *, folder: Path, socket_mode: bool, support_leads: tuple[str, ...] = ()
) -> Settings:
    """Settings under which the program talks to a Slack on this machine, and keeps what it keeps in `folder`."""
    return read_settings(
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token if socket_mode else None,
        slack_signing_secret=slack.signing_secret,
        slack_api_url=slack.api_url,
        database_url=f"sqlite:///{folder / 'whyfailed.db'}",
        smtp_host=None,
        mail_dir=folder / "mail",
        support_leads=support_leads,
        host="127.0.0.1",
        port=0,
    )


def connect(service: Service, slack: LoopbackSlack) -> None:
    """Start the program and let a Slack on this machine deliver to it."""
    if service.settings.uses_socket_mode:
        service.start_socket_mode()
        slack.connect()
    else:
        slack.connect(f"{service.start_http()}{EVENTS_PATH}")
