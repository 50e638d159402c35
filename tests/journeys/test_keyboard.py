"""The page without a mouse, and what stays where it was while others talk."""

from __future__ import annotations

from chromium import Browser, Page
from stage import Stage

from bot.local.opening import open_workspace

BOX = "main .composer textarea"
THREAD = ".thread"
LAST = "main .message:last-child"


def test_shortcut_without_a_mouse(maya: Page, here: Stage) -> None:
    """Tab leads to a colleague's error and its menu; arrows, Enter and Escape do what they do in every menu."""
    open_workspace(here.slack)
    maya.see("Anyone?", within=LAST)
    maya.tab_to("More actions", within=LAST)
    maya.key("Enter")
    maya.keyboard_on("Why did this fail?", within=LAST)
    maya.key("ArrowDown")
    maya.keyboard_on("Copy text", within=LAST)
    maya.key("Escape")
    maya.keyboard_on("More actions", within=LAST)
    maya.key("Enter")
    maya.keyboard_on("Why did this fail?", within=LAST)
    maya.key("Enter")
    maya.see("Only visible to you", "Delivery Policy is paused", within=LAST)
    maya.keyboard_on("More actions", within="main .message")


def test_keyboard_stays_on_a_reaction(maya: Page, here: Stage) -> None:
    """A reaction that is pressed is drawn anew, and still has the keyboard."""
    ts = here.slack.say("tomas", "invitations", "hello")
    here.slack.actions.react("tomas", "invitations", ts, "heart")
    maya.tab_to("heart, 1", within="main .reactions")
    maya.key("Enter")
    maya.keyboard_on("heart, 2", within="main .reactions")
    maya.key("Enter")
    maya.keyboard_on("heart, 1", within="main .reactions")


def test_escape_leaves_the_thread(maya: Page) -> None:
    """Escape closes the thread, and the keyboard is on the answers that it was opened by."""
    maya.write("@whyfailed Webex Connect gives me error 7106", within=BOX)
    maya.key("Enter")
    maya.press("1 reply")
    maya.keyboard_on("Reply…", within=THREAD)
    maya.key("Escape")
    maya.keyboard_on("1 reply", within="main .message")
    assert maya.run("document.querySelector('.thread').hidden")


def test_arrow_up_edits_what_one_said_last(maya: Page, here: Stage) -> None:
    """Arrow up in an empty box opens one's last message for editing, Enter keeps it."""
    maya.write("teh dispatch", within=BOX)
    maya.key("Enter")
    maya.see("teh dispatch", within="main .message")
    maya.key("ArrowUp")
    maya.write(" failed", within=f"{LAST} .edit-box textarea")
    maya.key("Enter")
    maya.see("teh dispatch failed", "(edited)", within="main .message")
    maya.keyboard_on("Message #invitations", within="main")


def test_name_is_completed_by_keyboard(maya: Page) -> None:
    """Names are offered as one types, a screen reader is told which one is meant, and Tab takes it."""
    maya.write("@why", within=BOX)
    maya.see("@whyfailed", within="main .suggest")
    meant = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).innerText"
    assert maya.run(meant) == "@whyfailed"
    maya.key("Tab")
    assert maya.run(f"document.querySelector('{BOX}').value") == "@whyfailed "


def test_draft_waits_where_it_was_begun(maya: Page, here: Stage) -> None:
    """What is half written stays in its place, whoever talks meanwhile and wherever one looks."""
    maya.write("half a thought", within=BOX)
    maya.press("lounge", within=".sidebar")
    maya.see("The app is not a member here", within="main")
    assert maya.run(f"document.querySelector('{BOX}').value") == ""
    here.slack.say("tomas", "invitations", "meanwhile")
    maya.press("invitations", within=".sidebar")
    maya.see("meanwhile", within="main .message")
    assert maya.run(f"document.querySelector('{BOX}').value") == "half a thought"


def test_what_comes_of_a_press_is_in_view(browser: Browser, here: Stage) -> None:
    """Under an answer taller than the window: why it did not help is asked where the button was, not at its top."""
    page = browser.page(height=600)
    page.open(here.address("maya"))
    page.write("@whyfailed Delivery Policy configured under Dispatch to be used to send invites is paused", within=BOX)
    page.key("Enter")
    page.press("1 reply")
    page.tab_to("Not solved", within=THREAD)
    page.key("Enter")
    page.see("What was it?", within=THREAD)
    foot = "document.querySelector('.thread [data-scroll]')"
    assert page.run(f"finders.until(() => {foot}.scrollHeight - {foot}.scrollTop - {foot}.clientHeight < 2, 5000)")
    page.tab_to("Did the steps, no change", within=THREAD)


def test_place_with_news_is_marked_until_it_is_read(maya: Page, here: Stage) -> None:
    """A message elsewhere marks its place at once, for the ear too; going there takes the mark away."""
    here.slack.say("tomas", "lounge", "psst")
    maya.see("lounge , new messages", within=".sidebar .unread")
    maya.press("lounge", within=".sidebar")
    maya.see("psst", within="main .message")
    maya.see_no("new messages", within=".sidebar")


def test_menu_of_the_last_message_is_in_view(maya: Page, here: Stage) -> None:
    """A menu opens where there is room for it: nothing of it is cut off, at the end of a full channel either."""
    for number in range(20):
        here.slack.say("maya", "invitations", f"message {number}")
    maya.hover("message 19", within="main .message")
    maya.press("More actions", within=f"{LAST} .tools")
    maya.press("Delete message…", within=LAST)
    maya.press("Delete", within="dialog.confirm")
    maya.see_no("message 19")


def test_two_people_see_each_other_at_once(browser: Browser, here: Stage, maya: Page) -> None:
    """What one person says, edits and takes back, another sees without a reload; so it is after the switch."""
    tomas = browser.page()
    tomas.open(here.address("tomas"))
    maya.write("hello Tomás", within=BOX)
    maya.key("Enter")
    tomas.see("Maya Lindqvist", "hello Tomás", within="main .message")
    tomas.run("Object.assign(document.getElementById('switch'), {value: 'maya'})")
    tomas.run("document.getElementById('switch').dispatchEvent(new Event('change', {bubbles: true}))")
    tomas.hover("hello Tomás", within="main .message")
    tomas.press("More actions", within=f"{LAST} .tools")
    tomas.press("Delete message…", within=LAST)
    tomas.press("Delete", within="dialog.confirm")
    maya.see_no("hello Tomás")
