"""Somebody whose invitations are not going out is led to the remedy, on the page in Chromium."""

from __future__ import annotations

from chromium import Browser, Page
from stage import Stage

BOX = "main .composer textarea"
THREAD = ".thread"
ASKED = "@whyfailed our survey invitations are not going out, where do I start"


def test_walk_to_the_remedy(maya: Page, browser: Browser, here: Stage) -> None:
    """Three presses lead to a scenario's steps, in one message that a colleague sees change; back leads back."""
    maya.write(ASKED, within=BOX)
    maya.key("Enter")
    maya.press("1 reply")
    maya.see("Where did the invitations stop?", "Did the dispatchRequest API reject the request?", within=THREAD)
    tomas = browser.page()
    tomas.open(here.address("tomas"))
    tomas.press("1 reply")
    maya.press("No, it was accepted", within=THREAD)
    maya.see("Do you have the batch id?", within=THREAD)
    maya.press("No, it was not logged", within=THREAD)
    maya.press("Single dispatches of a batch", within=THREAD)
    maya.see("One or more dispatches in a batch are ignored", "Dispatch is paused", within=THREAD)
    tomas.see("One or more dispatches in a batch are ignored", within=THREAD)
    maya.press("This one: Dispatch is paused", within=THREAD)
    maya.see("Send again?", "The dispatch itself is paused", "Solved", within=THREAD)
    maya.press("Back", within=THREAD)
    maya.see("Which message does the EventLog hold?", within=THREAD)
    maya.press("Start again", within=THREAD)
    maya.see("Did the dispatchRequest API reject the request?", within=THREAD)
    maya.see_no("Which message does the EventLog hold?", within=THREAD)


def test_walk_in_a_narrow_window(browser: Browser, here: Stage) -> None:
    """At 400 pixels every answer of the walk can be read and pressed without scrolling sideways."""
    page = browser.page(width=400, height=800)
    page.open(here.address("priya", "dm"))
    page.write("our survey invitations are not going out, where do I start", within=BOX)
    page.key("Enter")
    page.press("1 reply")
    page.press("The response was not logged", within=THREAD)
    page.see("Check 1 of 6", "No, on to the next", within=THREAD)
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
