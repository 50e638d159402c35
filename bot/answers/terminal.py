"""Terminal: a document laid out for reading in a terminal, with rich."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.answers.document import Part

WIDEST = 100
"""Columns; longer lines are tiring to read."""

_CODE = re.compile(r"`([^`]+)`")


def terminal_layout(parts: Iterable[Part], *, width: int) -> RenderableType:
    """The parts within `width` columns: the title and its facts in a panel, the rest indented under headings."""
    return Constrain(Group(*_drawn(list(parts))), min(width, WIDEST))


def _drawn(parts: list[Part]) -> Iterator[RenderableType]:
    position = 0
    if parts and parts[0].kind == "title":
        position = 1
        inside: list[RenderableType] = [Text(parts[0].text, style="bold")]
        if len(parts) > 1 and parts[1].kind == "glance":
            inside.append(_facts(parts[1]))
            position = 2
        yield Panel(Group(*inside), border_style="cyan", padding=(0, 1))
    if position == 1:
        yield Text()
    for part in parts[position:]:
        yield from _part(part)


def _part(part: Part) -> Iterator[RenderableType]:
    match part.kind:
        case "title" | "item":
            yield Text()
            yield Text(part.text, style="bold cyan")
        case "label":
            yield Text()
            yield Text(part.text, style="bold")
        case "glance":
            yield Padding(_facts(part), (0, 0, 0, 2))
        case "text":
            yield Padding(_words(part.text), (0, 0, 0, 2))
        case "numbered":
            yield _listed([(f"{number}.", item) for number, item in enumerate(part.items, 1)])
        case "bullets":
            yield _listed([("•", item) for item in part.items])
        case "small":
            yield Text()
            yield Padding(_words(part.text, style="dim"), (0, 0, 0, 2))


def _facts(part: Part) -> Text:
    return Text(" · ").join(Text(item) for item in part.items)


def _listed(items: list[tuple[str, str]]) -> RenderableType:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for mark, item in items:
        table.add_row(mark, _words(item))
    return Padding(table, (0, 0, 0, 2))


def _words(text: str, *, style: str = "") -> Text:
    """The text with `code` in a colour; the backticks stay, for terminals without colours and for copying."""
    words = Text(text, style=style)
    for found in _CODE.finditer(text):
        words.stylize("cyan", found.start(), found.end())
    return words
