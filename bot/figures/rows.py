"""What is counted: the cases of one workspace, what was said about their answers, and what went to support."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Decision: TypeAlias = Literal["answer", "choose", "several", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCase:
    """One question and what was decided."""

    id: str
    asker: str
    channel: str
    thread_ts: str | None
    """The thread in which it was asked; None where its answer stood in none."""
    at: float
    """When its answer was out, in seconds since 1970."""
    decision: Decision
    entries: tuple[str, ...]
    """The entries that it was answered with, by id; none where it was asked back or unknown."""
    question: str
    """Redacted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One press on Solved or Not solved."""

    case_id: str
    entry_id: str
    """What was shown when the button was pressed; empty where that is not known."""
    is_solved: bool
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """A case that went to support."""

    case_id: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Everything of one workspace since a moment, each oldest first."""

    cases: tuple[AskedCase, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    """Of these cases."""
    handed_on: tuple[HandedOn, ...] = ()
    """Of these cases."""
