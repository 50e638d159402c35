"""Modals on the page, filled in by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Browser, Page
from form_app import Filled, form_app

from bot.local.server import LoopbackSlack

MODAL = "dialog.modal"
MENU = "main .message:last-child .tools"


@pytest.fixture
def forms() -> Iterator[tuple[LoopbackSlack, Filled]]:
    """A workspace with the app whose forms hold every input, and a message to open them from."""
    with form_app() as (slack, filled):
        slack.say("tomas", "invitations", "It failed")
        yield slack, filled


@pytest.fixture
def page(browser: Browser, forms: tuple[LoopbackSlack, Filled]) -> Page:
    """Maya's window with the form open."""
    page = browser.page()
    page.open(f"{forms[0].page_url}?as=maya&in=invitations")
    page.hover("It failed", within="main .message")
    page.press("More actions", within=MENU)
    page.press("Open the form", within=MENU)
    page.keyboard_on("Name", within=MODAL)
    return page


def test_form_with_every_input_is_sent(page: Page, forms: tuple[LoopbackSlack, Filled], tmp_path: Path) -> None:
    """What is missing is said under its field; what is filled in arrives, files and several choices too."""
    log = tmp_path / "dispatch.log"
    log.write_text("ERROR 7106\n")
    page.press("Send", within=MODAL)
    page.see("Please complete this required field.", within=MODAL)
    page.keyboard_on("Name", within=MODAL)
    page.write("Ann", within=f"{MODAL} input")
    page.write("first\nsecond", within=f"{MODAL} textarea")
    page.choose("two", within=MODAL)
    page.press("three", within=f"{MODAL} .choices")
    page.attach(f"{MODAL} input[type=file]", [log])
    page.press("Send", within=MODAL)
    page.see_no("First")
    values = forms[1].get(timeout=5)
    assert values["name"]["name"]["value"] == "Ann"
    assert values["note"]["note"]["value"] == "first\nsecond"
    assert values["one"]["one"]["selected_option"]["value"] == "two"
    assert [option["value"] for option in values["checked"]["checked"]["selected_options"]] == ["three"]
    assert [file["name"] for file in values["files"]["files"]["files"]] == ["dispatch.log"]


def test_errors_of_the_app_stand_under_their_fields(page: Page) -> None:
    """An error that the app gives is read with its field, and what was filled in stays."""
    page.write("nobody", within=f"{MODAL} input")
    page.write("kept", within=f"{MODAL} textarea")
    page.press("Send", within=MODAL)
    page.see("Nobody is not a name.", within=MODAL)
    page.keyboard_on("Name", within=MODAL)
    read = (
        "document.activeElement.getAttribute('aria-describedby').split(' ')"
        ".filter(Boolean).map((id) => document.getElementById(id).innerText).join(' ')"
    )
    assert page.run(read) == "As on the invitation Nobody is not a name."
    assert page.run(f"document.querySelector('{MODAL} textarea').value") == "kept"


def test_modal_is_changed_and_pushed_and_left(page: Page) -> None:
    """An update keeps what was filled in, a second modal begins empty, and Escape leads back step by step."""
    page.write("Ann", within=f"{MODAL} input")
    page.press("Change", within=MODAL)
    page.see("Changed", within=MODAL)
    assert page.run(f"document.querySelector('{MODAL} input').value") == "Ann"
    page.press("Another", within=MODAL)
    page.see("Second", within=MODAL)
    assert page.run(f"document.querySelector('{MODAL} input').value") == ""
    page.key("Escape")
    page.see("Changed", within=MODAL)
    assert page.run(f"document.querySelector('{MODAL} input').value") == "Ann"
    page.key("Escape")
    page.see_no("Changed")
    page.keyboard_on("More actions", within="main .message")


def test_keyboard_stays_in_the_modal(page: Page) -> None:
    """Tab goes round within an open modal and never to the page behind it."""
    for _ in range(25):
        page.key("Tab")
        assert page.run(f"document.activeElement === document.body || !!document.activeElement.closest('{MODAL}')")
    page.tab_to("Send", within=MODAL)
