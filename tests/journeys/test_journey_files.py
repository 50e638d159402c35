"""A 5 MB log, uploaded in the page: an overview, a failure opened from it, and the way back."""

from __future__ import annotations

from pathlib import Path

from chromium import Page

BOX = "main .composer textarea"
THREAD = ".thread"


def _log(path: Path, *, size: int) -> Path:
    """Lines as a worker writes them; every hundredth is a failure, another a status."""
    told = {7: "ERROR connect code=7106", 31: "ERROR connect code=7105", 50: "INFO connect code=7500"}
    with path.open("w", encoding="utf-8") as log:
        number = 0
        while log.tell() < size:
            said = told.get(number % 100, f"INFO worker-{number % 7} handled a batch in {number % 900} ms")
            time = f"{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}"
            log.write(f"2026-11-{20 + number // 86_400}T{time}Z {said} for tid n{number:09d}\n")
            number += 1
    return path


def test_a_large_log_is_answered_with_an_overview(maya: Page, tmp_path: Path) -> None:
    """All of it is read: what failed, how often, first and last; one is opened in full, and back again."""
    maya.attach("main .attach input", [_log(tmp_path / "dispatch.log", size=5_000_000)])
    maya.see("dispatch.log", within="main .attached")
    maya.write("@whyfailed what went wrong last night?", within=BOX)
    maya.key("Enter")
    maya.press("1 reply")
    maya.see("2 different failures in your text", "First seen", "00:00:07", within=THREAD)
    maya.see("All times: 2026-11-20, UTC.", within=THREAD)
    maya.press("1. Channel is not configured in Webex Connect", within=THREAD)
    maya.see("What to do", "last at", within=THREAD)
    maya.press("All failures in this text", within=THREAD)
    maya.see("How often", within=THREAD)


def test_a_long_paste_goes_into_the_form(maya: Page) -> None:
    """`/whyfailed` alone opens it; the answer stands where it was asked, for its asker only."""
    maya.write("/whyfailed", within=BOX)
    maya.key("Enter")
    maya.see("Error, response or log", "Files", "Product", within="dialog")
    maya.write("error 7106", within='dialog [data-choice="text"]')
    maya.press("Explain", within="dialog")
    maya.see("Only visible to you", "Channel is not configured in Webex Connect")
