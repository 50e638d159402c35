"""PressReplies: from a press to what is shown again or told, where the same people see it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from bot.answers.answer import Answer, alternatives_of, answer_for
from bot.answers.message import Message
from bot.answers.pieces import in_two
from bot.answers.progress import Mark, Progress
from bot.answers.render import Renderer
from bot.answers.walking import first_answer, walked
from bot.corpus.entry import Corpus, Entry
from bot.corpus.walk import Trail
from bot.diagnosis.diagnosis import Unknown
from bot.errors import SlackRefusedError, StoreError
from bot.slack.asked import Pressed
from bot.slack.outbox import Outbox
from bot.slack.progress_reader import ProgressReader
from bot.slack.refusals import NO_EDIT, NO_PLACE, TOO_LONG
from bot.store.cases import Case, Cases

log = logging.getLogger(__name__)

MOST_DRAWINGS = 5
"""How often one press draws its message again because others pressed meanwhile; they draw it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressReplies:
    """Renders what a pressed button is about, and says things to whoever pressed it."""

    corpus: Corpus
    renderer: Renderer
    cases: Cases
    outbox: Outbox
    progress: ProgressReader

    def put(self, pressed: Pressed, *, given: Mark | None = None) -> bool:
        """What the button is about in the place of the pressed message; False where its case is gone, and says so.

        `given` is a mark that could not be stored. Two presses at once may reach Slack in the other order: whoever
        finds that the store says something else by now draws the message again, so that the last one is right.
        """
        case = self.case_of(pressed)
        answer, trail = self._placed(pressed, case)
        if answer is None:
            self.tell(pressed, self.renderer.sentence("case_unknown"))
            return False
        if case is not None and not pressed.is_private:  # what only the presser sees is nobody's thread
            self.cases.show(case, pressed.shown)  # before anybody can read it and reply
        progress = self._progress(pressed, answer, given)
        for _ in range(MOST_DRAWINGS):
            self._replace(pressed, self._message(pressed, answer, progress, trail))
            drawn, progress = progress, self._progress(pressed, answer, given)
            if drawn == progress or _is_answered(drawn, progress):
                break
        return True

    def shared(self, pressed: Pressed) -> Message | None:
        """What the button is about, for everyone to see and with the name of who shares it; None where it is gone."""
        answer, trail = self._placed(pressed, self.case_of(pressed))
        if answer is None:
            return None
        progress = self._progress(pressed, answer, None)
        return self.renderer.slack(
            answer,
            case_id=pressed.case_id,
            audience="thread",
            progress=progress,
            shared_by=pressed.person,
            trail=trail,
        )

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

    def case_of(self, pressed: Pressed) -> Case | None:
        """The case of the pressed message; None where it was not stored, or is gone."""
        return self.cases.find(pressed.case_id, team=pressed.team)

    def answer(self, pressed: Pressed, case: Case | None) -> Answer | None:
        """What is shown in the message, or chosen in it; None where it is gone."""
        return self._placed(pressed, case)[0]

    def ruled_out(self, pressed: Pressed, answer: Answer) -> tuple[Entry, ...]:
        """What else the same piece of the text may mean, and what was said not to have helped."""
        return self._progress(pressed, answer, None).ruled_out

    def _placed(self, pressed: Pressed, case: Case | None) -> tuple[Answer | None, Trail]:
        """What is shown in the message, or chosen in it, and where on the walk that is.

        Of a case that was not stored, the entry alone, or the question of the walk: its buttons carry all it needs.
        """
        ticket = pressed.ticket
        diagnosis = Unknown() if case is None else case.diagnosis
        chosen = "" if ticket.is_whole else ticket.entry_id
        if chosen in self.corpus:
            return answer_for(diagnosis, self.corpus, chosen=chosen), ticket.trail
        if ticket.trail:
            return walked(ticket.trail, diagnosis, self.corpus)
        return (None, ()) if case is None else first_answer(diagnosis, self.corpus)

    def _progress(self, pressed: Pressed, answer: Answer, given: Mark | None) -> Progress:
        """How far people are with this answer; without a database, what was just said is all there is."""
        person = pressed.person if pressed.is_private else None
        try:
            progress = self.progress.of(pressed.case_id, pressed.shown, team=pressed.team, person=person)
        except StoreError as problem:
            log.error("%s The message is drawn without what was said about it before.", problem)
            return Progress(mark=given)
        alternatives = [option.entry for option in alternatives_of(answer)]
        ruled_out = tuple(entry for entry in progress.ruled_out if entry in alternatives)
        return replace(progress, mark=given or progress.mark, ruled_out=ruled_out)

    def _message(self, pressed: Pressed, answer: Answer, progress: Progress, trail: Trail) -> Message:
        ticket = pressed.ticket
        return self.renderer.slack(
            answer,
            case_id=ticket.case_id,
            audience=pressed.audience,
            progress=progress,
            thread_ts=ticket.thread_ts,
            shared_by=ticket.shared_by,
            is_edited=ticket.is_edited,
            trail=trail,
        )

    def _replace(self, pressed: Pressed, message: Message) -> None:
        if pressed.is_private:
            self.outbox.respond(message, response_url=pressed.response_url, replace=True)
            return
        try:
            self.outbox.of(pressed.team).update(message, channel=pressed.channel, ts=pressed.message_ts)
        except SlackRefusedError as refused:
            self._show_otherwise(refused, pressed, message)

    def _show_otherwise(self, refused: SlackRefusedError, pressed: Pressed, message: Message) -> None:
        """Where the pressed message cannot be changed like that. Raises what was refused where nothing helps."""
        if refused.code in NO_PLACE:
            # A message that was shared through a response_url stands where we are no member.
            self.outbox.respond(message, response_url=pressed.response_url, replace=True)
        elif refused.code in NO_EDIT:
            self.outbox.respond(message, response_url=pressed.response_url, thread_ts=pressed.thread_ts)
        elif refused.code in TOO_LONG and len(message.blocks) > 1:
            first, rest = in_two(message)
            self.outbox.of(pressed.team).update(first, channel=pressed.channel, ts=pressed.message_ts)
            self.tell(pressed, rest)
        else:
            raise refused


def _is_answered(drawn: Progress, now: Progress) -> bool:
    """Whether somebody said why not under what was just drawn, or what came of it; they are shown what is next."""
    if now.mark is None or now.mark.kind != "not_solved" or now.mark.why is None:
        return False
    return drawn.mark is None or (drawn.mark.kind == "not_solved" and drawn.mark.why is None)
