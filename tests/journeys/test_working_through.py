"""An answer is worked through on the page: steps ticked off, not solved, a reply for the customer taken along."""

from __future__ import annotations

from chromium import Browser, Page
from stage import Stage

BOX = "main .composer textarea"
THREAD = ".thread"


def ask(page: Page, text: str) -> None:
    """Ask in the channel and open the thread with the answer."""
    page.write(text, within=BOX)
    page.key("Enter")
    page.press("1 reply")
    page.see("Reply for the customer", within=THREAD)


def ticked(page: Page, steps: str) -> None:
    """Wait until the message is drawn with these steps ticked, and the boxes show it."""
    drawn = "document.querySelector('.thread [data-block^=\"steps \"]').dataset.block.split(' ')[2]"
    boxes = "[...document.querySelectorAll('.thread .choices input:checked')].map((box) => box.value).join()"
    assert page.run(f"finders.until(() => {drawn} === '{steps}' && {boxes} === '{steps}')")


def test_tick_off_and_escalate(maya: Page, browser: Browser, here: Stage) -> None:
    """Two people tick steps, both see both, and the mail to support says which are done."""
    ask(maya, "@whyfailed Delivery Policy configured under Dispatch to be used to send invites is paused")
    tomas = browser.page()
    tomas.open(here.address("tomas"))
    tomas.press("1 reply")
    tomas.see("Step 2 done", within=THREAD)
    maya.press("Step 1 done", within=THREAD)
    ticked(tomas, "1")
    tomas.press("Step 2 done", within=THREAD)
    ticked(maya, "1,2")
    ticked(tomas, "1,2")
    maya.press("Ask support", within=THREAD)
    maya.see("Steps ticked off, of “Delivery Policy is paused”", "2. Activate every dispatch", within="dialog")
    maya.press("Write the mail", within="dialog")
    maya.see("Written, not sent.", within=THREAD)
    maya.press("Mail", within=".sidebar")
    maya.see("Steps ticked off, of “Delivery Policy is paused” (not done: 3):", within="main")


def test_a_tick_is_taken_back_and_the_answer_still_works(maya: Page) -> None:
    """Ticked, unticked and ticked again; afterwards Solved marks the answer, and the tick stays."""
    ask(maya, "@whyfailed Webex Connect gives me error 7106")
    for steps in ("1", "", "1"):
        maya.press("Step 1 done", within=THREAD)
        ticked(maya, steps)
    maya.press("Solved", within=THREAD)
    maya.see("Solved, says @maya. Thank you, I noted it.", within=THREAD)
    ticked(maya, "1")


def test_not_solved_to_the_runner_up(maya: Page) -> None:
    """Not solved asks why; one press later the next closest answer stands there, with why it fits."""
    ask(maya, "@whyfailed the dispatch is paused, nothing goes out")
    maya.press("Not solved", within=THREAD)
    maya.see("Not solved yet, says @maya.", "What was it? One press, and I go on from there.", within=THREAD)
    maya.press("Did the steps, no change", within=THREAD)
    maya.see("Not solved with “Dispatch is paused”. This is the next closest to your text", within=THREAD)
    maya.see("Delivery Policy is paused", "Because your words “dispatch is paused", "What to do", within=THREAD)
    maya.see_no("What was it?", within=THREAD)


def test_why_not_in_words(maya: Page) -> None:
    """“Something else …” opens a form; what is written there is seen by nobody in the thread."""
    ask(maya, "@whyfailed Webex Connect gives me error 7106")
    maya.press("Not solved", within=THREAD)
    maya.press("Something else …", within=THREAD)
    maya.write("It works for others", within='dialog [data-choice="why_other"]')
    maya.press("Send", within="dialog")
    maya.see("Not solved yet, says @maya, for another reason.", within=THREAD)
    maya.see_no("It works for others", within=THREAD)


def test_reply_for_the_customer_copied(maya: Page) -> None:
    """The text is copied out of the modal as it stands, and pasted somewhere else."""
    ask(maya, "@whyfailed Webex Connect gives me error 7106 for ann@example.com")
    maya.press("Reply for the customer", within=THREAD)
    maya.see("Copy this into an e-mail or into your ticket.", within="dialog")
    maya.press("The reply", within="dialog")
    maya.edit("selectAll")
    maya.edit("copy")
    maya.press("Done", within="dialog")
    maya.see_no("Copy this into an e-mail or into your ticket.")
    maya.press("Message", within="main .composer")
    maya.edit("paste")
    pasted = str(maya.run(f"document.querySelector('{BOX}').value"))
    assert pasted.startswith("Hello,\n\nthank you for getting in touch.")
    assert pasted.endswith("Kind regards\n")
    assert "ann@example.com" not in pasted
