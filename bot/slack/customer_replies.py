"""CustomerReplies: the answer as a text that a support agent can send on, in a modal, ready to copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.answers.answer import Answer
from bot.answers.fit import cut
from bot.answers.render import Renderer
from bot.answers.samples import sample_answers
from bot.corpus.entry import Corpus
from bot.slack.asked import Pressed
from bot.slack.field_pieces import LONGEST, in_pieces
from bot.slack.modals import Modals
from bot.slack.press_replies import PressReplies

MOST_PIECES = 4
"""Fields for one reply. A customer who is written more reads none of it; what is longer ends with an ellipsis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReplies:
    """Opens the modal."""

    renderer: Renderer
    shown: PressReplies
    modals: Modals

    def open(self, pressed: Pressed) -> None:
        """Show the presser the reply for what the message shows. Raises SlackRefusedError, SlackUnreachableError."""
        answer = self.shown.answer(pressed, self.shown.case_of(pressed))
        if answer is None:
            self.shown.tell(pressed, self.renderer.sentence("case_unknown"))
        else:
            self.modals.open(reply_view(self.renderer, answer), pressed)


def reply_view(renderer: Renderer, answer: Answer) -> dict[str, Any]:
    """The modal for an answer."""
    pieces, left_out = in_pieces(renderer.for_customer(answer), most=MOST_PIECES)
    if left_out:
        pieces[-1] = cut(pieces[-1] + left_out, LONGEST)
    return renderer.form("customer_reply", pieces=pieces)


def check_replies(renderer: Renderer, corpus: Corpus) -> None:
    """Render the modal for every kind of answer. Raises TemplateError."""
    for answer in sample_answers(corpus):
        reply_view(renderer, answer)
