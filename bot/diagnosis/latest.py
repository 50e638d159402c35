"""What was found out about pieces of the latest text; a text is cut, and asked about, in several ways at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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

    def of(
        self, reading: Reading, spans: Iterable[Span], find_out: Callable[[list[str]], Iterable[Known]]
    ) -> list[Known]:
        """What is known of pieces, the white space around them aside; `find_out` says it of texts that are new."""
        whole, before = reading.cut_from or (reading, 0)
        kept = self._kept
        if kept is None or kept[0]() is not whole:
            kept = self._kept = ref(whole), {}
        known = kept[1]
        texts: dict[Span, str] = {}
        places = []
        for start, end in spans:
            piece = reading.text[start:end].lstrip()
            text = piece.rstrip()
            place = before + end - len(piece)
            places.append((place, place + len(text)))
            if places[-1] not in known:
                texts[places[-1]] = text
        if texts:
            known.update(zip(texts, find_out(list(texts.values())), strict=True))
        return [known[place] for place in places]
