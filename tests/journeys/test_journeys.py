"""What people come for, walked through on the page in Chromium, with mouse and keyboard."""

from __future__ import annotations

from pathlib import Path

from chromium import Browser, Page
from stage import Stage

BOX = "main .composer textarea"
THREAD = ".thread"
MENU = "main .message:last-child .tools"


def test_ask_in_a_channel_and_press_solved(maya: Page, browser: Browser, here: Stage) -> None:
    """A mention is answered in its thread; Solved marks the answer, and a colleague sees it without a reload."""
    maya.write("@whyfailed Webex Connect gives me error 7106", within=BOX)
    maya.key("Enter")
    maya.press("1 reply")
    maya.see("Channel is not configured in Webex Connect", "What to do", within=THREAD)
    tomas = browser.page()
    tomas.open(here.address("tomas"))
    tomas.press("1 reply")
    tomas.see("What to do", within=THREAD)
    maya.press("Solved", within=THREAD)
    maya.see("Solved, says @maya.", within=THREAD)
    tomas.see("Solved, says @maya.", within=THREAD)


def test_a_question_to_press_shows_its_answer(maya: Page) -> None:
    """A first-time visitor presses one of three questions in the channel, and one under the greeting in the DM."""
    maya.press("@whyfailed Webex Connect gives me error 7106")
    maya.see("Channel is not configured in Webex Connect", within=THREAD)
    maya.press("whyfailed", within=".sidebar")
    maya.see("Hello. I tell you why an invitation or a message failed", within="main")
    maya.press("Explain a code", within="main")
    maya.see("Customer profile not found for this message", within=THREAD)


def test_command_is_answered_to_its_asker_only(maya: Page, browser: Browser, here: Stage) -> None:
    """/whyfailed is answered at once, only to whoever typed it, and can be dismissed."""
    maya.write("/whyfailed 7106", within=BOX)
    maya.key("Enter")
    maya.see("Only visible to you", "Channel is not configured in Webex Connect")
    tomas = browser.page()
    tomas.open(here.address("tomas"))
    tomas.see("very beginning of the invitations channel")
    assert "Channel is not configured" not in tomas.read("main")
    maya.press("Dismiss message")
    maya.see_no("Only visible to you")


def test_command_is_shared_in_the_channel(maya: Page, browser: Browser, here: Stage) -> None:
    """Share in channel posts the answer for everyone, with who shared it."""
    maya.write("/whyfailed 7106", within=BOX)
    maya.key("Enter")
    maya.see("Only visible to you", "Channel is not configured in Webex Connect")
    maya.press("Share in channel")
    tomas = browser.page()
    tomas.open(here.address("tomas"))
    tomas.see("Channel is not configured in Webex Connect", "Shared by", within="main")


def test_shortcut_on_somebodys_error(maya: Page, here: Stage) -> None:
    """“Why did this fail?” in the menu of a colleague's message explains it, where the app is no member too."""
    here.slack.say("tomas", "lounge", "My dispatch says: DeliveryPolicy not found")
    maya.press("lounge", within=".sidebar")
    maya.hover("DeliveryPolicy not found", within="main .message")
    maya.press("More actions", within=MENU)
    maya.press("Why did this fail?", within=MENU)
    maya.see("Only visible to you", "What to do")


def test_choose_between_two_meanings(maya: Page) -> None:
    """A text that fits two entries is asked back about; a press shows the chosen one in place."""
    maya.write("@whyfailed Request expired", within=BOX)
    maya.key("Enter")
    maya.press("1 reply")
    maya.see("Your text fits 2 cases", "Send request has expired", within=THREAD)
    maya.press("This one", within=f"{THREAD} .section:has(b)")
    maya.see("What to do", within=THREAD)
    maya.see_no("Your text fits 2 cases", within=THREAD)
    maya.see("Solved", within=THREAD)


def test_ask_support_and_read_the_mail(maya: Page) -> None:
    """Ask support opens what support gets, to be changed; what is private is taken out of the mail on the Mail tab."""
    maya.write("@whyfailed Webex Connect error 7106 for ann@example.com", within=BOX)
    maya.key("Enter")
    maya.press("1 reply")
    maya.press("Ask support", within=THREAD)
    maya.see("What support needs to start", "Support replies to maya@example.com.", within="dialog")
    maya.write("Asked bob@example.com to send it again", within='dialog [data-choice="tried"]')
    maya.press("Write the mail", within="dialog")
    maya.see("Written, not sent.", "Write it in your own mail program", within=THREAD)
    maya.press("Mail", within=".sidebar")
    maya.see("Channel is not configured in Webex Connect", "Webex Connect error 7106 for [email 1]", within="main")
    maya.see("Asked [email 2] to send it again", within="main")
    maya.see_no("ann@example.com", within="main")


def test_file_is_attached_and_a_message_edited(maya: Page, here: Stage, tmp_path: Path) -> None:
    """A file goes with a message, and the menu edits what was typed; the mark says so."""
    log = tmp_path / "dispatch.log"
    log.write_text("".join(f"line {number}\n" for number in range(9)))
    maya.attach("main .attach input", [log])
    maya.see("dispatch.log", within="main .attached")
    maya.write("here is teh log", within=BOX)
    maya.key("Enter")
    maya.see("dispatch.log", "… 4 more lines", within="main .message")
    maya.hover("here is teh log", within="main .message")
    maya.press("More actions", within=MENU)
    maya.press("Edit message", within=MENU)
    maya.write(" (edited by hand)", within="main .edit-box textarea")
    maya.key("Enter")
    maya.see("(edited)", within="main .message")
    assert len(here.slack.messages("invitations")[0].files) == 1
    assert "(edited by hand)" in here.slack.messages("invitations")[0].text


def test_long_paste_goes_as_a_snippet(maya: Page, here: Stage) -> None:
    """A text beyond what a message takes is sent as a snippet when its author says so."""
    maya.write("2026-11-21 ERROR dispatch failed\n" * 500, within=BOX)
    maya.key("Enter")
    maya.press("Send as snippet")
    maya.see("Untitled.txt", "more lines", within="main .message")
    assert here.slack.messages("invitations")[0].files[0]["mode"] == "snippet"


def test_narrow_window_in_the_dark(browser: Browser, here: Stage) -> None:
    """At 400 pixels the sidebar opens and closes, and a thread takes the whole window."""
    page = browser.page(width=400, height=800, dark=True)
    page.open(here.address("priya"))
    page.press("Show or hide the sidebar")
    page.press("cx-programs", within=".sidebar")
    page.see("Programs, surveys, dispatches", within="main")
    page.press("@whyfailed Webex Connect gives me error 7106")
    page.see("Channel is not configured in Webex Connect", within=THREAD)
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
    page.press("Close the thread")
    page.see("Programs, surveys, dispatches", within="main")
