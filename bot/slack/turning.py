"""Turning: replies to what an asker says about the answer before: it helped, or it has not so far."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.answer import SingleAnswer, answer_for, asserted_entry
from bot.answers.onward import onward_from
from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Answered, Diagnosis, Unknown, findings_of
from bot.diagnosis.turns import Closing, StillFailing, turn_of
from bot.slack.asked import Asked, Surface
from bot.slack.reply import Reply
from bot.store.cases import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """Words turns that ask nothing new."""

    corpus: Corpus
    renderer: Renderer

    def reply_to(self, asked: Asked, *, before: Case | None, found: Diagnosis) -> Reply | None:
        """What to say; None where the text is a question of its own, which `found` diagnoses."""
        turn = turn_of(asked.text)
        match turn:
            case Closing() if _by_words(found):
                return self._closing(turn, asked, before)
            case StillFailing() if before is not None and not _is_new(found, before):
                return self._onward(turn, before)
        return None

    def _closing(self, turn: Closing, asked: Asked, before: Case | None) -> Reply | None:
        """One short line; thanks alone, where nobody called us, need none."""
        helped = before is not None and not isinstance(before.diagnosis, Unknown)
        if turn.is_solved:
            solves = before if helped else None
            return Reply(self.renderer.sentence("closed_solved"), solves=solves, ends_talk=True)
        if asked.surface is Surface.FOLLOW_UP:
            return None
        return Reply(self.renderer.sentence("closed"), ends_talk=True)

    def _onward(self, turn: StillFailing, before: Case) -> Reply | None:
        answer = answer_for(before.diagnosis, self.corpus, chosen=before.shown)
        if isinstance(answer, SingleAnswer):
            return Reply(self.renderer.onward(onward_from(answer, step=turn.step), case_id=before.id))
        if isinstance(before.diagnosis, Unknown):
            return None
        return Reply(self.renderer.sentence("which_is_it"))


def asks_nothing(text: str, found: Diagnosis) -> bool:
    """Whether a text in a thread is talk: nothing was found in it, or nothing but words of thanks stand there."""
    return isinstance(found, Unknown) or (isinstance(turn_of(text), Closing) and _by_words(found))


def solved_entry(case: Case, corpus: Corpus) -> str:
    """The id of the entry that solved a case, as far as its answer asserts one."""
    return asserted_entry(answer_for(case.diagnosis, corpus, chosen=case.shown))


def _is_new(found: Diagnosis, before: Case) -> bool:
    """Whether a text names a failure that is not the one answered before."""
    if isinstance(found, Answered):
        answered = before.diagnosis.finding.matches[0].entry.id if isinstance(before.diagnosis, Answered) else ""
        return found.finding.matches[0].entry.id != (before.shown or answered)
    return not isinstance(found, Unknown) and not _by_words(found)


def _by_words(found: Diagnosis) -> bool:
    """Whether nothing in the text quotes or names anything: "same error" is close to many entries in words."""
    evidence = [piece for finding in findings_of(found) for match in finding.matches for piece in match.evidence]
    return all(piece.by == "words" for piece in evidence)
