"""Question: what somebody asked, and what the thread knows already."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a thread knows before this text."""

    product: str | None = None
    """A product's id, such as `webex-connect`."""
    api: str | None = None
    """An API's id, such as `profile`."""
    text: str = ""
    """The thread's earlier question."""
    offered: tuple[str, ...] = ()
    """Ids of entries that were answered or offered."""


@dataclass(frozen=True, slots=True)
class Question:
    """A text that somebody sent, raw, in memory only."""

    text: str
    context: Context = Context()
