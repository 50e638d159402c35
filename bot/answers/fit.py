"""Fit: blocks shortened until they hold every limit of Slack, without losing anything that can be pressed.

Limits: docs.slack.dev, reference/block-kit; the total of a message is undocumented, about 12,000 characters
(slackapi/bolt-js issues 2509 and 2867). A template marks with `gives_way` the blocks that may be shortened and then
dropped, 1 first; a block without the mark is shortened last and never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Block: TypeAlias = dict[str, Any]

MOST_BLOCKS = 50
MOST_CHARACTERS = 11_500
MOST_CHARACTERS_OF_TEXT = 3_900
MOST_ELEMENTS = {"context": 10, "actions": 25}
MOST_FIELDS = 10

SECTION, FIELD, HEADER, LABEL, PLACEHOLDER, CONTEXT = 3000, 2000, 150, 75, 150, 2000

_COUNTED = frozenset(("text", "value", "url", "accessibility_label"))

_PLAIN = (str, int)
"""What most of a block is made of, and holds nothing itself."""

_LEAST_TEXT = 120
"""A text shorter than this says nothing any more; its block goes instead, where it may."""

_LEAST_OPTION = 24
_ENDS = re.compile(r"[.?!…][”\"')`*]{0,2}(?=\s)|\n")
_BROKEN = re.compile(r"(?:&[a-z]{0,3}|<https?://[^>]*)$")
"""An escape or a link that the cut went through."""


def cut(text: str, most: int) -> str:
    """At most `most` characters of a text, ended at a sentence, else a word, with an ellipsis; escapes stay whole."""
    if len(text) <= most:
        return text
    room = text[: max(most - 2, 0)]
    ends = [found.end() for found in _ENDS.finditer(room)]
    end = ends[-1] if ends and ends[-1] >= len(room) // 3 else max(room.rfind(" "), 0)
    if end < len(room) // 3:
        end = len(room)
    kept = _BROKEN.sub("", room[:end]).rstrip()
    if kept.count("`") % 2:
        kept = kept[: kept.rindex("`")].rstrip()
    return f"{kept} …"[:most]


def fit(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks within all limits; buttons, menus and the values behind them are all still there."""
    kept = [_within_own_limits(block) for block in blocks]
    if characters_in(kept) > MOST_CHARACTERS:
        _lighten_menus(kept)
        _give_way(kept)
        _shorten_evenly(kept)
    while len(kept) > MOST_BLOCKS and (least := _first_to_go(kept) or _last_silent(kept)) is not None:
        _drop(kept, least)
    return tuple({name: value for name, value in block.items() if name != "gives_way"} for block in kept)


def characters_in(part: Any) -> int:
    """All that counts or may count towards Slack's total: texts, labels and values."""
    if isinstance(part, dict):
        weight = 0
        for name, value in part.items():
            if not isinstance(value, _PLAIN):
                weight += characters_in(value)
            elif name in _COUNTED and isinstance(value, str):
                weight += len(value)
        return weight
    return sum(map(characters_in, part)) if isinstance(part, list | tuple) else 0


def holds_actions(block: Mapping[str, Any]) -> bool:
    """Whether a block carries anything that can be pressed."""
    return block["type"] == "actions" or "accessory" in block


def _within_own_limits(block: Block) -> Block:
    """A copy in which each text holds its own limit."""
    copy: Block = _copied(block)
    match copy["type"]:
        case "header":
            _shorten(copy["text"], HEADER)
        case "section":
            if "text" in copy:
                _shorten(copy["text"], SECTION)
            if "fields" in copy:
                copy["fields"] = copy["fields"][:MOST_FIELDS]
                for field in copy["fields"]:
                    _shorten(field, FIELD)
            if "accessory" in copy:
                _shorten_element(copy["accessory"])
        case "context":
            copy["elements"] = copy["elements"][: MOST_ELEMENTS["context"]]
            for element in copy["elements"]:
                if "text" in element:
                    _shorten(element, CONTEXT)
        case "actions":
            for element in copy["elements"]:
                _shorten_element(element)
    return copy


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: item if isinstance(item, _PLAIN) else _copied(item) for name, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list | tuple) else value


def _shorten(text: dict[str, Any], most: int) -> None:
    text["text"] = cut(text["text"], most)


def _shorten_element(element: dict[str, Any], *, option: int = LABEL) -> None:
    if "text" in element:
        _shorten(element["text"], LABEL)
    if "accessibility_label" in element:
        element["accessibility_label"] = cut(element["accessibility_label"], LABEL)
    if "placeholder" in element:
        _shorten(element["placeholder"], PLACEHOLDER)
    for each in element.get("options", ()):
        _shorten(each["text"], option)
        if "description" in each:
            _shorten(each["description"], LABEL)


def _lighten_menus(blocks: Sequence[Block]) -> None:
    """The small print under options goes first: it says again what the titles say."""
    for element in _elements(blocks):
        for option in element.get("options", ()):
            option.pop("description", None)


def _give_way(blocks: list[Block]) -> None:
    """Shortens, then drops, what may give way, in the templates' order."""
    while (excess := characters_in(blocks) - MOST_CHARACTERS) > 0 and (block := _first_to_go(blocks)) is not None:
        text = block.get("text")
        if text is not None and len(text["text"]) - excess >= _LEAST_TEXT:
            _shorten(text, len(text["text"]) - excess)
            return
        _drop(blocks, block)


def _first_to_go(blocks: Sequence[Block]) -> Block | None:
    yielding = [block for block in blocks if "gives_way" in block and not holds_actions(block)]
    return min(reversed(yielding), key=lambda block: int(block["gives_way"]), default=None)


def _drop(blocks: list[Block], dropped: Block) -> None:
    """Takes out this very block; an equal one elsewhere stays."""
    del blocks[next(at for at, block in enumerate(blocks) if block is dropped)]


def _last_silent(blocks: Sequence[Block]) -> Block | None:
    return next((block for block in reversed(blocks) if not holds_actions(block)), None)


def _shorten_evenly(blocks: Sequence[Block]) -> None:
    """The longest texts first, then the labels of options; values, which an action needs, never."""
    for longest in (2000, 1200, 800, 500, 300, 200, _LEAST_TEXT):
        if characters_in(blocks) <= MOST_CHARACTERS:
            return
        for text in _texts(blocks):
            _shorten(text, longest)
    for longest in (60, 45, 34, _LEAST_OPTION):
        if characters_in(blocks) <= MOST_CHARACTERS:
            return
        for element in _elements(blocks):
            _shorten_element(element, option=longest)


def _texts(blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if block["type"] == "section" and "text" in block:
            yield block["text"]
        yield from block.get("fields", ())
        if block["type"] == "context":
            yield from (element for element in block["elements"] if "text" in element)


def _elements(blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if block["type"] == "actions":
            yield from block["elements"]
        if "accessory" in block:
            yield block["accessory"]
