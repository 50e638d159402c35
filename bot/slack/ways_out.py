"""WaysOut: what becomes of an answer that Slack does not take where it was asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.answers.message import Message
from bot.answers.pieces import in_two, with_note
from bot.answers.render import Renderer
from bot.errors import SlackRefusedError
from bot.slack.asked import Asked, Surface
from bot.slack.outbox import Outbox
from bot.slack.refusals import NO_PLACE, STILL_READ, TOO_LONG, UNFIT_MESSAGE
from bot.slack.replies import Replies

log = logging.getLogger(__name__)

Say = Callable[[Message], str | None]
"""Says a message where the question was asked; its ts, or None where only the asker sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysOut:
    """Says it in two pieces, says that it broke, or says it to the asker alone."""

    renderer: Renderer
    replies: Replies
    outbox: Outbox

    def after(
        self, refused: SlackRefusedError, *, asked: Asked, message: Message, case_id: str, say: Say
    ) -> str | None:
        """Say it in another way; the ts where everyone sees it. Raises what was refused where there is none."""
        if refused.code in TOO_LONG and len(message.blocks) > 1:
            return self._in_pieces(message, asked=asked, say=say)
        if refused.code in UNFIT_MESSAGE:
            doing = f"sending the reply to event {asked.event_id} ({refused.code})"
            return say(self.replies.apology(refused, doing=doing))
        if refused.code in NO_PLACE or asked.response_url is not None:
            self._to_asker(refused, asked=asked, message=message, case_id=case_id)
            return None
        raise refused

    def _in_pieces(self, message: Message, *, asked: Asked, say: Say) -> str | None:
        """The first half, and the rest right behind it."""
        first, rest = in_two(message)
        try:
            ts = say(first)
            say(rest)
        except SlackRefusedError as refused:
            if refused.code not in UNFIT_MESSAGE:
                raise
            return say(self.replies.apology(refused, doing=f"sending half a reply to event {asked.event_id}"))
        log.info("Event %s was answered in two pieces.", asked.event_id)
        return ts

    def _to_asker(self, refused: SlackRefusedError, *, asked: Asked, message: Message, case_id: str) -> None:
        """For the asker alone: in the conversation where it can still be read, else in their direct messages."""
        is_form = asked.surface is Surface.FORM
        # a form may be filled in for longer than its response_url lasts, which is nothing to tell
        noted = message if is_form else with_note(message, self.renderer.sentence("not_posted", code=refused.code))
        if refused.code in STILL_READ or is_form:
            in_thread = asked.shown_in if is_form else None
            try:
                self.outbox.of(asked.team).whisper(
                    noted, channel=asked.channel, thread_ts=in_thread, person=asked.asker
                )
            except SlackRefusedError as also:
                log.info("%s The asker gets it as a direct message.", also)
            else:
                log.info("%s Event %s was answered to its asker alone.", refused, asked.event_id)
                return
        try:
            self.outbox.of(asked.team).post_to(asked.asker, noted, event_id=asked.event_id, case_id=case_id)
        except SlackRefusedError as also:
            log.warning("%s", also)
            raise refused from None
        log.info("%s Event %s was answered in a direct message.", refused, asked.event_id)
