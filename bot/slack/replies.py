"""Replies: from what was asked to what is said, and the case to record once it is said."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.answers.language import English
from bot.answers.message import Message
from bot.answers.redaction import Redactor
from bot.answers.render import Renderer
from bot.answers.walking import first_answer
from bot.corpus.entry import Corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Remark, Unknown, findings_of, with_remarks
from bot.diagnosis.question import Context, Question
from bot.diagnosis.reading import LONGEST, read
from bot.files.attachment import Enclosed, Reason
from bot.slack import trouble
from bot.slack.asked import Asked, Surface
from bot.slack.file_reader import FileReader
from bot.slack.mode_asked import unknown_mode
from bot.slack.reply import Reply
from bot.slack.turning import Turning, asks_nothing
from bot.slack.watching import is_sure
from bot.store.cases import Case, Cases
from bot.store.redacted import redacted

log = logging.getLogger(__name__)

_EMOJI = re.compile(r":[\w+'-]+:")
_SPEAKS = re.compile(r"\w")
_UNCALLED = (Surface.FOLLOW_UP, Surface.WATCHED)
"""Where nobody called us, so that silence is better than a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """Diagnoses and words; says nothing itself."""

    corpus: Corpus
    diagnoser: Diagnoser
    renderer: Renderer
    english: English
    cases: Cases
    files: FileReader
    new_id: Callable[[], str]
    redactor: Callable[[], Redactor]
    """Makes the redactor of one case."""
    turning: Turning

    def to(self, asked: Asked, *, case_id: str | None = None, is_update: bool = False) -> Reply | None:
        """What to say, or None where silence is right; a sentence with a reference id where something breaks inside.

        `case_id` is given where a case's reply is out already; `is_update` says that it is to be changed.
        """
        case_id = case_id or self.new_id()
        try:
            enclosed = self.files.read(asked.files, team=asked.team) if asked.files else Enclosed()
            sentence = None if enclosed.text else sentence_for(asked)
            unread = tuple(_unread(enclosed, most=self.files.most_megabytes))
            if sentence is not None and unread:
                told = "\n".join(map(self.renderer.remark, unread))
                return Reply(self.renderer.sentence("files_unread", told=self.redactor()(told)))
            if sentence is not None:
                return None if asked.surface in _UNCALLED else Reply(self.renderer.sentence(sentence))
            before = self._case_before(asked, case_id)
            text = "\n\n".join(filter(None, (asked.text, enclosed.text)))
            found = self._found(text, asked, before)
            if asked.surface is Surface.WATCHED and not is_sure(found, asked.text):
                return None
            no_mode = unknown_mode(asked.text) if asked.surface is Surface.COMMAND else None
            if no_mode is not None and found == Unknown():
                return Reply(self.renderer.sentence("channel_mode_unknown", word=self.redactor()(no_mode)))
            turned = None if asked.files else self.turning.reply_to(asked, before=before, found=found)
            if turned is not None:
                return turned
            if asked.surface is Surface.FOLLOW_UP and not asked.files and asks_nothing(asked.text, found):
                return None
            if found == Unknown() and self.english.is_other(read(text).text):
                found = Unknown(Remark("language"))
            question, redact_quote = self.redactor().quotes_of(_kept_of(asked, text, found))
            diagnosis = redacted(with_remarks(found, unread), redact_quote)
            answer, trail = first_answer(diagnosis, self.corpus)
            message = self.renderer.slack(
                answer,
                case_id=case_id,
                audience=asked.surface.audience,
                thread_ts=asked.shared_in or "",
                is_edited=is_update,
                trail=trail,
            )
            return Reply(message, self._case_of(case_id, asked, question, diagnosis))
        except Exception as problem:
            return Reply(self.apology(problem, doing=f"answering event {asked.event_id}"))

    def apology(self, problem: Exception, *, doing: str) -> Message:
        """The sentence for somebody for whom something broke; its reference id is in the log with the details."""
        reference = self.new_id()
        trouble.report(log, problem, reference=reference, doing=doing)
        return self.renderer.sentence("error", reference=reference)

    def _found(self, text: str, asked: Asked, before: Case | None) -> Diagnosis:
        """What a text means beside the product that its asker named, or else after what the thread knows.

        Two questions in a row in direct messages, outside a thread, may have nothing to do with each other.
        """
        if asked.product:
            return self.diagnoser.diagnose(Question(text, Context(product=asked.product)))
        if before is None or asked.thread_ts == asked.ts:
            return self.diagnoser.diagnose(Question(text))
        found = self.diagnoser.diagnose(Question(text, context_after(before, self.corpus)))
        if isinstance(found, Unknown):
            offered = replace(before, shown="") if before.shown else self._offer_before(asked, before)
            if offered is not None:
                return self.diagnoser.diagnose(Question(text, context_after(offered, self.corpus)))
        return found

    def _offer_before(self, asked: Asked, before: Case) -> Case | None:
        """The case whose options the answer of `before` was one of, so that another of them can be named still."""
        if not isinstance(before.diagnosis, Answered):
            return None
        earlier = self.cases.latest_in_thread(
            team=asked.team, channel=asked.channel, thread_ts=asked.thread_ts, before=before.id
        )
        if earlier is None or not isinstance(earlier.diagnosis, Choice):
            return None
        answered = before.diagnosis.finding.matches[0].entry
        return earlier if any(match.entry == answered for match in earlier.diagnosis.finding.matches) else None

    def _case_before(self, asked: Asked, case_id: str) -> Case | None:
        """What was asked in the thread before this case; in direct messages outside a thread, before at all."""
        if asked.thread_ts is None:
            return None
        in_thread = None if asked.thread_ts == asked.ts else asked.thread_ts
        if in_thread is None and asked.surface is not Surface.DM:
            return None
        return self.cases.latest_in_thread(team=asked.team, channel=asked.channel, thread_ts=in_thread, before=case_id)

    def _case_of(self, case_id: str, asked: Asked, question: str, diagnosis: Diagnosis) -> Case:
        return Case(
            id=case_id,
            question=question,
            diagnosis=diagnosis,
            corpus_version=self.corpus.version,
            surface=asked.surface,
            team=asked.team,
            channel=asked.channel,
            thread_ts=asked.thread_ts,
            asker=asked.asker,
        )


