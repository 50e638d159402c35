"""Ticket: what the value of a button says, so that a press finds back to its case, whatever the store still holds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.corpus.walk import Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The case and the place of a message, and the entry that a button in it is about.

    Written as `case|entry`, then what applies of `all`, `in=THREAD`, `by=PERSON`, `edited` and `at=POINT,POINT`, each
    behind a `|`.
    """

    case_id: str
    entry_id: str = ""
    """Empty where the button is about no entry."""
    is_whole: bool = False
    """Whether the message shows several failures at once, of which `entry_id` is only the first."""
    thread_ts: str = ""
    """The thread that a private answer is about and can be shared in; empty where there is none."""
    shared_by: str = ""
    """Who shared the message, as Slack's user id; empty for our own replies."""
    is_edited: bool = False
    """Whether the message was brought up to date after its question was edited."""
    trail: Trail = ()
    """The way through the guided walk; empty outside of it. With an entry, that entry is what it led to."""

    def about(self, entry_id: str, *, whole: bool = False) -> str:
        """The value of a button about an entry, in the same message."""
        return str(replace(self, entry_id=entry_id, is_whole=whole))

    def option(self, entry_id: str) -> str:
        """The value of a menu's option about an entry; outside of the walk, for an option takes less than a button."""
        return str(replace(self, entry_id=entry_id, is_whole=False, trail=()))

    def onward(self, point: str) -> str:
        """The value of a button that leads to the next point of the walk."""
        return str(replace(self, entry_id="", is_whole=False, trail=(*self.trail, point)))

    def here(self) -> str:
        """The value of a button that leads from an entry back to the question that led to it."""
        return str(replace(self, entry_id="", is_whole=False))

    def back(self) -> str:
        """The value of a button that leads to the question before this one."""
        return str(replace(self, entry_id="", is_whole=False, trail=self.trail[:-1]))

    def again(self, start: str) -> str:
        """The value of a button that begins the walk anew."""
        return str(replace(self, entry_id="", is_whole=False, trail=(start,)))

    def __str__(self) -> str:
        said = (
            "all" if self.is_whole else "",
            f"in={self.thread_ts}" if self.thread_ts else "",
            f"by={self.shared_by}" if self.shared_by else "",
            "edited" if self.is_edited else "",
            f"at={','.join(self.trail)}" if self.trail else "",
        )
        return "|".join((self.case_id, self.entry_id, *filter(None, said)))

    @classmethod
    def read(cls, value: str) -> Ticket | None:
        """The ticket in a button's value, or None where it holds none."""
        if "|" not in value:
            return None
        case_id, entry_id, *said = value.split("|")
        named = dict(part.partition("=")[::2] for part in said)
        return cls(
            case_id=case_id,
            entry_id=entry_id,
            is_whole="all" in named,
            thread_ts=named.get("in", ""),
            shared_by=named.get("by", ""),
            is_edited="edited" in named,
            trail=tuple(filter(None, named.get("at", "").split(","))),
        )
