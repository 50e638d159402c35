"""Somebody has everything deleted that is kept of them, walked through on the page in Chromium."""

from __future__ import annotations

from chromium import Page

BOX = "main .composer textarea"


def test_delete_what_is_kept_of_me(maya: Page) -> None:
    """The help offers it; it is asked once more, and what went is told. Keep changes nothing."""
    maya.write("/whyfailed help", within=BOX)
    maya.key("Enter")
    maya.press("Delete what you keep of me")
    maya.see("Delete what I keep of you?", "This cannot be undone.", within="#confirm")
    maya.press("Keep", within="#confirm")
    maya.press("Delete what you keep of me")
    maya.press("Delete", within="#confirm")
    maya.see("Deleted. I kept 0 of your questions with their answers")
