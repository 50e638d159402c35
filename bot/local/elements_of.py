"""Finds what can be pressed in blocks, and words what somebody chose as Slack words it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.local.nouns import JSON, SlackError

_ONE_OPTION = ("static_select", "radio_buttons", "overflow")
_MANY_OPTIONS = ("checkboxes", "multi_static_select")
_PLAIN_FIELDS = {
    "plain_text_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
}
_INITIAL_FIELDS = {
    "plain_text_input": "initial_value",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "users_select": "initial_user",
    "channels_select": "initial_channel",
    "conversations_select": "initial_conversation",
}


def elements_of(blocks: Iterable[JSON]) -> Iterator[tuple[JSON, JSON]]:
    """Every element with an action_id, and before it the block that it stands in."""
    for block in blocks:
        candidates = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        for element in candidates:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def element(blocks: Iterable[JSON], action_id: str, value: str | None = None) -> tuple[JSON, JSON]:
    """The block and the element of an action_id, and of a button's value where that is given.

    Raises SlackError `action_not_found`, which names what there is.
    """
    there = list(elements_of(blocks))
    for block, candidate in there:
        values = _values(candidate)
        if candidate["action_id"] == action_id and (value is None or not values or value in values):
            return block, candidate
    found = ", ".join(f"{candidate['action_id']} {_values(candidate)}" for _, candidate in there) or "none at all"
    raise SlackError("action_not_found", detail=f"no element {action_id!r} {value or ''}; there are: {found}")


def chosen(block: JSON, candidate: JSON, value: str | Sequence[str] | None, *, at: str) -> JSON:
    """The entry of `actions` for a press or a choice. Raises SlackError `option_not_found`."""
    action: JSON = {"action_id": candidate["action_id"], "block_id": block.get("block_id", ""), "action_ts": at}
    kind = candidate["type"]
    if kind == "button":
        kept = {name: candidate[name] for name in ("text", "value", "style") if name in candidate}
        return action | {"type": kind} | kept
    if kind in ("feedback_buttons", "icon_button"):
        return action | {"type": kind, "value": str(value)}
    return action | state_of(candidate, value)


def state_of(candidate: JSON, value: str | Sequence[str] | None) -> JSON:
    """An element's entry in `state.values`. Raises SlackError `option_not_found`."""
    kind = candidate["type"]
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": _option(candidate, str(value)) if value else None}
    if kind in _MANY_OPTIONS:
        wanted = [value] if isinstance(value, str) else list(value or [])
        return {"type": kind, "selected_options": [_option(candidate, each) for each in wanted]}
    if kind == "file_input":
        return {"type": kind, "files": list(value or [])}
    return {"type": kind, _PLAIN_FIELDS.get(kind, "value"): value or None}


def states_of(blocks: Sequence[JSON], values: Mapping[str, Any], *, inputs_only: bool = False) -> JSON:
    """`state.values` of blocks: what was filled in, by action_id, and else what stood there at first."""
    states: JSON = {}
    for block, candidate in elements_of(blocks):
        if candidate["type"] in ("button", "overflow", "feedback_buttons", "icon_button"):
            continue
        if inputs_only and block["type"] != "input":
            continue
        action_id = candidate["action_id"]
        value = values[action_id] if action_id in values else initial_value(candidate)
        states.setdefault(block.get("block_id", ""), {})[action_id] = state_of(candidate, value)
    return states


def initial_value(candidate: JSON) -> Any:
    """What stands in an element before anybody touches it: a text, an option's value, or a list of values."""
    if candidate["type"] in _MANY_OPTIONS:
        return [option["value"] for option in candidate.get("initial_options", [])]
    if candidate["type"] in _ONE_OPTION:
        return (candidate.get("initial_option") or {}).get("value")
    return candidate.get(_INITIAL_FIELDS.get(candidate["type"], ""))


def options_of(candidate: JSON) -> list[JSON]:
    """All options of an element, those in groups included."""
    groups = candidate.get("option_groups") or []
    return [*(candidate.get("options") or []), *(option for group in groups for option in group["options"])]


def _values(candidate: JSON) -> list[str]:
    if candidate["type"] == "feedback_buttons":
        return [candidate["positive_button"]["value"], candidate["negative_button"]["value"]]
    return [candidate["value"]] if "value" in candidate else [option["value"] for option in options_of(candidate)]


def _option(candidate: JSON, value: str) -> JSON:
    for option in options_of(candidate):
        if option.get("value") == value:
            return {"text": option["text"], "value": value}
    there = [option.get("value") for option in options_of(candidate)]
    raise SlackError("option_not_found", detail=f"no option {value!r}; there are: {there}")
