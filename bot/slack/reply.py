"""Reply: what we say to a question, and what saying it means."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.message import Message
from bot.store.cases import Case


@dataclass(frozen=True, slots=True)
class Reply:
    """What we say."""

    message: Message
    case: Case | None = None
    """The case behind it; None for a sentence that answers no question."""
    solves: Case | None = None
    """The case that the asker says is solved."""
    ends_talk: bool = False
    """Whether the asker said that it is done."""

    @property
    def case_id(self) -> str:
        """The id of the case behind it; empty where there is none."""
        return "" if self.case is None else self.case.id
