"""Our own name in a text: whether it stands there, and the text without it."""

from __future__ import annotations

import re


def is_called(text: str | None, bot_user: str) -> bool:
    """Whether our name stands in a text as Slack sent it."""
    return _mention_of(bot_user).search(text or "") is not None


def without_mention(text: str, bot_user: str) -> str:
    """The text without our name in it, which is no part of the question."""
    return _mention_of(bot_user).sub(" ", text).strip()


def _mention_of(bot_user: str) -> re.Pattern[str]:
    return re.compile(rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>")
