"""Renderer: an answer through `templates/` into Slack's blocks, plain text or the terminal; all wording is theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from rich.console import RenderableType

from bot.answers.answer import (
    Answer,
    ChoiceAnswer,
    SeveralAnswer,
    SingleAnswer,
    UnknownAnswer,
    WalkAnswer,
    asserted_entry,
)
from bot.answers.customer import customer_reply, in_plain_words
from bot.answers.document import Part, part_of, plain_text
from bot.answers.fit import MOST_CHARACTERS, MOST_CHARACTERS_OF_TEXT, SECTION, Block, characters_in, cut, fit
from bot.answers.home import HomePage, sample_pages
from bot.answers.message import Message
from bot.answers.mrkdwn import escaped, mention
from bot.answers.onward import Onward, onward_from
from bot.answers.progress import WHYS, Mark, Progress
from bot.answers.redacted import redacted
from bot.answers.samples import sample_answers
from bot.answers.sentences import SENTENCES
from bot.answers.templates import Templates
from bot.answers.terminal import terminal_layout
from bot.answers.ticket import Ticket
from bot.corpus.entry import Corpus
from bot.corpus.walk import Trail
from bot.diagnosis.diagnosis import Remark
from bot.errors import TemplateError
from bot.figures.counting import Figures

Audience: TypeAlias = Literal["thread", "only-you"]

NO_PROGRESS = Progress()
"""An answer that nobody worked with yet."""

MOST_IN_FULL = 4
"""Of several failures, so many show all their steps where the space allows; more would be a wall."""


class Renderer:
    """Renders answers; knows the corpus for the names of entries and products."""

    def __init__(self, corpus: Corpus, templates: Path) -> None:
        self._corpus = corpus
        self._templates = Templates(corpus, templates)

    def slack(
        self,
        answer: Answer,
        *,
        case_id: str,
        audience: Audience,
        progress: Progress = NO_PROGRESS,
        thread_ts: str = "",
        shared_by: str = "",
        is_edited: bool = False,
        trail: Trail = (),
    ) -> Message:
        """The message for Slack, redacted and within its limits; `case_id` stands in every button's value.

        What only one person sees can be shared: in the thread `thread_ts`, in the channel where that is empty. A
        message that somebody shared names them, as `shared_by`; one that `is_edited` says that its question was;
        `progress` is how far people are with it; `trail` is the way through the walk that led here.
        """
        shown = redacted(answer)
        ticket = Ticket(case_id=case_id, thread_ts=thread_ts, shared_by=shared_by, is_edited=is_edited, trail=trail)
        blocks = self._blocks(shown, ticket=ticket, audience=audience, progress=progress)
        if is_edited:
            blocks = [*self._templates.run("slack/edited.j2", _block), *blocks]
        said = cut(escaped(plain_text(self._parts(shown, in_slack=True)).strip()), MOST_CHARACTERS_OF_TEXT)
        for line in self._lines_on_top(shown, audience, progress, ticket):
            said = f"{line}\n{cut(said, MOST_CHARACTERS_OF_TEXT - len(line) - 1)}"
        return Message(said, fit(blocks))

    def plain(self, answer: Answer) -> str:
        """The answer as plain text, as it is: redact it before it leaves the process."""
        return plain_text(self._parts(answer))

    def terminal(self, answer: Answer, *, width: int) -> RenderableType:
        """The answer for a terminal of `width` columns; for a pipe, take `plain`."""
        return terminal_layout(self._parts(answer), width=width)

    def for_customer(self, answer: Answer) -> str:
        """The answer as a polite mail to the customer whom it concerns; nothing that the asker wrote is in it."""
        return in_plain_words(self._templates.macro("customer.j2", "letter", customer_reply(answer)))

    def remark(self, remark: Remark) -> str:
        """The sentence of a remark, by itself."""
        return self._templates.macro("remarks.j2", "remark", remark.about, remark.values)

    def hint(self, remark: Remark) -> str:
        """The sentence that an `unknown` says about what it does know."""
        return self._templates.macro("remarks.j2", "hint", remark.about, remark.values)

    def sentence(self, name: str, /, **values: str) -> Message:
        """A small message. Raises TemplateError for a name or values that `SENTENCES` does not list."""
        expected = SENTENCES.get(name)
        if expected is None:
            raise TemplateError(f"There is no sentence {name!r}; expected one of {', '.join(SENTENCES)}.")
        if set(values) != set(expected):
            wanted = ", ".join(expected) or "none"
            raise TemplateError(
                f"The sentence {name!r} got the values {', '.join(values) or 'none'}; expected {wanted}."
            )
        return _message(self._templates.run(f"slack/sentences/{name}.j2", _block, **values))

    def onward(self, onward: Onward, *, case_id: str) -> Message:
        """What comes next for somebody whom the answer of this case has not helped so far."""
        ticket = Ticket(case_id=case_id)
        return _message(self._templates.run("slack/onward.j2", _block, onward=onward, ticket=ticket))

    def form(self, name: str, /, **values: object) -> Block:
        """A modal; a template of `slack/forms/` gives its head, and behind it its blocks."""
        head, *blocks = self._templates.run(f"slack/forms/{name}.j2", _object, **values)
        return {"type": "modal", **head, "blocks": [_block(block) for block in blocks]}

    def home(self, page: HomePage) -> Block:
        """The App Home. Its template bounds each text and each list, so that it holds Slack's limits by itself."""
        return {"type": "home", "blocks": self._templates.run("slack/home.j2", _block, page=page)}

    def figures(self, figures: Mapping[str, Sequence[Figures]]) -> str:
        """The figures of workspaces, by their ids, for a terminal."""
        return self._templates.macro("text/figures.j2", "figures", figures)

    def check(self) -> None:
        """Renders every template. Raises TemplateError with file, line and what is expected for a broken one."""
        self._templates.read_all()
        for name, values in SENTENCES.items():
            self._templates.expect_values(f"slack/sentences/{name}.j2", values)
            self.sentence(name, **dict.fromkeys(values, "sample"))
        for page in sample_pages():
            self.home(page)
            self.figures({"sample": page.figures})
        for answer in sample_answers(self._corpus):
            self.plain(answer)
            for progress in self._sample_progress():
                self.slack(answer, case_id="sample", audience="thread", progress=progress, shared_by="U0SAMPLE")
                self.slack(answer, case_id="sample", audience="only-you", progress=progress)
            if isinstance(answer, SingleAnswer):
                for step in (None, 1, len(answer.explanation.entry.steps)):
                    self.onward(onward_from(answer, step=step), case_id="sample")
            if isinstance(answer, UnknownAnswer) and answer.hint is not None:
                self.hint(answer.hint)

    def _parts(self, answer: Answer, *, in_slack: bool = False) -> list[Part]:
        """In Slack a log's failures are a press away; in a terminal and a mail they are all there."""
        return self._templates.run(f"text/{_template_of(answer, in_slack=in_slack)}.j2", part_of, answer=answer)

    def _sample_progress(self) -> Iterator[Progress]:
        """Every state that is worded."""
        yield NO_PROGRESS
        marks = [Mark("solved", "U0SAMPLE"), *(Mark("not_solved", "U0SAMPLE", why) for why in (None, *WHYS))]
        for mark in marks:
            yield Progress(ticked=frozenset({1}), mark=mark, ruled_out=tuple(self._corpus)[:2])

    def _lines_on_top(self, answer: Answer, audience: Audience, progress: Progress, ticket: Ticket) -> Iterator[str]:
        """What is said of an answer beside it, newest first, as it is put above the text."""
        if isinstance(answer, SingleAnswer) and progress.ticked:
            steps = len(answer.explanation.entry.steps)
            yield self._templates.macro("words.j2", "ticked", sorted(progress.ticked), steps)
        if progress.ruled_out:
            is_answer = isinstance(answer, SingleAnswer)
            is_told = isinstance(answer, SingleAnswer) and not answer.explanation.is_from_text
            yield escaped(self._templates.macro("words.j2", "ruled_out", progress.ruled_out, is_answer, is_told))
        if ticket.is_edited:
            yield self._templates.macro("words.j2", "edited")
        if ticket.shared_by:
            yield self._templates.macro("words.j2", "shared", mention(ticket.shared_by))
        if (mark := progress.mark) is not None:
            said = self._templates.macro("words.j2", "mark", mark, mention(mark.user_id), audience)
            if mark.kind == "not_solved":
                said = f"{said} {self._what_now(answer, mark, audience)}"
            yield said

    def _what_now(self, answer: Answer, mark: Mark, audience: Audience) -> str:
        """What is asked of somebody whom an answer did not help, or told them once they said why."""
        if mark.why is None:
            return self._templates.macro("words.j2", "why_not")
        match answer:
            case SingleAnswer(explanation) | WalkAnswer(stage=explanation):
                pass
            case _:
                explanation = None
        source = "" if explanation is None else self._templates.macro("words.j2", "source", explanation)
        return escaped(self._templates.macro("words.j2", "go_on", mark.why, audience, source))

    def _blocks(self, answer: Answer, *, ticket: Ticket, audience: Audience, progress: Progress) -> list[Block]:
        def render(full: int) -> list[Block]:
            return self._templates.run(
                f"slack/{_template_of(answer, in_slack=True)}.j2",
                _block,
                answer=answer,
                ticket=ticket,
                audience=audience,
                progress=progress,
                asserted=asserted_entry(answer),
                full=full,
            )

        if not isinstance(answer, SeveralAnswer) or answer.is_log:
            return render(0)
        return _fullest(render, most=min(len(answer.failures), MOST_IN_FULL))


