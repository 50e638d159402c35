"""Long texts in pieces that Slack's fields take."""

from __future__ import annotations

LONGEST = 3_000
"""Characters that one field takes (docs.slack.dev, block elements, plain_text_input)."""


def in_pieces(text: str, *, most: int) -> tuple[list[str], str]:
    """A text in at most so many pieces, cut behind lines where it has them, and what is left."""
    pieces: list[str] = []
    while text and len(pieces) < most:
        at = len(text) if len(text) <= LONGEST else text.rfind("\n", LONGEST // 2, LONGEST)
        at = LONGEST if at < 0 else at
        pieces.append(text[:at])
        text = text[at:].removeprefix("\n")
    return pieces, text
