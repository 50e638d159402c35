"""The App Home as a user and as a support lead, walked through on the page in Chromium."""

from __future__ import annotations

from chromium import Browser, Page
from stage import Stage

from bot.local.nouns import Message

HOME = ".home"
THREAD = ".thread"
BOX = "main .composer textarea"


def test_home_as_a_user(maya: Page, here: Stage) -> None:
    """Ask with one press, find the answer in Messages; ask in a channel, mark it solved, and see that on the Home."""
    maya.open(f"{here.address('maya', 'dm')}&tab=home")
    maya.press("Home")
    maya.see("Paste an error, get the remedy", "You have not asked anything yet", within=HOME)
    maya.press("Ask this: A code with its product", within=HOME)
    maya.see("I am answering in Messages, the tab next to this one.", within=HOME)
    maya.open(here.address("maya", "dm"))
    maya.see("Customer profile not found for this message", within="main")
    maya.open(here.address("maya"))
    maya.write("@whyfailed Webex Connect error 7106", within=BOX)
    maya.key("Enter")
    maya.press("1 reply")
    maya.press("Solved", within=THREAD)
    maya.see("Solved, says @maya.", within=THREAD)
    maya.open(here.address("maya", "dm"))
    maya.press("Home")
    maya.see("Your cases", "Webex Connect error 7106", "Solved · ", "Open: 0", "Go to the answer", within=HOME)
    maya.see_no("For support leads", within=HOME)


def answers(here: Stage) -> list[Message]:
    """What the bot has said in threads of the channel, oldest first."""
    tops = here.slack.messages("invitations")
    threads = [here.slack.messages("invitations", top.ts) for top in tops]
    return [message for thread in threads for message in thread if message.by_app]


def test_home_as_a_support_lead(browser: Browser, here: Stage) -> None:
    """Three questions of somebody else: one solved, one asked back, one unknown; no name stands beside them."""
    maya, priya = browser.page(), browser.page()
    for number, text in enumerate(("Webex Connect error 7106", "Webex Connect error 1002", "why is the printer sad")):
        here.slack.say("maya", "invitations", f"@whyfailed {text}")
        here.slack.wait_for(lambda at=number: len(answers(here)) == at + 1)
    maya.open(f"{here.address('maya')}&thread={answers(here)[0].thread_ts}")
    maya.press("Solved", within=THREAD)
    maya.see("Solved, says @maya.", within=THREAD)
    priya.open(here.address("priya", "dm"))
    priya.press("Home")
    priya.see("For support leads", "The last 7 days", "The last 30 days", within=HOME)
    priya.see("Asked: 3", "Answered: 1", "Asked back: 1", "Unknown: 1", within=HOME)
    priya.see("Solved, confirmed: 1", "Solved, then contradicted: 0", "Handed to support: 0", "Open: 2", within=HOME)
    priya.see("Only support could solve: 0 of 1 answered (0%)", "why is the printer sad", within=HOME)
    priya.see_no("Maya", within=HOME)