def _fullest(render: Callable[[int], list[Block]], *, most: int) -> list[Block]:
    """As many failures in full as the space allows without cutting one of them."""
    for full in range(most, 0, -1):
        blocks = render(full)
        longest = max(len(block["text"]["text"]) for block in blocks if block["type"] == "section")
        if characters_in(blocks) <= MOST_CHARACTERS and longest <= SECTION:
            return blocks
    return render(0)


def _message(blocks: list[Block]) -> Message:
    """A small message, whose text for screen readers is what its blocks say."""
    said = "\n".join(text for block in blocks for text in _said(block))
    return Message(cut(said, MOST_CHARACTERS_OF_TEXT), fit(blocks))


def _template_of(answer: Answer, *, in_slack: bool) -> str:
    match answer:
        case SingleAnswer():
            return "single"
        case ChoiceAnswer():
            return "choose"
        case SeveralAnswer():
            return "log" if in_slack and answer.is_log else "several"
        case UnknownAnswer(Remark(about="language"), ()):
            return "other_language"
        case UnknownAnswer():
            return "unknown"
        case WalkAnswer():
            return "walk"


def _block(written: Any) -> Block:
    """The block that a template wrote. Raises ValueError where it is none."""
    if not isinstance(written, dict) or not isinstance(written.get("type"), str):
        raise ValueError(f"expected a block, an object with a `type`, not {json.dumps(written)[:80]}")
    return written


def _object(written: Any) -> Block:
    """The JSON object that a template wrote. Raises ValueError where it is none."""
    if not isinstance(written, dict):
        raise ValueError(f"expected an object, not {json.dumps(written)[:80]}")
    return written


def _said(block: Block) -> list[str]:
    """A block's texts for screen readers, escaped once."""
    texts = [block["text"]] if "text" in block else []
    texts += [element for element in block.get("elements", ()) if "text" in element and block["type"] == "context"]
    return [text["text"].replace("*", "") if text["type"] == "mrkdwn" else escaped(text["text"]) for text in texts]
