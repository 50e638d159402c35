"""In channels: a thread that is followed for five turns, and a watched channel in which people talk."""

from __future__ import annotations

import os
from pathlib import Path

from chromium import Browser, Page
from stage import Stage

BOX = "main .composer textarea"
THREAD = ".thread"
THREAD_BOX = ".thread .composer textarea"


def _look(page: Page, name: str) -> None:
    """Keep a picture of the window in the folder LOOK, for somebody to look at."""
    if folder := os.environ.get("LOOK"):
        Path(folder, f"{name}.png").write_bytes(page.picture())


def test_a_thread_of_five_turns(maya: Page, browser: Browser, here: Stage) -> None:
    """Asked once with a mention, then followed without: an API, a step, another code, a second paste, thanks."""
    turns = (
        ("no, for the profile api", "Sending IP is not in the allowed list of Webex Connect"),
        ("still the same after step 1", "What is left to do"),
        ("and 7203?", "The subscriber's address is not known"),
        ('now {"code": "7106", "description": "Channel not configured"}', "Channel is not configured in Webex Connect"),
        ("thanks, that was it", "Good to hear that it is solved."),
    )
    maya.write("@whyfailed Webex Connect code 7010", within=BOX)
    maya.key("Enter")
    maya.press("1 reply")
    maya.see("Code 7010 has several meanings", within=THREAD)
    for said, seen in turns:
        maya.write(said, within=THREAD_BOX)
        maya.key("Enter")
        maya.see(seen, within=THREAD)
        _look(maya, f"thread-{said[:5].strip('{ ')}")
    narrow = browser.page(width=400, height=800)
    narrow.open(here.address("tomas"))
    narrow.press("11 replies")
    narrow.see("Good to hear that it is solved.", within=THREAD)
    assert narrow.run("document.documentElement.scrollWidth <= innerWidth")
    _look(narrow, "thread-narrow")
    assert [call for call in here.slack.calls if call.method == "conversations.replies"] == []


def test_a_watched_channel_in_which_people_talk(maya: Page, browser: Browser, here: Stage) -> None:
    """Set with a press, announced; talk is left alone, a sure failure is answered in its thread; off says so."""
    maya.write("/whyfailed channel", within=BOX)
    maya.key("Enter")
    maya.see("My mode in this channel is mentions.", "Only visible to you")
    _look(maya, "modes-shown")
    maya.press("Set to watch: how I answer in this channel")
    maya.see("set my mode in this channel to watch", "My mode in this channel is watch.")
    _look(maya, "modes-set")
    tomas = browser.page()
    tomas.open(here.address("tomas"))
    for said in ("Good morning! Who has the spring survey?", "I do. Nobody got it since noon though"):
        tomas.write(said, within=BOX)
        tomas.key("Enter")
    tomas.write("The log says: DeliveryPolicy not found", within=BOX)
    tomas.key("Enter")
    tomas.press("1 reply")
    tomas.see("What to do", within=THREAD)
    _look(tomas, "modes-watched")
    here.slack.say_as_bot("invitations", "Webex Connect error 7105")
    maya.see("Webex Connect error 7105", within="main")
    maya.write("/whyfailed channel off", within=BOX)
    maya.key("Enter")
    maya.see("set my mode in this channel to off")
    maya.write("@whyfailed Webex Connect error 7106", within=BOX)
    maya.key("Enter")
    maya.see("I am off in this channel.", within="main")
    _look(maya, "modes-off")
    here.slack.settle()
    said = here.slack.messages("invitations")
    answered = [message.text for message in said if len(here.slack.messages("invitations", message.ts)) > 1]
    assert answered == ["The log says: DeliveryPolicy not found"]
    dark = browser.page(width=400, height=800, dark=True)
    dark.open(here.address("priya"))
    dark.see("set my mode in this channel to off", within="main")
    assert dark.run("document.documentElement.scrollWidth <= innerWidth")
    _look(dark, "modes-narrow-dark")


def test_an_edited_question_has_its_answer_changed(maya: Page) -> None:
    """The answer in the thread changes under its reader's eyes, and says why."""
    maya.write("@whyfailed Webex Connect error 7105", within=BOX)
    maya.key("Enter")
    maya.press("1 reply")
    maya.see("Customer profile not found for this message", within=THREAD)
    maya.hover("error 7105", within="main .message")
    maya.press("More actions", within="main .message:last-child .tools")
    maya.press("Edit message", within="main .message:last-child .tools")
    maya.write("", within="main .edit-box textarea")
    maya.key("End")
    maya.command("Input.insertText", text=" and also Webex Connect error 7106")
    maya.key("Enter")
    maya.see("2 different failures in your text", "Updated after your edit.", within=THREAD)
    _look(maya, "edited")
