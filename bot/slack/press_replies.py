"""PressReplies: from a press to what is shown again or told, where the same people see it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.answer import Answer, answer_for
from bot.answers.message import Message
from bot.answers.render import Mark, Renderer
from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Unknown
from bot.errors import SlackRefusedError
from bot.slack.asked import Pressed
from bot.slack.outbox import NO_PLACE, Outbox
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
        answer = self._answer(pressed)
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
        )
        if pressed.is_private:
            self.outbox.respond(message, response_url=pressed.response_url, replace=True)
            return True
        try:
            self.outbox.of(pressed.team).update(message, channel=pressed.channel, ts=pressed.message_ts)
        except SlackRefusedError as refused:
            if refused.code not in NO_PLACE:
                raise
            # A message that was shared through a response_url stands where we are no member.
            self.outbox.respond(message, response_url=pressed.response_url, replace=True)
        return True

    def shared(self, pressed: Pressed) -> Message | None:
        """What the button is about, for everyone to see and with the name of who shares it; None where it is gone."""
        answer = self._answer(pressed)
        if answer is None:
            return None
        return self.renderer.slack(answer, case_id=pressed.case_id, audience="thread", shared_by=pressed.person)

    def tell(self, pressed: Pressed, message: Message) -> None:
        """Something that only the presser sees."""
        if pressed.is_private:
            self.outbox.respond(message, response_url=pressed.response_url, thread_ts=pressed.thread_ts)
            return
        try:
            self.outbox.of(pressed.team).whisper(
                message, channel=pressed.channel, thread_ts=pressed.thread_ts, person=pressed.person
            )
        except SlackRefusedError as refused:
            if refused.code not in NO_PLACE:
                raise
            self.outbox.respond(message, response_url=pressed.response_url, thread_ts=pressed.thread_ts)

    def _answer(self, pressed: Pressed) -> Answer | None:
        """What is shown in the message, or chosen in it; of a case that was not stored, the entry alone."""
        case: Case | None = self.cases.find(pressed.case_id, team=pressed.team)
        if case is not None:
            whole = pressed.ticket.is_whole
            return answer_for(case.diagnosis, self.corpus, chosen="" if whole else pressed.entry_id)
        if pressed.entry_id in self.corpus:
            return answer_for(Unknown(), self.corpus, chosen=pressed.entry_id)
        return None
