"""What was found out about pieces of the latest text; a text is cut, and asked about, in several ways at a time."""

from __future__ import annotations

from typing import Generic, TypeAlias, TypeVar
from weakref import ref

from bot.diagnosis.reading import Reading

Span: TypeAlias = tuple[int, int]
"""Where a piece of a text begins and ends."""
Known = TypeVar("Known")


class Latest(Generic[Known]):
    """What is known of pieces of one text, by their place in it; forgotten with the next text."""

    def __init__(self) -> None:
        self._kept: tuple[ref[Reading], dict[Span, Known]] | None = None

    def of(self, reading: Reading) -> tuple[Reading, int, dict[Span, Known]]:
        """The text that a reading was cut from, where in it that begins, and what is known of its pieces by place."""
        whole, before = reading.cut_from or (reading, 0)
        kept = self._kept
        if kept is None or kept[0]() is not whole:
            kept = self._kept = ref(whole), {}
        return whole, before, kept[1]
