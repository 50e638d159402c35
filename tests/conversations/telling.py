"""Telling a dialogue as a transcript: what people do, and each call by which the bot answers them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from desk import Desk

from bot.local.nouns import Message
from bot.local.web_api import Call

FOLDER = Path(__file__).parent / "transcripts"


class Transcript:
    """Writes down one dialogue at a desk; the same in HTTP and Socket Mode."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._lines: list[str] = []
        self._calls = 0
        self._private: set[str] = set()

    def says(self, person: str, channel: str, text: str, *, thread_ts: str | None = None) -> str:
        """Somebody types a message; its ts."""
        self.heard()
        self._lines.append(f"== {person} {'in the thread' if thread_ts else f'in #{channel}'}\n{text}\n")
        return self.desk.slack.say(person, channel, text, thread_ts)

    def edits(self, person: str, channel: str, ts: str, text: str) -> None:
        """Somebody edits a message."""
        self.heard()
        self._lines.append(f"== {person} edits it\n{text}\n")
        self.desk.slack.actions.edit(person, channel, ts, text)

    def types(self, person: str, channel: str, command: str) -> None:
        """Somebody types a command."""
        self.heard()
        self._lines.append(f"== {person} types in #{channel}\n{command}\n")
        self.desk.slack.command(person, channel, command)

    def presses(self, person: str, message: Message, action_id: str) -> None:
        """Somebody presses a button."""
        self.heard()
        self._lines.append(f"== {person} presses {action_id}\n")
        self.desk.slack.press(person, message.ts, action_id)

    def heard(self) -> None:
        """Write down what the bot said since, once everything that was said has arrived."""
        self.desk.slack.settle()
        calls = self.desk.slack.calls
        for call in calls[self._calls :]:
            if call.method.startswith("chat."):
                self._lines.append(f"-- {call.method}, {_place(call)}\n{_shown(call.arguments)}\n")
        self._calls = len(calls)
        whispered = {call.answer.get("message_ts") for call in calls if call.method == "chat.postEphemeral"}
        for person in self.desk.slack.workspace.people:
            for message in self.desk.slack.ephemerals(person.id):
                key = f"{message.ts} {message.text}"
                if key not in self._private and message.by_app:
                    self._private.add(key)
                    if message.ts not in whispered or any(message.ts in seen for seen in self._private - {key}):
                        shown = _shown({"text": message.text, "blocks": message.blocks})
                        self._lines.append(f"-- response_url, {person.name} alone\n{shown}\n")

    def compare(self, name: str) -> None:
        """Let the desk finish, and compare with the transcript that was looked at; UPDATE_SNAPSHOTS=1 writes it."""
        self.desk.finish()
        self.heard()
        told = "\n".join(self._lines)
        file = FOLDER / f"{name}.txt"
        if os.environ.get("UPDATE_SNAPSHOTS") == "1":
            file.write_text(told, encoding="utf-8")
        assert file.read_text(encoding="utf-8") == told


def _place(call: Call) -> str:
    """Where it was said, and Slack's word where it was refused."""
    arguments, refused = call.arguments, f", refused: {call.answer['error']}" if "error" in call.answer else ""
    if arguments.get("user"):
        return f"{arguments['user']} alone{refused}"
    if arguments.get("ts"):
        return f"in its place{refused}"
    return f"{'in the thread' if arguments.get('thread_ts') else 'in the channel'}{refused}"


def _shown(arguments: dict[str, Any]) -> str:
    """The beginning of what is to be read, the last line of the blocks, and what can be pressed."""
    head = str(arguments["text"]).split("\n\n")[0]
    more = " […]" if "\n\n" in str(arguments["text"]) else ""
    buttons = [
        element["action_id"]
        for block in arguments["blocks"]
        for element in (*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else []))
        if "action_id" in element
    ]
    return f"{head}{more}" + (f"\n({') ('.join(buttons)})" if buttons else "")
