"""Deletions: "Delete what you keep of me", for whoever presses it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.answers.render import Renderer
from bot.errors import StoreError
from bot.slack.asked import DeletionAsked
from bot.slack.home import Home
from bot.slack.outbox import Outbox
from bot.slack.workers import Workers
from bot.store.kept import Keeping, Whose

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletions:
    """Deletes and tells what went. Pressed or delivered twice, the second time finds nothing."""

    keeping: Keeping
    renderer: Renderer
    outbox: Outbox
    home: Home
    workers: Workers

    def take(self, asked: DeletionAsked) -> None:
        """Have it done in a worker. No claim is written: it would keep the very id that is to go."""
        self.workers.submit(self.carry_out, asked)

    def carry_out(self, asked: DeletionAsked) -> None:
        """Delete, then tell the person."""
        try:
            gone = {kept.table: kept.rows for kept in self.keeping.delete(Whose(user=asked.person, team=asked.team))}
        except StoreError as problem:
            log.error("%s Somebody's deletion has to be asked for again.", problem)
            told = self.renderer.sentence("not_deleted")
        else:
            told = self.renderer.sentence(
                "deleted",
                questions=str(gone["cases"]),
                presses=str(gone["feedback"]),
                mails=str(gone["outbox"]),
            )
        if asked.home is not None:
            self.home.publish(asked.home, notice=told)
        else:
            self.outbox.respond(told, response_url=asked.response_url, thread_ts=asked.thread_ts)
