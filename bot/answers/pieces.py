"""Pieces: a message in two, where Slack does not take it whole, and a message with a note above it."""

from __future__ import annotations

from bot.answers.fit import MOST_CHARACTERS_OF_TEXT, characters_in, cut, fit
from bot.answers.message import Message


def in_two(message: Message) -> tuple[Message, Message]:
    """The same blocks in two messages of about one length. Needs two blocks at least."""
    half, at = characters_in(message.blocks) / 2, 1
    while at < len(message.blocks) - 1 and characters_in(message.blocks[: at + 1]) <= half:
        at += 1
    lines = message.text.splitlines()
    middle, length = 0, 0
    while middle < len(lines) and length < len(message.text) / 2:
        length += len(lines[middle]) + 1
        middle += 1
    first, rest = "\n".join(lines[:middle]), "\n".join(lines[middle:])
    return Message(first, message.blocks[:at]), Message(rest or first, message.blocks[at:])


def with_note(message: Message, note: Message) -> Message:
    """The message with another one above it, still within Slack's limits."""
    text = f"{note.text}\n{cut(message.text, MOST_CHARACTERS_OF_TEXT - len(note.text) - 1)}"
    return Message(text, fit((*note.blocks, *message.blocks)))
