"""Somebody adds the app to a second workspace, and asks it there, in Chromium from the first page to the answer."""

from __future__ import annotations

from pathlib import Path

from chromium import Browser

from bot.bootstrap import build
from bot.knowledge_read import Knowledge
from bot.local.server import LoopbackSlack
from bot.slack.installing import INSTALL_PATH
from bot.slack.scopes import SCOPES
from bot.store.sealing import new_key
from tests.two_workspaces import connect_all, many_settings, second_workspace


def test_from_the_button_to_the_first_answer(browser: Browser, knowledge: Knowledge, tmp_path: Path) -> None:
    """Cancelled first, then allowed; the browser's own cookie carries the state. Then a question is answered there."""
    page = browser.page()
    with LoopbackSlack(scopes=SCOPES) as here, second_workspace(here) as there:
        service = build(many_settings(here, folder=tmp_path, key=new_key()), knowledge=knowledge)
        try:
            page.open(f"{connect_all(service, (here, there))}{INSTALL_PATH}")
            page.see("Add whyfailed to Slack", "When the app is removed, all of that goes at once.")
            page.press("Choose a workspace in Slack")
            page.press("Cancel")
            page.see("Nothing was installed")
            page.press("Start again")
            page.press("Choose a workspace in Slack")
            page.press("Allow in Second")
            page.see("whyfailed is in Second", "You can close this page.")
            page.open(f"{there.page_url}?as=nora&in=invitations")
            page.write("@whyfailed Webex Connect error 7105", within="main .composer textarea")
            page.key("Enter")
            page.see("1 reply")
        finally:
            service.close()
