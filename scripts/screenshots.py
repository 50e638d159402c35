"""Takes the pictures of docs/screenshots from the real program in Chromium: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from chromium import Browser, Page, chromium, chromium_path
from stage import Stage, stage

from bot.knowledge_read import read_knowledge
from bot.local.opening import open_workspace
from bot.local.server import LoopbackSlack
from bot.serving import settings_for

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
BOX = "main .composer textarea"
THREAD = ".thread"


def main() -> None:
    """Every picture, each of a workspace of its own."""
    path = chromium_path()
    if path is None:
        sys.exit("There is no Chromium on this machine. Install one, or name one in CHROMIUM.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium(path) as browser:
        with LoopbackSlack() as slack:
            knowledge = read_knowledge(settings_for(slack, folder=Path(folder), socket_mode=False))
        for take in (answer, choice, command, mail, phone):
            with tempfile.TemporaryDirectory() as one, stage(knowledge, Path(one)) as here:
                open_workspace(here.slack)
                page = take(browser, here)
                (FOLDER / f"{take.__name__}.png").write_bytes(page.picture())
                print(f"docs/screenshots/{take.__name__}.png")


def ask(page: Page, text: str) -> None:
    """Type a question and open the thread of its answer."""
    page.write(text, within=BOX)
    page.key("Enter")
    page.press("1 reply")


def answer(browser: Browser, here: Stage) -> Page:
    """A question in a channel, answered in its thread and solved."""
    page = browser.page(height=1000)
    page.open(here.address("maya"))
    ask(page, "@whyfailed 312 did not arrive, Webex Connect says `7106`")
    page.press("Solved", within=THREAD)
    page.see("Solved, says @maya.", within=THREAD)
    return page


def choice(browser: Browser, here: Stage) -> Page:
    """A text that fits two entries, asked back about."""
    page = browser.page(height=800)
    page.open(here.address("maya"))
    ask(page, "@whyfailed Request expired")
    page.see("Your text fits 2 cases", within=THREAD)
    return page


def command(browser: Browser, here: Stage) -> Page:
    """A command, answered to its asker only, in the dark."""
    page = browser.page(height=1000, dark=True)
    page.open(here.address("priya"))
    page.write("/whyfailed 7106", within=BOX)
    page.key("Enter")
    page.see("Only visible to you", "Ask support")
    return page


def mail(browser: Browser, here: Stage) -> Page:
    """What support gets."""
    page = browser.page(height=860)
    page.open(here.address("maya"))
    ask(page, "@whyfailed Webex Connect error 7106 for ann@example.com since noon")
    page.press("Ask support", within=THREAD)
    page.press("Write the mail", within="dialog")
    page.see("Written, not sent.", within=THREAD)
    page.press("Mail", within=".sidebar")
    page.see("[email 1]", within="main")
    return page


def phone(browser: Browser, here: Stage) -> Page:
    """An answer in a narrow window."""
    page = browser.page(width=400, height=860)
    page.open(here.address("tomas", "dm"))
    ask(page, "Webex Connect gives me error 7106")
    page.see("What to do", within=THREAD)
    return page


if __name__ == "__main__":
    main()
