"""A question as the JSON that other programs write: one object with `text` and, where a thread is known, `context`."""

from __future__ import annotations

from typing import Any

from bot.diagnosis.question import Context, Question


class BadQuestionError(ValueError):
    """The object is no question; the message is a sentence that says what is expected."""


def question_from(value: object) -> Question:
    """The question of a JSON value. Raises BadQuestionError; keys that nobody reads are left alone."""
    if not isinstance(value, dict):
        raise BadQuestionError('The line is expected to hold one JSON object such as {"text": "..."}.')
    text = value.get("text")
    if not isinstance(text, str):
        raise BadQuestionError("`text` is missing." if text is None else "`text` is expected to be a text.")
    return Question(well_formed(text), _context(value.get("context")))


def well_formed(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _context(value: Any) -> Context:
    if value is None:
        return Context()
    if not isinstance(value, dict):
        raise BadQuestionError("`context` is expected to be an object.")
    for key in ("product", "api", "text"):
        if not isinstance(value.get(key), str | None):
            raise BadQuestionError(f"`context.{key}` is expected to be a text.")
    offered = value.get("offered") or []
    if not isinstance(offered, list) or not all(isinstance(item, str) for item in offered):
        raise BadQuestionError("`context.offered` is expected to be a list of ids.")
    return Context(
        product=value.get("product") or None,
        api=value.get("api") or None,
        text=well_formed(value.get("text") or ""),
        offered=tuple(offered),
    )
