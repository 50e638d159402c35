"""NotSolved: why an answer did not help, in one tap or in words; and what comes next.

That is what their words mean, where they leave no doubt; else the runner-up, or a question back, or support.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answers.answer import Answer, SingleAnswer, alternatives_of
from bot.answers.progress import Mark, Why
from bot.answers.redaction import Redactor
from bot.answers.render import Renderer
from bot.corpus.entry import Entry
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.diagnosis import Answered
from bot.diagnosis.question import Context, Question
from bot.slack.asked import Pressed
from bot.slack.modals import Modals
from bot.slack.press_replies import PressReplies
from bot.slack.replies import context_after
from bot.slack.why_form import why_view
from bot.store.cases import Case
from bot.store.feedback import Feedback

log = logging.getLogger(__name__)

WHYS: Mapping[str, Why] = {
    "why_no_change": "no-change",
    "why_not_mine": "not-mine",
    "why_unclear": "unclear",
    "why_told": "other",
}
"""What each press says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSolved:
    """Keeps the reason and goes on."""

    renderer: Renderer
    shown: PressReplies
    feedback: Feedback
    modals: Modals
    diagnoser: Diagnoser
    redactor: Callable[[], Redactor]
    """Makes what redacts the words of one person."""

    def ask(self, pressed: Pressed) -> None:
        """Open a form for the reason in somebody's own words."""
        self.modals.open(why_view(self.renderer, pressed), pressed)

    def take(self, pressed: Pressed) -> None:
        """Keep why it did not help, and show what comes next."""
        why = WHYS[pressed.action]
        is_kept = self.feedback.keep(
            case_id=pressed.case_id,
            entry_id=pressed.shown,
            verdict="not_solved",
            team=pressed.team,
            person=pressed.person,
            reason=self._reason(why, pressed.words),
        )
        following = None if why == "unclear" else self._next(pressed, why)
        if following is not None:
            self.shown.put(following)
        else:
            self.shown.put(pressed, given=None if is_kept else Mark("not_solved", pressed.person, why))
        if not is_kept:
            self.shown.tell(pressed, self.renderer.sentence("feedback_lost"))

    def _reason(self, why: Why, words: str) -> str:
        """As it is stored: a word of ours, or what they wrote, redacted."""
        return f"other: {self.redactor()(words).strip()}" if why == "other" else why

    def _next(self, pressed: Pressed, why: Why) -> Pressed | None:
        """What their words lead to, else what follows by itself; None where the answer is gone, or nothing follows."""
        case = self.shown.case_of(pressed)
        answer = self.shown.answer(pressed, case)
        if answer is None:
            return None
        ruled_out = self.shown.ruled_out(pressed, answer)
        told = self._told(pressed, case, ruled_out) if why == "other" else None
        return told or self._following(pressed, answer, ruled_out)

    def _told(self, pressed: Pressed, case: Case | None, ruled_out: Sequence[Entry]) -> Pressed | None:
        """The answer that their words lead to, after what was asked; None where they leave it open or name the same."""
        context = Context() if case is None else context_after(replace(case, shown=""), self.shown.corpus)
        found = self.diagnoser.diagnose(Question(pressed.words, context))
        if not isinstance(found, Answered):
            return None
        meant = found.finding.matches[0].entry
        return None if meant.id == pressed.shown or meant in ruled_out else pressed.about(meant.id)

    def _following(self, pressed: Pressed, answer: Answer, ruled_out: Sequence[Entry]) -> Pressed | None:
        """The runner-up, or the choice without what was chosen from it; None where nothing else fits the text."""
        if not isinstance(answer, SingleAnswer):
            return None
        left = [option.entry.id for option in alternatives_of(answer) if option.entry not in ruled_out]
        if not left or (answer.open and len(left) > 1 and answer.failures):
            return None
        # What a person chose from a choice that leaves several others was one of many: the others are offered again.
        return pressed.about("" if answer.open and len(left) > 1 else left[0])
