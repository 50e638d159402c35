"""PressReplies: from a press to what is shown again or told, where the same people see it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.answer import Answer, answer_for
from bot.answers.message import Message
from bot.answers.pieces import in_two
from bot.answers.render import Mark, Renderer
from bot.answers.walking import first_answer, walked
from bot.corpus.entry import Corpus
from bot.corpus.walk import Trail
from bot.diagnosis.diagnosis import Unknown
from bot.errors import SlackRefusedError
from bot.slack.asked import Pressed
from bot.slack.outbox import NO_EDIT, NO_PLACE, TOO_LONG, Outbox
from bot.store.cases import Case, Cases


@dataclass(frozen=True, slots=True, kw_only=True)
class PressReplies:
    """Renders what a pressed button is about, and says things to whoever pressed it."""

    corpus: Corpus
    renderer: Renderer
    cases: Cases
    outbox: Outbox

    def put(self, pressed: Pressed, *, mark: Mark | None) -> bool:
        """What the button is about in the place of the pressed message; False where its case is gone, and says so."""
        answer, trail = self._answer(pressed)
        if answer is None:
            self.tell(pressed, self.renderer.sentence("case_unknown"))
            return False
        ticket = pressed.ticket
        message = self.renderer.slack(
            answer,
            case_id=ticket.case_id,
            audience=pressed.audience,
            mark=mark,
            thread_ts=ticket.thread_ts,
            shared_by=ticket.shared_by,
            trail=trail,
        )
        if pressed.is_private:
            self.outbox.respond(message, response_url=pressed.response_url, replace=True)
            return True
        try:
            self.outbox.update(message, channel=pressed.channel, ts=pressed.message_ts)
        except SlackRefusedError as refused:
            self._show_otherwise(refused, pressed, message)
        return True

    def _show_otherwise(self, refused: SlackRefusedError, pressed: Pressed, message: Message) -> None:
        """Where the pressed message cannot be changed like that. Raises what was refused where nothing helps."""
        if refused.code in NO_PLACE:
            # A message that was shared through a response_url stands where we are no member.
            self.outbox.respond(message, response_url=pressed.response_url, replace=True)
        elif refused.code in NO_EDIT:
            self.outbox.respond(message, response_url=pressed.response_url, thread_ts=pressed.thread_ts)
        elif refused.code in TOO_LONG and len(message.blocks) > 1:
            first, rest = in_two(message)
            self.outbox.update(first, channel=pressed.channel, ts=pressed.message_ts)
            self.tell(pressed, rest)
        else:
            raise refused

    def shared(self, pressed: Pressed) -> Message | None:
        """What the button is about, for everyone to see and with the name of who shares it; None where it is gone."""
        answer, trail = self._answer(pressed)
        if answer is None:
            return None
        return self.renderer.slack(
            answer, case_id=pressed.case_id, audience="thread", shared_by=pressed.person, trail=trail
        )

    def tell(self, pressed: Pressed, message: Message) -> None:
        """Something that only the presser sees."""
        if pressed.is_private:
            self.outbox.respond(message, response_url=pressed.response_url, thread_ts=pressed.thread_ts)
            return
        try:
            self.outbox.whisper(message, channel=pressed.channel, thread_ts=pressed.thread_ts, person=pressed.person)
        except SlackRefusedError as refused:
            if refused.code not in NO_PLACE:
                raise
            self.outbox.respond(message, response_url=pressed.response_url, thread_ts=pressed.thread_ts)

    def _answer(self, pressed: Pressed) -> tuple[Answer | None, Trail]:
        """What is shown in the message, or chosen in it, and where on the walk that is.

        Of a case that was not stored, the entry alone, or the question of the walk: its buttons carry all it needs.
        """
        ticket = pressed.ticket
        case: Case | None = self.cases.find(ticket.case_id)
        diagnosis = Unknown() if case is None else case.diagnosis
        chosen = "" if ticket.is_whole else ticket.entry_id
        if chosen in self.corpus:
            return answer_for(diagnosis, self.corpus, chosen=chosen), ticket.trail
        if ticket.trail:
            return walked(ticket.trail, diagnosis, self.corpus)
        return (None, ()) if case is None else first_answer(diagnosis, self.corpus)
