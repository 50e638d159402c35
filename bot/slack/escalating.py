"""Escalating: Ask support opens what would be sent, to be edited; Send queues it, and the state is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.answers.redaction import Redactor
from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.errors import StoreError
from bot.escalation.address import NoAddressError, single_address
from bot.escalation.allowance import Allowance
from bot.escalation.delivery import Delivery
from bot.escalation.handing import HandingOn, Place
from bot.escalation.packet import Packet, edited, packet_of
from bot.slack.asked import Pressed
from bot.slack.modals import Modals
from bot.slack.notices import Notices
from bot.slack.outbox import Outbox
from bot.slack.press_replies import PressReplies
from bot.slack.replies import Replies
from bot.slack.support_form import Origin, Submitted, edits_of, failed_view, filled_view, opening_view
from bot.slack.workers import Workers
from bot.store.cases import Case, Cases
from bot.store.outbox import OutboxMail
from bot.store.ticks import Ticks

log = logging.getLogger(__name__)

Errors = Mapping[str, str]
"""What is wrong, by the id of the field under which Slack shows it; empty where nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalating:
    """Opens the modal, takes what is submitted, and lets it be sent."""

    corpus: Corpus
    renderer: Renderer
    replies: Replies
    shown: PressReplies
    modals: Modals
    ticks: Ticks
    cases: Cases
    outbox: Outbox
    workers: Workers
    handing: HandingOn
    delivery: Delivery
    notices: Notices
    allowance: Allowance
    redactor: Callable[[], Redactor] = Redactor
    """Makes what redacts the texts of one case."""

    def open(self, pressed: Pressed) -> None:
        """Show the presser what support would get. Raises SlackRefusedError and SlackUnreachableError.

        A modal opens at once and is filled then: asking Slack for a link and an address may take longer than the
        three seconds within which it lets us open one.
        """
        case = self.cases.find(pressed.case_id, team=pressed.team)
        told = self._too_many(team=pressed.team, person=pressed.person)
        if case is None:
            self.shown.tell(pressed, self.renderer.sentence("case_unknown"))
        elif told is not None:
            self.shown.tell(pressed, self.renderer.sentence(told[0], **told[1]))
        else:
            self._open(pressed, case)

    def submit(self, body: Mapping[str, Any]) -> Errors:
        """Queue what was submitted, before Slack closes the modal; what follows happens in a worker.

        Where something breaks, the modal stays open and says so: Slack would only say that there was some trouble.
        """
        try:
            return self._submit(body)
        except Exception as problem:
            apology = self.replies.apology(problem, doing="taking a modal")
            return {"title": apology.text.replace("`", "")}

    def _submit(self, body: Mapping[str, Any]) -> Errors:
        submitted = Submitted.read(body)
        origin = submitted.origin
        case = self.cases.find(origin.case_id, team=submitted.team)
        if case is None:
            return self._wrong("title", "case_unknown")
        told = self._too_many(team=submitted.team, person=submitted.person)
        if told is not None:
            return self._wrong("title", told[0], **told[1])
        try:
            reply_to = single_address(origin.reply_to or submitted.fields.get("reply_to", "").strip())
        except NoAddressError:
            return self._wrong("reply_to", "no_address")
        packet = self._packet(case, origin, person=submitted.person)
        place = Place(
            team=submitted.team,
            channel=origin.channel,
            thread_ts=origin.thread_ts,
            asker=case.asker,
            sender=submitted.person,
        )
        try:
            ready = edited(packet, edits_of(submitted, packet), redact=self.redactor())
            mail = self.handing.hand_on(ready, place=place, reply_to=reply_to)
        except StoreError as problem:
            log.error("%s Case %s was not handed to support.", problem, case.id)
            return self._wrong("title", "escalation_not_kept", recipient=self.handing.to)
        if mail is None:
            return self._wrong("title", "escalation_before")
        self.allowance.use(team=submitted.team, person=submitted.person)
        log.info("Case %s is handed to support.", case.id)
        self.workers.submit(self._carry_on, mail)
        return {}

    def _open(self, pressed: Pressed, case: Case) -> None:
        view_id = self.modals.open(opening_view(self.renderer), pressed)
        if view_id is None:
            return
        try:
            view = self._filled(pressed, case)
        except Exception as problem:
            apology = self.replies.apology(problem, doing=f"putting case {case.id} together for support")
            view = failed_view(self.renderer, apology.text)
        self.outbox.of(pressed.team).update_view(view, view_id=view_id)

    def _filled(self, pressed: Pressed, case: Case) -> dict[str, Any]:
        origin = Origin(
            case_id=case.id,
            entry_id=pressed.entry_id,
            channel=pressed.channel,
            thread_ts=None if pressed.is_private else pressed.thread_ts or pressed.message_ts,
            sender_name=pressed.person_name,
            ticked=self._ticked(case),
        )
        outbox = self.outbox.of(pressed.team)
        if not pressed.is_private:
            found = outbox.permalink(channel=pressed.channel, ts=pressed.message_ts)
            origin = replace(origin, permalink=found)
        try:
            origin = replace(origin, reply_to=single_address(outbox.address_of(pressed.person) or ""))
        except NoAddressError:
            log.info("Somebody's address is not known to Slack, or is none that every server takes; they type it.")
        return filled_view(
            self.renderer,
            self._packet(case, origin, person=pressed.person),
            origin,
            recipient=self.handing.to,
            earlier=self._earlier(case),
            is_sent=self.delivery.mailer.is_final,
        )

    def _packet(self, case: Case, origin: Origin, *, person: str) -> Packet:
        return packet_of(
            case,
            entry_id=origin.entry_id,
            corpus=self.corpus,
            sender=origin.sender_name,
            sender_id=person,
            permalink=origin.permalink,
            ticked=origin.ticked,
        )

    def _ticked(self, case: Case) -> Mapping[str, tuple[int, ...]]:
        """The steps that are done, by entry; none where the database does not tell, for the case goes on without."""
        try:
            ticked = self.ticks.of_case(case.id, team=case.team)
            return {entry_id: tuple(sorted(steps)) for entry_id, steps in ticked.items()}
        except StoreError as problem:
            log.error("%s Case %s is shown without its ticks.", problem, case.id)
            return {}

    def _earlier(self, case: Case) -> tuple[str, ...]:
        """How far the mails of this case are; none where the database does not tell, for it only says so beside."""
        try:
            return tuple(state.state for state in self.handing.outbox.states_of(case.id))
        except StoreError as problem:
            log.error("%s", problem)
            return ()

    def _carry_on(self, mail: OutboxMail) -> None:
        self.notices.show(mail.message_id, is_new=True)
        self.delivery.round()
        if not self.delivery.mailer.is_final:
            self.notices.offer_draft(mail)

    def _too_many(self, *, team: str, person: str) -> tuple[str, dict[str, str]] | None:
        """The sentence for somebody who has to wait, with its values."""
        used_up = self.allowance.used_up(team=team, person=person)
        if used_up is None:
            return None
        return f"too_many_{used_up.whose}", {"rate": used_up.rate, "minutes": str(used_up.minutes)}

    def _wrong(self, field: str, sentence: str, **values: str) -> Errors:
        return {field: self.renderer.sentence(sentence, **values).text}
