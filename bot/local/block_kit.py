"""What Slack accepts as blocks and views, so that a message which passes here is not refused there.

Sources: docs.slack.dev reference/block-kit and reference/views; the total of a message is undocumented
(slackapi/bolt-js issues 2509 and 2867).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.local.elements import (
    AS_ACCESSORY,
    FEEDBACK_BUTTONS,
    ICON_BUTTON,
    ID,
    IMAGE_ELEMENT,
    IN_ACTIONS,
    IN_INPUT,
    any_text,
    elements,
    plain_text,
)
from bot.local.rich_text import RAW_TEXT, RICH_TEXT_PARTS
from bot.local.rules import (
    BlockError,
    Rule,
    address,
    any_field,
    anything,
    boolean,
    by_type,
    distinct,
    each_of,
    fields,
    listed,
    one_of,
    string,
)

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
"""How many blocks a surface takes."""

MOST_CHARACTERS = 12_000
"""All text of a message's blocks together; beyond it Slack answers `msg_blocks_too_long`."""

_BLOCK: dict[str, Rule] = {"type": anything}
_NAMED: dict[str, Rule] = {"block_id": ID}

_EVERYWHERE: dict[str, Rule] = {
    "section": each_of(
        fields(
            _BLOCK,
            {
                **_NAMED,
                "text": any_text(3000),
                "fields": listed(any_text(2000), most=10),
                "accessory": by_type(AS_ACCESSORY),
                "expand": boolean,
            },
        ),
        any_field("text", "fields"),
    ),
    "header": fields({**_BLOCK, "text": plain_text(150)}, _NAMED),
    "divider": fields(_BLOCK, _NAMED),
    "context": fields(
        {
            **_BLOCK,
            "elements": listed(
                by_type({"image": IMAGE_ELEMENT, "mrkdwn": any_text(2000), "plain_text": any_text(2000)}), most=10
            ),
        },
        _NAMED,
    ),
    "actions": fields({**_BLOCK, "elements": elements(IN_ACTIONS, 25)}, _NAMED),
    "image": each_of(
        fields(
            {**_BLOCK, "alt_text": string(2000)},
            {**_NAMED, "image_url": address(), "slack_file": anything, "title": plain_text(2000)},
        ),
        any_field("image_url", "slack_file"),
    ),
    "input": fields(
        {**_BLOCK, "label": plain_text(2000), "element": by_type(IN_INPUT)},
        {**_NAMED, "hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": fields({**_BLOCK, "elements": listed(by_type(RICH_TEXT_PARTS), least=0, most=1000)}, _NAMED),
}

_MESSAGE_ONLY: dict[str, Rule] = {
    "markdown": fields({**_BLOCK, "text": string(12_000)}, _NAMED),
    "context_actions": fields(
        {**_BLOCK, "elements": elements({"feedback_buttons": FEEDBACK_BUTTONS, "icon_button": ICON_BUTTON}, 5)},
        _NAMED,
    ),
    "table": fields(
        {**_BLOCK, "rows": listed(listed(by_type(RAW_TEXT), most=20), most=100)},
        {
            **_NAMED,
            "column_settings": listed(
                fields({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}), least=0, most=20
            ),
        },
    ),
}

_MODAL_ONLY: dict[str, Rule] = {
    "alert": fields({**_BLOCK, "text": any_text(3000)}, {**_NAMED, "level": string(50)}),
}

SURFACES: dict[str, dict[str, Rule]] = {
    "message": {**_EVERYWHERE, **_MESSAGE_ONLY},
    "modal": {**_EVERYWHERE, **_MODAL_ONLY},
    "home": _EVERYWHERE,
}
"""Which blocks each surface takes."""


def errors_of(blocks: Any, *, surface: str = "message") -> list[BlockError]:
    """What Slack would refuse in these blocks on a `message`, `modal` or `home`; an empty list if nothing.

    A message whose texts together are too long has an error of code `msg_blocks_too_long`.
    """
    found: list[BlockError] = []
    rule = each_of(
        listed(by_type(SURFACES[surface]), least=0, most=MOST_BLOCKS[surface]),
        distinct("block_id"),
    )
    rule(blocks, "", found.append)
    if surface == "message" and isinstance(blocks, Sequence):
        found.extend(_whole_message_errors(blocks))
    return found


def _whole_message_errors(blocks: Sequence[Any]) -> list[BlockError]:
    found = []
    total = characters_in(blocks)
    if total > MOST_CHARACTERS:
        message = f"all text together must be less than {MOST_CHARACTERS + 1} characters, it has {total}"
        found.append(BlockError("", message, "msg_blocks_too_long"))
    tables = [block for block in blocks if isinstance(block, Mapping) and block.get("type") == "table"]
    if len(tables) > 1:
        found.append(BlockError("", "only one table allowed", "only_one_table_allowed"))
    if any(characters_in(table) > 10_000 for table in tables):
        found.append(BlockError("", "a table must have less than 10001 characters"))
    return found


def view_errors(view: Any) -> list[BlockError]:
    """What Slack would refuse in a modal or an App Home; pointers start at the view."""
    found: list[BlockError] = []
    common: dict[str, Rule] = {"private_metadata": string(3000, least=0), "callback_id": ID, "external_id": ID}
    modal_only: dict[str, Rule] = {
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    }
    by_type(
        {
            "modal": fields({"type": anything, "title": plain_text(24), "blocks": anything}, {**common, **modal_only}),
            "home": fields({"type": anything, "blocks": anything}, common),
        }
    )(view, "", found.append)
    if isinstance(view, Mapping) and view.get("type") in ("modal", "home"):
        blocks = view.get("blocks")
        inside = errors_of(blocks, surface=view["type"])
        found.extend(BlockError(f"/blocks{error.pointer}", error.message, error.code) for error in inside)
        if view["type"] == "modal" and "submit" not in view and _has_input(blocks):
            found.append(BlockError("", "submit is required when an input block is in the view", "missing_field"))
    return found


def characters_in(content: Any) -> int:
    """How many characters of text stand in blocks, wherever they stand."""
    if isinstance(content, Mapping):
        return sum(
            len(value) if name == "text" and isinstance(value, str) else characters_in(value)
            for name, value in content.items()
        )
    if isinstance(content, Sequence) and not isinstance(content, str):
        return sum(characters_in(item) for item in content)
    return 0


def _has_input(blocks: Any) -> bool:
    return isinstance(blocks, Sequence) and any(
        isinstance(block, Mapping) and block.get("type") == "input" for block in blocks
    )
