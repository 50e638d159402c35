"""The arguments of a Web API call, whether they came as JSON, as a form or in the address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.local.nouns import SlackError


class Arguments:
    """Reads arguments as Slack does: structures may arrive as JSON text, and true as `true` or `1`."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = dict(given)

    def __contains__(self, name: str) -> bool:
        return self._given.get(name) not in (None, "")

    def as_json(self) -> dict[str, Any]:
        """All arguments, structures decoded; what a test reads in `calls`."""
        return {name: _decoded(value) for name, value in self._given.items() if name != "token"}

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self._given.get(name)
        return default if value is None else str(value)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """A string that must be there. Raises SlackError `error`."""
        value = self.text(name)
        if not value:
            raise SlackError(error, response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
        return value

    def flag(self, name: str) -> bool:
        """A boolean, false if it was not given."""
        return self.text(name).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """A whole number. Raises SlackError `invalid_arguments`."""
        value = self.text(name)
        try:
            return int(value) if value else default
        except ValueError:
            raise SlackError("invalid_arguments") from None

    def structure(self, name: str, *, error: str = "invalid_json") -> Any:
        """A list or an object, decoded; None if it was not given. Raises SlackError `error` when it is not JSON."""
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
