"""Modals: opened for whoever pressed, within the three seconds that Slack allows."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.answers.render import Renderer
from bot.errors import SlackRefusedError
from bot.slack.asked import Pressed
from bot.slack.outbox import Outbox
from bot.slack.press_replies import PressReplies
from bot.slack.refusals import NO_TRIGGER

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modals:
    """Opens modals, and asks to press again where that came too late."""

    renderer: Renderer
    outbox: Outbox
    shown: PressReplies

    def open(self, view: Mapping[str, Any], pressed: Pressed) -> str | None:
        """The modal's id, or None where it was too late and the presser is told so.

        Raises SlackRefusedError and SlackUnreachableError.
        """
        try:
            return self.outbox.of(pressed.team).open_view(view, trigger_id=pressed.trigger_id)
        except SlackRefusedError as refused:
            if refused.code not in NO_TRIGGER:
                raise
            log.warning("%s The presser is asked to press again.", refused)
            self.shown.tell(pressed, self.renderer.sentence("form_too_late"))
            return None
