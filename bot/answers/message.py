"""Message: what Slack is sent, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """Block Kit blocks and the plain text that carries the same answer to screen readers and notifications."""

    text: str
    """mrkdwn-escaped, at most 3,900 characters (docs.slack.dev, chat.postMessage)."""
    blocks: tuple[dict[str, Any], ...]
    """At most 50 blocks, 12,000 characters in all."""
