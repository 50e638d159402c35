"""Progress: how far people are with an answer: steps ticked off, solved or not and why not, what was ruled out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.corpus.entry import Entry

Verdict: TypeAlias = Literal["solved", "not_solved"]

Why: TypeAlias = Literal["no-change", "not-mine", "unclear", "other"]
"""Why an answer did not help: its steps were done and changed nothing, it is about something else, its steps cannot be
followed, or what somebody said in their own words."""

WHYS: tuple[Why, ...] = ("no-change", "not-mine", "unclear", "other")


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody said about an answer."""

    kind: Verdict
    user_id: str
    """Who pressed, as Slack's user id."""
    why: Why | None = None
    """Only of `not_solved`, and only once they said it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far people are with one answer of one case."""

    ticked: frozenset[int] = frozenset()
    """The steps that are done; the first is 1."""
    mark: Mark | None = None
    """What was said last."""
    ruled_out: tuple[Entry, ...] = ()
    """What was shown for the same case before, and did not help."""
