"""Slack's limits on blocks and views, each with something that keeps it and something that does not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.block_kit import errors_of, view_errors

Block = dict[str, Any]


def plain(text: str) -> Block:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def section(length: int) -> Block:
    """A section with so many characters."""
    return {"type": "section", "text": mrkdwn("x" * length)}


def fields(count: int, length: int = 1) -> Block:
    """A section with so many fields."""
    return {"type": "section", "fields": [mrkdwn("x" * length)] * count}


def button(**changes: Any) -> Block:
    """A button, with other fields where given."""
    return {"type": "button", "action_id": "a", "text": plain("Press"), **changes}


def actions(*elements: Block) -> Block:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def buttons(count: int) -> Block:
    """An actions block with so many buttons."""
    return actions(*(button(action_id=f"a{number}") for number in range(count)))


def options(count: int, *, text: int = 1, value: int = 1) -> list[Block]:
    """So many options, with texts and values of so many characters."""
    return [{"text": plain("x" * text), "value": "v" * value} for _ in range(count)]


def select(count: int, **lengths: int) -> Block:
    """A menu with so many options."""
    return actions({"type": "static_select", "action_id": "s", "options": options(count, **lengths)})


def confirm(title: int = 1, text: int = 1, answer: int = 1) -> Block:
    """A button that asks for confirmation with texts of so many characters."""
    asked = {
        "title": plain("x" * title),
        "text": plain("x" * text),
        "confirm": plain("x" * answer),
        "deny": plain("No"),
    }
    return actions(button(confirm=asked))


def button_address(length: int) -> Block:
    """A button with an address of so many characters."""
    return actions(button(url=f"https://{'x' * (length - 8)}"))


def asking(**texts: int) -> Block:
    """An input with a label and a hint of so many characters."""
    element = {"type": "plain_text_input", "action_id": "i"}
    return {"type": "input", "element": element, **{name: plain("x" * length) for name, length in texts.items()}}


def image(address: int = 30, alt_text: int = 1, title: int = 1) -> Block:
    """An image whose address, description and title have so many characters."""
    url = f"https://example.com/{'x' * (address - 20)}"
    return {"type": "image", "image_url": url, "alt_text": "x" * alt_text, "title": plain("x" * title)}


def described(length: int) -> Block:
    """A menu whose option has a description of so many characters."""
    option = {**options(1)[0], "description": plain("x" * length)}
    return actions({"type": "static_select", "action_id": "s", "options": [option]})


def groups(count: int, label: int = 1) -> Block:
    """A menu with so many groups of options."""
    group = {"label": plain("x" * label), "options": options(1)}
    return actions({"type": "static_select", "action_id": "s", "option_groups": [group] * count})


def feedback(count: int) -> Block:
    """Buttons for feedback, so many times."""
    side = {"text": plain("Good"), "value": "1"}
    pair = {"type": "feedback_buttons", "positive_button": side, "negative_button": side}
    return {"type": "context_actions", "elements": [{**pair, "action_id": f"f{number}"} for number in range(count)]}


def context(count: int) -> Block:
    """A context block with so many elements."""
    return {"type": "context", "elements": [mrkdwn("x")] * count}


def table(rows: int, cells: int, length: int = 1) -> Block:
    """A table of so many rows and cells."""
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x" * length}] * cells] * rows}


def field_input(**changes: Any) -> Block:
    """An input block."""
    element = {"type": "plain_text_input", "action_id": "i", **changes}
    return {"type": "input", "label": plain("Note"), "element": element}


LIMITS = {
    "section text": (section(3000), section(3001)),
    "section text empty": (section(1), section(0)),
    "fields": (fields(10), fields(11)),
    "field text": (fields(1, 2000), fields(1, 2001)),
    "header text": ({"type": "header", "text": plain("x" * 150)}, {"type": "header", "text": plain("x" * 151)}),
    "header kind": ({"type": "header", "text": plain("x")}, {"type": "header", "text": mrkdwn("x")}),
    "context elements": (context(10), context(11)),
    "actions elements": (buttons(25), buttons(26)),
    "button text": (actions(button(text=plain("x" * 75))), actions(button(text=plain("x" * 76)))),
    "button text kind": (actions(button()), actions(button(text=mrkdwn("x")))),
    "button value": (actions(button(value="x" * 2000)), actions(button(value="x" * 2001))),
    "button address": (actions(button(url="https://example.com")), actions(button(url="javascript:alert(1)"))),
    "button style": (actions(button(style="danger")), actions(button(style="default"))),
    "button field": (actions(button()), actions(button(colour="red"))),
    "action_id": (actions(button(action_id="x" * 255)), actions(button(action_id="x" * 256))),
    "action_id twice": (buttons(2), actions(button(), button())),
    "block_id": ({"type": "divider", "block_id": "x" * 255}, {"type": "divider", "block_id": "x" * 256}),
    "options": (select(100), select(101)),
    "option text": (select(1, text=75), select(1, text=76)),
    "option value": (select(1, value=150), select(1, value=151)),
    "overflow": (
        actions({"type": "overflow", "action_id": "o", "options": options(5)}),
        actions({"type": "overflow", "action_id": "o", "options": options(6)}),
    ),
    "checkboxes": (
        actions({"type": "checkboxes", "action_id": "c", "options": options(10)}),
        actions({"type": "checkboxes", "action_id": "c", "options": options(11)}),
    ),
    "confirm title": (confirm(title=100), confirm(title=101)),
    "confirm text": (confirm(text=300), confirm(text=301)),
    "confirm button": (confirm(answer=30), confirm(answer=31)),
    "table rows": (table(100, 1), table(101, 1)),
    "table cells": (table(1, 20), table(1, 21)),
    "table characters": (table(1, 1, 10_000), table(2, 1, 5001)),
    "image": (
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"},
        {"type": "image", "image_url": "https://example.com/a.png"},
    ),
    "input value": (field_input(initial_value="x" * 3000), field_input(initial_value="x" * 3001)),
    "button address length": (button_address(3000), button_address(3001)),
    "button label": (
        actions(button(accessibility_label="x" * 75)),
        actions(button(accessibility_label="x" * 76)),
    ),
    "option description": (described(75), described(76)),
    "option groups": (groups(100), groups(101)),
    "option group label": (groups(1, 75), groups(1, 76)),
    "radio buttons": (
        actions({"type": "radio_buttons", "action_id": "r", "options": options(10)}),
        actions({"type": "radio_buttons", "action_id": "r", "options": options(11)}),
    ),
    "overflow empty": (
        actions({"type": "overflow", "action_id": "o", "options": options(1)}),
        actions({"type": "overflow", "action_id": "o", "options": []}),
    ),
    "context_actions elements": (feedback(5), feedback(6)),
    "placeholder": (field_input(placeholder=plain("x" * 150)), field_input(placeholder=plain("x" * 151))),
    "input max_length": (field_input(max_length=3000), field_input(max_length=3001)),
    "input label": (asking(label=2000), asking(label=2001)),
    "input hint": (asking(label=1, hint=2000), asking(label=1, hint=2001)),
    "input files": (
        field_input(type="file_input", max_files=10),
        field_input(type="file_input", max_files=11),
    ),
    "image address": (image(address=3000), image(address=3001)),
    "image description": (image(alt_text=2000), image(alt_text=2001)),
    "image title": (image(title=2000), image(title=2001)),
    "markdown": ({"type": "markdown", "text": "x" * 12_000}, {"type": "markdown", "text": "x" * 12_001}),
    "unknown block": ({"type": "divider"}, {"type": "ruler"}),
}


@pytest.mark.parametrize("rule", LIMITS)
def test_limit_of_a_block_is_kept_exactly(rule: str) -> None:
    """The largest that Slack takes passes, one more does not."""
    within, beyond = LIMITS[rule]
    assert [str(error) for error in errors_of([within])] == []
    assert errors_of([beyond]) != []


def test_error_points_to_its_place() -> None:
    """An error reads as in Slack's response_metadata."""
    found = errors_of([{"type": "divider"}, section(3001)])
    assert [str(error) for error in found] == [
        "must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
    ]


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_number_of_blocks(surface: str, most: int) -> None:
    """A message takes 50 blocks, a modal and a home 100."""
    assert errors_of([{"type": "divider"}] * most, surface=surface) == []
    assert errors_of([{"type": "divider"}] * (most + 1), surface=surface) != []


