"""Presses: what the buttons under an answer do, each once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.answers.progress import Mark, Verdict
from bot.answers.render import Renderer
from bot.slack.asked import Pressed
from bot.slack.customer_replies import CustomerReplies
from bot.slack.escalating import Escalating
from bot.slack.not_solved import NotSolved
from bot.slack.outbox import Outbox
from bot.slack.press_replies import PressReplies
from bot.slack.replies import Replies
from bot.slack.sessions import Sessions
from bot.slack.sharing import Sharing
from bot.slack.ticking import Ticking
from bot.slack.workers import Workers
from bot.store.claims import Claim, Claims
from bot.store.feedback import Feedback

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presses:
    """Shows what was chosen, keeps ticks and marks, asks why not, words replies, shares answers, asks support."""

    renderer: Renderer
    replies: Replies
    shown: PressReplies
    sharing: Sharing
    escalating: Escalating
    ticking: Ticking
    not_solved: NotSolved
    customer_replies: CustomerReplies
    claims: Claims
    feedback: Feedback
    outbox: Outbox
    workers: Workers
    sessions: Sessions

    def take(self, pressed: Pressed) -> None:
        """Claim a press; what it does happens in a worker. Called before the acknowledgement."""
        claim = self.claims.take(pressed.claim)
        if claim is not None:
            self.workers.submit(self.carry_out, claim, pressed)

    def carry_out(self, claim: Claim, pressed: Pressed) -> None:
        """Do it; the presser is told where it did not work."""
        try:
            self._action_of(pressed)(pressed)
        except Exception as problem:
            apology = self.replies.apology(problem, doing=f"the press {pressed.action} on case {pressed.case_id!r}")
            self.outbox.respond(apology, response_url=pressed.response_url)
        finally:
            self.claims.answered(claim, reply_ts=None)

    def _action_of(self, pressed: Pressed) -> Callable[[Pressed], None]:
        match pressed.action:
            case "choose" | "show" | "walk" | "walk_back" | "walk_again":
                return self._show
            case "tick":
                return self.ticking.take
            case "why_other":
                return self.not_solved.ask
            case "why_no_change" | "why_not_mine" | "why_unclear" | "why_told":
                return self.not_solved.take
            case "customer_reply":
                return self.customer_replies.open
            case "ask_support":
                return self.escalating.open
            case "share_thread" | "share_channel":
                return self.sharing.share
            case _:
                return self._mark

    def _show(self, pressed: Pressed) -> None:
        """The chosen entry, or the next question of the walk, in the place of what the message showed."""
        self.shown.put(pressed)

    def _mark(self, pressed: Pressed) -> None:
        """Solved or Not solved, for everyone who reads the message, and for the record."""
        verdict: Verdict = "solved" if pressed.action == "solved" else "not_solved"
        is_kept = self.feedback.keep(
            case_id=pressed.case_id,
            entry_id=pressed.shown,
            verdict=verdict,
            team=pressed.team,
            person=pressed.person,
        )
        is_marked = self.shown.put(pressed, given=None if is_kept else Mark(verdict, pressed.person))
        if is_marked and not is_kept:
            self.shown.tell(pressed, self.renderer.sentence("feedback_lost"))
        if is_marked and verdict == "solved":
            self.sessions.close(
                team=pressed.team, channel=pressed.channel, thread_ts=pressed.thread_ts or pressed.message_ts
            )
