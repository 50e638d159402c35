"""Starting and ending the program, in a real workspace and beside a Slack on this machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.bootstrap import build
from bot.errors import PortInUseError, SettingsError, SlackUnreachableError
from bot.knowledge_read import Knowledge
from bot.local.server import LoopbackSlack
from bot.serving import connect, serve_local, settings_for

LOCAL = """
from pathlib import Path
from bot.serving import serve_local
serve_local(port=0, socket_mode={}, folder=Path({!r}))
"""


def test_the_local_slack_starts_with_one_call_and_ends_when_asked(tmp_path: Path) -> None:
    """`serve --local` prints the page's address, serves it, keeps its things in its folder, and ends without noise."""
    program = subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-c", LOCAL.format(True, str(tmp_path / "var"))],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with program:
        assert program.stdout is not None
        assert program.stderr is not None
        said = program.stdout.readline()
        address = re.search(r"Open (http://127\.0\.0\.1:\d+/) in a browser", said)
        assert address is not None, said + program.stderr.read()
        with urlopen(address[1]) as page:  # noqa: S310 (our own server on loopback)
            shown = page.read().decode()
        program.send_signal(signal.SIGTERM)
        log = program.stderr.read()
    assert program.returncode == 0, log
    assert "invitations" in shown
    assert "Traceback" not in log
    assert "ERROR" not in log


@pytest.mark.parametrize("socket_mode", [False, True])
def test_what_is_asked_while_it_starts_is_answered(knowledge: Knowledge, tmp_path: Path, socket_mode: bool) -> None:
    """Whoever has the page open before the program is connected waits for the answer, and does not ask in vain."""
    with LoopbackSlack() as slack:
        slack.await_app()
        question = slack.say("maya", "invitations", "@whyfailed Webex Connect 7105")
        slack.command("maya", "invitations", "/whyfailed Webex Connect 7106")
        service = build(settings_for(slack, folder=tmp_path, socket_mode=socket_mode), knowledge=knowledge)
        connect(service, slack)
        slack.wait_for(lambda: slack.messages("invitations", question)[1:] and slack.ephemerals("maya"))
        answered, told = slack.messages("invitations", question)[-1].text, slack.ephemerals("maya")[-1].text
        service.close()
    assert "Customer profile not found for this message" in answered
    assert "Channel is not configured in Webex Connect" in told


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    """Whoever runs it twice reads which port is taken."""
    with LoopbackSlack() as slack, pytest.raises(PortInUseError, match=f"Port {slack.port} on 127.0.0.1 is in use"):
        serve_local(port=slack.port, socket_mode=False, folder=tmp_path)


def test_an_app_token_that_slack_refuses_is_named(slack: LoopbackSlack, knowledge: Knowledge, tmp_path: Path) -> None:
    """Socket Mode ends with a sentence that names the setting."""
    settings = settings_for(slack, folder=tmp_path, socket_mode=True)
    service = build(settings.model_copy(update={"slack_app_token": settings.slack_bot_token}), knowledge=knowledge)
    with pytest.raises(SettingsError, match=r"not_allowed_token_type\. Check SLACK_APP_TOKEN"):
        service.start_socket_mode()
    service.close()


def test_a_slack_that_is_not_there_is_named(slack: LoopbackSlack, knowledge: Knowledge, tmp_path: Path) -> None:
    """Without a network Socket Mode ends with a sentence."""
    settings = settings_for(slack, folder=tmp_path, socket_mode=True)
    nowhere = settings.model_copy(update={"slack_api_url": "http://127.0.0.1:9/"})
    service = build(nowhere, knowledge=knowledge)
    with pytest.raises(SlackUnreachableError, match="Check the network and SLACK_API_URL"):
        service.start_socket_mode()
    service.close()


def test_over_http_it_starts_while_slack_is_away(
    slack: LoopbackSlack, knowledge: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack posts to us when it is back; until then the log says what to check."""
    settings = settings_for(slack, folder=tmp_path, socket_mode=False)
    service = build(settings.model_copy(update={"slack_api_url": "http://127.0.0.1:9/"}), knowledge=knowledge)
    address = service.start_http()
    service.close()
    assert address.startswith("http://127.0.0.1:")
    assert "Slack gave no answer to auth.test: ConnectionRefusedError. Check SLACK_BOT_TOKEN" in caplog.text