def sentence_for(asked: Asked) -> str | None:
    """The name of the sentence that answers a text in which nothing is asked, or None for a question."""
    if asked.text.lower() in ("help", "?") or (not asked.text and asked.surface is Surface.COMMAND):
        return "help"
    if not asked.text:
        return "empty_mention"
    return None if _SPEAKS.search(_EMOJI.sub("", asked.text)) else "only_emoji"


def _unread(enclosed: Enclosed, *, most: int) -> Iterator[Remark]:
    """What to say of the files that were not read: once for each reason, with their names.

    `most` is how many megabytes are read at once.
    """
    for reason in dict.fromkeys(each.reason for each in enclosed.unread):
        names = [each.name for each in enclosed.unread if each.reason is reason and each.name]
        values = {"file": " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))), "reason": reason.value}
        yield Remark("file-not-read", values | ({"most": str(most)} if reason is Reason.TOO_LARGE else {}))


def _kept_of(asked: Asked, text: str, found: Diagnosis) -> str:
    """What is kept of a question, unescaped: all of it, but of what is longer than one reads the telling lines."""
    if len(text) <= LONGEST:
        return read(text).text
    return read("\n".join((asked.text, *(finding.excerpt for finding in findings_of(found))))).text


def context_after(case: Case, corpus: Corpus) -> Context:
    """What a thread knows after a case: what it answered or offered, or what people chose in it."""
    findings = findings_of(case.diagnosis)
    shown = [m.entry for f in findings for m in (f.matches[:1] if f.decision == "answer" else f.matches)]
    shown = [corpus[case.shown]] if case.shown in corpus else shown
    products = {entry.product for entry in shown}
    apis = {entry.apis for entry in shown}
    only_apis = apis.pop() if len(apis) == 1 else ()
    return Context(
        product=products.pop() if len(products) == 1 else None,
        api=only_apis[0] if len(only_apis) == 1 else None,
        text=case.question,
        offered=tuple(entry.id for entry in shown),
    )
