"""Reading settings that may be broken: what can be used is used, so that one bad line does not hide the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.settings import SettingProblem, Settings, read_settings
from bot.store.sealing import new_key

STAND_INS: Mapping[str, tuple[str | None, ...]] = {
    "slack_client_secret": ("unset", None),
    "installation_keys": (new_key(),),
    "slack_bot_token": ("xoxb-", None),
    "slack_app_token": ("xapp-", None),
    "slack_signing_secret": ("unset",),
}
"""In the place of what has no default, or decides how Slack is connected; never used, for checks ask what is faulty.
The second is taken where the setting may not be there at all beside the others."""


def readable_settings(env_file: Path) -> tuple[Settings, tuple[SettingProblem, ...]]:
    """The settings with stand-ins for what is missing or malformed, and what that is.

    Raises SettingsError where even stand-ins do not help.
    """
    file: Path | None = env_file
    given: dict[str, Any] = {}
    problems: list[SettingProblem] = []
    tried: Counter[str] = Counter()
    while True:
        try:
            return read_settings(env_file=file, **given), tuple(problems)
        except SettingsError as found:
            problems += [each for each in found.problems if not tried[each.key]]
            for each in found.problems:
                field = each.key.lower()
                if tried[each.key] == (len(STAND_INS[field]) if field in STAND_INS else 1):
                    raise
                if field not in Settings.model_fields:
                    file = None  # the file itself cannot be read
                else:
                    given |= _stand_ins(field, tried[each.key])
                tried[each.key] += 1


def _stand_ins(field: str, time: int) -> dict[str, Any]:
    """Half a mail server is none: its settings are checked against each other."""
    if field in STAND_INS:
        return {field: STAND_INS[field][time]}
    fields = [each for each in Settings.model_fields if each.startswith("smtp_")] if field[:5] == "smtp_" else [field]
    return {each: Settings.model_fields[each].default for each in fields}
