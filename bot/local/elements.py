"""Slack's limits on block elements and composition objects (docs.slack.dev, reference/block-kit)."""

from __future__ import annotations

from bot.local.rules import (
    Rule,
    address,
    any_field,
    anything,
    boolean,
    by_type,
    distinct,
    each_of,
    fields,
    initial_among_options,
    listed,
    number,
    one_of,
    string,
)

ID = string(255)


def plain_text(most: int) -> Rule:
    """A text object of kind plain_text."""
    return by_type({"plain_text": fields({"type": anything, "text": string(most)}, {"emoji": boolean})})


def any_text(most: int) -> Rule:
    """A text object of either kind."""
    mrkdwn = fields({"type": anything, "text": string(most)}, {"verbatim": boolean})
    return by_type(
        {"mrkdwn": mrkdwn, "plain_text": fields({"type": anything, "text": string(most)}, {"emoji": boolean})}
    )


CONFIRM = fields(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = fields({"text": any_text(75), "value": string(150)}, {"description": any_text(75), "url": address()})
GROUP = fields({"label": plain_text(75), "options": listed(OPTION, most=100)})

_ACTION: dict[str, Rule] = {"type": anything}
_FREE: dict[str, Rule] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
_SOUGHT: dict[str, Rule] = {**_FREE, "placeholder": plain_text(150)}
_DISPATCH = fields({}, {"trigger_actions_on": listed(one_of("on_enter_pressed", "on_character_entered"), most=2)})

BUTTON = fields(
    {**_ACTION, "text": plain_text(75)},
    {
        "action_id": ID,
        "url": address(),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
IMAGE_ELEMENT = fields(
    {**_ACTION, "alt_text": string(2000)}, {"image_url": address(), "slack_file": anything, "title": plain_text(2000)}
)
STATIC_SELECT = each_of(
    fields(
        _ACTION,
        {
            **_SOUGHT,
            "options": listed(OPTION, most=100),
            "option_groups": listed(GROUP, most=100),
            "initial_option": OPTION,
        },
    ),
    any_field("options", "option_groups"),
    initial_among_options,
)
MULTI_STATIC_SELECT = each_of(
    fields(
        _ACTION,
        {
            **_SOUGHT,
            "options": listed(OPTION, most=100),
            "option_groups": listed(GROUP, most=100),
            "initial_options": listed(OPTION, most=100),
            "max_selected_items": number(1, 100),
        },
    ),
    any_field("options", "option_groups"),
    initial_among_options,
)
EXTERNAL_SELECT = fields(_ACTION, {**_SOUGHT, "min_query_length": number(0, 1000), "initial_option": OPTION})
USERS_SELECT = fields(_ACTION, {**_SOUGHT, "initial_user": string(255)})
CONVERSATIONS_SELECT = fields(
    _ACTION,
    {
        **_SOUGHT,
        "initial_conversation": string(255),
        "default_to_current_conversation": boolean,
        "response_url_enabled": boolean,
        "filter": anything,
    },
)
CHANNELS_SELECT = fields(_ACTION, {**_SOUGHT, "initial_channel": string(255), "response_url_enabled": boolean})
OVERFLOW = fields(
    {**_ACTION, "options": listed(OPTION, least=1, most=5)},
    {"action_id": ID, "confirm": CONFIRM},
)
CHECKBOXES = each_of(
    fields({**_ACTION, "options": listed(OPTION, most=10)}, {**_FREE, "initial_options": listed(OPTION, most=10)}),
    initial_among_options,
)
RADIO_BUTTONS = each_of(
    fields({**_ACTION, "options": listed(OPTION, most=10)}, {**_FREE, "initial_option": OPTION}),
    initial_among_options,
)
DATEPICKER = fields(_ACTION, {**_SOUGHT, "initial_date": string(10)})
TIMEPICKER = fields(_ACTION, {**_SOUGHT, "initial_time": string(5), "timezone": string(100)})
PLAIN_TEXT_INPUT = fields(
    _ACTION,
    {
        "action_id": ID,
        "placeholder": plain_text(150),
        "initial_value": string(3000, least=0),
        "multiline": boolean,
        "min_length": number(0, 3000),
        "max_length": number(1, 3000),
        "dispatch_action_config": _DISPATCH,
        "focus_on_load": boolean,
    },
)
FILE_INPUT = fields(
    _ACTION,
    {"action_id": ID, "filetypes": listed(string(50), most=100), "max_files": number(1, 10)},
)
FEEDBACK_BUTTON = fields({"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)})
FEEDBACK_BUTTONS = fields(
    {**_ACTION, "positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON}, {"action_id": ID}
)
ICON_BUTTON = fields(
    {**_ACTION, "icon": one_of("trash"), "text": plain_text(75)},
    {
        "action_id": ID,
        "value": string(2000),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "visible_to_user_ids": anything,
    },
)

IN_ACTIONS: dict[str, Rule] = {
    "button": BUTTON,
    "static_select": STATIC_SELECT,
    "external_select": EXTERNAL_SELECT,
    "users_select": USERS_SELECT,
    "conversations_select": CONVERSATIONS_SELECT,
    "channels_select": CHANNELS_SELECT,
    "overflow": OVERFLOW,
    "checkboxes": CHECKBOXES,
    "radio_buttons": RADIO_BUTTONS,
    "datepicker": DATEPICKER,
    "timepicker": TIMEPICKER,
}
"""What an actions block may hold."""

AS_ACCESSORY: dict[str, Rule] = {**IN_ACTIONS, "image": IMAGE_ELEMENT, "multi_static_select": MULTI_STATIC_SELECT}
"""What may stand beside a section."""

IN_INPUT: dict[str, Rule] = {
    **{kind: rule for kind, rule in IN_ACTIONS.items() if kind not in ("button", "overflow")},
    "multi_static_select": MULTI_STATIC_SELECT,
    "plain_text_input": PLAIN_TEXT_INPUT,
    "file_input": FILE_INPUT,
}
"""What an input block may hold."""


def elements(rules: dict[str, Rule], most: int) -> Rule:
    """A row of elements, each with its own action_id."""
    return each_of(listed(by_type(rules), most=most), distinct("action_id"))
