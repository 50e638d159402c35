"""docs/slack-setup.md, step by step: scopes, events, lines of the manifest, settings, and what one tries at the end."""

from __future__ import annotations

import re

import pytest
import yaml

from bot.answers.answer import answer_for
from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.corpus.folders import templates_folder
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.question import Question
from bot.slack.http import EVENTS_PATH
from tests.conftest import ROOT

GUIDE = (ROOT / "docs/slack-setup.md").read_text(encoding="utf-8")
MANIFEST = (ROOT / "slack-manifest.yaml").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def part(name: str) -> str:
    """What stands between two comments of the guide."""
    return GUIDE.partition(f"<!-- {name}:")[2].partition("-->")[2].partition(f"<!-- end of {name} -->")[0]


def test_the_scopes_are_those_of_the_manifest() -> None:
    """Whoever approves the app reads every scope with its reason, and none too many."""
    first_column = [line.split("|")[1] for line in part("scopes").strip().splitlines()[2:]]
    named = [scope for cell in first_column for scope in re.findall(r"`([^`]+)`", cell)]
    assert named == sorted(set(named), key=named.index)
    assert sorted(yaml.safe_load(MANIFEST)["oauth_config"]["scopes"]["bot"]) == sorted(named)


def test_the_events_are_those_of_the_manifest() -> None:
    """In the manifest's order."""
    named = re.findall(r"`([a-z_.]+)`", part("events").partition(". ")[0])
    assert yaml.safe_load(MANIFEST)["settings"]["event_subscriptions"]["bot_events"] == named


def test_the_manifest_as_it_is_takes_socket_mode() -> None:
    """As step 1 says of pasting it unchanged: no address is in it."""
    manifest = yaml.safe_load(MANIFEST)
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in manifest["settings"]["event_subscriptions"]


def test_the_manifest_changed_as_step_1_says_takes_http() -> None:
    """Three lines lose their `# `, one changes its value; what comes out names the path that the bot listens on."""
    assert GUIDE.count("the three lines with `YOUR-ADDRESS/slack/events`: `url`, and `request_url`") == 1
    changed, lines = re.subn(r"^( *)# (\w+: https://YOUR-ADDRESS/slack/events)$", r"\1\2", MANIFEST, flags=re.MULTILINE)
    manifest = yaml.safe_load(changed.replace("socket_mode_enabled: true", "socket_mode_enabled: false"))
    settings, address = manifest["settings"], f"https://YOUR-ADDRESS{EVENTS_PATH}"
    assert lines == 3
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == address
    assert settings["interactivity"]["request_url"] == address
    assert [command["url"] for command in manifest["features"]["slash_commands"]] == [address]
    assert address in GUIDE


def test_the_settings_are_lines_of_the_example() -> None:
    """Each setting that has to be filled in stands in `.env.example`."""
    named = re.findall(r"`([A-Z_]{4,})`", part("settings"))
    assert named
    assert [name for name in named if not re.search(rf"^# {name}=", EXAMPLE, re.MULTILINE)] == []


@pytest.mark.parametrize("value", ["messages_tab_enabled` is `true", "messages_tab_read_only_enabled` is `false"])
def test_what_the_guide_says_of_the_manifest_is_so(value: str) -> None:
    """Values that it quotes stand in the manifest."""
    key, _, said = value.partition("` is `")
    assert value in GUIDE
    assert f"{key}: {said}" in MANIFEST


def test_names_that_people_look_for_are_in_the_manifest() -> None:
    """The command and the shortcut that step 6 tries, under the names that Slack shows."""
    features = yaml.safe_load(MANIFEST)["features"]
    assert [f"`{command['command']} 7105`" in GUIDE for command in features["slash_commands"]] == [True]
    assert [f"**{shortcut['name']}** in the menu" in GUIDE for shortcut in features["shortcuts"]] == [True]


def test_the_question_back_of_step_6_has_the_buttons_that_it_says(corpus: Corpus, diagnoser: Diagnoser) -> None:
    """Codes with more meanings than a row holds come with a menu instead."""
    said = re.search(r"a direct message to whyfailed: `(\d+)` \| a question back, with buttons: \1 has several", GUIDE)
    assert said is not None
    answer = answer_for(diagnoser.diagnose(Question(said[1])), corpus)
    blocks = Renderer(corpus, templates_folder()).slack(answer, case_id="c", audience="thread").blocks
    assert blocks[0]["text"]["text"] == f"Code {said[1]} has several meanings"
    buttons = [block["accessory"]["action_id"] for block in blocks if "accessory" in block]
    assert [f"choose_{place}" for place in range(1, len(buttons) + 1)] == buttons != []
