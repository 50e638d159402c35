"""The manifest that people paste names exactly what the program uses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.answers.examples import PROMPTS
from bot.slack import inbox, listeners, uninstalling
from bot.slack.installing import REDIRECT_PATH
from bot.slack.listeners import EVENTS
from bot.slack.scopes import SCOPES

MANIFEST = Path(__file__).parent.parent.parent / "slack-manifest.yaml"


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """The manifest, read."""
    return read_yaml(MANIFEST.read_text(encoding="utf-8"))


def test_events_are_those_with_listeners(manifest: dict[str, Any]) -> None:
    """Slack sends what we subscribe to, and nobody is subscribed to what nobody hears."""
    subscribed = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert set(EVENTS) == {event.partition(".")[0] for event in subscribed}
    messages = [event for event in subscribed if event.startswith("message.")]
    assert messages == ["message.channels", "message.groups", "message.im", "message.mpim"]


def test_prompts_are_those_of_the_greeting(manifest: dict[str, Any]) -> None:
    """The agent view offers the same four questions before and after somebody was greeted."""
    offered = [
        (prompt["title"], prompt["message"]) for prompt in manifest["features"]["agent_view"]["suggested_prompts"]
    ]
    assert [(prompt.title, prompt.message) for prompt in PROMPTS] == offered
    assert len(offered) == 4


def test_what_many_workspaces_need_stands_ready_as_comments() -> None:
    """Taking the # away subscribes to the events of a removal, and names the address that the program serves."""
    text = MANIFEST.read_text(encoding="utf-8")
    shown = read_yaml(re.sub(r"^( *)# (redirect_urls:|  - https|- )", r"\1\2", text, flags=re.MULTILINE))
    subscribed = shown["settings"]["event_subscriptions"]["bot_events"]
    heard_by_all = {event for event in subscribed if event.partition(".")[0] in listeners.EVENTS}
    assert set(uninstalling.EVENTS) == set(subscribed) - heard_by_all
    assert shown["oauth_config"]["redirect_urls"] == [f"https://YOUR-ADDRESS{REDIRECT_PATH}"]


def test_commands_and_shortcuts_are_those_with_listeners(manifest: dict[str, Any]) -> None:
    """What people can type and choose is what the inbox reads."""
    features = manifest["features"]
    assert [command["command"] for command in features["slash_commands"]] == [inbox.COMMAND]
    assert [shortcut["callback_id"] for shortcut in features["shortcuts"]] == [inbox.SHORTCUT]


def test_scopes_are_those_in_use(manifest: dict[str, Any]) -> None:
    """No admin has to approve more than is used."""
    asked_for = manifest["oauth_config"]["scopes"]["bot"]
    assert sorted(SCOPES) == sorted(asked_for)


def test_the_manifest_keeps_slacks_limits(manifest: dict[str, Any]) -> None:
    """It can be pasted as it is (docs.slack.dev, reference/app-manifest)."""
    display, features = manifest["display_information"], manifest["features"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert re.fullmatch("#[0-9a-f]{6}", display["background_color"])
    assert set(features) == {"agent_view", "app_home", "bot_user", "shortcuts", "slash_commands"}
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
    assert manifest["_metadata"] == {"major_version": 2, "minor_version": 1}
    assert manifest["settings"]["socket_mode_enabled"] is True


def read_yaml(text: str) -> Any:
    """The part of YAML that the manifest is written in: nested mappings and lists, plain and quoted scalars."""
    lines = [line for line in map(_without_comment, text.splitlines()) if line.strip()]
    value, rest = _block(lines, 0)
    assert not rest
    return value


def _block(lines: list[str], indent: int) -> tuple[Any, list[str]]:
    if lines[0].lstrip().startswith("- "):
        items = []
        while lines and _indent(lines[0]) == indent and lines[0].lstrip().startswith("- "):
            first = lines[0][indent + 2 :]
            if re.match(r"[\w.]+: ", first):
                item, lines = _block([" " * (indent + 2) + first, *lines[1:]], indent + 2)
            else:
                item, lines = _scalar(first), lines[1:]
            items.append(item)
        return items, lines
    table: dict[str, Any] = {}
    while lines and _indent(lines[0]) == indent:
        name, _, value = lines[0].strip().partition(":")
        lines = lines[1:]
        if value.strip():
            table[name] = _scalar(value)
        else:
            table[name], lines = _block(lines, _indent(lines[0]))
    assert not lines or _indent(lines[0]) < indent, lines[0]
    return table, lines


def _scalar(text: str) -> Any:
    text = text.strip()
    if text.startswith('"'):
        return text[1:-1]
    known: dict[str, Any] = {"true": True, "false": False}
    return int(text) if text.isdigit() else known.get(text, text)


def _without_comment(line: str) -> str:
    return re.sub(r"(^|\s)#(?![0-9a-f]{6}\").*", "", line).rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
