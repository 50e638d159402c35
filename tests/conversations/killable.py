"""The program in a process of its own, to be killed at whatever step a test likes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.local.server import LoopbackSlack


def killable(slack: LoopbackSlack, folder: Path, **more: str) -> subprocess.Popen[str]:
    """`whyfailed serve` in a process of its own, in a folder that has no .env; `more` environment by its names."""
    settings = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'whyfailed.db'}",
        "MAIL_DIR": str(folder / "mail"),
        "PORT": "0",
        "PYTHONPATH": os.pathsep.join(sys.path),
        **more,
    }
    command = [sys.executable, "-m", "bot", "serve"]
    return subprocess.Popen(  # noqa: S603 (our own program)
        command, env=settings, cwd=folder, stderr=subprocess.PIPE, text=True
    )


def address_of(program: subprocess.Popen[str]) -> str:
    """Where the program listens, from its log."""
    return wait_for_line(program, "Listening on ").rpartition("Listening on ")[2].strip().rstrip(".")


def wait_for_line(program: subprocess.Popen[str], piece: str) -> str:
    """The next line of the program's log that has this piece."""
    assert program.stderr is not None
    for line in program.stderr:
        if piece in line:
            return line
    raise AssertionError(f"The program ended without saying {piece!r}.")
