"""Ticking: steps that somebody ticked off, kept and shown to everyone who reads the answer."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.answers.render import Renderer
from bot.errors import StoreError
from bot.slack.asked import Pressed
from bot.slack.press_replies import PressReplies
from bot.store.ticks import Ticked, Ticks

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticking:
    """Keeps ticks and draws the answer anew."""

    renderer: Renderer
    shown: PressReplies
    ticks: Ticks

    def take(self, pressed: Pressed) -> None:
        """Keep what was ticked; where that fails the presser hears that nobody else sees it."""
        if pressed.boxes is None:
            return
        ticked = Ticked(
            case_id=pressed.case_id,
            entry_id=pressed.entry_id,
            steps=pressed.boxes.steps,
            before=pressed.boxes.before,
            after=pressed.boxes.after,
            team=pressed.team,
            person=pressed.person,
            at=pressed.boxes.at,
        )
        try:
            self.ticks.keep(ticked)
        except StoreError as problem:
            log.error("%s A tick of case %s is not kept.", problem, pressed.case_id)
            self.shown.tell(pressed, self.renderer.sentence("tick_lost"))
        else:
            self.shown.put(pressed)
