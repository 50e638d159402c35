"""trigger_ids: the right to open one view, for three seconds after somebody pressed something."""

from __future__ import annotations

import threading

from bot.local.nouns import SlackError
from bot.local.stamps import Stamps

SECONDS = 3.0


class Triggers:
    """Issues trigger_ids and takes each once (docs.slack.dev, interactivity/handling-user-interaction)."""

    def __init__(self, stamps: Stamps, *, seconds: float = SECONDS) -> None:
        self._stamps = stamps
        self._seconds = seconds
        self._issued: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()
        self._lock = threading.Lock()

    def issue(self, person: str) -> str:
        """A new trigger_id for what this person just did."""
        trigger = self._stamps.token()
        with self._lock:
            self._issued[trigger] = (person, self._stamps.now())
        return trigger

    def use(self, trigger: str) -> str:
        """The id of the person behind a trigger_id, once.

        Raises SlackError `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        with self._lock:
            if trigger not in self._issued:
                raise SlackError("invalid_trigger_id")
            if trigger in self._used:
                raise SlackError("exchanged_trigger_id")
            person, at = self._issued[trigger]
            if self._stamps.now() - at > self._seconds:
                raise SlackError("expired_trigger_id")
            self._used.add(trigger)
            return person
