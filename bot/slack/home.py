"""Home: the App Home, published anew whenever somebody opens it or presses something on it.

No claim is taken: a Home that is published twice is the same Home, and nobody is told anything by it.
Source: docs.slack.dev, surfaces/app-home and reference/methods/views.publish.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.answers.fit import Block
from bot.answers.home import HomeCase, HomeCases, HomeChannel, HomePage
from bot.answers.message import Message
from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.errors import SlackRefusedError, SlackUnreachableError, StoreError
from bot.figures.counting import PERIODS, Figures, only_support_in
from bot.slack.asked import AtHome
from bot.slack.outbox import Outbox
from bot.slack.permalinks import Permalinks
from bot.slack.workers import Workers
from bot.store.channel_modes import ChannelModes
from bot.store.clock import Clock
from bot.store.counted import Counted
from bot.store.own_cases import OwnCase, OwnCases

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Puts together what one person may see, and publishes it."""

    corpus: Corpus
    renderer: Renderer
    outbox: Outbox
    permalinks: Permalinks
    workers: Workers
    own_cases: OwnCases
    modes: ChannelModes
    counted: Counted
    clock: Clock
    leads: Sequence[str]
    """Who sees the figures, as Slack's user ids."""
    is_sent: bool
    """Whether a mail that was taken is on its way; otherwise it waits in a folder."""
    _wanted: dict[tuple[str, str], tuple[Block, ...]] = field(default_factory=dict)
    """What each Home that is published just now has to say the next time."""
    _publishing: set[tuple[str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def show(self, at: AtHome, *, notice: Message | None = None) -> None:
        """Have it published in a worker, with `notice` on top."""
        self.workers.submit(self.publish, at, notice=notice)

    def tell_of_answer(self, at: AtHome) -> None:
        """Say on top where the answer to a press comes; it stands in the direct messages, which are another tab."""
        self.show(at, notice=self.renderer.sentence("answer_in_messages"))

    def publish(self, at: AtHome, *, notice: Message | None = None) -> None:
        """Publish it now; where another thread just does, that one does it once more, so that the latest stays."""
        key = (at.team, at.person)
        with self._lock:
            self._wanted[key] = () if notice is None else notice.blocks
            if key in self._publishing:
                return
            self._publishing.add(key)
        while (said := self._next(key)) is not None:
            try:
                self._publish(at, said)
            except (SlackRefusedError, SlackUnreachableError) as problem:
                log.error("%s Somebody's Home stays as it is until they open it again.", problem)
            except BaseException:
                with self._lock:
                    self._publishing.discard(key)
                raise

    def _next(self, key: tuple[str, str]) -> tuple[Block, ...] | None:
        """What the Home has to say now; None where nobody wants it published any more."""
        with self._lock:
            said = self._wanted.pop(key, None)
            if said is None:
                self._publishing.discard(key)
            return said

    def _publish(self, at: AtHome, notice: tuple[Block, ...]) -> None:
        view = self.renderer.home(self._page(at, notice))
        # A press on a Home does not say where the direct messages are.
        self.outbox.of(at.team).publish_home({**view, "private_metadata": at.dm}, person=at.person)

    def _page(self, at: AtHome, notice: tuple[Block, ...]) -> HomePage:
        is_lead = at.person in self.leads
        return HomePage(
            entries=len(self.corpus),
            products=tuple(product.name for product in self.corpus.products.values()),
            knowledge=self.corpus.version,
            cases=self._cases(at),
            channels=self._channels(at),
            is_lead=is_lead,
            figures=self._figures(at) if is_lead else (),
            notice=notice,
        )

    def _cases(self, at: AtHome) -> HomeCases | None:
        try:
            own = self.own_cases.of(at.person, team=at.team)
        except StoreError as problem:
            log.error("%s A Home is shown without its cases.", problem)
            return None
        return HomeCases(
            latest=tuple(self._case(at, case) for case in own.latest),
            open=own.open,
            with_support=own.with_support,
            solved=own.solved,
        )

    def _case(self, at: AtHome, case: OwnCase) -> HomeCase:
        link = None
        if case.reply_ts is not None:
            link = self.permalinks.of(team=at.team, channel=case.channel, ts=case.reply_ts)
        return HomeCase(
            question=case.question,
            asked_at=int(case.asked_at),
            asked_on=f"{datetime.fromtimestamp(case.asked_at, UTC):%Y-%m-%d}",
            state="written" if case.state == "sent" and not self.is_sent else case.state,
            is_private=case.reply_ts is None,
            link=link or "",
        )

    def _channels(self, at: AtHome) -> tuple[HomeChannel, ...] | None:
        """Channels of theirs in which somebody chose a mode; Slack is asked which are theirs where there are any."""
        try:
            chosen = self.modes.chosen_in(at.team)
            theirs = self.outbox.of(at.team).channels_of(at.person) if chosen else ()
        except (StoreError, SlackRefusedError, SlackUnreachableError) as problem:
            log.error("%s A Home is shown without its channels.", problem)
            return None
        return tuple(HomeChannel(id=channel, mode=chosen[channel]) for channel in theirs if channel in chosen)

    def _figures(self, at: AtHome) -> tuple[Figures, ...]:
        try:
            return self.counted.figures(
                team=at.team, now=self.clock.now(), periods=PERIODS, only_support=only_support_in(self.corpus)
            )
        except StoreError as problem:
            log.error("%s A Home is shown without its figures.", problem)
            return ()