def test_total_of_a_message_is_limited() -> None:
    """Blocks that keep every limit of their own are still too long together beyond 12,000 characters."""
    assert errors_of([section(3000)] * 4) == []
    assert [error.code for error in errors_of([*[section(3000)] * 4, section(1)])] == ["msg_blocks_too_long"]


def test_markdown_counts_together() -> None:
    """Markdown blocks of a message share 12,000 characters."""
    half = {"type": "markdown", "text": "x" * 6000}
    assert errors_of([half, half]) == []
    assert [error.code for error in errors_of([half, half, section(1)])] == ["msg_blocks_too_long"]


def test_alert_stands_in_modals_only() -> None:
    """An alert is refused in a message and on a home."""
    alert = {"type": "alert", "text": plain("Mind")}
    assert [bool(errors_of([alert], surface=surface)) for surface in ("modal", "message", "home")] == [
        False,
        True,
        True,
    ]


def test_one_table_in_a_message() -> None:
    """A second table in a message has its own error."""
    assert [error.code for error in errors_of([table(1, 1), table(1, 1)])] == ["only_one_table_allowed"]


@pytest.mark.parametrize("block", [table(1, 1), {"type": "markdown", "text": "x"}])
@pytest.mark.parametrize("surface", ["modal", "home"])
def test_message_only_blocks(block: Block, surface: str) -> None:
    """Tables and markdown stand in messages only."""
    assert errors_of([block]) == []
    assert errors_of([block], surface=surface) != []


def modal(**changes: Any) -> Block:
    """A modal."""
    return {"type": "modal", "title": plain("Ask"), "submit": plain("Send"), "blocks": [field_input()], **changes}


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        (modal(title=plain("x" * 24)), modal(title=plain("x" * 25))),
        (modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25))),
        (modal(private_metadata="x" * 3000), modal(private_metadata="x" * 3001)),
        (modal(close=plain("x" * 24)), modal(close=plain("x" * 25))),
        (modal(callback_id="x" * 255), modal(callback_id="x" * 256)),
        (modal(external_id="x" * 255), modal(external_id="x" * 256)),
        (modal(blocks=[{"type": "alert", "text": plain("Mind")}]), modal(blocks=[{"type": "markdown", "text": "x"}])),
        ({"type": "home", "blocks": []}, {"type": "home", "title": plain("Home"), "blocks": []}),
        (modal(), {name: value for name, value in modal().items() if name != "submit"}),
    ],
)
def test_limit_of_a_view_is_kept_exactly(within: Block, beyond: Block) -> None:
    """The largest view passes, one more character or a missing submit does not."""
    assert [str(error) for error in view_errors(within)] == []
    assert view_errors(beyond) != []


@pytest.mark.parametrize(
    "nonsense", [None, "text", 7, {}, [None], [[]], ["text"], [{"type": 1}], [{"type": "actions"}]]
)
def test_nonsense_is_refused_not_crashed_on(nonsense: Any) -> None:
    """Anything that is no list of blocks gives errors."""
    assert errors_of(nonsense) != []
