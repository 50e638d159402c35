"""Customer: an answer as a customer is told it: what concerns our documents and our support desk is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.answers.answer import (
    Answer,
    Candidates,
    Cause,
    ChoiceAnswer,
    Explanation,
    SeveralAnswer,
    SingleAnswer,
    UnknownAnswer,
    WalkAnswer,
)
from bot.corpus.entry import Acts, Entry, Outcome

Doer: TypeAlias = Literal["nobody", "we", "administrator", "you-and-administrator", "recipient", "you"]
"""Who has to do something, as the customer is told it."""

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_ABOUT_DOCUMENTS = re.compile(
    r"\b(?:tables?|guide)\b|\bBird lists\b|\bsays? no more\b|\bdoes not say (?:more|what|why)\b"
)
"""Sentences of a cause that tell what our documents hold and not what happened."""
_OUR_DESK = r"(?:(?:Webex Connect|Bird|8x8) support|support@xm\.webex\.com)"
_HANDS_ON = re.compile(rf"(?:Ask|Write to|Send|Report|Hand|Give|Bring|Let|Tell)\b(?!.*\badministrator\b).*{_OUR_DESK}")
"""A step that hands the case to support, which is who writes to the customer."""
_ASIDE = re.compile(
    r" of the tables?\b| that the table prints for `\d+`| \(scenario \d+\)"
    r"|; [^;]*\b(?:tables?|rows before it)\b.*(?=\.$)"
    r"|, (?![^,;.]*of the table)[^,;.]*\b(?:tables?|this row)\b[^,;.]*(?=[,;.])"
)
"""A clause of a step that tells what our documents hold."""
_CODE = re.compile(r"`([^`]*)`")


@dataclass(frozen=True, slots=True)
class Problem:
    """One failure, as a customer is told it."""

    entry: Entry
    causes: tuple[Cause, ...]
    steps: tuple[str, ...]
    """What is left for them to do."""
    doer: Doer
    count: int


@dataclass(frozen=True, slots=True)
class CustomerReply:
    """What a reply to a customer is made of: problems, questions back where it is open, or neither."""

    problems: tuple[Problem | Candidates, ...]


def customer_reply(answer: Answer) -> CustomerReply:
    """The reply for an answer; nothing that the asker wrote is in it."""
    match answer:
        case SingleAnswer(explanation):
            return CustomerReply((_problem(explanation),))
        case ChoiceAnswer(candidates):
            return CustomerReply((candidates,))
        case SeveralAnswer(failures):
            return CustomerReply(tuple(_problem(f) if isinstance(f, Explanation) else f for f in failures))
        case WalkAnswer(stage=Explanation() as stage):
            return CustomerReply((_problem(stage),))
        case UnknownAnswer() | WalkAnswer():
            return CustomerReply(())


def from_us(line: str, us: str, we: str) -> str:
    """A step, or something to have ready, in which support is `us` and `we`, for it is support that says it."""
    said = re.sub(rf"{_OUR_DESK} asks\b", f"{we} ask", line)
    said = re.sub(rf"{_OUR_DESK}|(?<=\bfor )support\b", us, said)
    return re.sub(r"\bsupport will\b", f"{we} will", said)


def in_plain_words(text: str) -> str:
    """A text for a mail: names of fields in quotes instead of backticks, and paragraphs one empty line apart."""
    return re.sub(r"\n{3,}", "\n\n", _CODE.sub(r"“\1”", text)).strip() + "\n"


def _problem(explanation: Explanation) -> Problem:
    entry = explanation.entry
    return Problem(
        entry=entry,
        causes=tuple(Cause(_what_happened(cause.text, entry), cause.message) for cause in explanation.causes),
        steps=tuple(_ASIDE.sub("", step) for step in entry.steps if not _HANDS_ON.match(step)),
        doer=_doer(entry),
        count=explanation.count,
    )


def _what_happened(cause: str, entry: Entry) -> str:
    sentences = list(_without_documents(_SENTENCE_END.split(cause)))
    return " ".join(sentences) or f"{entry.title}."


def _without_documents(sentences: Iterable[str]) -> Iterator[str]:
    for sentence in sentences:
        if not _ABOUT_DOCUMENTS.search(sentence):
            yield sentence


def _doer(entry: Entry) -> Doer:
    if not entry.acts or entry.outcome in (Outcome.SUCCESS, Outcome.PENDING, Outcome.INFORMATION):
        return "nobody"
    if not entry.self_service:
        return "we"
    match entry.acts[0]:
        case Acts.ACCOUNT_ADMIN:
            return "administrator"
        case Acts.RECIPIENT:
            return "recipient"
        case _:
            return "you-and-administrator" if Acts.ACCOUNT_ADMIN in entry.acts else "you"
