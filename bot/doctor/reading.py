"""Reading settings that may be broken: what can be used is used, so that one bad line does not hide the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.settings import SettingProblem, Settings, read_settings

STAND_INS = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-", "slack_signing_secret": "unset"}
"""In the place of what has no default, or decides how Slack is connected; never used, for checks ask what is faulty."""


def readable_settings(env_file: Path) -> tuple[Settings, tuple[SettingProblem, ...]]:
    """The settings with stand-ins for what is missing or malformed, and what that is.

    Raises SettingsError where even stand-ins do not help.
    """
    file: Path | None = env_file
    given: dict[str, Any] = {}
    problems: list[SettingProblem] = []
    while True:
        try:
            return read_settings(env_file=file, **given), tuple(problems)
        except SettingsError as found:
            new = [each for each in found.problems if each.key.lower() not in given]
            if not new:
                raise
            problems += new
            for each in new:
                if each.key.lower() not in Settings.model_fields:
                    file = None  # the file itself cannot be read
                else:
                    given |= _stand_ins(each.key.lower())


def _stand_ins(field: str) -> dict[str, Any]:
    """Half a mail server is none: its settings are checked against each other."""
    fields = [each for each in Settings.model_fields if each.startswith("smtp_")] if field[:5] == "smtp_" else [field]
    return {each: STAND_INS.get(each, Settings.model_fields[each].default) for each in fields}
