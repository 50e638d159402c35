"""Greeting: what stands in the Messages tab when somebody opens it for the first time, and four things to ask there."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.answers.examples import PROMPTS
from bot.answers.render import Renderer
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.asked import Opened
from bot.slack.outbox import Outbox
from bot.slack.workers import Workers
from bot.store.claims import Claim, Claims

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """Greets once: only where nothing was said yet. What Slack does not take is left out."""

    renderer: Renderer
    claims: Claims
    outbox: Outbox
    workers: Workers

    def take(self, opened: Opened) -> None:
        """Claim the greeting; the rest happens in a worker. Called before the acknowledgement."""
        claim = self.claims.take(opened.claim)
        if claim is not None:
            self.workers.submit(self.greet, claim)

    def greet(self, claim: Claim) -> None:
        """Say hello, with prompts under it, in an empty conversation."""
        try:
            outbox = self.outbox.of(claim.team)
            if outbox.is_empty(claim.channel):
                hello = self.renderer.sentence("greeting")
                outbox.post(hello, channel=claim.channel, thread_ts=None, event_id=claim.event_id, case_id="")
                outbox.suggest(PROMPTS, channel=claim.channel)
        except (SlackRefusedError, SlackUnreachableError) as problem:
            log.debug("%s Somebody is not greeted, or without prompts.", problem)
        finally:
            self.claims.answered(claim, reply_ts=None)
