"""What Slack parses of what is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def parsed(value: Any) -> Iterator[str]:
    """Every text that Slack reads as markup: mrkdwn objects, wherever they stand in blocks or a modal."""
    if isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "markdown"):
            yield str(value["text"])
        for inside in value.values():
            yield from parsed(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from parsed(inside)
