"""A whole set-up to examine: a Slack, a mail server and a folder with `.env`, all on this machine."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from set_up import SetUp

from bot.local.server import LoopbackSlack
from bot.slack.scopes import SCOPES
from tests.mail_server import PASSWORD, USERNAME, Opener


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    """A Slack with the app as the manifest describes it."""
    with LoopbackSlack(scopes=SCOPES) as slack:
        yield slack


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody on this machine can get to, as people's folders often are."""
    folder = Path(tempfile.mkdtemp(prefix="whyfailed-doctor-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def set_up(slack: LoopbackSlack, open_mail_server: Opener, folder: Path) -> SetUp:
    """All well, over HTTP."""
    server = open_mail_server()
    return SetUp(
        folder,
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": f"sqlite:///{folder / 'whyfailed.db'}",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(server.port),
            "SMTP_USERNAME": USERNAME,
            "SMTP_PASSWORD": PASSWORD,
            "SMTP_FROM": "whyfailed@desk.example",
            "SMTP_CA_FILE": str(server.ca_file),
        },
    )
