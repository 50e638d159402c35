"""Renderer: an answer through `templates/` into Slack's blocks, plain text or the terminal; all wording is theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from rich.console import RenderableType

from bot.answers.answer import Answer, ChoiceAnswer, SeveralAnswer, SingleAnswer, UnknownAnswer, asserted_entry
from bot.answers.document import Part, part_of, plain_text
from bot.answers.fit import MOST_CHARACTERS, MOST_CHARACTERS_OF_TEXT, SECTION, Block, characters_in, cut, fit
from bot.answers.message import Message
from bot.answers.mrkdwn import escaped, mention
from bot.answers.redacted import redacted
from bot.answers.samples import sample_answers
from bot.answers.sentences import SENTENCES
from bot.answers.templates import Templates
from bot.answers.terminal import terminal_layout
from bot.answers.ticket import Ticket
from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Remark
from bot.errors import TemplateError

Audience: TypeAlias = Literal["thread", "only-you"]

MOST_IN_FULL = 4
"""Of several failures, so many show all their steps where the space allows; more would be a wall."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody said about an answer."""

    kind: Literal["solved", "not_solved"]
    user_id: str
    """Who pressed, as Slack's user id."""


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
        mark: Mark | None = None,
        thread_ts: str = "",
        shared_by: str = "",
    ) -> Message:
        """The message for Slack, redacted and within its limits; `case_id` stands in every button's value.

        What only one person sees can be shared: in the thread `thread_ts`, in the channel where that is empty. A
        message that somebody shared names them, as `shared_by`.
        """
        shown = redacted(answer)
        ticket = Ticket(case_id=case_id, thread_ts=thread_ts, shared_by=shared_by)
        blocks = self._blocks(shown, ticket=ticket, audience=audience, mark=mark)
        said = cut(escaped(plain_text(self._parts(shown, in_slack=True)).strip()), MOST_CHARACTERS_OF_TEXT)
        for line in self._lines_on_top(audience, mark, shared_by):
            said = f"{line}\n{cut(said, MOST_CHARACTERS_OF_TEXT - len(line) - 1)}"
        return Message(said, fit(blocks))

    def plain(self, answer: Answer) -> str:
        """The answer as plain text, as it is: redact it before it leaves the process."""
        return plain_text(self._parts(answer))

    def terminal(self, answer: Answer, *, width: int) -> RenderableType:
        """The answer for a terminal of `width` columns; for a pipe, take `plain`."""
        return terminal_layout(self._parts(answer), width=width)

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
        blocks = self._templates.run(f"slack/sentences/{name}.j2", _block, **values)
        said = "\n".join(text for block in blocks for text in _said(block))
        return Message(cut(said, MOST_CHARACTERS_OF_TEXT), fit(blocks))

    def form(self, name: str, /, **values: object) -> Block:
        """A modal; a template of `slack/forms/` gives its head, and behind it its blocks."""
        head, *blocks = self._templates.run(f"slack/forms/{name}.j2", _object, **values)
        return {"type": "modal", **head, "blocks": [_block(block) for block in blocks]}

    def check(self) -> None:
        """Renders every template. Raises TemplateError with file, line and what is expected for a broken one."""
        self._templates.read_all()
        for name, values in SENTENCES.items():
            self._templates.expect_values(f"slack/sentences/{name}.j2", values)
            self.sentence(name, **dict.fromkeys(values, "sample"))
        for answer in sample_answers(self._corpus):
            self.plain(answer)
            for mark in (None, Mark("solved", "U0SAMPLE"), Mark("not_solved", "U0SAMPLE")):
                self.slack(answer, case_id="sample", audience="thread", mark=mark, shared_by="U0SAMPLE")
                self.slack(answer, case_id="sample", audience="only-you", mark=mark)
            if isinstance(answer, UnknownAnswer) and answer.hint is not None:
                self.hint(answer.hint)

    def _parts(self, answer: Answer, *, in_slack: bool = False) -> list[Part]:
        """In Slack a log's failures are a press away; in a terminal and a mail they are all there."""
        return self._templates.run(f"text/{_template_of(answer, in_slack=in_slack)}.j2", part_of, answer=answer)

    def _lines_on_top(self, audience: Audience, mark: Mark | None, shared_by: str) -> Iterator[str]:
        if shared_by:
            yield self._templates.macro("words.j2", "shared", mention(shared_by))
        if mark is not None:
            yield self._templates.macro("words.j2", "mark", mark, mention(mark.user_id), audience)

    def _blocks(self, answer: Answer, *, ticket: Ticket, audience: Audience, mark: Mark | None) -> list[Block]:
        def render(full: int) -> list[Block]:
            return self._templates.run(
                f"slack/{_template_of(answer, in_slack=True)}.j2",
                _block,
                answer=answer,
                ticket=ticket,
                audience=audience,
                mark=mark,
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


def _template_of(answer: Answer, *, in_slack: bool) -> str:
    match answer:
        case SingleAnswer():
            return "single"
        case ChoiceAnswer():
            return "choose"
        case SeveralAnswer():
            return "log" if in_slack and answer.is_log else "several"
        case UnknownAnswer():
            return "unknown"


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
