"""ModeSetting: shows a channel's mode, sets another, and announces that once where everyone reads it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.answers.message import Message
from bot.answers.render import Renderer
from bot.errors import SlackRefusedError, SlackUnreachableError, StoreError
from bot.slack.mode_asked import ModeAsked
from bot.slack.outbox import Outbox
from bot.slack.refusals import NO_MEMBER, NO_PLACE
from bot.slack.replies import Replies
from bot.slack.workers import Workers
from bot.store.channel_modes import ChannelMode, ChannelModes, Mode
from bot.store.claims import Claim, Claims

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeSetting:
    """Carries out `/whyfailed channel`. A channel that was not told of a change keeps the mode that it had."""

    renderer: Renderer
    replies: Replies
    modes: ChannelModes
    claims: Claims
    outbox: Outbox
    workers: Workers

    def take(self, asked: ModeAsked) -> None:
        """Claim it; the rest happens in a worker. Called before the acknowledgement."""
        claim = self.claims.take(asked.claim)
        if claim is not None:
            self.workers.submit(self.carry_out, claim, asked)

    def carry_out(self, claim: Claim, asked: ModeAsked) -> None:
        """Show or set; whoever asked is told where it did not work."""
        try:
            if asked.is_dm:
                self._tell(asked, self.renderer.sentence("channel_mode_in_dm"))
            elif asked.mode is None:
                self._show(asked)
            else:
                self._set(claim, asked, asked.mode)
        except Exception as problem:
            apology = self.replies.apology(problem, doing=f"setting the mode of channel {asked.channel}")
            self.outbox.respond(apology, response_url=asked.response_url)
        finally:
            self.claims.answered(claim, reply_ts=None)

    def _show(self, asked: ModeAsked) -> None:
        """What is set, to the asker alone. Saying it as a member, Slack tells us where we are none."""
        shown = self._shown(self.modes.of(team=asked.team, channel=asked.channel))
        try:
            self.outbox.of(asked.team).whisper(shown, channel=asked.channel, thread_ts=None, person=asked.person)
        except SlackRefusedError as refused:
            if refused.code not in NO_MEMBER:
                raise
            self._tell(asked, self.renderer.sentence("channel_mode_no_member"))

    def _set(self, claim: Claim, asked: ModeAsked, mode: Mode) -> None:
        before = self.modes.of(team=asked.team, channel=asked.channel)
        if before.mode is mode:
            self._tell(asked, self.renderer.sentence("channel_mode_same", mode=mode), shown=before)
            return
        try:
            self.modes.set(mode, team=asked.team, channel=asked.channel, person=asked.person)
        except StoreError as problem:
            log.error("%s Channel %s stays on %s.", problem, asked.channel, before.mode)
            self._tell(asked, self.renderer.sentence("channel_mode_not_kept"))
            return
        announced = self.renderer.sentence("channel_mode_announced", mode=mode, before=before.mode, person=asked.person)
        told = self.renderer.sentence("channel_mode_set", mode=mode)
        try:
            self.outbox.of(asked.team).post(
                announced, channel=asked.channel, thread_ts=None, event_id=claim.event_id, case_id=""
            )
        except SlackRefusedError as refused:
            if refused.code not in NO_PLACE:
                raise
            self.modes.put(before, team=asked.team, channel=asked.channel)
            name = "channel_mode_no_member" if refused.code in NO_MEMBER else "channel_mode_no_place"
            self._tell(asked, self.renderer.sentence(name))
            return
        except SlackUnreachableError as unreachable:
            log.error("%s The mode of channel %s was not announced.", unreachable, asked.channel)
            told = self.renderer.sentence("channel_mode_not_announced", mode=mode)
        log.info("Channel %s is on %s.", asked.channel, mode)
        self._tell(asked, told, shown=ChannelMode(mode=mode, person=asked.person))

    def _tell(self, asked: ModeAsked, message: Message, *, shown: ChannelMode | None = None) -> None:
        """Something that only the asker sees; a press is answered by what is set now, where it was pressed."""
        if asked.is_press and shown is not None:
            self.outbox.respond(self._shown(shown), response_url=asked.response_url, replace=True)
        else:
            self.outbox.respond(message, response_url=asked.response_url)

    def _shown(self, mode: ChannelMode) -> Message:
        return self.renderer.sentence("channel_mode", mode=mode.mode, person=mode.person)
