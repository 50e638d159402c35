"""Overheard: what the templates make for Slack, collected while they are rendered once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answers.fit import Block
from bot.answers.message import Message
from bot.answers.render import Renderer
from bot.corpus.entry import Corpus


@dataclass(frozen=True, slots=True)
class Specimen:
    """A block or a modal that stands for all of its shape."""

    made_by: str
    """Which template, as a person finds it."""
    content: Block


class Overheard(Renderer):
    """A renderer that remembers what it made."""

    def __init__(self, corpus: Corpus, templates: Path) -> None:
        super().__init__(corpus, templates)
        self.blocks: dict[str, Specimen] = {}
        """The longest block of each shape."""
        self.views: dict[str, Specimen] = {}
        """The longest modal of each shape."""

    def slack(self, *args: Any, **more: Any) -> Message:
        """An answer's message."""
        return self._heard("an answer (templates/slack)", super().slack(*args, **more))

    def sentence(self, name: str, /, **values: str) -> Message:
        """A small message."""
        return self._heard(f"templates/slack/sentences/{name}.j2", super().sentence(name, **values))

    def form(self, name: str, /, **values: object) -> Block:
        """A modal."""
        view = super().form(name, **values)
        _keep_longest(self.views, Specimen(f"templates/slack/forms/{name}.j2", view))
        return view

    def _heard(self, made_by: str, message: Message) -> Message:
        for block in message.blocks:
            _keep_longest(self.blocks, Specimen(made_by, block))
        return message


def _keep_longest(kept: dict[str, Specimen], new: Specimen) -> None:
    shape = json.dumps(_shape_of(new.content))
    before = kept.get(shape)
    if before is None or len(json.dumps(new.content)) > len(json.dumps(before.content)):
        kept[shape] = new


def _shape_of(part: Any) -> Any:
    """What is left of a block without its words: types, fields and how they lie in each other."""
    match part:
        case dict():
            return {
                name: value if name in ("type", "style", "callback_id") else _shape_of(value)
                for name, value in sorted(part.items())
            }
        case list():
            return sorted({json.dumps(_shape_of(each)) for each in part})
        case _:
            return type(part).__name__
