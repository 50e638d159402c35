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
        self._private: set[tuple[str, str]] = set()

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
        self.desk.slack.wait_for(self._is_all_recorded)
        calls = self.desk.slack.calls
        for call in calls[self._calls :]:
            if call.method in ("chat.postMessage", "chat.update"):
                self._lines.append(f"-- {call.method}, {_place(call)}\n{_shown(call.arguments)}\n")
        self._calls = len(calls)
        for person in self.desk.slack.workspace.people:
            for message in self.desk.slack.ephemerals(person.id):
                if message.by_app and (message.ts, message.text) not in self._private:
                    self._private.add((message.ts, message.text))
                    shown = _shown({"text": message.text, "blocks": message.blocks})
                    self._lines.append(f"-- seen by {person.name} alone\n{shown}\n")

    def _is_all_recorded(self) -> bool:
        """Whether the call behind each thing that is to be seen is recorded, which is a moment later."""
        answers = [call.answer for call in self.desk.slack.calls]
        posted = {answer.get("ts") for answer in answers}
        edited = {answer.get("message", {}).get("edited", {}).get("ts") for answer in answers}
        said = [message for message in self.desk.said() if message.only_for is None]
        return all(each.ts in posted and (each.edited_ts is None or each.edited_ts in edited) for each in said)

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
