"""Sharing: an answer that only one person saw, for everyone there to see; once, and with the name of who shared it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.answers.message import Message
from bot.answers.render import Renderer
from bot.errors import SlackRefusedError
from bot.slack.asked import Pressed, Surface
from bot.slack.outbox import Outbox
from bot.slack.press_replies import PressReplies
from bot.slack.refusals import NO_MEMBER, NO_PLACE
from bot.store.claims import Claim, Claims

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Posts shared answers; tells the presser what came of it."""

    renderer: Renderer
    claims: Claims
    outbox: Outbox
    replies: PressReplies

    def share(self, pressed: Pressed) -> None:
        """Post the answer in the thread that it is about, or in the channel. What fails may be tried again."""
        message = self.replies.shared(pressed)
        if message is None:
            self.replies.tell(pressed, self.renderer.sentence("case_unknown"))
            return
        claim = self.claims.take(_claim_of(pressed))
        if claim is None:
            self.replies.tell(pressed, self.renderer.sentence("shared_before"))
            return
        try:
            ts = self._post(pressed, message, claim)
        except SlackRefusedError as refused:
            self.claims.release(claim)
            if refused.code not in NO_PLACE:
                raise
            log.info("Case %s was not shared: %s.", pressed.case_id, refused.code)
            self.replies.tell(pressed, self.renderer.sentence("not_shared", code=refused.code))
            return
        except Exception:
            self.claims.release(claim)
            raise
        self.claims.answered(claim, reply_ts=ts)
        self.replies.tell(pressed, self.renderer.sentence("shared"))

    def _post(self, pressed: Pressed, message: Message, claim: Claim) -> str | None:
        """The ts of the post, where Slack tells it.

        Where we are no member, the press itself still lets us answer in the channel, though not in a thread.
        """
        event_id, case_id, in_thread = claim.event_id, pressed.case_id, pressed.action == "share_thread"
        thread_ts = pressed.ticket.thread_ts if in_thread else None
        try:
            return self.outbox.of(pressed.team).post(
                message, channel=pressed.channel, thread_ts=thread_ts, event_id=event_id, case_id=case_id
            )
        except SlackRefusedError as refused:
            if in_thread or refused.code not in NO_MEMBER:
                raise
            try:
                self.outbox.respond_to_all(
                    message, response_url=pressed.response_url, event_id=event_id, case_id=case_id
                )
            except SlackRefusedError as also:
                log.info("The response_url did not take a shared answer either: %s.", also)
                raise refused from None
            return None


def _claim_of(pressed: Pressed) -> Claim:
    """The right to share what this message shows; the same for every press on it in its workspace."""
    ticket = pressed.ticket
    shown = "all" if ticket.is_whole else ticket.entry_id
    return Claim(
        event_id=f"share {pressed.team} {ticket.case_id} {shown}".rstrip(),
        team=pressed.team,
        channel=pressed.channel,
        thread_ts=pressed.thread_ts,
        ts=None,
        asker=pressed.person,
        surface=Surface.PRESS,
    )
