"""Pasting: opens the modal for a long paste, and takes what was submitted."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.errors import SlackRefusedError
from bot.slack.asked import Surface
from bot.slack.inbox import team_of
from bot.slack.outbox import Outbox
from bot.slack.paste_form import Opener, asked_in_form, opener_of_command, opener_of_press, paste_view
from bot.slack.refusals import NO_TRIGGER
from bot.slack.replies import Replies
from bot.slack.workers import Workers
from bot.store.claims import Claim, Claims
from bot.support import Support

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasting:
    """Asks for a long paste in a modal; each modal is answered once."""

    support: Support
    corpus: Corpus
    renderer: Renderer
    replies: Replies
    claims: Claims
    outbox: Outbox
    workers: Workers
    most_megabytes: int
    """What is read of all files together."""

    def take_command(self, body: Mapping[str, Any]) -> None:
        """`/whyfailed` alone. Called before the acknowledgement."""
        self._take(opener_of_command(body), body, person=body["user_id"])

    def take_press(self, body: Mapping[str, Any]) -> None:
        """The button in a message. Called before the acknowledgement."""
        self._take(opener_of_press(body), body, person=body["user"]["id"])

    def submit(self, body: Mapping[str, Any]) -> Mapping[str, str]:
        """Have what was submitted answered; or what is wrong, by the field under which Slack shows it."""
        asked = asked_in_form(body)
        if not asked.text and not asked.files:
            return {"text": self.renderer.sentence("paste_empty").text}
        if sum(file.size for file in asked.files) > self.most_megabytes * MEGABYTE:
            return {"files": self.renderer.sentence("paste_too_large", most=str(self.most_megabytes)).text}
        self.support.hear(asked)
        return {}

    def open(self, claim: Claim, opener: Opener) -> None:
        """Show it; whoever asked is told where that does not work."""
        try:
            view = paste_view(self.renderer, self.corpus, opener, most_megabytes=self.most_megabytes)
            self.outbox.of(claim.team).open_view(view, trigger_id=claim.event_id)
        except Exception as problem:
            if isinstance(problem, SlackRefusedError) and problem.code in NO_TRIGGER:
                log.warning("%s They are asked to try again.", problem)
                told = self.renderer.sentence("form_too_late")
            else:
                told = self.replies.apology(problem, doing="opening the form for a paste")
            self.outbox.respond(told, response_url=opener.response_url, thread_ts=opener.thread_ts)
        finally:
            self.claims.answered(claim, reply_ts=None)

    def _take(self, opener: Opener, body: Mapping[str, Any], *, person: str) -> None:
        claim = self.claims.take(
            Claim(
                event_id=body["trigger_id"],
                team=team_of(body),
                channel=opener.channel,
                thread_ts=None,
                ts=None,
                asker=person,
                surface=Surface.PRESS,
            )
        )
        if claim is not None:
            self.workers.submit(self.open, claim, opener)
