"""Which mailer is wired in: the mail server that is set, and never one from a Slack on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

PROGRAM = """
from pathlib import Path
from bot.bootstrap import mailer_for
from bot.serving import settings_for
from bot.local.server import LoopbackSlack
from bot.settings import read_settings
with LoopbackSlack() as slack:
    local = settings_for(slack, folder=Path("."), socket_mode=False)
real = read_settings(slack_bot_token="xoxb-1", slack_signing_secret="s")
for settings in (real, local):
    mailer = mailer_for(settings)
    print(type(mailer).__name__, mailer.address, mailer.is_final)
"""
SMTP = {"SMTP_HOST": "mail.example", "SMTP_USERNAME": "us", "SMTP_PASSWORD": "p", "SMTP_FROM": "us@desk.example"}


def test_a_slack_on_this_machine_mails_nobody(tmp_path: Path) -> None:
    """With a real account in the environment, `serve` uses it, and `serve --local` writes into its folder."""
    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={**os.environ, **SMTP, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "SmtpMailer us@desk.example True",
        "FolderMailer whyfailed@whyfailed.invalid False",
    ]
