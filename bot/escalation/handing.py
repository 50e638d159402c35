"""Handing on: a packet becomes a mail in the outbox, in the transaction that records the escalation."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from bot.escalation.mail import MailWriter
from bot.escalation.mime import message_id_of
from bot.escalation.packet import Packet
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.escalations import Escalation, Escalations
from bot.store.outbox import MailOutbox, OutboxMail


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody handed a case on, and who."""

    team: str
    channel: str
    thread_ts: str | None
    """The thread in which the state is shown; None where only the sender may see it."""
    asker: str
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOn:
    """Queues packets; the one place that says where mails go."""

    database: Database
    escalations: Escalations
    outbox: MailOutbox
    writer: MailWriter
    clock: Clock
    to: str
    """The one address that mails go to."""
    sender: str
    """The address that they come from."""

    def hand_on(self, packet: Packet, *, place: Place, reply_to: str) -> OutboxMail | None:
        """The queued mail; None where the same words of this case are queued or sent already.

        Raises StoreError, and then nothing is queued.
        """
        words = self.writer.words(packet)
        message_id = message_id_of(words, case_id=packet.case_id, sender=self.sender)
        earlier = tuple(state.message_id for state in self.outbox.states_of(packet.case_id))
        mail = OutboxMail(
            message_id=message_id,
            case_id=packet.case_id,
            references=tuple(each for each in earlier if each != message_id),
            to=self.to,
            reply_to=reply_to,
            subject=words.subject,
            plain=words.plain,
            html=words.html,
            created_at=self.clock.now(),
        )
        escalation = Escalation(
            message_id=message_id,
            case_id=packet.case_id,
            team=place.team,
            channel=place.channel,
            thread_ts=place.thread_ts,
            asker=place.asker,
            sender=place.sender,
        )
        try:
            with self.database.begin("queue a mail to support") as connection:
                self.escalations.record(escalation, connection)
                self.outbox.add(mail, connection)
        except IntegrityError:
            return mail if self.outbox.queue_again(message_id, self.clock.now()) else None
        return mail
