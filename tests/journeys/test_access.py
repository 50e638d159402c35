"""What the page is to those who see little or hear it, and what it fetches."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import Browser, Page
from stage import Stage

from bot.local.opening import open_workspace
from bot.local.server import LoopbackSlack

ACCESS = Path(__file__).with_name("access.js").read_text(encoding="utf-8")
BOX = "main .composer textarea"
WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => broken.push(event.violatedDirective));
window.addEventListener("error", (event) => broken.push(event.message));
window.addEventListener("unhandledrejection", (event) => broken.push(String(event.reason)));
"""


def findings(page: Page) -> list[str]:
    """What somebody would stumble over here."""
    found: list[str] = page.run(f"{ACCESS}; access.findings()")
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_all_can_be_read_and_named(browser: Browser, here: Stage, dark: bool) -> None:
    """Text has a contrast of 4.5 to 1, each control a name, each id one place: in a thread, a menu, on each tab."""
    open_workspace(here.slack)
    page = browser.page(dark=dark)
    page.open(here.address("maya"))
    page.write("@whyfailed Webex Connect error 7106 for ann@example.com", within=BOX)
    page.key("Enter")
    page.press("1 reply")
    page.press("Ask support", within=".thread")
    page.see("What support needs to start", within="dialog")
    assert findings(page) == []
    page.key("Escape")
    page.hover("error 7106", within="main .message")
    page.press("Add reaction", within="main .message:last-child .tools")
    assert findings(page) == []
    for tab in ("Mail", "Faults", "whyfailed"):
        page.press(tab, within=".sidebar")
        page.see(tab, within="main header")
        assert findings(page) == []


def test_screen_reader_finds_its_way(maya: Page) -> None:
    """The page has its landmarks, one main heading, messages that are read out as they come, and a way past it all."""
    maya.write("@whyfailed 7106", within=BOX)
    maya.key("Enter")
    maya.press("1 reply")
    maya.keyboard_on("Reply…", within=".thread")
    nodes = [node for node in maya.command("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    roles = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes]
    for expected in (
        ("main", ""),
        ("navigation", "Conversations"),
        ("complementary", "Thread"),
        ("log", "Messages"),
        ("log", "Thread messages"),
        ("list", "Messages in invitations"),
        ("link", "Skip to messages"),
        ("textbox", "Message #invitations"),
        ("textbox", "Reply…"),
        ("combobox", "You are"),
    ):
        assert expected in roles
    levels = [
        prop["value"]["value"]
        for node in nodes
        if node["role"]["value"] == "heading"
        for prop in node["properties"]
        if prop["name"] == "level"
    ]
    assert levels.count(1) == 1


def test_nothing_is_fetched_from_elsewhere(browser: Browser, here: Stage) -> None:
    """On no way through the page is the policy broken, a script fails, or anything asked of another server."""
    page = browser.page()
    page.command("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
    page.open(here.address("maya"))
    here.slack.say("tomas", "invitations", "see https://example.com/a.png and <script>alert(1)</script>")
    page.press("@whyfailed Webex Connect gives me error 7106")
    page.see("What to do", within=".thread")
    page.hover("see https", within="main .message")
    for tab in ("Mail", "Faults", "whyfailed", "invitations"):
        page.press(tab, within=".sidebar")
        page.see(tab, within="main header")
    assert page.run("broken") == []
    fetched: list[str] = page.run("performance.getEntriesByType('resource').map((one) => one.name)")
    assert [address for address in fetched if not address.startswith(here.slack.page_url)] == []
    assert f"{here.slack.page_url}static/page.js" in fetched


def test_lost_connection_is_told(browser: Browser) -> None:
    """When this Slack is stopped, the page says so, and what is typed then is not lost."""
    maya = browser.page()
    with LoopbackSlack() as slack:
        maya.open(f"{slack.page_url}?as=maya&in=invitations")
    maya.see("The connection is gone. Trying again…")
    maya.write("still here", within=BOX)
    maya.key("Enter")
    maya.see("This Slack does not answer.", within=".toast")
    assert maya.run(f"document.querySelector('{BOX}').value") == "still here"
