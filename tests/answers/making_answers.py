"""Diagnoses made by hand, and what a reader finds in a rendered message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.answers.message import Message
from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Evidence, Finding, Match, Remark
from bot.local.block_kit import errors_of

MOST_CHARACTERS = 11_500


def match(corpus: Corpus, entry_id: str, *evidence: Evidence) -> Match:
    """A match of an entry that ships."""
    return Match(corpus[entry_id], 0.9, evidence)


def finding(corpus: Corpus, *ids: str, excerpt: str = "", count: int = 1, remarks: tuple[Remark, ...] = ()) -> Finding:
    """One id is an answer, several are a choice; the excerpt is the evidence."""
    evidence = (Evidence(excerpt, excerpt, "words"),) if excerpt else ()
    matches = tuple(match(corpus, entry_id, *evidence) for entry_id in ids)
    return Finding("answer" if len(ids) == 1 else "choose", excerpt, matches, count, remarks)


def ids_of_code(corpus: Corpus, code: str) -> list[str]:
    """Every entry with a code."""
    return [entry.id for entry in corpus if entry.code == code]


def elements(message: Message) -> Iterator[dict[str, Any]]:
    """Everything that can be pressed, in reading order."""
    for block in message.blocks:
        if "accessory" in block:
            yield block["accessory"]
        if block["type"] == "actions":
            yield from block["elements"]


def presses(message: Message) -> list[tuple[str, str]]:
    """What each button and each option of a menu does, and its value; boxes of steps are not among them."""
    found = []
    for element in elements(message):
        match element["type"]:
            case "checkboxes":
                continue
            case "overflow":
                pairs = (option["value"].partition(" ") for option in element["options"])
                found += [(action, value) for action, _, value in pairs]
            case _:
                options = element.get("options", [element])
                found += [(element["action_id"], option["value"]) for option in options]
    return found


def boxes(message: Message) -> list[tuple[str, bool]]:
    """What stands beside each box of a step, and whether it is ticked."""
    return [
        (option["text"]["text"], option in element.get("initial_options", ()))
        for element in elements(message)
        if element["type"] == "checkboxes"
        for option in element["options"]
    ]


def words(message: Message) -> str:
    """All that a reader sees in the blocks, as it stands there."""
    return "\n".join(_texts(message.blocks))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(part, list | tuple):
        for item in part:
            yield from _texts(item)


def complaints(message: Message) -> list[str]:
    """What Slack would refuse, and what exceeds the bounds that we set ourselves."""
    found = [str(error) for error in errors_of(list(message.blocks))]
    total = sum(len(text) for text in _texts(message.blocks))
    if total > MOST_CHARACTERS:
        found.append(f"{total} characters in all blocks")
    if not 0 < len(message.text) <= 3_900:
        found.append(f"{len(message.text)} characters in `text`")
    values = [value for _, value in presses(message)]
    found += [f"the value {value} is too long for an option" for value in values if len(value) > 150]
    return found
